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
        var started = time.GetTimestamp();
        var isFirst = true;
        while (true)
        {
            if (TryTake(options.LockFile) is { } held)
            {
                return held;
            }

            if (time.GetElapsedTime(started) > Patience)
            {
                throw new StartupFailure($"Another process is preparing the data directory {options.DataDirectory} (it holds {options.LockFile}); wait for it or stop it, then start again.");
            }

            if (isFirst)
            {
                logger.LogInformation("Another process is preparing the data directory {DataDirectory}: this one waits for it", options.DataDirectory);
                isFirst = false;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
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
