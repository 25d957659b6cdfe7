using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Storage.Tests.Starting;

public sealed class StartingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("erplink-start-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Without_settings_everything_is_below_the_program()
    {
        var options = Read("Development");

        options.DataDirectory.ShouldBe(Path.Combine(folder, "App_Data"));
        options.FilesDirectory.ShouldBe(Path.Combine(folder, "App_Data", "erp"));
        options.KeyFile.ShouldBe(Path.Combine(folder, "App_Data", "erplink.key"));
        (options.DemoEnabled, options.DemoCompanies).ShouldBe((true, 500));
        Read("Production").DemoEnabled.ShouldBeFalse();
    }

    [Theory]
    [InlineData("ErpLink:Database:Provider", "Oracle")]
    [InlineData("ErpLink:Crm", "SuperOffice")]
    [InlineData("ErpLink:Jobs", "Hangfire")]
    [InlineData("ErpLink:Jobs", "Cron")]
    [InlineData("ErpLink:Demo:Enabled", "perhaps")]
    [InlineData("ErpLink:Demo:Companies", "0")]
    [InlineData("ErpLink:Demo:Companies", "100001")]
    [InlineData("ErpLink:Demo:Companies", "many")]
    [InlineData("ErpLink:Demo:Companies", "-5")]
    public void A_setting_that_cannot_be_used_is_named_in_one_line(string setting, string value)
    {
        var message = Should.Throw<StartupFailure>(() => Read("Development", (setting, value))).Message;

        message.ShouldStartWith(setting);
        message.ShouldContain(value);
        message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("ErpLink:Database:Provider", "sqlite")]
    [InlineData("ErpLink:Crm", "BuiltIn")]
    [InlineData("ErpLink:Jobs", "quartz")]
    [InlineData("ErpLink:Demo:Companies", "100000")]
    [InlineData("ErpLink:DataDirectory", "  ")]
    public void A_setting_that_can_be_used_is_taken(string setting, string value) => Read("Production", (setting, value));

    [Fact]
    public void Hangfire_is_an_engine_of_a_build_that_has_it_and_of_SQL_Server()
    {
        (string, string) engine = ("ErpLink:Jobs", "Hangfire");
        (string, string) server = ("ErpLink:Database:Provider", "SqlServer");
        if (ErpLinkOptions.HasHangfire)
        {
            Read("Production", engine, server).Jobs.ShouldBe(JobEngine.Hangfire);
            Should.Throw<StartupFailure>(() => Read("Production", engine, ("ErpLink:Database:Provider", "PostgreSql"))).Message
                .ShouldBe("ErpLink:Jobs is \"Hangfire\", which needs SQL Server, but ErpLink:Database:Provider is \"PostgreSql\". Set the first to Quartz, or the second to SqlServer.");
        }
        else
        {
            Should.Throw<StartupFailure>(() => Read("Production", engine, server)).Message
                .ShouldBe("ErpLink:Jobs is \"Hangfire\", but this build has only Quartz. Build with -p:Hangfire=true, or set it to Quartz.");
        }

        Read("Production", server).Jobs.ShouldBe(JobEngine.Quartz);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named_with_its_setting()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");

        var message = Should.Throw<StartupFailure>(() => Folders.MakeWritable(Path.Combine(file, "data"), "ErpLink:DataDirectory")).Message;

        message.ShouldContain(Path.Combine(file, "data"));
        message.ShouldContain("ErpLink:DataDirectory");
    }

    [Fact]
    public void A_folder_that_is_missing_is_made_and_left_empty()
    {
        var data = Path.Combine(folder, "a", "b");
        Folders.MakeWritable(data, "ErpLink:DataDirectory");

        Directory.GetFileSystemEntries(data).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_first_start_ends_ready_with_a_whole_demo_and_a_second_leaves_it_alone()
    {
        await StartAsync(demo: true);
        var made = File.GetLastWriteTimeUtc(Path.Combine(folder, "App_Data", "erp", "demo-erp.db"));
        await StartAsync(demo: true);

        File.GetLastWriteTimeUtc(Path.Combine(folder, "App_Data", "erp", "demo-erp.db")).ShouldBe(made);
    }

    [Fact]
    public async Task Without_the_demo_there_is_only_an_empty_database()
    {
        await StartAsync(demo: false);

        Directory.GetFileSystemEntries(Path.Combine(folder, "App_Data", "erp")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_start_killed_while_migrating_left_behind_does_not_hold_the_next_one()
    {
        Directory.CreateDirectory(Path.Combine(folder, "App_Data"));
        using (var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
                """;
            command.ExecuteNonQuery();
        }

        await StartAsync(demo: false).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_file_that_is_no_database_stops_the_start_with_its_name()
    {
        Directory.CreateDirectory(Path.Combine(folder, "App_Data"));
        await File.WriteAllTextAsync(DatabaseFile, string.Concat(Enumerable.Repeat("This is a text file. ", 500)));

        var failure = await Should.ThrowAsync<StartupFailure>(() => StartAsync(demo: false));

        failure.Message.ShouldContain(DatabaseFile);
        failure.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        await StartAsync(demo: false);
        using (var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Future', '99.0')";
            command.ExecuteNonQuery();
        }

        (await Should.ThrowAsync<StartupFailure>(() => StartAsync(demo: false))).Message.ShouldContain("newer version");
    }

    [Fact]
    public async Task A_key_of_another_installation_stops_the_start()
    {
        await StartAsync(demo: false);
        await File.WriteAllTextAsync(Path.Combine(folder, "App_Data", "erplink.key"), Convert.ToBase64String(new byte[32]));

        (await Should.ThrowAsync<StartupFailure>(() => StartAsync(demo: false))).Message.ShouldContain("ErpLink:KeyFile");
    }

    [Fact]
    public async Task While_another_process_prepares_the_folder_the_start_waits_and_then_says_so()
    {
        var options = Read("Production");
        Directory.CreateDirectory(options.DataDirectory);
        var held = await StartLock.TakeAsync(DatabaseChoice.Of(options), NullLogger.Instance, TimeProvider.System, default);

        var message = (await Should.ThrowAsync<StartupFailure>(() => StartAsync(demo: false, new HurriedTime(seconds: 60)))).Message;
        message.ShouldContain(options.DataDirectory);

        var start = StartAsync(demo: false, new HurriedTime(seconds: 50));
        start.IsCompleted.ShouldBeFalse();
        await held.DisposeAsync();
        await start;
    }

    [Fact]
    public async Task Ready_means_all_parts_and_a_failure_reaches_whoever_waits()
    {
        var readiness = new Readiness(ReadyParts.Migrated | ReadyParts.DemoMade | ReadyParts.SchedulerRunning);
        readiness.Set(ReadyParts.Migrated | ReadyParts.DemoMade);
        readiness.IsReady.ShouldBeFalse();
        readiness.Set(ReadyParts.SchedulerRunning);
        readiness.IsReady.ShouldBeTrue();

        var failed = new Readiness();
        failed.Fail(new StartupFailure("no"));
        await Should.ThrowAsync<StartupFailure>(() => failed.WhenReady);
        failed.IsReady.ShouldBeFalse();
    }

    /// <summary>So many seconds go by between any two looks at it.</summary>
    private sealed class HurriedTime(int seconds) : TimeProvider
    {
        private long looks;

        public override long GetTimestamp() => ++looks * TimestampFrequency * seconds;
    }

    private string DatabaseFile => Path.Combine(folder, "App_Data", "erplink.db");

    private async Task StartAsync(bool demo, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder, EnvironmentName = "Production" });
        builder.Configuration["ErpLink:Demo:Enabled"] = demo ? "true" : "false";
        builder.Configuration["ErpLink:Demo:Companies"] = "60";
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddErpLinkData();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        await using var app = builder.Build();
        await app.StartAsync();
        var readiness = app.Services.GetRequiredService<Readiness>();
        await readiness.WhenDataReady;
        (readiness.Migrated, readiness.DemoMade).ShouldBe((true, true));
        await app.StopAsync();
    }

    private ErpLinkOptions Read(string environment, params (string Setting, string Value)[] settings) => ErpLinkOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Setting, (string?)pair.Value))).Build(),
        new Environment(folder, environment));

    private sealed class Environment(string contentRoot, string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "Tests";

        public string ContentRootPath { get; set; } = contentRoot;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
