using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class LeaseStore(IDbContextFactory<ErpLinkDbContext> contexts, FenceStore fences) : ILeaseStore
{
    public async Task<Lease?> TryTakeAsync(string name, Guid owner, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var lease = await fences.TryTakeAsync(context, name, owner, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return lease;
    }

    public async Task RenewAsync(Lease lease, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await fences.HoldAsync(context, new Fence([], lease), cancellationToken);
    }

    public async Task ReleaseAsync(Lease lease)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        await fences.ReleaseAsync(context, lease, CancellationToken.None);
    }
}
