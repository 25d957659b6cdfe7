using Microsoft.AspNetCore.DataProtection;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Sql;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Outbound;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Protection;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>The real services of one process, wired as the application wires them, with <see cref="Faults"/> before all that they call.</summary>
internal sealed class Node
{
    public Node(World world, Faults faults)
    {
        var (contexts, time) = (world.Contexts, world.Time);
        Faults = faults;
        Connections = FaultProxy.For<IConnectionStore>(new ConnectionStore(contexts, new SecretProtector(new EphemeralDataProtectionProvider())), faults);
        var claims = new ClaimStore(contexts, ClaimTime.Default, time);
        var links = FaultProxy.For<ILinkStore>(new LinkStore(contexts), faults);
        var drafts = FaultProxy.For<IDraftStore>(new DraftStore(contexts, time), faults);
        Writes = FaultProxy.For<IWriteStore>(new WriteStore(contexts, claims, time), faults);
        Saves = FaultProxy.For<ISaveStore>(new SaveStore(contexts, claims, time), faults);
        var crm = FaultProxy.For<ICrm>(new BuiltInCrm(contexts, time), faults);
        var connector = FaultProxy.For<IErpConnector>(new SqlConnector(), faults);
        var outbound = new OutboundGate(new OutboundPolicy { AllowLoopback = true, FilesDirectory = world.Folder, ForbiddenFiles = [world.OurFile] }, time);
        Links = links;
        Claims = new Claims(FaultProxy.For<IClaimStore>(claims, faults), time);
        var sessions = new ErpSessions([connector], Connections, outbound, ErpTimeouts.Default, time);
        Contexts = new LinkContexts(Connections, sessions, crm);
        Reader = new SideReader(sessions, crm);
        var writer = new SideWriter(sessions, crm, Writes);
        var steps = new SaveSteps(Connections, links, Saves, Writes, Contexts, Reader, writer, time);
        Saver = new Saver(Connections, drafts, Saves, Contexts, steps, Claims, crm, time);
        Sync = new RecordSync(Connections, links, Saves, Writes, Contexts, Reader, writer, Claims, time);
        Unfinished = new Unfinished(Saves, Writes, steps, Sync, Claims);
        Drafts = new DraftEditor(Connections, links, drafts);
        Comparer = new Comparer(Connections, links, Contexts, Reader, sessions, Writes);
        var lists = new ErpListTexts(sessions, time);
        Search = new ActorSearch(Connections, links, Contexts, sessions, crm, lists);
        AdvancedSearch = new AdvancedSearch(Connections, Contexts, FaultProxy.For<ISearchCriteriaStore>(new SearchCriteriaStore(contexts), faults), Search);
        Tab = new ErpTab(Connections, links, drafts, Saves, Writes, Contexts, new ActorReader(Connections, links, sessions, lists, time), time);
    }

    public Faults Faults { get; }

    public IConnectionStore Connections { get; }

    public ILinkStore Links { get; }

    public IWriteStore Writes { get; }

    public ISaveStore Saves { get; }

    public Claims Claims { get; }

    public LinkContexts Contexts { get; }

    public SideReader Reader { get; }

    public Saver Saver { get; }

    public RecordSync Sync { get; }

    public Unfinished Unfinished { get; }

    public DraftEditor Drafts { get; }

    public Comparer Comparer { get; }

    public ActorSearch Search { get; }

    public AdvancedSearch AdvancedSearch { get; }

    public ErpTab Tab { get; }

    public async Task<ActorComparison> CompareAsync(long company, string? key, UserContext? user = null) =>
        (await Comparer.CompareAsync(
            user ?? World.Ane, new CompareRequest(World.Company(company), World.Connection, ActorType.Customer, key), CancellationToken.None))
        .ShouldNotBeNull();

    /// <summary>Decides in the user's draft that a company is to be linked.</summary>
    public async Task ConnectAsync(long company, string key, UserContext? user = null, params (string Crm, Choice Choice)[] choices)
    {
        var comparison = await CompareAsync(company, key, user);
        var connect = new DraftConnect(ActorType.Customer, key, comparison.ActorName, comparison.ToChoices(Chosen(comparison, choices)));
        (await Drafts.ConnectAsync(user ?? World.Ane, World.Company(company), World.Connection, connect, CancellationToken.None)).ShouldBe(DraftOutcome.Changed);
    }

    /// <summary>Decides in the user's draft about the values of a linked company.</summary>
    public async Task ChooseAsync(long company, params (string Crm, Choice Choice)[] choices)
    {
        var comparison = await CompareAsync(company, null);
        (await Drafts.CompareAsync(
            World.Ane, World.Company(company), World.Connection, comparison.Link!.AsSeen(), comparison.ToChoices(Chosen(comparison, choices)), CancellationToken.None))
            .ShouldBe(DraftOutcome.Changed);
    }

    public async Task DisconnectAsync(long company) =>
        (await Drafts.DisconnectAsync(World.Ane, World.Company(company), World.Connection, CancellationToken.None)).ShouldBe(DraftOutcome.Changed);

    /// <summary>Saves the user's draft as it stands now.</summary>
    public async Task<SaveResult> SaveAsync(World world, long company, UserContext? user = null)
    {
        var draft = await world.DraftAsync(user ?? World.Ane, company);
        return await Saver.SaveAsync(user ?? World.Ane, World.Company(company), draft?.Token ?? Guid.Empty, CancellationToken.None);
    }

    public async Task<T> SavePartAsync<T>(World world, long company)
        where T : PartResult =>
        (await SaveAsync(world, company)).ShouldBeOfType<SaveResult.Done>().Parts.ShouldHaveSingleItem().ShouldBeOfType<T>();

    public async Task<SyncResult> SyncAsync(long company)
    {
        var link = (await Links.ListAsync(World.Company(company), CancellationToken.None)).Single(link => link.State == LinkState.Active);
        return await Sync.SyncAsync(World.Ane, link, CancellationToken.None);
    }

    private static Dictionary<FieldPair, Choice> Chosen(ActorComparison comparison, (string Crm, Choice Choice)[] choices) =>
        choices.ToDictionary(choice => comparison.Rows.Single(row => row.Rule.Pair.Crm == choice.Crm).Rule.Pair, choice => choice.Choice);
}
