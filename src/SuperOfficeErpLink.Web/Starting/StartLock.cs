namespace SuperOfficeErpLink.Web.Starting;

/// <summary>One process at a time prepares a data directory. The operating system gives the lock back when its holder dies.</summary>
internal static class StartLock
{
    // Longer than the largest demo takes to be made.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="StartupFailure">Another process holds it and does not come to an end.</exception>
    public static async Task<IDisposable> TakeAsync(ErpLinkOptions options, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        if (TryTake(options.LockFile) is { } free)
        {
            return free;
        }

        logger.LogInformation("Another process is preparing the data directory {DataDirectory}: this one waits for it", options.DataDirectory);
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) <= Patience)
        {
            await Task.Delay(Pause, time, cancellationToken);
            if (TryTake(options.LockFile) is { } held)
            {
                return held;
            }
        }

        throw new StartupFailure($"Another process is preparing the data directory {options.DataDirectory} (it holds {options.LockFile}); wait for it or stop it, then start again.");
    }

    private static FileStream? TryTake(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }
}
