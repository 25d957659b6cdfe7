using System.Net;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>The demo ERP's own tables and definition, in a real file in a folder of its own.</summary>
[LeavesOut(typeof(CredentialsSpecification<>), "An SQLite file has no credentials.")]
[LeavesOut(typeof(HttpSpecification<>), "A database is not spoken to over HTTP.")]
public sealed class DemoErp : SqlErp
{
    private readonly TestFiles files = new();

    public static string Definition { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Demo", "demo-erp.definition.json"));

    public static string Ddl { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Demo", "demo-erp.sql"));

    public override string DefinitionText => Definition;

    public override string DialectId => "sqlite";

    public string File1 => files.PathOf("demo-erp.db");

    public string Folder => files.Folder;

    public override ConnectionContext Context(string definition) => Context("demo-erp.db", definition);

    public ConnectionContext Context(string file, string definition) => new(
        Guid.NewGuid(), IsSaved: true,
        new Settings(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [SqlConnector.DialectSetting] = "sqlite", [SqlConnector.FileSetting] = file, [SqlConnector.DefinitionSetting] = definition,
        }),
        files, TimeProvider.System);

    public override async Task StartAsync()
    {
        await SqlAsync(Ddl);
        await FillAsync();
    }

    public override Task RefuseUpdatesAsync(string text, string? key = null) => RaiseAsync($"RAISE(ABORT, {Text(text)})", key);

    public override Task IgnoreUpdatesAsync(string key) => RaiseAsync("RAISE(IGNORE)", key);

    public Task RaiseAsync(string raise, string? key) =>
        SqlAsync($"CREATE TRIGGER refuse BEFORE UPDATE ON customer WHEN {(key is null ? "1" : $"NEW.no = '{key}'")} BEGIN SELECT {raise}; END");

    public override async Task<IAsyncDisposable> LockAsync(string key)
    {
        var other = new SqliteConnection($"Data Source={File1};Pooling=False");
        await other.OpenAsync();
        other.BeginTransaction(deferred: false);
        return other;
    }

    public override Task MakeTasksAsync() => SqlAsync("CREATE TABLE task (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");

    public override Task MakeThingsAsync() => SqlAsync(
        """
        CREATE TABLE colour (code TEXT PRIMARY KEY, name TEXT);
        CREATE TABLE thing (id TEXT PRIMARY KEY, word TEXT, whole INTEGER, part NUMERIC, written TEXT, day TEXT, moment TEXT, colour TEXT, yes INTEGER);
        INSERT INTO thing VALUES
          ('a', 'Ærø Å/S', -5, -0.5, '9', '2026-01-30', '2026-01-31 07:59:59', 'r', 1),
          ('b', 'ÆRØ ø-køb', 9, 9.25, '9.25', '2026-01-31', '2026-01-31T08:00:23Z', 'R', 0),
          ('c', '100%_*''"\ <b>&amp;', 10, 10, '10', '2026-02-01', '2026-01-31T08:01:00.000Z', 'g', 1),
          ('d', '100 procent', 1000, 1000.1, '1000.10', '2026-02-28', '2026-02-01T00:00:00Z', 'b b', 0),
          ('n', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          ('v', '', '', '', '', '', '', '', '');
        """);

    public override Task AgeAsync(string? key, int seconds) => SqlAsync(
        $"UPDATE customer SET changed = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-{seconds} seconds') WHERE {(key is null ? "1" : $"no = '{key}'")}");

    public override async Task<object?> SqlAsync(string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = File1, Pooling = false, Mode = SqliteOpenMode.ReadWriteCreate,
        }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    public override ValueTask DisposeAsync()
    {
        files.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A folder for ERP files; only files leave this test process.</summary>
public sealed class TestFiles : IOutbound, IDisposable
{
    public string Folder { get; } = MemoryFolder.Make("erp-sql-");

    public string PathOf(string name) => Path.Combine(Folder, name);

    public HttpMessageHandler CreateHandler() => throw new NotSupportedException("This connector uses files only.");

    public Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) => throw new NotSupportedException("This connector uses files only.");

    public string ResolveFile(string name) => PathOf(name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
