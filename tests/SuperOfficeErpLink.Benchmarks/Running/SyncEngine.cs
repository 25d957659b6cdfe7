using Microsoft.AspNetCore.DataProtection;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Sql;
using SuperOfficeErpLink.Connectors.Tryton;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Outbound;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Protection;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>The product's own services over a folder of files, in this process; calls to both systems are counted.</summary>
internal sealed class SyncEngine : IAsyncDisposable
{
    private static readonly UserContext Administrator = new("benchmark", "Benchmark", IsAdministrator: true, []);

    private readonly RunControl queue;
    private readonly IConnectionStore connections;
    private readonly MappingDrafts drafts;
    private readonly DryRunOrders dryRuns;
    private readonly RunExecutor executor;
    private readonly IRunStore runs;
    private readonly ErpSessions sessions;
    private readonly OutboundGate outbound;
    private readonly Guid connection;
    private readonly LaterTime time = new();

    /// <param name="later">A process after another on the same files starts later than all that one did.</param>
    public SyncEngine(SyncFiles files, TimeSpan later = default)
        : this(files.Folder, files.Ours, new SecretProtector(new EphemeralDataProtectionProvider()), later)
    {
    }

    /// <param name="protector">What protected the connection's secrets.</param>
    public SyncEngine(string folder, OurSide ours, SecretProtector protector, TimeSpan later = default)
    {
        time.Later = later;
        var contexts = ours;
        using (var context = contexts.CreateDbContext())
        {
            connection = context.Connections.Single().Id;
        }

        TPort Port<TPort>(TPort store)
            where TPort : class => RetryingStore<TPort>.Around(store, new Retries(ours.Own, TimeProvider.System));

        var fences = new FenceStore(ClaimTime.Default, LeaseTime.Default, time);
        connections = Port<IConnectionStore>(new ConnectionStore(contexts, protector));
        var (links, writes, saves) = (Port<ILinkStore>(new LinkStore(contexts)), Port<IWriteStore>(new WriteStore(contexts, fences, time)), Port<ISaveStore>(new SaveStore(contexts, fences, time)));
        var crm = CountingProxy.For<ICrm>(new BuiltInCrm(contexts, time), Calls);
        outbound = new OutboundGate(new OutboundPolicy { AllowLoopback = true, FilesDirectory = Path.Combine(folder, "erp") }, time);
        IErpConnector[] connectors = [new SqlConnector(), new TrytonConnector()];
        sessions = new ErpSessions(
            [.. connectors.Select(connector => CountingProxy.For<IErpConnector>(connector, Calls))], connections, outbound, ErpTimeouts.Default with { Call = TimeSpan.FromMinutes(1) }, time);
        var linkContexts = new LinkContexts(connections, sessions, crm);
        var (reader, feeders) = (new SideReader(sessions, crm), new Feeders(connections, links));
        var claims = new Claims(Port<IClaimStore>(new ClaimStore(contexts, fences, ClaimTime.Default, time)), time);
        var families = new PersonFamilies(crm, links);
        var merges = new MergeFollower(links, Port<ILinkMoveStore>(new LinkMoveStore(contexts, fences, time)), linkContexts, reader, claims);
        var sync = new LinkSync(links, saves, writes, linkContexts, reader, new SideWriter(sessions, crm, writes), merges, families, feeders, claims, time);
        runs = Port<IRunStore>(new RunStore(contexts, fences, time));
        var findings = Port<IDryRunStore>(new DryRunStore(contexts, ours.Own, fences, time));
        var sweep = new SweepStore(contexts, time);
        var planning = new RunPlanning(
            connections, sweep, runs, linkContexts, new SweepDecider(linkContexts, reader, writes, feeders, families, new Approvals(findings), time),
            new OrderPlanner(new OrderStore(contexts), links, writes, time), sessions, crm, time);
        executor = new RunExecutor(
            runs, Port<ILeaseStore>(new LeaseStore(contexts, fences)), connections, planning, new RunApplying(links, runs, sync, claims),
            new DryRunner(new MappingStore(contexts), connections, sweep, findings, writes, feeders, reader, sessions, crm, time), sessions, new NodeCapacity(100), RunTimes.Default, time);
        queue = new RunControl(connections, links, runs, new NobodyStarts());
        drafts = new MappingDrafts(connections, new MappingStore(contexts), sessions, crm, time);
        dryRuns = new DryRunOrders(drafts, findings, runs, new NobodyStarts());
    }

    public CallCount Calls { get; } = new();

    /// <summary>The time that it has come to here.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>A run from start to end.</summary>
    /// <exception cref="IncompleteException">It did not end well.</exception>
    /// <param name="releases">More is to be written than the brake lets through: somebody looks at the list and lets the run go on, at once.</param>
    public async Task<Run> RunAsync(RunKind kind, CancellationToken cancellationToken, bool releases = false)
    {
        // The brake adds up a day's writes; each run is a day of its own.
        time.Later += TimeSpan.FromHours(25);
        var queued = await queue.SweepAsync(UserContext.System, connection, kind, cancellationToken) ?? throw new IncompleteException("The connection is not active.");
        await executor.ExecuteAsync(queued.Run.Id, cancellationToken);
        var run = await runs.FindAsync(queued.Run.Id, cancellationToken);
        if (releases && run is { State: RunState.Braked })
        {
            await queue.ReleaseBrakeAsync(Administrator, run.Id, null, cancellationToken);
            await executor.ExecuteAsync(run.Id, cancellationToken);
            run = await runs.FindAsync(run.Id, cancellationToken);
        }

        return run is { State: RunState.Completed } ? run : throw new IncompleteException($"The run ended as {run?.State}: {run?.Message?.English} {run?.Brake}");
    }

    /// <summary>A dry run of a draft, from start to end.</summary>
    /// <exception cref="IncompleteException">It did not end well.</exception>
    public async Task<Run> TryAsync(Func<MappingDocument, MappingDocument> draft, CancellationToken cancellationToken)
    {
        var opened = await drafts.OpenAsync(Administrator, connection, cancellationToken);
        var inForce = await connections.GetMappingAsync(connection, opened.Connection.MappingVersion, cancellationToken);
        await drafts.SaveAsync(Administrator, opened, draft(inForce), opened.Draft?.RowVersion, cancellationToken);
        var queued = await dryRuns.StartAsync(Administrator, connection, cancellationToken) ?? throw new IncompleteException("There is no draft.");
        await executor.ExecuteAsync(queued.Id, cancellationToken);
        var run = await runs.FindAsync(queued.Id, cancellationToken);
        return run is { State: RunState.Completed } ? run : throw new IncompleteException($"The dry run ended as {run?.State}: {run?.Message?.English}");
    }

    public async ValueTask DisposeAsync()
    {
        await sessions.DisposeAsync();
        outbound.Dispose();
    }

    private sealed class NobodyStarts : IRunStarter
    {
        public Task StartAsync(long runId, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class LaterTime : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Later;
    }
}
