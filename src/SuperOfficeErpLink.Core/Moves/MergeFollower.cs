using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Moves;

/// <summary>A link with both of its sides.</summary>
public sealed record LinkAsRead(Link Link, BothSides Read)
{
    /// <summary>Why it is left alone this time; null: it can be decided.</summary>
    public SyncResult? Result { get; init; }
}

/// <summary>
/// Follows merges: a link whose actor or record was merged into another one goes on with the survivor if that is free. The one place
/// where it happens is between reading and deciding, under the claim; whoever reads only, as a run that plans, follows nothing.
/// </summary>
public sealed class MergeFollower(ILinkStore links, ILinkMoveStore moves, LinkContexts contexts, SideReader reader, Claims claims)
{
    /// <summary>A survivor may have been merged away itself; beyond so many nobody knows what is meant.</summary>
    public const int MostMerges = 5;

    /// <summary>
    /// In the same order. Where the survivor is taken, the link comes back as it was; where the survivor itself does not exist, or the order is not for it, as
    /// gone without one.
    /// </summary>
    /// <param name="read">As both sides said just now.</param>
    /// <exception cref="ConnectorException">When a side cannot be read.</exception>
    public async Task<IReadOnlyList<LinkAsRead>> FollowAsync(
        Fence fence, LinkContext context, IReadOnlyList<LinkAsRead> read, SyncOrder order, CancellationToken cancellationToken)
    {
        if (read.All(one => one.Read is { CrmReplacedBy: null, ErpGone: not { ReplacedBy: not null } }))
        {
            return read;
        }

        // Writes that only wait for their side, and what a person ordered field by field, were meant for the record that is gone.
        if (order is { OnlyPending: true } or { Run.IsDirected: true })
        {
            return [.. read.Select(NotTried)];
        }

        var followed = read.ToArray();
        await FollowActorsAsync(fence, context, followed, order, cancellationToken);
        for (var index = 0; index < followed.Length; index++)
        {
            if (followed[index] is { Result: null, Read.CrmReplacedBy: { } survivor })
            {
                followed[index] = await FollowEntityAsync(fence, context, followed[index], survivor, order, cancellationToken);
            }
        }

        return followed;
    }

    /// <summary>Gone, and no more: that a survivor is named says that it is taken.</summary>
    private static LinkAsRead NotTried(LinkAsRead one) => one with
    {
        Read = one.Read with { CrmReplacedBy = null, ErpGone = one.Read.ErpGone is { } gone ? gone with { ReplacedBy = null } : null },
    };

    private async Task FollowActorsAsync(Fence fence, LinkContext context, LinkAsRead[] followed, SyncOrder order, CancellationToken cancellationToken)
    {
        var next = Enumerable.Range(0, followed.Length)
            .Where(index => followed[index].Read is { Crm: not null, Erp: null, ErpGone.ReplacedBy: not null })
            .Select(index => (Index: index, Key: followed[index].Read.ErpGone!.ReplacedBy!)).ToList();
        for (var merge = 1; next.Count > 0; merge++)
        {
            var wanted = next.GroupBy(one => one.Key, one => one.Index, StringComparer.Ordinal).Select(same => (Key: same.Key, Indexes: same.Order().ToList())).ToList();
            var survivors = await reader.ReadAsync(context, [.. wanted.Select(one => new RecordPair(followed[one.Indexes[0]].Link.Entity, one.Key))], cancellationToken);
            next.Clear();
            for (var at = 0; at < wanted.Count; at++)
            {
                var (same, both) = (wanted[at].Indexes, survivors[at]);
                if (both is { Erp: not null, Crm: not null })
                {
                    // Of several that were merged into one actor, the first may have it.
                    followed[same[0]] = await RenumberAsync(fence, context, followed[same[0]], both, order, cancellationToken);
                }
                else if (both is { Crm: not null, ErpGone.ReplacedBy: { } replacedBy } && merge < MostMerges)
                {
                    next.AddRange(same.Select(index => (index, replacedBy)));
                }
                else if (both.Crm is not null)
                {
                    same.ForEach(index => followed[index] = followed[index] with { Read = followed[index].Read with { ErpGone = new Gone(followed[index].Link.ErpKey, null) } });
                }
            }
        }
    }

    private async Task<LinkAsRead> RenumberAsync(
        Fence fence, LinkContext context, LinkAsRead before, BothSides survivor, SyncOrder order, CancellationToken cancellationToken)
    {
        var key = survivor.Erp!.Key;
        var based = await MovedBaseReader.ReadAsync(contexts, context, before.Link, survivor.Erp, Side.Erp, cancellationToken);
        return await moves.RenumberAsync(fence, new Renumbering(before.Link, key, based, order.User.Id, order.Run?.RunId), cancellationToken) switch
        {
            MoveOutcome.Moved => new LinkAsRead(
                before.Link with { ErpKey = key, Snapshot = based.Snapshot, SnapshotMapping = based.MappingVersion, RowVersion = before.Link.RowVersion + 1 }, survivor),
            MoveOutcome.Taken => before,
            MoveOutcome.Busy busy => before with { Result = new SyncResult.Busy(busy.By) },
            _ => before with { Result = new SyncResult.Busy(null) },
        };
    }

    private async Task<LinkAsRead> FollowEntityAsync(
        Fence fence, LinkContext context, LinkAsRead before, string replacedBy, SyncOrder order, CancellationToken cancellationToken)
    {
        if (await SurvivorAsync(context, before.Link, replacedBy, cancellationToken) is not var (entity, survivor))
        {
            return before with { Read = before.Read with { CrmReplacedBy = null } };
        }

        // Seen before the claim is asked for: a record that is linked itself may be written to all the time.
        if ((await links.ListAsync(entity, cancellationToken)).Any(link => link.ConnectionId == context.Connection.Id))
        {
            return before;
        }

        if (await claims.TryTakeAsync(entity, order.User.Name, cancellationToken) is not { } claim)
        {
            return before with { Result = new SyncResult.Busy(null) };
        }

        try
        {
            var move = new EntityMove(
                before.Link, entity, await MovedBaseReader.ReadAsync(contexts, context, before.Link, survivor.Crm!, Side.Crm, cancellationToken), order.User.Id, order.Run?.RunId);

            // It is decided by the next run, as what it is then: under the claim of the record that has it.
            return await moves.MoveAsync(new Fence([.. fence.Claims, claim], fence.Lease), move, cancellationToken) switch
            {
                MoveOutcome.Moved => before with { Result = new SyncResult.Synced(0, 0, 0, 0) },
                MoveOutcome.Taken => before,
                MoveOutcome.Busy busy => before with { Result = new SyncResult.Busy(busy.By) },
                _ => before with { Result = new SyncResult.Busy(null) },
            };
        }
        finally
        {
            await claims.ReleaseAsync(claim);
        }
    }

    /// <summary>The record that is left after all merges; null when there is none.</summary>
    private async Task<(EntityRef Entity, BothSides Read)?> SurvivorAsync(LinkContext context, Link link, string replacedBy, CancellationToken cancellationToken)
    {
        var next = replacedBy;
        for (var merge = 1; merge <= MostMerges && long.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var id); merge++)
        {
            var entity = link.Entity with { Id = id };
            var read = await reader.ReadAsync(context, entity, link.ErpKey, cancellationToken);
            if (read.Crm is not null)
            {
                return (entity, read);
            }

            next = read.CrmReplacedBy;
        }

        return null;
    }
}
