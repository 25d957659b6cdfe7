namespace SuperOfficeErpLink.Core.Sync;

/// <summary>The right to do a piece of work alone. Whoever was paused past its end finds a higher epoch and writes nothing more.</summary>
public sealed record Lease(string Name, Guid Owner, long Epoch);

/// <summary>All that a transaction must still hold: the claims on the records it writes to, and the lease of the run it is part of.</summary>
public sealed record Fence(IReadOnlyList<Claim> Claims, Lease? Lease)
{
    public static implicit operator Fence(Claim claim) => new([claim], null);
}

/// <summary>Another process has taken the lease over: whoever sees this stops and leaves the rest to that other.</summary>
public sealed class LeaseLostException(string name) : Exception($"The lease {name} was lost.");

public interface ILeaseStore
{
    /// <summary>Null while another owner holds it.</summary>
    Task<Lease?> TryTakeAsync(string name, Guid owner, CancellationToken cancellationToken);

    /// <summary>Holds it for another full time.</summary>
    /// <exception cref="LeaseLostException">When somebody else has it by now.</exception>
    Task RenewAsync(Lease lease, CancellationToken cancellationToken);

    Task ReleaseAsync(Lease lease);
}
