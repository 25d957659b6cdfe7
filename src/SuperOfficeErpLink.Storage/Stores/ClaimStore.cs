using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>How long a claim is held without being renewed.</summary>
public sealed record ClaimTime(TimeSpan Length)
{
    public static ClaimTime Default { get; } = new(TimeSpan.FromSeconds(30));
}

public sealed class ClaimStore(IDbContextFactory<ErpLinkDbContext> contexts, ClaimTime length, TimeProvider time) : IClaimStore
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

        (row.Owner, row.OwnerName, row.Epoch, row.Until) = (owner, ownerName, row.Epoch + 1, now + length.Length);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ClaimAnswer(new Claim(entity, owner, row.Epoch), null);
    }

    public async Task RenewAsync(Claim claim, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await HoldAsync(context, claim, cancellationToken);
    }

    public async Task ReleaseAsync(Claim claim)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        await Held(context, claim).ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, time.GetUtcNow()), CancellationToken.None);
    }

    /// <summary>Renews a claim as part of a transaction: whoever lost it writes nothing.</summary>
    /// <exception cref="ClaimLostException">When somebody else has it by now.</exception>
    public async Task HoldAsync(ErpLinkDbContext context, Claim claim, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + length.Length;
        if (await Held(context, claim).ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, until), cancellationToken) != 1)
        {
            throw new ClaimLostException(claim.Entity);
        }
    }

    private static IQueryable<ClaimRow> Held(ErpLinkDbContext context, Claim claim) =>
        context.Claims.Where(row =>
            row.EntityType == claim.Entity.Type && row.EntityId == claim.Entity.Id && row.Owner == claim.Owner && row.Epoch == claim.Epoch);
}
