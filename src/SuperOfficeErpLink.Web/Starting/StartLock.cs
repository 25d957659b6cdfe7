namespace SuperOfficeErpLink.Web.Starting;

/// <summary>One process at a time prepares a data directory. The operating system gives the lock back when its holder dies.</summary>
internal static class StartLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="StartupFailure">Another process holds it and does not come to an end.</exception>
    public static async Task<IDisposable> TakeAsync(ErpLinkOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
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
