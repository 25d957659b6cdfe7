using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Conflicts;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>The real services of one process, wired as the application wires them, with <see cref="Faults"/> before all that they call.</summary>
internal sealed class Node
{
    public Node(World world, Faults faults)
        : this(Ports.On(world, faults), faults)
    {
    }

    /// <param name="timeouts">Null: the application's.</param>
    public Node(Ports ports, Faults faults, ErpTimeouts? timeouts = null)
    {
        var (links, drafts, crm, time) = (ports.Links, ports.Drafts, ports.Crm, ports.Time);
        Faults = faults;
        (Connections, Links, Writes, Saves, RunStore, Leases) = (ports.Connections, links, ports.Writes, ports.Saves, ports.Runs, ports.Leases);
        Claims = new Claims(ports.Claims, time);
        var sessions = new ErpSessions([ports.Connector], Connections, ports.Outbound, timeouts ?? ErpTimeouts.Default, time);
        Contexts = new LinkContexts(Connections, sessions, crm);
        Reader = new SideReader(sessions, crm);
        ProblemValues = new ProblemValues(Contexts, sessions, crm);
        var writer = new SideWriter(sessions, crm, Writes);
        var feeders = new Feeders(Connections, links);
        var parents = new PersonParents(crm, links, drafts);
        var creates = new CreateSteps(
            Connections, saves: Saves, creates: ports.Creates, contexts: Contexts, sessions: sessions, crm: crm,
            feeders: feeders, time: time);
        var steps = new SaveSteps(Connections, links, Saves, Writes, Contexts, Reader, writer, creates, time);
        Creator = new Creator(Connections, drafts, Contexts, crm, ports.ParentLinks);
        Settler = new CreateSettler(Connections, Saves, creates, steps, Claims, time);
        Saver = new Saver(Connections, drafts, Saves, Contexts, steps, Claims, parents, crm, time);
        Moves = ports.Moves;
        var families = new PersonFamilies(crm, links);
        Relinker = new Relinker(Connections, links, Moves, Contexts, Reader, crm, Claims);
        Orphans = new OrphanLinks(Connections, links, Moves, Contexts, crm, Claims);
        Chooser = new MergeChooser(Connections, links, Moves, Contexts, crm, Claims);
        var linkSync = new LinkSync(
            links, Saves, Writes, Contexts, Reader, writer, new MergeFollower(links, Moves, Contexts, Reader, Claims), families, feeders, Claims, time);
        Sync = new RecordSync(Connections, links, Writes, linkSync, Claims);
        var decider = new SweepDecider(Contexts, Reader, Writes, feeders, families, new Approvals(ports.DryRuns), time);
        var planning = new RunPlanning(
            Connections, ports.Sweep, RunStore, Contexts, decider, new OrderPlanner(ports.Orders, links, Writes, time), sessions, crm, time);
        Orders = new RunOrders(Connections, RunStore, ports.Orders, new NobodyStarts());
        Rules = new ConflictRules(Connections, ports.Conflicts, ports.Sweep, Contexts, Orders, time);
        var dryRunner = new DryRunner(ports.Mappings, Connections, ports.Sweep, ports.DryRuns, Writes, feeders, Reader, sessions, crm, time);
        Executor = new RunExecutor(RunStore, Leases, Connections, planning, new RunApplying(links, RunStore, linkSync, Claims), dryRunner, sessions, new NodeCapacity(100), RunTimes.Default, time);
        Runs = new RunControl(Connections, links, RunStore, new NobodyStarts());
        MappingDrafts = new MappingDrafts(Connections, ports.Mappings, sessions, crm, time);
        Publisher = new MappingPublisher(MappingDrafts, Connections, ports.Mappings, ports.DryRuns, Runs, time);
        DryRuns = new DryRunOrders(MappingDrafts, ports.DryRuns, RunStore, new NobodyStarts());
        RecordRun = new RecordRun(Connections, RunStore, Leases, Sync);
        Unfinished = new Unfinished(Saves, Writes, steps, Sync, Claims);
        StoredDrafts = drafts;
        Drafts = new DraftEditor(Connections, links, drafts, parents);
        Comparer = new Comparer(Connections, links, Contexts, Reader, sessions, Writes);
        var lists = new ErpListTexts(sessions, time);
        Linker = new Linker(Connections, links, drafts, Comparer, Drafts, Saver);
        Search = new ActorSearch(Connections, links, Contexts, sessions, crm, lists, parents);
        AdvancedSearch = new AdvancedSearch(Connections, Contexts, ports.SearchLines, Search);
        Tab = new ErpTab(Connections, links, drafts, Saves, Writes, Contexts, new ActorReader(Connections, links, sessions, lists, time), parents, time);
        PairingReader = new PairingReader(Connections, links, drafts, Contexts, sessions, crm);
        Pairing = new PersonPairing(PairingReader, drafts, links, Saves, Drafts, Saver);
    }

    public Faults Faults { get; }

    public IConnectionStore Connections { get; }

    public ILinkStore Links { get; }

    public IWriteStore Writes { get; }

    public ISaveStore Saves { get; }

    public ILinkMoveStore Moves { get; }

    public Relinker Relinker { get; }

    public MergeChooser Chooser { get; }

    public OrphanLinks Orphans { get; }

    public Claims Claims { get; }

    public LinkContexts Contexts { get; }

    public SideReader Reader { get; }

    public ProblemValues ProblemValues { get; }

    public Saver Saver { get; }

    public Creator Creator { get; }

    public CreateSettler Settler { get; }

    public RecordSync Sync { get; }

    public Unfinished Unfinished { get; }

    public IRunStore RunStore { get; }

    public ILeaseStore Leases { get; }

    public RunExecutor Executor { get; }

    public RunControl Runs { get; }

    public MappingDrafts MappingDrafts { get; }

    public MappingPublisher Publisher { get; }

    public DryRunOrders DryRuns { get; }

    public RunOrders Orders { get; }

    public ConflictRules Rules { get; }

    /// <summary>"Sync now" of the record on screen.</summary>
    public RecordRun RecordRun { get; }

    public DraftEditor Drafts { get; }

    public IDraftStore StoredDrafts { get; }

    public Comparer Comparer { get; }

    public Linker Linker { get; }

    public ActorSearch Search { get; }

    public AdvancedSearch AdvancedSearch { get; }

    public ErpTab Tab { get; }

    public PairingReader PairingReader { get; }

    public PersonPairing Pairing { get; }

    public Task<ActorComparison> CompareAsync(long company, string? key, UserContext? user = null) => CompareAsync(World.Company(company), key, user);

    public async Task<ActorComparison> CompareAsync(EntityRef entity, string? key, UserContext? user = null) =>
        (await Comparer.CompareAsync(user ?? World.Ane, new CompareRequest(entity, World.Connection, TypeFor(entity), key), CancellationToken.None)).ShouldNotBeNull();

    /// <summary>Decides in the user's draft that a company is to be linked.</summary>
    public Task ConnectAsync(long company, string key, UserContext? user = null, params (string Crm, Choice Choice)[] choices) =>
        ConnectAsync(World.Company(company), key, user, choices);

    public async Task ConnectAsync(EntityRef entity, string key, UserContext? user = null, params (string Crm, Choice Choice)[] choices) =>
        (await TryConnectAsync(entity, key, user, choices)).ShouldBe(DraftOutcome.Changed);

    public async Task<DraftOutcome> TryConnectAsync(EntityRef entity, string key, UserContext? user = null, params (string Crm, Choice Choice)[] choices)
    {
        var comparison = await CompareAsync(entity, key, user);
        var connect = new DraftConnect(TypeFor(entity), key, comparison.ActorName, comparison.ToChoices(Chosen(comparison, choices)));
        return await Drafts.ConnectAsync(user ?? World.Ane, entity, World.Connection, connect, CancellationToken.None);
    }

    /// <summary>Decides that a company is to be linked, with what is entered in fields that are asked for; all others are left as they stand in the dialog.</summary>
    public async Task<AskedAnswer> ConnectAskedAsync(long company, string key, (string Field, string Text)[] entered, params (string Crm, Choice Choice)[] choices)
    {
        var comparison = await CompareAsync(company, key);
        var answer = AskedValues.Answer(
            comparison.Asked, row => entered.Where(one => one.Field == row.Info.Key).Select(one => one.Text).FirstOrDefault() ?? row.Row.Proposed);
        if (answer.Mistakes.Count == 0)
        {
            (await Drafts.ConnectAsync(
                World.Ane, World.Company(company), World.Connection, comparison.ToConnect(Chosen(comparison, choices), answer.Values), CancellationToken.None))
                .ShouldBe(DraftOutcome.Changed);
        }

        return answer;
    }

    /// <summary>Decides in the user's draft about the values of a linked company.</summary>
    public Task ChooseAsync(long company, params (string Crm, Choice Choice)[] choices) => ChooseAsync(World.Company(company), choices);

    public async Task ChooseAsync(EntityRef entity, params (string Crm, Choice Choice)[] choices)
    {
        var comparison = await CompareAsync(entity, null);
        (await Drafts.CompareAsync(
            World.Ane, entity, World.Connection, comparison.Link!.AsSeen(), comparison.ToChoices(Chosen(comparison, choices)), CancellationToken.None))
            .ShouldBe(DraftOutcome.Changed);
    }

    public Task DisconnectAsync(long company) => DisconnectAsync(World.Company(company));

    public async Task DisconnectAsync(EntityRef entity) =>
        (await Drafts.DisconnectAsync(World.Ane, entity, World.Connection, CancellationToken.None)).ShouldBe(DraftOutcome.Changed);

    /// <summary>Decides in the user's draft that a customer is to be created, with what the dialog proposes but for what is said.</summary>
    public async Task CreateAsync(long company, UserContext? user = null, params (string Field, string Value)[] typed)
    {
        var form = (await Creator.LoadAsync(user ?? World.Ane, World.Company(company), World.Connection, ActorType.Customer, [], CancellationToken.None)).ShouldNotBeNull();
        var values = form.Rows.Where(row => row.IsAsked).ToDictionary(row => row.Info.Key, row => (string?)row.Proposed);
        foreach (var (field, value) in typed)
        {
            values[field] = value;
        }

        var answer = form.Answer(values, Guid.NewGuid());
        answer.Mistakes.ShouldBeEmpty();
        (await Drafts.CreateAsync(user ?? World.Ane, World.Company(company), World.Connection, answer.Draft, CancellationToken.None)).ShouldBe(DraftOutcome.Changed);
    }

    /// <summary>Saves the user's draft as it stands now.</summary>
    public Task<SaveResult> SaveAsync(World world, long company, UserContext? user = null) => SaveAsync(world, World.Company(company), user);

    public async Task<SaveResult> SaveAsync(World world, EntityRef entity, UserContext? user = null)
    {
        var draft = await world.DraftAsync(user ?? World.Ane, entity);
        return await Saver.SaveAsync(user ?? World.Ane, entity, draft?.Token ?? Guid.Empty, CancellationToken.None);
    }

    public Task<T> SavePartAsync<T>(World world, long company)
        where T : PartResult => SavePartAsync<T>(world, World.Company(company));

    public async Task<T> SavePartAsync<T>(World world, EntityRef entity)
        where T : PartResult =>
        (await SaveAsync(world, entity)).ShouldBeOfType<SaveResult.Done>().Parts.ShouldHaveSingleItem().ShouldBeOfType<T>();

    public Task<SyncResult> SyncAsync(long company) => SyncAsync(World.Company(company));

    public async Task<SyncResult> SyncAsync(EntityRef entity)
    {
        var link = (await Links.ListAsync(entity, CancellationToken.None)).Single(link => link.State == LinkState.Active);
        return await Sync.SyncAsync(World.Ane, link, null, CancellationToken.None);
    }

    /// <summary>Queues a sweep and works on it until it ends or waits.</summary>
    public async Task<Run> RunAsync(RunKind kind = RunKind.Changes)
    {
        var queued = (await Runs.SweepAsync(World.Ane, World.Connection, kind, CancellationToken.None)).ShouldNotBeNull();
        return await WorkAsync(queued.Run.Id);
    }

    public async Task<Run> WorkAsync(long runId)
    {
        await Executor.ExecuteAsync(runId, CancellationToken.None);
        return (await RunStore.FindAsync(runId, CancellationToken.None)).ShouldNotBeNull();
    }

    private static ActorType TypeFor(EntityRef entity) => entity.Type == EntityType.Person ? ActorType.Person : ActorType.Customer;

    private static Dictionary<FieldPair, Choice> Chosen(ActorComparison comparison, (string Crm, Choice Choice)[] choices) =>
        choices.ToDictionary(choice => comparison.Rows.Single(row => row.Rule.Pair.Crm == choice.Crm).Rule.Pair, choice => choice.Choice);

    /// <summary>The tests do the work themselves.</summary>
    private sealed class NobodyStarts : IRunStarter
    {
        public Task StartAsync(long runId, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
