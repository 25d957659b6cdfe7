using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class LinkEventStore(IDbContextFactory<ErpLinkDbContext> contexts, FenceStore fences, TimeProvider time) : ILinkEventStore
{
    public async Task<IReadOnlyList<LinkEventLine>> ListAsync(
        LinkEventFilter filter, IReadOnlyCollection<Guid>? connectionIds, long? before, int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        IQueryable<LinkEventRow> rows = context.LinkEvents.AsNoTracking();
        rows = before is { } below ? rows.Where(row => row.Id < below) : rows;
        rows = connectionIds is not null ? rows.Where(row => connectionIds.Contains(row.ConnectionId)) : rows;
        rows = filter.ConnectionId is { } connection ? rows.Where(row => row.ConnectionId == connection) : rows;
        rows = filter.Entity is { } entity ? rows.Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id) : rows;
        rows = filter.Kind is { } kind ? rows.Where(row => row.Kind == kind) : rows;
        rows = filter.UserId is { } user ? rows.Where(row => row.UserId == user) : rows;
        rows = filter.From is { } from ? rows.Where(row => row.At >= from) : rows;
        rows = filter.Until is { } until ? rows.Where(row => row.At < until) : rows;
        return await NameAsync(context, await rows.OrderByDescending(row => row.Id).Take(atMost).ToListAsync(cancellationToken), cancellationToken);
    }

    public async Task<LinkEventLine?> FindAsync(long eventId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.LinkEvents.AsNoTracking().Where(row => row.Id == eventId).ToListAsync(cancellationToken);
        return (await NameAsync(context, rows, cancellationToken)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<LinkEvent>> ListBelowAsync(LinkEvent parted, CancellationToken cancellationToken)
    {
        if (parted.OperationId is null)
        {
            return [];
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.LinkEvents.AsNoTracking()
            .Where(row => row.OperationId == parted.OperationId && row.Kind == LinkEventKind.Unlinked && row.ParentLinkId == parted.LinkId && row.Id != parted.Id)
            .OrderBy(row => row.EntityId).ToListAsync(cancellationToken);
        return [.. rows.Select(LinkEventRows.ToEvent)];
    }

    public async Task<LinkUndoOutcome> UnlinkAsync(Claim claim, UserContext by, Guid connectionId, LinkSeen seen, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, claim, cancellationToken);
        var now = time.GetUtcNow();
        if (await FamilyLocks.LeavingRefusalAsync(context, claim.Entity, connectionId, seen, now, cancellationToken) is { } refusal)
        {
            return ToOutcome(refusal);
        }

        var gone = await context.Links.Where(row => row.Id == seen.LinkId || row.ParentLinkId == seen.LinkId).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        if (gone.SingleOrDefault(row => row.Id == seen.LinkId) is not { State: LinkState.Active } link || link.RowVersion != seen.RowVersion)
        {
            return new LinkUndoOutcome.Changed();
        }

        var together = Guid.NewGuid();
        foreach (var row in gone)
        {
            await LinkEventRows.PartAsync(context, row, now, by.Id, together, cancellationToken);
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new LinkUndoOutcome.Done();
    }

    public async Task<LinkUndoOutcome> RelinkAsync(Claim claim, UserContext by, IReadOnlyList<long> partings, long? parentLinkId, CancellationToken cancellationToken)
    {
        try
        {
            return await TryRelinkAsync(claim, by, partings, parentLinkId, cancellationToken);
        }
        catch (DbUpdateException)
        {
            // A unique index has decided: a record or an actor is taken by now. What was shown is shown again, with its holder.
            return new LinkUndoOutcome.Changed();
        }
    }

    private async Task<LinkUndoOutcome> TryRelinkAsync(Claim claim, UserContext by, IReadOnlyList<long> partings, long? parentLinkId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, claim, cancellationToken);
        var (now, together) = (time.GetUtcNow(), Guid.NewGuid());
        var rows = await context.LinkEvents.AsNoTracking().Where(row => partings.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        LinkRow? first = null;
        foreach (var parted in partings.Select(id => rows[id]))
        {
            var above = first?.Id ?? parentLinkId;
            if (await FamilyLocks.ComingRefusalAsync(context, new EntityRef(parted.EntityType, parted.EntityId), parted.ConnectionId, above, cancellationToken) is { } refusal)
            {
                return ToOutcome(refusal);
            }

            var link = Again(parted, by, above, now);
            context.Links.Add(link);
            await context.SaveChangesAsync(cancellationToken);
            first ??= link;

            // What changed while they were apart is no news to either feed.
            context.Retries.Add(new RetryRow { LinkId = link.Id, ConnectionId = link.ConnectionId, DueAt = now, WholeRecord = true });
            await GoOnAsync(context, parted, link, cancellationToken);
            context.LinkEvents.Add(LinkEventRows.Of(link, LinkEventKind.Linked, now, by.Id, together));
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new LinkUndoOutcome.Done();
    }

    private static LinkRow Again(LinkEventRow parted, UserContext by, long? above, DateTimeOffset now) => new()
    {
        ConnectionId = parted.ConnectionId, EntityType = parted.EntityType, EntityId = parted.EntityId, ActorType = parted.ActorType, KeySpace = parted.KeySpace,
        ErpKey = parted.ErpKey, ParentLinkId = above, State = LinkState.Active, Snapshot = parted.Snapshot ?? [], SnapshotMapping = parted.SnapshotMapping, LinkedBy = by.Id,
        LinkedAt = now, RowVersion = 1,
    };

    /// <summary>The history of the link that was given up is the new one's: what it wrote can be taken back again.</summary>
    private static async Task GoOnAsync(ErpLinkDbContext context, LinkEventRow parted, LinkRow link, CancellationToken cancellationToken)
    {
        await context.Changes.Where(row => row.EntityType == parted.EntityType && row.EntityId == parted.EntityId && row.LinkId == parted.LinkId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LinkId, link.Id), cancellationToken);
        await context.LinkEvents.Where(row => row.EntityType == parted.EntityType && row.EntityId == parted.EntityId && row.LinkId == parted.LinkId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LinkId, link.Id), cancellationToken);
    }

    private static LinkUndoOutcome ToOutcome(ReserveOutcome refusal) =>
        refusal is ReserveOutcome.InProgress saving ? new LinkUndoOutcome.Busy(saving.By) : new LinkUndoOutcome.Changed();

    private static async Task<IReadOnlyList<LinkEventLine>> NameAsync(ErpLinkDbContext context, List<LinkEventRow> rows, CancellationToken cancellationToken)
    {
        var names = await PeopleNames.FindAsync(context, [.. rows.Select(row => row.UserId)], [.. rows.Select(row => row.OperationId)], cancellationToken);
        return [.. rows.Select(row => new LinkEventLine(LinkEventRows.ToEvent(row), names.Of(row.UserId, row.OperationId)))];
    }
}
