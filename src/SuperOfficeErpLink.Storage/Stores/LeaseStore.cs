using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class LeaseStore(IDbContextFactory<ErpLinkDbContext> contexts, FenceStore fences, LeaseTime length, TimeProvider time) : ILeaseStore
{
    public async Task<Lease?> TryTakeAsync(string name, Guid owner, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var row = await context.Leases.SingleOrDefaultAsync(lease => lease.Name == name, cancellationToken);
        if (row is not null && row.Until > now && row.Owner != owner)
        {
            return null;
        }

        if (row is null)
        {
            context.Leases.Add(row = new LeaseRow { Name = name });
        }

        (row.Owner, row.Epoch, row.Until) = (owner, row.Epoch + 1, now + length.Length);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Lease(name, owner, row.Epoch);
    }

    public async Task RenewAsync(Lease lease, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await fences.HoldAsync(context, new Fence([], lease), cancellationToken);
    }

    public async Task ReleaseAsync(Lease lease)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        var now = time.GetUtcNow();
        await FenceStore.Held(context, lease).ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, now), CancellationToken.None);
    }
}
