using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>The demo ERP's own tables and definition, in a real file in a folder of its own.</summary>
[LeavesOut(typeof(CredentialsSpecification<>), "An SQLite file has no credentials.")]
[LeavesOut(typeof(HttpSpecification<>), "A database is not spoken to over HTTP.")]
public sealed class DemoErp : ErpUnderTest
{
    public const int Customers = 12;

    private readonly TestFiles files = new();

    public override IErpConnector Connector { get; } = new SqlConnector();

    public override ConnectionContext Connection => Context("demo-erp.db", Definition);

    public override ActorType Type => ActorType.Customer;

    public override string TextField => "street";

    public override IReadOnlyList<string> Keys { get; } =
        [.. Enumerable.Range(1, Customers).Select(number => string.Create(CultureInfo.InvariantCulture, $"C{1000 + number}"))];

    public override FieldChange Refused { get; } = new("name", FieldValue.NotRead, FieldValue.Blank);

    public override IReadOnlyList<FieldChange> NewRecord { get; } =
        [new("name", FieldValue.NotRead, FieldValue.Of("Ny kunde")), new("street", FieldValue.NotRead, FieldValue.Of("Nyvej 1"))];

    public override Family Family { get; } = new(new ActorRef(ActorType.Customer, "C1001"), ActorType.Person, ["P1001", "P1002", "P1003"]);

    public override IReadOnlyDictionary<string, string> Samples { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "Ærø A/S", ["country"] = "SE", ["credit_limit"] = "1000.25", ["credit_check"] = "2026-01-31", ["discount"] = "12", ["newsletter"] = "1",
    };

    public static string Definition { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Demo", "demo-erp.definition.json"));

    public static string Ddl { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Demo", "demo-erp.sql"));

    public string File1 => files.PathOf("demo-erp.db");

    public string Folder => files.Folder;

    public ConnectionContext Context(string file, string definition) => new(
        Guid.NewGuid(), IsSaved: true,
        new Settings(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [SqlConnector.DialectSetting] = "sqlite", [SqlConnector.FileSetting] = file, [SqlConnector.DefinitionSetting] = definition,
        }),
        files, TimeProvider.System);

    public override async Task StartAsync()
    {
        await SqlAsync(Ddl, create: true);
        await SqlAsync("""
            INSERT INTO country (code, name) VALUES ('DK', 'Danmark'), ('SE', 'Sverige');
            INSERT INTO customer_group (code, name, inactive) VALUES ('A', 'Stamkunder', 0), ('Z', 'Udgået', 1);
            INSERT INTO payment_term (code, name) VALUES ('N30', 'Netto 30');
            """);
        foreach (var key in Keys)
        {
            var inactive = key is "C1002" or "C1005" ? 1 : 0;
            await SqlAsync($"INSERT INTO customer (no, name, country, credit_limit, inactive) VALUES ('{key}', 'Kunde {key[3..]}', 'DK', 12.50, {inactive})");
        }

        foreach (var (key, customer) in (IEnumerable<(string, string)>)[("P1001", "C1001"), ("P1002", "C1001"), ("P1003", "C1001"), ("P1004", "C1002")])
        {
            await SqlAsync($"INSERT INTO person (no, last_name, customer_no) VALUES ('{key}', 'Person {key[3..]}', '{customer}')");
        }

        await SqlAsync("DELETE FROM write_log");
    }

    public override Task EditOutsideAsync(string key, string field, string value) =>
        SqlAsync($"UPDATE customer SET {field} = '{value.Replace("'", "''", StringComparison.Ordinal)}' WHERE no = '{key}'");

    public override Task DeleteOutsideAsync(string key) => SqlAsync($"DELETE FROM customer WHERE no = '{key}'");

    public async Task<object?> SqlAsync(string sql, bool create = false)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = File1, Pooling = false, Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
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
