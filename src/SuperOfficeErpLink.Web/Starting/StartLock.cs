using SuperOfficeErpLink.Storage.Databases;

namespace SuperOfficeErpLink.Web.Starting;

/// <summary>One process at a time prepares a database. Whoever holds the lock gives it back by ending, however that happens.</summary>
internal static class StartLock
{
    // Longer than the largest demo takes to be made.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="StartupFailure">Another process holds it and does not come to an end.</exception>
    public static async Task<IAsyncDisposable> TakeAsync(OwnDatabase database, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await database.TryLockAsync(cancellationToken) is { } free)
        {
            return free;
        }

        logger.LogInformation("Another process is preparing the database {Place}: this one waits for it", database.Place);
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) <= Patience)
        {
            await Task.Delay(Pause, time, cancellationToken);
            if (await database.TryLockAsync(cancellationToken) is { } held)
            {
                return held;
            }
        }

        throw new StartupFailure($"Another process is preparing the database {database.Place} and does not come to an end; wait for it or stop it, then start again.");
    }
}
