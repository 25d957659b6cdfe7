using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>The right to write to an entity for a while. Every transaction checks owner and epoch, so a paused process writes nothing more.</summary>
public sealed record Claim(EntityRef Entity, Guid Owner, long Epoch);

/// <summary>Either a claim, or who holds it.</summary>
public sealed record ClaimAnswer(Claim? Claim, string? HeldBy);

public interface IClaimStore
{
    /// <summary>Takes the claim when nobody holds it.</summary>
    Task<ClaimAnswer> TryTakeAsync(EntityRef entity, Guid owner, string ownerName, CancellationToken cancellationToken);

    /// <summary>Takes the claims that nobody holds, in one transaction; a run takes over its own from a process of its that died.</summary>
    Task<IReadOnlyList<Claim>> TryTakeAsync(IReadOnlyCollection<EntityRef> entities, Guid owner, string ownerName, Lease lease, long runId, CancellationToken cancellationToken);

    /// <summary>Holds all of it for another full time.</summary>
    /// <exception cref="ClaimLostException">When somebody else has a claim by now.</exception>
    /// <exception cref="LeaseLostException">When another process has the lease by now.</exception>
    Task RenewAsync(Fence fence, CancellationToken cancellationToken);

    Task ReleaseAsync(IReadOnlyList<Claim> claims);
}

/// <summary>The claim ran out and another has taken it: whoever sees this stops and leaves the rest to that other.</summary>
public sealed class ClaimLostException(EntityRef entity) : Exception($"The claim on {entity.Type} {entity.Id} was lost.");

/// <summary>Takes claims, waiting a little for users.</summary>
public sealed class Claims(IClaimStore store, TimeProvider time)
{
    private static readonly TimeSpan UserWaits = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    /// <summary>For a user: waits up to five seconds, then says who is writing.</summary>
    public async Task<ClaimAnswer> TakeAsync(EntityRef entity, string name, CancellationToken cancellationToken)
    {
        var owner = Guid.NewGuid();
        var started = time.GetTimestamp();
        while (true)
        {
            var answer = await store.TryTakeAsync(entity, owner, name, cancellationToken);
            if (answer.Claim is not null || time.GetElapsedTime(started) >= UserWaits)
            {
                return answer;
            }

            await Task.Delay(Between, time, cancellationToken);
        }
    }

    /// <summary>Several records of one kind for a user, all or none: in the order of their ids, so that two who want the same do not wait for each other.</summary>
    /// <returns>Nothing taken, and who holds one of them, where one is held.</returns>
    public async Task<(IReadOnlyList<Claim>? Taken, string? HeldBy)> TakeAllAsync(IEnumerable<EntityRef> entities, string name, CancellationToken cancellationToken)
    {
        var taken = new List<Claim>();
        var isWhole = false;
        try
        {
            foreach (var entity in entities.Distinct().OrderBy(entity => entity.Id))
            {
                var answer = await TakeAsync(entity, name, cancellationToken);
                if (answer.Claim is not { } claim)
                {
                    return (null, answer.HeldBy);
                }

                taken.Add(claim);
            }

            isWhole = true;
            return (taken, null);
        }
        finally
        {
            if (!isWhole)
            {
                await ReleaseAsync(taken);
            }
        }
    }

    /// <summary>For work that can come back later: does not wait.</summary>
    public async Task<Claim?> TryTakeAsync(EntityRef entity, string name, CancellationToken cancellationToken) =>
        (await store.TryTakeAsync(entity, Guid.NewGuid(), name, cancellationToken)).Claim;

    /// <summary>For a run: takes what is free.</summary>
    public Task<IReadOnlyList<Claim>> TryTakeAsync(
        IReadOnlyCollection<EntityRef> entities, string name, Lease lease, long runId, CancellationToken cancellationToken) =>
        store.TryTakeAsync(entities, lease.Owner, name, lease, runId, cancellationToken);

    public Task RenewAsync(Fence fence, CancellationToken cancellationToken) => store.RenewAsync(fence, cancellationToken);

    /// <summary>Given back even when the work was cancelled.</summary>
    public Task ReleaseAsync(params IReadOnlyList<Claim> claims) => store.ReleaseAsync(claims);
}
