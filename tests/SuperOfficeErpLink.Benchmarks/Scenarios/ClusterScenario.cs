using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Benchmarks.Running;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Protection;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>Runs of several connections on one node and on three: each ERP takes so many writes a second and no more, so that more of them at once take no longer than one.</summary>
internal sealed class ClusterScenario : IScenario
{
    private const string Nodes = "--nodes";
    private const string Connections = "--connections";
    private const string Links = "--links";
    private const string WritesPerSecond = "--quota";
    private const int One = 1;
    private const int Edited = 160;
    private const int WarmUps = 2;
    private const long FirstCompany = 1_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly ActorMapping Customers = new(ActorType.Customer, Enabled: true,
    [
        new("name", "name", Direction.Both), new("city", "city", Direction.Both), new("phone", "phone", Direction.Both),
    ]);

    public string Name => "cluster";

    /// <summary>One node is always measured first, as the baseline of so many.</summary>
    public IReadOnlyDictionary<string, int> Options { get; } =
        new Dictionary<string, int>(StringComparer.Ordinal) { [Nodes] = 3, [Connections] = 6, [Links] = 2000, [WritesPerSecond] = 20 };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(options.Keep);
        using var server = TrialServer.StartPostgreSql();
        var alone = await MeasureAsync(folder.Path, server, One, options, cancellationToken);
        report.Seconds("1 nodes", alone);
        var together = await MeasureAsync(folder.Path, server, options[Nodes], options, cancellationToken);
        report.Seconds(string.Create(CultureInfo.InvariantCulture, $"{options[Nodes]} nodes"), together, alone);
    }

    private static async Task<double> MeasureAsync(string folder, PostgreSqlServer server, int nodes, ScenarioOptions options, CancellationToken cancellationToken)
    {
        var home = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"nodes{nodes}"));
        Directory.CreateDirectory(home);
        var database = string.Create(CultureInfo.InvariantCulture, $"erplink{nodes}");
        server.Make(database);
        OurSide.Name(home, server.ConnectionString(database));
        var ours = OurSide.Of(home);
        var key = Path.Combine(home, "erplink.key");
        var running = new List<WebApp>();
        try
        {
            for (var node = 0; node < nodes; node++)
            {
                running.Add(await WebApp.StartAsync(
                    Path.Combine(home, string.Create(CultureInfo.InvariantCulture, $"node{node}")), 40, cancellationToken,
                    [.. ours.Settings, ("ErpLink__KeyFile", key), ("ErpLink__FilesDirectory", Path.Combine(home, "erp")), ("ErpLink__AutomaticSync", "false"),
                        ("ErpLink__NodeName", string.Create(CultureInfo.InvariantCulture, $"node{node}"))]));
            }

            var connections = await MakeAsync(home, server, ours, key, nodes, options, cancellationToken);

            // What every node compiles and opens for the first time is no part of it.
            for (var warmUp = 0; warmUp < WarmUps; warmUp++)
            {
                await SyncAsync(ours, connections, 0, cancellationToken);
            }

            await EditAsync(ours, cancellationToken);
            return await SyncAsync(ours, connections, Edited, cancellationToken);
        }
        finally
        {
            running.ForEach(node => node.Dispose());
        }
    }

    private static async Task<double> SyncAsync(OurSide ours, IReadOnlyList<Guid> connections, int edited, CancellationToken cancellationToken)
    {
        var runs = new RunStore(ours, new FenceStore(ClaimTime.Default, LeaseTime.Default, TimeProvider.System), TimeProvider.System);
        var watch = Stopwatch.StartNew();
        foreach (var connection in connections)
        {
            await runs.QueueAsync(new NewRun(connection, RunKind.Everything, UserContext.System, 1, []), cancellationToken);
        }

        await using var context = ours.CreateDbContext();
        var first = await context.Runs.MaxAsync(run => run.Id, cancellationToken) - connections.Count;
        var mine = context.Runs.AsNoTracking().Where(run => run.Id > first);
        while (await mine.AnyAsync(run => run.Open, cancellationToken))
        {
            if (watch.Elapsed > Patience || await mine.AnyAsync(run => run.State == RunState.Braked, cancellationToken))
            {
                throw new IncompleteException("The runs do not come to their end.");
            }

            await Task.Delay(100, cancellationToken);
        }

        var seconds = watch.Elapsed.TotalSeconds;
        foreach (var run in await mine.ToListAsync(cancellationToken))
        {
            var counts = JsonSerializer.Deserialize<RunCounts>(run.Counts)!;
            if (run.State != RunState.Completed || counts.ToErp != edited)
            {
                throw new IncompleteException($"Run {run.Id} on {run.Node} ended as {run.State} with {counts.ToErp} of {edited} writes.");
            }
        }

        return seconds;
    }

    private static async Task EditAsync(OurSide ours, CancellationToken cancellationToken)
    {
        await using var context = ours.CreateDbContext();
        await context.Companies.Where(row => row.Id > FirstCompany && row.Id % FirstCompany <= Edited && row.Id % FirstCompany > 0).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Phone, "+45 70 70 70 70").SetProperty(row => row.Version, row => row.Version + 1), cancellationToken);
    }

    private static async Task<IReadOnlyList<Guid>> MakeAsync(
        string home, PostgreSqlServer server, OurSide ours, string key, int nodes, ScenarioOptions options, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddSingleton<IDbContextFactory<ErpLinkDbContext>>(ours).AddErpLinkProtection(key).BuildServiceProvider();
        var protector = services.GetRequiredService<SecretProtector>();
        var connections = new List<Guid>();
        for (var number = 1; number <= options[Connections]; number++)
        {
            var database = string.Create(CultureInfo.InvariantCulture, $"erp{nodes}x{number}");
            server.Make(database);
            MakeErp(server, database, options);
            var id = Guid.NewGuid();
            connections.Add(id);
            await AddConnectionAsync(ours, protector, id, server, database, number, options[Links], cancellationToken);
        }

        return connections;
    }

    /// <summary>Each write takes its share of a second, whoever makes it.</summary>
    private static void MakeErp(PostgreSqlServer server, string database, ScenarioOptions options)
    {
        server.Do(database, string.Create(CultureInfo.InvariantCulture, $"""
            CREATE TABLE customer (no text PRIMARY KEY, name text NOT NULL, city text NOT NULL, phone text NOT NULL);
            INSERT INTO customer SELECT 'C' || i, 'Firma ' || i, 'København', '+45 ' || (10000000 + i) FROM generate_series(1, {options[Links]}) i;
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(1); PERFORM pg_sleep({1.0 / options[WritesPerSecond]}); RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION slow();
            """));
    }

    private static async Task AddConnectionAsync(
        OurSide ours, SecretProtector protector, Guid id, PostgreSqlServer server, string database, int number, int links, CancellationToken cancellationToken)
    {
        var plain = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["dialect"] = "postgresql", ["host"] = "localhost", ["port"] = server.Port.ToString(CultureInfo.InvariantCulture), ["database"] = database, ["user"] = server.User, ["tls"] = "none",
            ["definition"] = """
                { "actors": [ { "type": "Customer", "keySpace": "customer", "table": "customer", "key": "no", "searchIn": ["name"], "fields": [
                  { "key": "name", "name": { "en": "Name", "da": "Navn" } }, { "key": "city", "name": { "en": "City", "da": "By" } },
                  { "key": "phone", "name": { "en": "Phone", "da": "Telefon" } } ] } ] }
                """,
        };
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal) { ["password"] = server.Password };
        await using var context = ours.CreateDbContext();
        context.Connections.Add(new ConnectionRow
        {
            Id = id, ConnectorId = "sql", Name = $"ERP {number}", Rank = number + 1, Active = true, MappingVersion = 1, RowVersion = 1, Settings = JsonSerializer.Serialize(plain),
            Secrets = protector.Protect(id, SecretProtector.Target(plain), secrets),
        });
        context.MappingVersions.Add(new MappingVersionRow
        {
            ConnectionId = id, Version = 1, At = DateTimeOffset.UtcNow, By = "Benchmark", Why = "Benchmark", Json = new MappingDocument([Customers]).ToJson(),
        });
        for (var link = 1; link <= links; link++)
        {
            var company = new CompanyRow
            {
                Id = (number * FirstCompany) + link, Name = $"Firma {link}", City = "København", UpdatedAt = DateTimeOffset.UtcNow,
                Phone = string.Create(CultureInfo.InvariantCulture, $"+45 {10_000_000 + link}"),
            };
            var snapshot = SnapshotCodec.Encode([.. Customers.Pairs.Select(mapped => CrmTables.Companies.Find(mapped.Pair.Crm)!.Get(company)).Select(text => (BasePair?)new BasePair(text, text))]);
            context.Companies.Add(company);
            context.Links.Add(new LinkRow
            {
                ConnectionId = id, EntityType = EntityType.Company, EntityId = company.Id, ActorType = ActorType.Customer, KeySpace = "customer", ErpKey = $"C{link}",
                State = LinkState.Active, SnapshotMapping = 1, RowVersion = 1, Snapshot = snapshot,
            });
        }

        await context.SaveChangesAsync(cancellationToken);
    }
}
