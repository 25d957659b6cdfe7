using System.Globalization;
using System.Net;
using Npgsql;
using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>The demo ERP as PostgreSQL would have it: with its own types, a database for each test, and a user with no more rights than it needs.</summary>
[LeavesOut(typeof(HttpSpecification<>), "A database is not spoken to over HTTP.")]
public class PostgreSqlErp : SqlErp
{
    public const string User = "erp_link";
    public const string Password = "Sød kode 1234!";

    private static readonly SemaphoreSlim Making = new(1, 1);
    private static bool isTemplateMade;

    private readonly string database = $"erp_{Guid.NewGuid():N}";
    private NpgsqlDataSource? outside;

    public override string DefinitionText { get; } = DemoErp.Definition.Replace("\"inactiveWhen\": \"1\"", "\"inactiveWhen\": \"true\"", StringComparison.Ordinal);

    public override string DialectId => "postgresql";

    public string Database => database;

    public static string Ddl { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Erps", "demo-erp.postgresql.sql"));

    public override ConnectionContext Context(string definition) => Context(definition, []);

    public ConnectionContext Context(string definition, Dictionary<string, string> other)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["dialect"] = "postgresql", ["host"] = "localhost", ["port"] = PostgreSqlCluster.Port.ToString(CultureInfo.InvariantCulture), ["database"] = database,
            ["user"] = User, ["password"] = Password, ["tls"] = "none", ["definition"] = definition,
        };
        foreach (var (key, value) in other)
        {
            settings[key] = value;
        }

        return new ConnectionContext(Guid.NewGuid(), IsSaved: true, new Settings(settings), new ThisMachine(), TimeProvider.System);
    }

    public override ConnectionContext WithCredentials(string wrong) => Context(DefinitionText, new Dictionary<string, string>(StringComparer.Ordinal) { ["password"] = wrong });

    public override async Task StartAsync()
    {
        await MakeTemplateAsync();
        await PostgreSqlCluster.RunAsync($"CREATE DATABASE {database} TEMPLATE demo_erp");
        outside = PostgreSqlCluster.Open(database);
        await SqlAsync("UPDATE client SET id = gen_random_uuid()");
    }

    public override Task RefuseUpdatesAsync(string text, string? key = null) => TriggerAsync($"RAISE EXCEPTION USING MESSAGE = {Text(text)};", key);

    public override Task IgnoreUpdatesAsync(string key) => TriggerAsync("RETURN NULL;", key);

    public override async Task<IAsyncDisposable> LockAsync(string key)
    {
        var connection = await outside!.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"BEGIN; SELECT 1 FROM customer WHERE no = '{key}' FOR UPDATE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public override Task MakeTasksAsync() =>
        SqlAsync($"CREATE TABLE task (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL); GRANT SELECT, INSERT, UPDATE ON task TO {User}");

    public override Task MakeThingsAsync() => SqlAsync(
        $"""
        CREATE TABLE colour (code text PRIMARY KEY, name text);
        CREATE TABLE thing (
          id text PRIMARY KEY, word varchar(60), whole int, part numeric(10,3), written text, day date, moment timestamptz, colour char(3), yes boolean);
        INSERT INTO thing VALUES
          ('a', 'Ærø Å/S', -5, -0.5, '9', '2026-01-30', '2026-01-31 07:59:59+00', 'r', true),
          ('b', 'ÆRØ ø-køb', 9, 9.25, '9.25', '2026-01-31', '2026-01-31T09:00:23+01', 'R', false),
          ('c', '100%_*''"\ <b>&amp;', 10, 10, '10', '2026-02-01', '2026-01-31T08:01:00.000Z', 'g', true),
          ('d', '100 procent', 1000, 1000.1, '1000.10', '2026-02-28', '2026-02-01T00:00:00Z', 'b b', false),
          ('n', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          ('v', '', NULL, NULL, '', NULL, NULL, '', NULL);
        GRANT SELECT ON colour, thing TO {User};
        """);

    public override Task AgeAsync(string? key, int seconds) => SqlAsync(
        $"""
        ALTER TABLE customer DISABLE TRIGGER customer_counted;
        UPDATE customer SET changed = now() - interval '{seconds} seconds' WHERE {(key is null ? "true" : $"no = '{key}'")};
        ALTER TABLE customer ENABLE TRIGGER customer_counted;
        """);

    public override async Task<object?> SqlAsync(string sql)
    {
        await using var command = outside!.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>A connection of somebody else's, for a transaction that stays open.</summary>
    public async Task<NpgsqlConnection> OpenOutsideAsync() => await outside!.OpenConnectionAsync();

    public override async ValueTask DisposeAsync()
    {
        if (outside is not null)
        {
            await outside.DisposeAsync();
            await PostgreSqlCluster.RunAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        }

        GC.SuppressFinalize(this);
    }

    protected override string Flag(bool value) => value ? "true" : "false";

    private async Task MakeTemplateAsync()
    {
        await Making.WaitAsync();
        try
        {
            if (isTemplateMade)
            {
                return;
            }

            await PostgreSqlCluster.RunAsync($"CREATE ROLE {User} LOGIN PASSWORD {Text(Password)}");
            await PostgreSqlCluster.RunAsync("CREATE DATABASE demo_erp");
            await using (outside = PostgreSqlCluster.Open("demo_erp"))
            {
                await SqlAsync(Ddl);
                await FillAsync();

                // Of long ago: the place in a feed by time stays behind the clock, and would move during the first half minute.
                await AgeAsync(null, 100_000);
                await SqlAsync("DELETE FROM write_log");
            }

            isTemplateMade = true;
        }
        finally
        {
            Making.Release();
        }
    }

    private Task<object?> TriggerAsync(string body, string? key) => SqlAsync(
        $"""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$;
        CREATE TRIGGER a_refuse BEFORE UPDATE ON customer FOR EACH ROW {(key is null ? "" : $"WHEN (NEW.no = '{key}')")} EXECUTE FUNCTION refuse();
        """);
}

/// <summary>The same, its changes followed by the transactions that made them.</summary>
public sealed class PostgreSqlByTransactionErp : PostgreSqlErp
{
    public override string DefinitionText { get; } = new PostgreSqlErp().DefinitionText.Replace(
        "\"changed\": \"changed\"", "\"changed\": \"changed_in\", \"changedBy\": \"transaction\"", StringComparison.Ordinal);
}

/// <summary>Only servers of this machine.</summary>
public sealed class ThisMachine : IOutbound
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public int Asked { get; private set; }

    public HttpMessageHandler CreateHandler() => throw new NotSupportedException("This connector makes no HTTP calls.");

    public Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken)
    {
        Asked++;
        return Task.FromResult(Address);
    }

    public string ResolveFile(string name) => throw new NotSupportedException("This database is on a server.");
}
