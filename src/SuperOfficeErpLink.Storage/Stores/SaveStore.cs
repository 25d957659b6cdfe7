using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class SaveStore(IDbContextFactory<ErpLinkDbContext> contexts, FenceStore fences, TimeProvider time) : ISaveStore
{
    private const string Kind = "save";

    /// <summary>Someone waits for a Save: it is tried again soon after its ERP is back.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    public async Task<ReserveOutcome> ReserveAsync(
        Claim claim, UserContext user, Guid draftToken, IReadOnlyList<ReservedPart> parts, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, claim, cancellationToken);
        if (!await context.Drafts.AnyAsync(
            row => row.UserId == user.Id && row.EntityType == claim.Entity.Type && row.EntityId == claim.Entity.Id && row.Token == draftToken, cancellationToken))
        {
            return new ReserveOutcome.DraftChanged();
        }

        try
        {
            var operations = new List<Operation>();
            foreach (var part in parts)
            {
                if (await RefusalAsync(context, claim.Entity, part, cancellationToken) is { } refusal)
                {
                    return refusal;
                }

                operations.Add(await ReservePartAsync(context, claim, user, part, cancellationToken));
            }

            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new ReserveOutcome.Reserved(operations);
        }
        catch (DbUpdateException)
        {
            // A unique index has decided a race that the look before could not see.
            await transaction.RollbackAsync(CancellationToken.None);
            return await LostRaceAsync(parts, cancellationToken);
        }
    }

    public async Task ReleaseAsync(Claim claim, Operation operation, string outcome, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, claim, cancellationToken);
        if (await CloseAsync(context, operation, OperationStep.Released, outcome, cancellationToken))
        {
            await context.Links.Where(row => row.Id == operation.LinkId && row.State == LinkState.Reserved).ExecuteDeleteAsync(cancellationToken);

            // A create is released only when nothing of it was written, whatever was stored before it was sent.
            var isCreate = operation.Part.Create is not null;
            await context.Changes.Where(row => row.OperationId == operation.Id
                    && (row.State == ChangeState.Planned || (isCreate && (row.State == ChangeState.Sending || row.State == ChangeState.Unknown))))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, ChangeState.Dropped), cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public async Task FinishAsync(Claim claim, Operation operation, LinkOutcome? outcome, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, claim, cancellationToken);
        if (await CloseAsync(context, operation, OperationStep.Finished, "saved", cancellationToken))
        {
            if (operation.Part.Disconnect is { } left)
            {
                if (left.IsRecreated && operation is { Part.Create: not null, LinkId: { } anew })
                {
                    await context.Links.Where(row => row.ParentLinkId == left.LinkId).ExecuteUpdateAsync(set => set.SetProperty(row => row.ParentLinkId, anew), cancellationToken);
                }

                await DisconnectAsync(context, operation, left.LinkId, cancellationToken);
                await context.SaveChangesAsync(cancellationToken);
            }

            if (outcome is not null && await context.Links.SingleOrDefaultAsync(row => row.Id == outcome.LinkId, cancellationToken) is { } link)
            {
                if (link.State == LinkState.Reserved)
                {
                    (link.State, link.LinkedBy, link.LinkedAt) = (LinkState.Active, operation.UserId, outcome.At);
                    context.LinkEvents.Add(LinkEventRows.Of(link, LinkEventKind.Linked, time.GetUtcNow(), operation.UserId, operation.Id));
                }

                await LinkOutcomes.ApplyAsync(context, [outcome], cancellationToken);
            }

            await DraftStore.RemovePartAsync(context, operation.UserId, operation.Entity, operation.Part, time.GetUtcNow(), cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Change>> ListChangesAsync(Guid operationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Changes.AsNoTracking().Where(row => row.OperationId == operationId).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(ChangeRows.ToChange)];
    }

    public async Task PostponeAsync(Guid operationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Operations.SingleOrDefaultAsync(row => row.Id == operationId && row.Open, cancellationToken) is { } row)
        {
            var pause = Outcomes.RetryAfter(row.Attempts);
            row.NextTry = time.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
            row.Attempts++;
            await context.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task<IReadOnlyList<Operation>> ListAbandonedAsync(int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var rows = await context.Operations.AsNoTracking()
            .Where(row => row.Open && (row.NextTry == null || row.NextTry <= now)
                && !context.Claims.Any(claim => claim.EntityType == row.EntityType && claim.EntityId == row.EntityId && claim.Until > now))
            .OrderBy(row => row.StartedAt).Take(atMost).ToListAsync(cancellationToken);
        return [.. rows.Select(OperationRows.ToOperation)];
    }

    public async Task<IReadOnlyList<Operation>> ListOpenAsync(EntityRef entity, CancellationToken cancellationToken) =>
        [.. (await ListOpenAsync([entity], cancellationToken))[entity]];

    public async Task<ILookup<EntityRef, Operation>> ListOpenAsync(IReadOnlyList<EntityRef> entities, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await FamilyLocks.ListOpenAsync(context, entities, cancellationToken);
    }

    /// <summary>Why a part cannot be reserved, seen before the indexes are asked; null when it can.</summary>
    private async Task<ReserveOutcome?> RefusalAsync(ErpLinkDbContext context, EntityRef entity, ReservedPart part, CancellationToken cancellationToken)
    {
        var (connectionId, draft) = (part.Part.ConnectionId, part.Part);
        if (await context.Operations.AnyAsync(
            row => row.Open && row.ConnectionId == connectionId && row.EntityType == entity.Type && row.EntityId == entity.Id, cancellationToken))
        {
            return new ReserveOutcome.InProgress(null);
        }

        var link = await context.Links.AsNoTracking().SingleOrDefaultAsync(
            row => row.ConnectionId == connectionId && row.EntityType == entity.Type && row.EntityId == entity.Id && row.State != LinkState.Reserved, cancellationToken);
        var seen = draft.Disconnect ?? draft.Compare?.Link;
        if (seen is null ? link is not null : link is null || link.Id != seen.LinkId || link.RowVersion != seen.RowVersion)
        {
            return new ReserveOutcome.LinkChanged(connectionId);
        }

        return await FamilyLocks.RefusalAsync(context, entity, part, time.GetUtcNow(), cancellationToken)
            ?? await ParentRefusalAsync(context, entity, draft, cancellationToken)
            ?? (draft.Connect is { } connect ? await TakenAsync(context, connectionId, part.KeySpace!, connect.ErpKey, entity, cancellationToken) : null);
    }

    /// <summary>
    /// A link that hangs below another needs it to stand as it was seen and to stay; one that goes must have nothing on its way below it.
    /// </summary>
    private static async Task<ReserveOutcome?> ParentRefusalAsync(
        ErpLinkDbContext context, EntityRef entity, DraftConnection draft, CancellationToken cancellationToken)
    {
        if (draft.Disconnect is { } left
            && await context.Links.AnyAsync(row => row.ParentLinkId == left.LinkId && row.State == LinkState.Reserved, cancellationToken))
        {
            return new ReserveOutcome.InProgress(null);
        }

        if (draft.Create?.Parent is not { } parent)
        {
            return null;
        }

        var link = await context.Links.AsNoTracking().SingleOrDefaultAsync(
            row => row.Id == parent.LinkId && row.State != LinkState.Reserved && row.ErpKey == parent.ErpKey, cancellationToken);
        return link is null ? new ReserveOutcome.LinkChanged(draft.ConnectionId)
            : await context.Operations.AnyAsync(
                row => row.Open && row.ConnectionId == link.ConnectionId && row.EntityType == link.EntityType && row.EntityId == link.EntityId, cancellationToken)
                ? new ReserveOutcome.InProgress(null)
                : null;
    }

    private static async Task<ReserveOutcome?> TakenAsync(
        ErpLinkDbContext context, Guid connectionId, string keySpace, string erpKey, EntityRef? entity, CancellationToken cancellationToken)
    {
        var holder = await context.Links.AsNoTracking().SingleOrDefaultAsync(
            row => row.ConnectionId == connectionId && row.KeySpace == keySpace && row.ErpKey == erpKey, cancellationToken);
        return holder is null || (entity is { } own && holder.EntityType == own.Type && holder.EntityId == own.Id)
            ? null
            : new ReserveOutcome.ActorTaken(connectionId, erpKey, new EntityRef(holder.EntityType, holder.EntityId));
    }

    private async Task<ReserveOutcome> LostRaceAsync(IReadOnlyList<ReservedPart> parts, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var part in parts.Where(part => part.Part.Connect is not null))
        {
            if (await TakenAsync(context, part.Part.ConnectionId, part.KeySpace!, part.Part.Connect!.ErpKey, null, cancellationToken) is { } taken)
            {
                return taken;
            }
        }

        return new ReserveOutcome.InProgress(null);
    }

    private async Task<Operation> ReservePartAsync(
        ErpLinkDbContext context, Claim claim, UserContext user, ReservedPart part, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var linkId = part.Part.Compare?.Link.LinkId;
        var parentId = await FamilyLocks.ParentAsync(context, part, cancellationToken);
        if (ReservedLink(claim.Entity, part, parentId) is { } link)
        {
            context.Links.Add(link);
            await context.SaveChangesAsync(cancellationToken);
            linkId = link.Id;
        }

        var row = new OperationRow
        {
            Id = part.OperationId, Kind = Kind, ConnectionId = part.Part.ConnectionId, EntityType = claim.Entity.Type, EntityId = claim.Entity.Id,
            UserId = user.Id, UserName = user.Name, Open = true, Step = OperationStep.Reserved, Epoch = claim.Epoch, StartedAt = now,
            Json = OperationRows.Write(part.Part, linkId, part.MappingVersion, parentId),
        };
        context.Operations.Add(row);
        context.Changes.AddRange(part.Changes.Select(change => ChangeRows.ToRow(change with { LinkId = linkId, At = now })));
        return OperationRows.ToOperation(row);
    }

    private static LinkRow? ReservedLink(EntityRef entity, ReservedPart part, long? parentId)
    {
        var link = new LinkRow
        {
            ConnectionId = part.Part.ConnectionId, EntityType = entity.Type, EntityId = entity.Id, State = LinkState.Reserved,
            SnapshotMapping = part.MappingVersion, RowVersion = 1,
        };
        if (part.Part.Create is { } create)
        {
            (link.ActorType, link.KeySpace, link.ErpKey) = (create.ActorType, CreateStore.Unmade, create.Reference);
            link.ParentLinkId = create.Parent is { HoldsLink: true } parent ? parent.LinkId : null;
            return link;
        }

        if (part.Part.Connect is { } connect)
        {
            (link.ActorType, link.KeySpace, link.ErpKey, link.ParentLinkId) = (connect.ActorType, part.KeySpace!, connect.ErpKey, parentId);
            return link;
        }

        return null;
    }

    /// <summary>False when it was closed before: its effects are there already.</summary>
    private async Task<bool> CloseAsync(ErpLinkDbContext context, Operation operation, OperationStep step, string outcome, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await context.Operations.Where(row => row.Id == operation.Id && row.Open).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Open, false).SetProperty(row => row.Step, step).SetProperty(row => row.Outcome, outcome).SetProperty(row => row.EndedAt, now),
            cancellationToken) == 1;
    }

    /// <summary>With the persons of a company.</summary>
    private async Task DisconnectAsync(ErpLinkDbContext context, Operation operation, long linkId, CancellationToken cancellationToken)
    {
        var gone = await context.Links.Where(row => row.Id == linkId || (row.ParentLinkId == linkId && row.State != LinkState.Reserved)).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        foreach (var link in gone)
        {
            await LinkEventRows.PartAsync(context, link, time.GetUtcNow(), operation.UserId, operation.Id, cancellationToken);
        }
    }
}
