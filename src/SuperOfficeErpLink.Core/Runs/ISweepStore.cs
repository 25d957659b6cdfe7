using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>A link as a sweep needs it.</summary>
/// <param name="IsDue">A retry of the whole record is due: it is a target whatever it holds.</param>
/// <param name="ParentLinkId">The link that a person's hangs below.</param>
public sealed record SweptLink(long Id, long EntityId, string ErpKey, byte[] Snapshot, int SnapshotMapping, bool IsDue, long? ParentLinkId = null);

/// <summary>Active links in pages; reads that must stay cheap however many links there are.</summary>
public interface ISweepStore
{
    Task<int> CountAsync(Guid connectionId, CancellationToken cancellationToken);

    /// <summary>In the order of their ids, after one.</summary>
    Task<IReadOnlyList<SweptLink>> ReadAsync(Guid connectionId, ActorType type, long afterId, int atMost, CancellationToken cancellationToken);

    Task<IReadOnlyList<SweptLink>> FindByActorAsync(Guid connectionId, ActorType type, IReadOnlyCollection<string> erpKeys, CancellationToken cancellationToken);

    Task<IReadOnlyList<SweptLink>> FindByEntityAsync(
        Guid connectionId, ActorType type, EntityType entityType, IReadOnlyCollection<long> entityIds, CancellationToken cancellationToken);

    Task<IReadOnlyList<SweptLink>> FindAsync(ActorType type, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken);

    /// <summary>Links with a retry of the whole record due, in the order of their ids, after one.</summary>
    Task<IReadOnlyList<SweptLink>> ReadDueAsync(Guid connectionId, ActorType type, long afterId, int atMost, CancellationToken cancellationToken);

    /// <summary>A run's targets of a type, in the order of their ids, after one.</summary>
    Task<IReadOnlyList<SweptLink>> ReadTargetsAsync(long runId, ActorType type, long afterId, int atMost, CancellationToken cancellationToken);

    /// <summary>Null: never followed.</summary>
    Task<string?> FindCursorAsync(Guid connectionId, Side side, int type, CancellationToken cancellationToken);

    /// <summary>What the brake weighs beside a run's own plan.</summary>
    Task<BrakeBackground> LoadBackgroundAsync(Guid connectionId, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <param name="Links">Of the connection.</param>
/// <param name="Written">Links that sweeps wrote to since then without a person having looked at their list.</param>
/// <param name="ShowsNextRun">The connection's next run shows its list before it writes.</param>
public sealed record BrakeBackground(int Links, int Written, bool ShowsNextRun);
