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

    internal static IQueryable<ClaimRow> Held(ErpLinkDbContext context, Claim claim) =>
        context.Claims.Where(row =>
            row.EntityType == claim.Entity.Type && row.EntityId == claim.Entity.Id && row.Owner == claim.Owner && row.Epoch == claim.Epoch);

    internal static IQueryable<LeaseRow> Held(ErpLinkDbContext context, Lease lease) =>
        context.Leases.Where(row => row.Name == lease.Name && row.Owner == lease.Owner && row.Epoch == lease.Epoch);
}
