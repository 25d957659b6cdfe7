using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests.InMemory;

internal sealed class MemoryMoves(Tables tables) : ILinkMoveStore
{
    public Task<MoveOutcome> RenumberAsync(Fence fence, Renumbering move, CancellationToken cancellationToken) => tables.InAsync<MoveOutcome>(fence, () =>
    {
        if (Find(move.Link) is not { } link)
        {
            return new MoveOutcome.Changed();
        }

        if (Saving(link.ConnectionId, link.Entity) is { } saving)
        {
            return saving;
        }

        if (tables.Now.Links.Values.FirstOrDefault(other =>
            other.ConnectionId == link.ConnectionId && other.KeySpace == link.KeySpace && other.ErpKey == move.ErpKey && other.Id != link.Id) is { } holder)
        {
            return new MoveOutcome.Taken(holder.Entity);
        }

        Put(link with { ErpKey = move.ErpKey }, move.Base);
        return new MoveOutcome.Moved();
    });

    public Task<MoveOutcome> MoveAsync(Fence fence, EntityMove move, CancellationToken cancellationToken) => tables.InAsync(fence, () => Move(move));

    public Task<MoveOutcome> KeepOneAsync(Fence fence, EntityMove kept, Link parted, CancellationToken cancellationToken) => tables.InAsync<MoveOutcome>(fence, () =>
    {
        if (Find(parted) is not { } going || Find(kept.Link) is null)
        {
            return new MoveOutcome.Changed();
        }

        if (Saving(going.ConnectionId, going.Entity) is { } saving)
        {
            return saving;
        }

        MemoryOutcomes.Forget(tables, going.Id);
        return kept.Link.Entity == kept.Entity ? new MoveOutcome.Moved() : Move(kept);
    });

    /// <summary>No company has persons here.</summary>
    public Task<MoveOutcome> PartAsync(Fence fence, Link link, string userId, CancellationToken cancellationToken) => tables.InAsync<MoveOutcome>(fence, () =>
    {
        if (Find(link) is null)
        {
            return new MoveOutcome.Changed();
        }

        MemoryOutcomes.Forget(tables, link.Id);
        return new MoveOutcome.Moved();
    });

    public Task<IReadOnlyList<Link>> ListMergedAsync(Guid connectionId, EntityType type, CancellationToken cancellationToken) => tables.ReadAsync<IReadOnlyList<Link>>(rows =>
        [.. rows.Links.Values.Where(link => link.ConnectionId == connectionId && link.Entity.Type == type
            && rows.Problems.GetValueOrDefault(link.Id, []).Any(problem => problem.CauseKey == ProblemCauses.EntityMerged))]);

    private MoveOutcome Move(EntityMove move)
    {
        if (Find(move.Link) is not { } link)
        {
            return new MoveOutcome.Changed();
        }

        if ((Saving(link.ConnectionId, link.Entity) ?? Saving(link.ConnectionId, move.Entity)) is { } saving)
        {
            return saving;
        }

        if (tables.Now.Links.Values.Any(other => other.ConnectionId == link.ConnectionId && other.Entity == move.Entity && other.Id != link.Id))
        {
            return new MoveOutcome.Taken(move.Entity);
        }

        Put(link with { Entity = move.Entity }, move.Base);
        tables.Each(change => change.LinkId == link.Id && Tables.IsOpen(change.State), change => change with { Entity = move.Entity });
        return new MoveOutcome.Moved();
    }

    private void Put(Link link, MovedBase? based)
    {
        tables.Put(link with
        {
            Snapshot = based?.Snapshot ?? link.Snapshot,
            SnapshotMapping = based?.MappingVersion ?? link.SnapshotMapping,
            RowVersion = link.RowVersion + 1,
        });
        var left = tables.Now.Problems.GetValueOrDefault(link.Id, []).RemoveAll(problem => ProblemCauses.OfMissing.Contains(problem.CauseKey));
        var retry = tables.Now.Retries.GetValueOrDefault(link.Id) ?? new Retry(link.ConnectionId, tables.Time, 0, WholeRecord: true);
        tables.Now = tables.Now with
        {
            Problems = left.IsEmpty ? tables.Now.Problems.Remove(link.Id) : tables.Now.Problems.SetItem(link.Id, left),
            Retries = tables.Now.Retries.SetItem(link.Id, retry with { Due = tables.Time, WholeRecord = true }),
        };
    }

    private Link? Find(Link seen) =>
        tables.Now.Links.GetValueOrDefault(seen.Id) is { State: LinkState.Active } link && link.ErpKey == seen.ErpKey && link.Entity == seen.Entity ? link : null;

    private MoveOutcome.Busy? Saving(Guid connectionId, EntityRef entity) =>
        tables.Now.Operations.Values.FirstOrDefault(open => open.Operation.ConnectionId == connectionId && open.Operation.Entity == entity) is { } open
            ? new MoveOutcome.Busy(open.Operation.UserName)
            : null;
}
