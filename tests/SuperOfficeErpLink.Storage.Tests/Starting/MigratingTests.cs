using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Storage.Tests.Starting;

/// <summary>On an empty database, of whichever server the tests run on.</summary>
public sealed class MigratingTests : IAsyncLifetime
{
    private static readonly bool OnServer = OwnTestDatabase.Kind == "postgresql";
    private readonly string folder = Directory.CreateTempSubdirectory("erplink-migrate-").FullName;
    private readonly string name = $"m_{Guid.NewGuid():N}";

    private string KeyFile => Path.Combine(folder, "keys", "erplink.key");

    public Task InitializeAsync() => OnServer ? PostgreSqlCluster.RunAsync($"CREATE DATABASE {name}") : Task.CompletedTask;

    public async Task DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        if (OnServer)
        {
            await PostgreSqlCluster.RunAsync($"DROP DATABASE {name} WITH (FORCE)");
        }

        Directory.Delete(folder, recursive: true);
    }

    [NotSqlServerFact]
    public async Task It_makes_the_tables_and_the_key_file_says_so_in_one_line_and_ends()
    {
        var first = await MigrateAsync();
        var key = await File.ReadAllTextAsync(KeyFile);
        var second = await MigrateAsync();

        first.ShouldContain("is this version's now: ");
        first.ShouldContain("_Initial");
        second.ShouldContain("is this version's already");
        new[] { first, second }.ShouldAllBe(said => said.TrimEnd().Split('\n').Length == 1);
        (await File.ReadAllTextAsync(KeyFile)).ShouldBe(key);
    }

    [NotSqlServerFact]
    public async Task What_follows_the_word_is_a_setting_still()
    {
        await Migrating.RunAsync(["--migrate", .. Settings("a")], TextWriter.Null);

        Directory.Exists(Path.Combine(folder, "a")).ShouldBeTrue();
        Migrating.IsAsked(["--urls", "http://localhost:1"]).ShouldBeFalse();
    }

    [NotSqlServerFact]
    public async Task A_start_that_may_not_migrate_says_what_to_run_and_comes_up_once_it_was_run()
    {
        var message = (await Should.ThrowAsync<StartupFailure>(() => StartAsync("a", "--ErpLink:Database:Migrate=false"))).Message;
        message.ShouldContain("--migrate");
        message.ShouldNotContain("\n");

        await MigrateAsync("--ErpLink:Database:Migrate=false");
        await StartAsync("a", "--ErpLink:Database:Migrate=false");
    }

    [NotSqlServerFact]
    public async Task A_key_file_of_another_installation_is_refused()
    {
        await MigrateAsync();
        await File.WriteAllTextAsync(KeyFile, Convert.ToBase64String(new byte[32]));

        (await Should.ThrowAsync<StartupFailure>(() => MigrateAsync())).Message.ShouldContain("ErpLink:KeyFile");
    }

    [NotSqlServerFact]
    public async Task It_waits_for_a_process_that_prepares_the_database()
    {
        await MigrateAsync();
        await using var app = Build("a");
        var held = await app.Services.GetRequiredService<OwnDatabase>().TryLockAsync(default);

        var waiting = MigrateAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        waiting.IsCompleted.ShouldBeFalse();
        await held!.DisposeAsync();
        await waiting;
    }

    [PostgreSqlFact]
    public async Task Nodes_that_start_together_on_an_empty_database_all_come_up_with_one_migration()
    {
        await Task.WhenAll(StartAsync("a"), StartAsync("b"), StartAsync("c"));

        await using var source = PostgreSqlCluster.Open(name);
        await using var command = source.CreateCommand("SELECT count(*) FROM \"__EFMigrationsHistory\"");
        (await command.ExecuteScalarAsync()).ShouldBe(1L);
    }

    [PostgreSqlFact]
    public async Task A_server_that_cannot_be_reached_is_one_line_without_the_password()
    {
        var failure = await Should.ThrowAsync<StartupFailure>(() => Migrating.RunAsync(
            [.. Settings("a"), "--migrate", "--ConnectionStrings:ErpLink=Host=127.0.0.1;Port=1;Database=erplink;Username=erplink;Password=hemmeligt"], TextWriter.Null));

        failure.Message.ShouldContain("127.0.0.1/erplink");
        failure.Message.ShouldNotContain("hemmeligt");
        failure.Message.ShouldNotContain("\n");
    }

    private async Task<string> MigrateAsync(params string[] more)
    {
        var output = new StringWriter();
        (await Migrating.RunAsync([.. Settings("a"), .. more, "--migrate"], output)).ShouldBe(0);
        return output.ToString();
    }

    private async Task StartAsync(string node, params string[] more)
    {
        await using var app = Build(node, more);
        await app.StartAsync();
        await app.Services.GetRequiredService<Readiness>().WhenDataReady;
        await app.StopAsync();
    }

    private WebApplication Build(string node, params string[] more)
    {
        var builder = WebApplication.CreateSlimBuilder([.. Settings(node), .. more]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddErpLinkData();
        return builder.Build();
    }

    private string[] Settings(string node) =>
    [
        "--environment=Production", $"--contentRoot={folder}", $"--ErpLink:DataDirectory={Path.Combine(folder, node)}", $"--ErpLink:KeyFile={KeyFile}",
        .. OnServer ? (string[])["--ErpLink:Database:Provider=PostgreSql", $"--ConnectionStrings:ErpLink={PostgreSqlCluster.ConnectionString(name)}"] : [],
    ];

    private sealed class PostgreSqlFactAttribute : FactAttribute
    {
        public PostgreSqlFactAttribute() => Skip = OnServer ? null : "Only on PostgreSQL";
    }

    private sealed class NotSqlServerFactAttribute : FactAttribute
    {
        public NotSqlServerFactAttribute() => Skip = OnServer || OwnTestDatabase.IsSqlite ? null : "Not on SQL Server";
    }
}
