using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class ClaimStore(IDbContextFactory<ErpLinkDbContext> contexts, FenceStore fences, ClaimTime length, TimeProvider time) : IClaimStore
{
    public async Task<ClaimAnswer> TryTakeAsync(EntityRef entity, Guid owner, string ownerName, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var row = await context.Claims.SingleOrDefaultAsync(
            claim => claim.EntityType == entity.Type && claim.EntityId == entity.Id, cancellationToken);
        if (row is not null && row.Until > now && row.Owner != owner)
        {
            return new ClaimAnswer(null, row.OwnerName);
        }

        if (row is null)
        {
            context.Claims.Add(row = new ClaimRow { EntityType = entity.Type, EntityId = entity.Id });
        }

        (row.Owner, row.OwnerName, row.Epoch, row.Until, row.RunId) = (owner, ownerName, row.Epoch + 1, now + length.Length, null);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ClaimAnswer(new Claim(entity, owner, row.Epoch), null);
    }

    public async Task<IReadOnlyList<Claim>> TryTakeAsync(
        IReadOnlyCollection<EntityRef> entities, Guid owner, string ownerName, Lease lease, long runId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, new Fence([], lease), cancellationToken);
        var now = time.GetUtcNow();
        var taken = new List<Claim>(entities.Count);
        foreach (var ofType in entities.GroupBy(entity => entity.Type))
        {
            var ids = ofType.Select(entity => entity.Id).ToList();
            var rows = await context.Claims.Where(row => row.EntityType == ofType.Key && ids.Contains(row.EntityId)).ToDictionaryAsync(row => row.EntityId, cancellationToken);
            foreach (var entity in ofType)
            {
                if (!rows.TryGetValue(entity.Id, out var row))
                {
                    context.Claims.Add(row = new ClaimRow { EntityType = entity.Type, EntityId = entity.Id });
                }
                else if (row.Until > now && row.Owner != owner && row.RunId != runId)
                {
                    continue;
                }

                (row.Owner, row.OwnerName, row.Epoch, row.Until, row.RunId) = (owner, ownerName, row.Epoch + 1, now + length.Length, runId);
                taken.Add(new Claim(entity, owner, row.Epoch));
            }
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return taken;
    }

    public async Task RenewAsync(Fence fence, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, fence, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task ReleaseAsync(IReadOnlyList<Claim> claims)
    {
        if (claims.Count == 0)
        {
            return;
        }

        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
        var now = time.GetUtcNow();
        foreach (var alike in claims.GroupBy(claim => (claim.Owner, claim.Epoch, claim.Entity.Type)))
        {
            var ((owner, epoch, type), ids) = (alike.Key, alike.Select(claim => claim.Entity.Id).ToList());
            await context.Claims.Where(row => row.EntityType == type && row.Owner == owner && row.Epoch == epoch && ids.Contains(row.EntityId))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, now), CancellationToken.None);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }
}
