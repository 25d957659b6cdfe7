using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class CreateStore(IDbContextFactory<ErpLinkDbContext> contexts, FenceStore fences, TimeProvider time) : ICreateStore
{
    /// <summary>The key space of links whose actor has no key yet; their key is our reference, which no other link has.</summary>
    internal const string Unmade = "create";

    /// <summary>How far the clocks of two of our nodes may be apart.</summary>
    private static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(1);

    public async Task<Operation> StartAsync(Claim claim, Operation operation, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, claim, cancellationToken);
        var now = time.GetUtcNow();
        var row = await OpenAsync(context, claim, operation, cancellationToken);
        var started = operation with { Step = OperationStep.CreateSent, SentAt = now };
        (row.Step, row.Json) = (started.Step, OperationRows.Write(started));
        await context.Changes.Where(change => change.OperationId == operation.Id && change.State == ChangeState.Planned)
            .ExecuteUpdateAsync(set => set.SetProperty(change => change.State, ChangeState.Sending).SetProperty(change => change.At, now), cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return started;
    }

    public async Task<StoreKeyOutcome> StoreKeyAsync(Claim claim, Operation operation, CreatedActor actor, CancellationToken cancellationToken)
    {
        try
        {
            return await TryStoreKeyAsync(claim, operation, actor, cancellationToken);
        }
        catch (DbUpdateException)
        {
            // The unique index has decided a race that the look before could not see.
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            if (await HolderAsync(context, operation, actor, cancellationToken) is { } holder)
            {
                return new StoreKeyOutcome.ActorTaken(new EntityRef(holder.EntityType, holder.EntityId));
            }

            throw;
        }
    }

    private async Task<StoreKeyOutcome> TryStoreKeyAsync(Claim claim, Operation operation, CreatedActor actor, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, claim, cancellationToken);
        var row = await OpenAsync(context, claim, operation, cancellationToken);
        EntityRef? parted = null;
        if (await HolderAsync(context, operation, actor, cancellationToken) is { } holder)
        {
            var held = new EntityRef(holder.EntityType, holder.EntityId);
            if (!await IsOfOneGoneAsync(context, holder, operation, actor, cancellationToken))
            {
                return new StoreKeyOutcome.ActorTaken(held);
            }

            await PartAsync(context, holder, operation, cancellationToken);
            parted = held == operation.Entity ? null : held;
        }

        var link = await context.Links.SingleAsync(one => one.Id == operation.LinkId, cancellationToken);
        (link.KeySpace, link.ErpKey, link.RowVersion) = (actor.KeySpace, actor.Link.ErpKey, link.RowVersion + 1);
        var made = operation with { Step = OperationStep.Created, Created = actor.Link };
        (row.Step, row.Json, row.NextTry, row.Attempts) = (made.Step, OperationRows.Write(made), null, 0);
        await WriteStore.ApplyAsync(context, actor.Settled, cancellationToken);
        context.Changes.AddRange(actor.ToCrm.Select(change => ChangeRows.ToRow(change with { LinkId = link.Id })));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new StoreKeyOutcome.Stored(made, parted);
    }

    private static async Task<OperationRow> OpenAsync(ErpLinkDbContext context, Claim claim, Operation operation, CancellationToken cancellationToken) =>
        await context.Operations.SingleOrDefaultAsync(one => one.Id == operation.Id && one.Open && one.Step == operation.Step, cancellationToken)
        ?? throw new ClaimLostException(claim.Entity);

    private static async Task<LinkRow?> HolderAsync(ErpLinkDbContext context, Operation operation, CreatedActor actor, CancellationToken cancellationToken) =>
        await context.Links.SingleOrDefaultAsync(
            one => one.ConnectionId == operation.ConnectionId && one.KeySpace == actor.KeySpace && one.ErpKey == actor.Link.ErpKey && one.Id != operation.LinkId,
            cancellationToken);

    /// <summary>
    /// An ERP that numbers by its highest number gives a deleted one's number again. A link that had the key before the new actor was asked
    /// for is to an actor that cannot be there any more; one that got it since may be to the new actor itself,
    /// and one that somebody is at work on, or on a person below it, is left to him.
    /// </summary>
    private async Task<bool> IsOfOneGoneAsync(
        ErpLinkDbContext context, LinkRow holder, Operation operation, CreatedActor actor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var concerned = context.Links.Where(one => one.Id == holder.Id || one.ParentLinkId == holder.Id);
        return actor.IsProven && operation.SentAt - ClocksApart is { } before && holder.State == LinkState.Active && (holder.LinkedAt is not { } linked || linked < before)
        && !await context.LinkEvents.AnyAsync(one => one.LinkId == holder.Id && one.At >= before, cancellationToken)
        && !await context.Operations.AnyAsync(
            one => one.Open && one.Id != operation.Id && one.ConnectionId == holder.ConnectionId
                && concerned.Any(link => link.EntityType == one.EntityType && link.EntityId == one.EntityId),
            cancellationToken)
        && !await context.Claims.AnyAsync(
            one => one.Until > now && !(one.EntityType == operation.Entity.Type && one.EntityId == operation.Entity.Id)
                && concerned.Any(link => link.EntityType == one.EntityType && link.EntityId == one.EntityId),
            cancellationToken)
        && !await context.Links.AnyAsync(one => one.ParentLinkId == holder.Id && one.State == LinkState.Reserved, cancellationToken);
    }

    /// <summary>Ends the link with what hangs below it; below an actor that is made anew in its place it goes on.</summary>
    private async Task PartAsync(ErpLinkDbContext context, LinkRow holder, Operation operation, CancellationToken cancellationToken)
    {
        var below = context.Links.Where(one => one.ParentLinkId == holder.Id);
        if (operation.Part.Disconnect is { IsRecreated: true } left && left.LinkId == holder.Id)
        {
            await below.ExecuteUpdateAsync(set => set.SetProperty(one => one.ParentLinkId, operation.LinkId), cancellationToken);
        }

        foreach (var link in (List<LinkRow>)[.. await below.OrderBy(one => one.Id).ToListAsync(cancellationToken), holder])
        {
            await LinkEventRows.PartAsync(context, link, time.GetUtcNow(), operation.UserId, operation.Id, cancellationToken);
        }

        // Two rows may not bear the key, not even within one batch of statements.
        await context.SaveChangesAsync(cancellationToken);
    }
}
