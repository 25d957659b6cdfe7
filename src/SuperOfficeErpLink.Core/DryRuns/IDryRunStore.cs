using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.DryRuns;

/// <summary>What would become of one field of one link under a draft.</summary>
/// <param name="Crm">Null: not read.</param>
/// <param name="Erp">Null: not read.</param>
/// <param name="New">What would be written; null where nothing would.</param>
/// <param name="Reason">Why it cannot go over, where it cannot.</param>
public sealed record Finding(long LinkId, ActorType Actor, FieldPair Pair, FindingKind Kind, string? Crm, string? Erp, string? New, CannotHold Reason)
{
    /// <summary>The side that would be written; null where none would.</summary>
    public Side? Target => Kind switch
    {
        FindingKind.ToCrm or FindingKind.EmptiesCrm => Side.Crm,
        FindingKind.ToErp or FindingKind.EmptiesErp => Side.Erp,
        _ => null,
    };
}

/// <summary>How many links have a finding.</summary>
public sealed record FindingCount(ActorType Actor, FieldPair Pair, FindingKind Kind, int Count);

/// <summary>A finding with the record it is about.</summary>
public sealed record RecordFinding(EntityRef Entity, string ErpKey, Finding Finding);

/// <summary>Which findings of a dry run.</summary>
/// <param name="Actor">Null: of all types.</param>
/// <param name="Pair">Null: of all fields.</param>
/// <param name="Kind">Null: all.</param>
public sealed record FindingFilter(ActorType? Actor = null, FieldPair? Pair = null, FindingKind? Kind = null);

/// <summary>What dry runs found. It goes with the draft it was found for.</summary>
public interface IDryRunStore
{
    /// <summary>Stores a page of findings with how far the run has come, in one transaction that first checks the lease.</summary>
    /// <returns>False when someone has asked to stop.</returns>
    Task<bool> SavePageAsync(
        Lease lease, Run run, IReadOnlyList<Finding> findings, RunCounts counts, ActorType atType, long lastLinkId, CancellationToken cancellationToken);

    /// <summary>Forgets what other dry runs of the connection found, but for the one whose writes are approved.</summary>
    Task ForgetOthersAsync(Guid connectionId, long runId, CancellationToken cancellationToken);

    /// <summary>The connection's newest dry run; null when there is none.</summary>
    Task<Run?> FindNewestAsync(Guid connectionId, CancellationToken cancellationToken);

    Task<IReadOnlyList<FindingCount>> CountAsync(long runId, CancellationToken cancellationToken);

    /// <summary>In the order of the links' ids, after one.</summary>
    Task<IReadOnlyList<RecordFinding>> ListAsync(long runId, FindingFilter filter, long afterLinkId, int atMost, CancellationToken cancellationToken);

    /// <summary>What would be written to these links, by link.</summary>
    Task<ILookup<long, Finding>> FindWritesAsync(long runId, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken);
}
