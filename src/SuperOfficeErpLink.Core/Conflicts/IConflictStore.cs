using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Conflicts;

/// <param name="Oldest">When the first of them was found.</param>
public sealed record ConflictGroupCount(ConflictGroup Group, int Count, DateTimeOffset Oldest);

/// <summary>One open conflict with the record it is about.</summary>
public sealed record OpenConflict(long LinkId, EntityRef Entity, string ErpKey, FieldConflict Conflict);

/// <summary>The last time the product wrote a pair of a link, and on whose behalf.</summary>
public sealed record LastWrite(long LinkId, Side Side, DateTimeOffset At, string UserId, string Cause);

/// <summary>Open conflicts of many links.</summary>
public interface IConflictStore
{
    /// <param name="linkedBy">Only records that this user linked; null: all.</param>
    Task<IReadOnlyList<ConflictGroupCount>> ListGroupsAsync(IReadOnlyCollection<Guid> connectionIds, string? linkedBy, CancellationToken cancellationToken);

    Task<int> CountAsync(ConflictGroup group, string? linkedBy, CancellationToken cancellationToken);

    /// <summary>In the order of their links, after one; fewer than <paramref name="atMost"/> means that there are no more.</summary>
    Task<IReadOnlyList<OpenConflict>> ListAsync(ConflictGroup group, string? linkedBy, long afterLinkId, int atMost, CancellationToken cancellationToken);

    /// <summary>Records outside of the group that have conflicts of these fields are due for the next run.</summary>
    Task DecideOthersAsync(ConflictGroup group, IReadOnlyCollection<FieldPair> pairs, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Of each of these links, when the pair was written last; links of which it never was are absent.</summary>
    Task<IReadOnlyDictionary<long, LastWrite>> FindLastWritesAsync(ConflictGroup group, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken);
}
