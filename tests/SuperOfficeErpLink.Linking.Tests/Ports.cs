using Microsoft.AspNetCore.DataProtection;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Sql;
using SuperOfficeErpLink.Core.Conflicts;
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
using SuperOfficeErpLink.Storage.Protection;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>All that the services of a process stand on.</summary>
internal sealed record Ports(
    IConnectionStore Connections, ILinkStore Links, IDraftStore Drafts, IWriteStore Writes, ISaveStore Saves, ICreateStore Creates, IClaimStore Claims, IRunStore Runs,
    ILeaseStore Leases, ISweepStore Sweep, IOrderStore Orders, IMappingStore Mappings, IDryRunStore DryRuns, IConflictStore Conflicts, IParentLinks ParentLinks, ISearchCriteriaStore SearchLines, ILinkMoveStore Moves, ICrm Crm,
    IErpConnector Connector, IOutbound Outbound, TimeProvider Time)
{
    /// <summary>The application's own, on files, with <see cref="Faults"/> before all but the way out.</summary>
    public static Ports On(World world, Faults faults)
    {
        var (contexts, time) = (world.Contexts, world.Time);
        var fences = new FenceStore(ClaimTime.Default, LeaseTime.Default, time);
        var links = Port<ILinkStore>(new LinkStore(contexts));
        return new Ports(
            Port<IConnectionStore>(new ConnectionStore(contexts, new SecretProtector(new EphemeralDataProtectionProvider()))),
            links,
            Port<IDraftStore>(new DraftStore(contexts, time)),
            Port<IWriteStore>(new WriteStore(contexts, fences, time)),
            Port<ISaveStore>(new SaveStore(contexts, fences, time)),
            Port<ICreateStore>(new CreateStore(contexts, fences, time)),
            Port<IClaimStore>(new ClaimStore(contexts, fences, ClaimTime.Default, time)),
            Port<IRunStore>(new RunStore(contexts, fences, time)),
            Port<ILeaseStore>(new LeaseStore(contexts, fences)),
            Port<ISweepStore>(new SweepStore(contexts, time)),
            Port<IOrderStore>(new OrderStore(contexts)),
            Port<IMappingStore>(new MappingStore(contexts)),
            Port<IDryRunStore>(new DryRunStore(contexts, world.Database.Own, fences, time)),
            Port<IConflictStore>(new ConflictStore(contexts)),
            Port<IParentLinks>(new ParentLinkStore(contexts, links)),
            Port<ISearchCriteriaStore>(new SearchCriteriaStore(contexts)),
            Port<ILinkMoveStore>(new LinkMoveStore(contexts, fences, time)),
            FaultProxy.For<ICrm>(new BuiltInCrm(contexts, time), faults),
            FaultProxy.For<IErpConnector>(new SqlConnector(), faults),
            new OutboundGate(new OutboundPolicy { AllowLoopback = true, FilesDirectory = world.Folder, ForbiddenFiles = [world.OurFile] }, time),
            time);

        TPort Port<TPort>(TPort store)
            where TPort : class => FaultProxy.For<TPort>(world.Database.Port(store), faults);
    }
}
