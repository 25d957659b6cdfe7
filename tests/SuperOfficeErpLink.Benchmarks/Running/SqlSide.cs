using System.Data.Common;
using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;
using Npgsql;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Sql;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>A database with the demo ERP's customers, spoken to by the SQL connector and by plain ADO.NET.</summary>
internal abstract class SqlSide : IAsyncDisposable
{
    public static IReadOnlyList<string> Fields { get; } =
    [
        "no", "name", "vat_no", "street", "street2", "zip", "city", "country", "phone", "email", "web", "customer_group", "payment_term", "credit_limit", "credit_check", "discount",
        "origin", "balance", "last_invoice", "newsletter",
    ];

    /// <summary>Behind the case's name; empty for the one that is meant without saying.</summary>
    public abstract string Suffix { get; }

    /// <summary>As the connector writes it where it writes by key.</summary>
    public abstract string KeysCondition { get; }

    /// <summary>The moment before which everything has been committed, asked once for all rows.</summary>
    public abstract string Settled { get; }

    public IErpSession Session { get; private set; } = null!;

    public static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"C{100_000 + number}");

    public async Task MakeAsync(int records, CancellationToken cancellationToken)
    {
        await ExecuteAsync(Script, cancellationToken);
        await ExecuteAsync("INSERT INTO country (code, name) VALUES ('DK', 'Danmark')", cancellationToken);
        foreach (var some in Enumerable.Range(0, records).Chunk(500))
        {
            var rows = some.Select(number => string.Create(
                CultureInfo.InvariantCulture,
                $"('{KeyOf(number)}', 'Kunde nr. {number} ÆØÅ', 'DK{number}', 'Vestergade {number}', '{8000 + (number % 900)}', 'Aarhus C', 'DK', '+45 70 {number}', 'k{number}@example.com', {number}.5, '2026-01-31', '2026-02-28')"));
            await ExecuteAsync(
                $"INSERT INTO customer (no, name, vat_no, street, zip, city, country, phone, email, credit_limit, credit_check, last_invoice) VALUES {string.Join(", ", rows)}", cancellationToken);
        }

        await ExecuteAsync(Settle, cancellationToken);
        Session = await new SqlConnector().OpenAsync(Context(), cancellationToken);
    }

    /// <summary>Gives every customer the same telephone number.</summary>
    public Task NumberAsync(string phone, CancellationToken cancellationToken) => ExecuteAsync($"UPDATE customer SET phone = '{phone}'; DELETE FROM write_log", cancellationToken);

    public abstract Task<DbConnection> OpenRawAsync(CancellationToken cancellationToken);

    /// <summary>Binds keys for <see cref="KeysCondition"/>.</summary>
    public abstract void BindKeys(DbCommand command, IReadOnlyList<string> keys);

    /// <summary>A date as text.</summary>
    public abstract string DayAt(DbDataReader reader, int ordinal);

    public virtual async ValueTask DisposeAsync()
    {
        if (Session is not null)
        {
            await Session.DisposeAsync();
        }
    }

    protected static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, name);

    protected abstract string Script { get; }

    /// <summary>What makes the tables as they are after some days of use.</summary>
    protected abstract string Settle { get; }

    protected abstract ConnectionContext Context();

    /// <summary>Without the client's id: who writes raw does not look whose database it is.</summary>
    protected static string Definition { get; } =
        File.ReadAllText(Folder("demo-erp.definition.json")).Replace("\"identity\": { \"table\": \"client\", \"column\": \"id\" },", "", StringComparison.Ordinal);

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await OpenRawAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    protected sealed class Local(string folder) : IOutbound
    {
        public HttpMessageHandler CreateHandler() => throw new NotSupportedException();

        public Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) => Task.FromResult(IPAddress.Loopback);

        public string ResolveFile(string name) => Path.Combine(folder, name);
    }
}

internal sealed class SqliteSide(string folder) : SqlSide
{
    public override string Suffix => " sqlite";

    public override string KeysCondition => "no >= @first AND no <= @last";

    public override string Settled => "(SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-30 seconds'))";

    protected override string Script => File.ReadAllText(Folder("demo-erp.sql"));

    protected override string Settle =>
        "UPDATE customer SET changed = strftime('%Y-%m-%dT%H:%M:%fZ', '2026-01-01', '+' || rowid || ' seconds'); DELETE FROM write_log; ANALYZE";

    public override async Task<DbConnection> OpenRawAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "sql.db")}");
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public override void BindKeys(DbCommand command, IReadOnlyList<string> keys)
    {
        command.Parameters.Add(new SqliteParameter("@first", keys.Min(StringComparer.Ordinal)));
        command.Parameters.Add(new SqliteParameter("@last", keys.Max(StringComparer.Ordinal)));
    }

    public override string DayAt(DbDataReader reader, int ordinal) => reader.GetString(ordinal);

    protected override ConnectionContext Context() => new(
        Guid.NewGuid(), IsSaved: true,
        new Settings(new Dictionary<string, string>(StringComparer.Ordinal) { ["dialect"] = "sqlite", ["file"] = "sql.db", ["definition"] = Definition }),
        new Local(folder), TimeProvider.System);
}

/// <summary>A throw-away server, which it stops.</summary>
internal sealed class PostgreSqlSide : SqlSide
{
    private readonly PostgreSqlServer server;
    private readonly NpgsqlDataSource raw;

    public PostgreSqlSide(PostgreSqlServer server)
    {
        this.server = server;
        raw = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { NoResetOnClose = true });
    }

    public override string Suffix => "";

    public override string KeysCondition => "no = ANY(@keys)";

    public override string Settled => "(SELECT now() - interval '30 seconds')";

    protected override string Script => $"CREATE ROLE erp_link; {File.ReadAllText(Folder("demo-erp.postgresql.sql"))}";

    protected override string Settle =>
        """
        ALTER TABLE customer DISABLE TRIGGER customer_counted;
        UPDATE customer SET changed = timestamptz '2026-01-01' + interval '1 second' * substr(no, 2)::int;
        ALTER TABLE customer ENABLE TRIGGER customer_counted;
        DELETE FROM write_log;
        ANALYZE;
        """;

    public override async Task<DbConnection> OpenRawAsync(CancellationToken cancellationToken) => await raw.OpenConnectionAsync(cancellationToken);

    public override void BindKeys(DbCommand command, IReadOnlyList<string> keys) => command.Parameters.Add(new NpgsqlParameter("keys", keys.ToArray()));

    public override string DayAt(DbDataReader reader, int ordinal) => reader.GetFieldValue<DateOnly>(ordinal).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await raw.DisposeAsync();
        server.Dispose();
    }

    protected override ConnectionContext Context() => new(
        Guid.NewGuid(), IsSaved: true,
        new Settings(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["dialect"] = "postgresql", ["host"] = "localhost", ["port"] = server.Port.ToString(CultureInfo.InvariantCulture), ["database"] = "postgres", ["user"] = server.User, ["password"] = server.Password, ["tls"] = "none",
            ["definition"] = Definition.Replace("\"inactiveWhen\": \"1\"", "\"inactiveWhen\": \"true\"", StringComparison.Ordinal),
        }),
        new Local(server.Folder), TimeProvider.System);
}
