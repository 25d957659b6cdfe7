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
        var links = FaultProxy.For<ILinkStore>(new LinkStore(contexts), faults);
        return new Ports(
            FaultProxy.For<IConnectionStore>(new ConnectionStore(contexts, new SecretProtector(new EphemeralDataProtectionProvider())), faults),
            links,
            FaultProxy.For<IDraftStore>(new DraftStore(contexts, time), faults),
            FaultProxy.For<IWriteStore>(new WriteStore(contexts, fences, time), faults),
            FaultProxy.For<ISaveStore>(new SaveStore(contexts, fences, time), faults),
            FaultProxy.For<ICreateStore>(new CreateStore(contexts, fences, time), faults),
            FaultProxy.For<IClaimStore>(new ClaimStore(contexts, fences, ClaimTime.Default, time), faults),
            FaultProxy.For<IRunStore>(new RunStore(contexts, fences, time), faults),
            FaultProxy.For<ILeaseStore>(new LeaseStore(contexts, fences), faults),
            FaultProxy.For<ISweepStore>(new SweepStore(contexts, time), faults),
            FaultProxy.For<IOrderStore>(new OrderStore(contexts), faults),
            FaultProxy.For<IMappingStore>(new MappingStore(contexts), faults),
            FaultProxy.For<IDryRunStore>(new DryRunStore(contexts, fences, time), faults),
            FaultProxy.For<IConflictStore>(new ConflictStore(contexts), faults),
            FaultProxy.For<IParentLinks>(new ParentLinkStore(contexts, links), faults),
            FaultProxy.For<ISearchCriteriaStore>(new SearchCriteriaStore(contexts), faults),
            FaultProxy.For<ILinkMoveStore>(new LinkMoveStore(contexts, fences, time), faults),
            FaultProxy.For<ICrm>(new BuiltInCrm(contexts, time), faults),
            FaultProxy.For<IErpConnector>(new SqlConnector(), faults),
            new OutboundGate(new OutboundPolicy { AllowLoopback = true, FilesDirectory = world.Folder, ForbiddenFiles = [world.OurFile] }, time),
            time);
    }
}
