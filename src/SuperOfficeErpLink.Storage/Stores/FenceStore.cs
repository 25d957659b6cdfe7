using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>How long a claim is held without being renewed.</summary>
public sealed record ClaimTime(TimeSpan Length)
{
    public static ClaimTime Default { get; } = new(TimeSpan.FromSeconds(30));
}

/// <summary>How long a lease is held without being renewed: that long a run stands still after its process died.</summary>
public sealed record LeaseTime(TimeSpan Length)
{
    public static LeaseTime Default { get; } = new(TimeSpan.FromSeconds(6));
}

/// <summary>Checks and renews what a transaction must hold, as part of it: whoever lost it writes nothing.</summary>
public sealed class FenceStore(ClaimTime claimTime, LeaseTime leaseTime, TimeProvider time)
{
    /// <summary>Null while another owner holds it.</summary>
    public async Task<Lease?> TryTakeAsync(ErpLinkDbContext context, string name, Guid owner, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = now + leaseTime.Length;
        var taken = await context.Leases.Where(row => row.Name == name && (row.Until <= now || row.Owner == owner)).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Owner, owner).SetProperty(row => row.Epoch, row => row.Epoch + 1).SetProperty(row => row.Until, until), cancellationToken);
        var epoch = await context.Leases.Where(row => row.Name == name).Select(row => (long?)row.Epoch).SingleOrDefaultAsync(cancellationToken);
        if (epoch is null)
        {
            context.Leases.Add(new LeaseRow { Name = name, Owner = owner, Epoch = 1, Until = until });
            await context.SaveChangesAsync(cancellationToken);
            return new Lease(name, owner, 1);
        }

        return taken == 1 ? new Lease(name, owner, epoch.Value) : null;
    }

    /// <summary>Gives it back, if it is still held; writes nothing when it was given back before.</summary>
    public Task ReleaseAsync(ErpLinkDbContext context, Lease lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return Held(context, lease).Where(row => row.Until > now).ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, now), cancellationToken);
    }

    /// <exception cref="LeaseLostException">When another process has the lease by now.</exception>
    /// <exception cref="ClaimLostException">When somebody else has a claim by now.</exception>
    public async Task HoldAsync(ErpLinkDbContext context, Fence fence, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (fence.Lease is { } lease
            && await Held(context, lease).ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, now + leaseTime.Length), cancellationToken) != 1)
        {
            throw new LeaseLostException(lease.Name);
        }

        foreach (var group in fence.Claims.GroupBy(claim => (claim.Owner, claim.Entity.Type)))
        {
            var ids = group.Select(claim => claim.Entity.Id).ToList();
            var rows = await context.Claims.AsNoTracking()
                .Where(row => row.EntityType == group.Key.Type && row.Owner == group.Key.Owner && ids.Contains(row.EntityId))
                .ToDictionaryAsync(row => row.EntityId, row => row.Epoch, cancellationToken);
            if (group.FirstOrDefault(claim => !rows.TryGetValue(claim.Entity.Id, out var epoch) || epoch != claim.Epoch) is { } lost)
            {
                throw new ClaimLostException(lost.Entity);
            }

            var held = await context.Claims.Where(row => row.EntityType == group.Key.Type && row.Owner == group.Key.Owner && ids.Contains(row.EntityId))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, now + claimTime.Length), cancellationToken);
            if (held != ids.Count)
            {
                throw new ClaimLostException(group.First().Entity);
            }
        }
    }

    private static IQueryable<LeaseRow> Held(ErpLinkDbContext context, Lease lease) =>
        context.Leases.Where(row => row.Name == lease.Name && row.Owner == lease.Owner && row.Epoch == lease.Epoch);
}
