namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Work that one process at a time does.</summary>
internal static class LeasedWork
{
    /// <summary>Works under a lease that was taken, holds it while the work takes long, and gives it back.</summary>
    /// <param name="heartbeat">Well below the time a lease is held.</param>
    /// <param name="whenLost">The answer when another process has the lease, or a claim under it, by now: it goes on from what is stored.</param>
    public static async Task<T> RunAsync<T>(
        this ILeaseStore leases, Lease lease, TimeSpan heartbeat, TimeProvider time, Func<CancellationToken, Task<T>> work, T whenLost, CancellationToken cancellationToken)
    {
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var keeping = KeepAsync(leases, lease, heartbeat, time, working);
        try
        {
            return await work(working.Token);
        }
        catch (Exception lost) when (lost is LeaseLostException or ClaimLostException || (lost is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return whenLost;
        }
        finally
        {
            await working.CancelAsync();
            await keeping;
            await leases.ReleaseAsync(lease);
        }
    }

    /// <summary>A database that does not answer is asked again with the next beat; what the work stores meanwhile fails if the lease is lost.</summary>
    private static async Task RenewAsync(ILeaseStore leases, Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            await leases.RenewAsync(lease, cancellationToken);
        }
        catch (Exception failure) when (OwnDatabaseFailure.Is(failure))
        {
            // The lease may hold until then.
        }
    }

    /// <summary>Stops the work once another process has the lease.</summary>
    private static async Task KeepAsync(ILeaseStore leases, Lease lease, TimeSpan heartbeat, TimeProvider time, CancellationTokenSource working)
    {
        using var timer = new PeriodicTimer(heartbeat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(working.Token))
            {
                await RenewAsync(leases, lease, working.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
        catch (LeaseLostException)
        {
            await working.CancelAsync();
        }
    }
}
