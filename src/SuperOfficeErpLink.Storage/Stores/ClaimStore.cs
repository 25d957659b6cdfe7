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
        var taken = await TakeAsync(context, entity.Type, [entity.Id], owner, ownerName, null, cancellationToken);
        if (taken.Count == 0)
        {
            return new ClaimAnswer(
                null, await context.Claims.Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id).Select(row => row.OwnerName).SingleAsync(cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
        return new ClaimAnswer(taken[0], null);
    }

    public async Task<IReadOnlyList<Claim>> TryTakeAsync(
        IReadOnlyCollection<EntityRef> entities, Guid owner, string ownerName, Lease lease, long runId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, new Fence([], lease), cancellationToken);
        var taken = new List<Claim>(entities.Count);
        foreach (var ofType in entities.GroupBy(entity => entity.Type))
        {
            taken.AddRange(await TakeAsync(context, ofType.Key, [.. ofType.Select(entity => entity.Id)], owner, ownerName, runId, cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
        return taken;
    }

    /// <summary>Those that are free, the owner's already or left over from the run's last process. Who takes one that nobody ever had inserts it, and the second to do so fails.</summary>
    private async Task<List<Claim>> TakeAsync(
        ErpLinkDbContext context, EntityType type, IReadOnlyList<long> ids, Guid owner, string ownerName, long? runId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = now + length.Length;
        await context.Claims
            .Where(row => row.EntityType == type && ids.Contains(row.EntityId) && (row.Until <= now || row.Owner == owner || (runId != null && row.RunId == runId)))
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Owner, owner).SetProperty(row => row.OwnerName, ownerName).SetProperty(row => row.Epoch, row => row.Epoch + 1)
                    .SetProperty(row => row.Until, until).SetProperty(row => row.RunId, runId),
                cancellationToken);
        var rows = await context.Claims.AsNoTracking().Where(row => row.EntityType == type && ids.Contains(row.EntityId))
            .ToDictionaryAsync(row => row.EntityId, row => (row.Owner, row.Epoch), cancellationToken);
        var added = ids.Where(id => !rows.ContainsKey(id)).ToList();
        context.Claims.AddRange(added.Select(id => new ClaimRow
        {
            EntityType = type, EntityId = id, Owner = owner, OwnerName = ownerName, Epoch = 1, Until = until, RunId = runId,
        }));
        await context.SaveChangesAsync(cancellationToken);
        added.ForEach(id => rows.Add(id, (owner, 1)));
        return [.. ids.Where(id => rows[id].Owner == owner).Select(id => new Claim(new EntityRef(type, id), owner, rows[id].Epoch))];
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
