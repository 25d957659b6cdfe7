using System.Net;
using Microsoft.Data.SqlClient;
using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>The demo ERP as SQL Server would have it, a database for each test.</summary>
[LeavesOut(typeof(HttpSpecification<>), "A database is not spoken to over HTTP.")]
public sealed class SqlServerErp : SqlErp
{
    private readonly string database = $"erp_{Guid.NewGuid():N}";

    public override string DefinitionText { get; } = DemoErp.Definition
        .Replace("\"changed\": \"changed\"", "\"changed\": \"version\", \"changedBy\": \"rowversion\"", StringComparison.Ordinal);

    public override string DialectId => "sqlserver";

    public static string Ddl { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Erps", "demo-erp.sqlserver.sql"));

    public override ConnectionContext Context(string definition) => Context(definition, SqlServerUnderTest.Settings);

    public override ConnectionContext WithCredentials(string wrong)
    {
        var settings = SqlServerUnderTest.Settings;
        settings["password"] = wrong;
        return Context(DefinitionText, settings);
    }

    private ConnectionContext Context(string definition, Dictionary<string, string> settings)
    {
        settings["database"] = database;
        settings["definition"] = definition;
        return new ConnectionContext(Guid.NewGuid(), IsSaved: true, new Settings(settings), new Anywhere(), TimeProvider.System);
    }

    public override async Task StartAsync()
    {
        await RunAsync("master", $"CREATE DATABASE {database} COLLATE Danish_Norwegian_CI_AS");
        foreach (var batch in Ddl.Split("\nGO\n", StringSplitOptions.RemoveEmptyEntries))
        {
            await SqlAsync(batch);
        }

        await FillAsync();
    }

    public override Task RefuseUpdatesAsync(string text, string? key = null) => SqlAsync(
        $"CREATE TRIGGER refuse ON customer AFTER UPDATE AS IF EXISTS (SELECT 1 FROM inserted{(key is null ? "" : $" WHERE no = '{key}'")}) THROW 50001, {Text(text)}, 1");

    public override Task IgnoreUpdatesAsync(string key) => SqlAsync(
        $"CREATE TRIGGER refuse ON customer INSTEAD OF UPDATE AS UPDATE c SET street = i.street FROM customer c JOIN inserted i ON i.no = c.no WHERE c.no <> '{key}'");

    public override async Task<IAsyncDisposable> LockAsync(string key)
    {
        var connection = new SqlConnection(SqlServerUnderTest.ConnectionString(database));
        await connection.OpenAsync();
        await using var command = new SqlCommand($"BEGIN TRANSACTION; UPDATE customer SET city = city WHERE no = '{key}'", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public override Task MakeTasksAsync() => SqlAsync("CREATE TABLE task (id int IDENTITY PRIMARY KEY, name nvarchar(40) NOT NULL)");

    public override Task MakeThingsAsync() => SqlAsync(
        """
        CREATE TABLE colour (code varchar(3) COLLATE Latin1_General_100_BIN2 PRIMARY KEY, name nvarchar(20));
        CREATE TABLE thing (
          id varchar(9) PRIMARY KEY, word nvarchar(60), whole int, part decimal(10,3), written nvarchar(20), day date, moment datetime2, colour char(3), yes bit);
        INSERT INTO thing VALUES
          ('a', N'Ærø Å/S', -5, -0.5, '9', '2026-01-30', '2026-01-31T07:59:59', 'r', 1),
          ('b', N'ÆRØ ø-køb', 9, 9.25, '9.25', '2026-01-31', '2026-01-31T08:00:23', 'R', 0),
          ('c', N'100%_*''"\ <b>&amp;', 10, 10, '10', '2026-02-01', '2026-01-31T08:01:00', 'g', 1),
          ('d', N'100 procent', 1000, 1000.1, '1000.10', '2026-02-28', '2026-02-01T00:00:00', 'b b', 0),
          ('n', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          ('v', '', NULL, NULL, '', NULL, NULL, '', NULL);
        """);

    public override Task AgeAsync(string? key, int seconds) => SqlAsync(
        $"DISABLE TRIGGER customer_written ON customer; UPDATE customer SET changed = DATEADD(second, -{seconds}, SYSUTCDATETIME()) WHERE {(key is null ? "1 = 1" : $"no = '{key}'")}; ENABLE TRIGGER customer_written ON customer;");

    public override Task<object?> SqlAsync(string sql) => RunAsync(database, sql);

    public override async ValueTask DisposeAsync() =>
        await RunAsync("master", $"IF DB_ID('{database}') IS NOT NULL BEGIN ALTER DATABASE {database} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE {database}; END");

    protected override string Text(string value) => $"N{base.Text(value)}";

    private static async Task<object?> RunAsync(string database, string sql)
    {
        await using var connection = new SqlConnection(SqlServerUnderTest.ConnectionString(database));
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>A server that whoever runs the tests has named.</summary>
    private sealed class Anywhere : IOutbound
    {
        public HttpMessageHandler CreateHandler() => throw new NotSupportedException("This connector makes no HTTP calls.");

        public async Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) =>
            IPAddress.TryParse(host, out var literal) ? literal : (await Dns.GetHostAddressesAsync(host, cancellationToken))[0];

        public string ResolveFile(string name) => throw new NotSupportedException("This database is on a server.");
    }
}
