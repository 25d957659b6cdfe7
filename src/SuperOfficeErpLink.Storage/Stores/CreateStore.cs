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
            if (await TakenAsync(context, operation, actor, cancellationToken) is { } holder)
            {
                return new StoreKeyOutcome.ActorTaken(holder);
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
        if (await TakenAsync(context, operation, actor, cancellationToken) is { } holder)
        {
            return new StoreKeyOutcome.ActorTaken(holder);
        }

        var link = await context.Links.SingleAsync(one => one.Id == operation.LinkId, cancellationToken);
        (link.KeySpace, link.ErpKey, link.RowVersion) = (actor.KeySpace, actor.Link.ErpKey, link.RowVersion + 1);
        var made = operation with { Step = OperationStep.Created, Created = actor.Link };
        (row.Step, row.Json, row.NextTry, row.Attempts) = (made.Step, OperationRows.Write(made), null, 0);
        await WriteStore.ApplyAsync(context, actor.Settled, cancellationToken);
        context.Changes.AddRange(actor.ToCrm.Select(change => ChangeRows.ToRow(change with { LinkId = link.Id })));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new StoreKeyOutcome.Stored(made);
    }

    private static async Task<OperationRow> OpenAsync(ErpLinkDbContext context, Claim claim, Operation operation, CancellationToken cancellationToken) =>
        await context.Operations.SingleOrDefaultAsync(one => one.Id == operation.Id && one.Open && one.Step == operation.Step, cancellationToken)
        ?? throw new ClaimLostException(claim.Entity);

    private static async Task<EntityRef?> TakenAsync(ErpLinkDbContext context, Operation operation, CreatedActor actor, CancellationToken cancellationToken) =>
        await context.Links.AsNoTracking().SingleOrDefaultAsync(
            one => one.ConnectionId == operation.ConnectionId && one.KeySpace == actor.KeySpace && one.ErpKey == actor.Link.ErpKey && one.Id != operation.LinkId,
            cancellationToken) is { } held
            ? new EntityRef(held.EntityType, held.EntityId)
            : null;
}
