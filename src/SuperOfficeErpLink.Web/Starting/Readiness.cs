namespace SuperOfficeErpLink.Web.Starting;

/// <summary>What must be done before pages work.</summary>
[Flags]
public enum ReadyParts
{
    None = 0,
    Migrated = 1,

    /// <summary>The demo is made, or none is wanted.</summary>
    DemoMade = 2,
    SchedulerRunning = 4,
}

/// <summary>How far the start has come.</summary>
/// <param name="needed">Ready means all of these.</param>
public sealed class Readiness(ReadyParts needed = ReadyParts.Migrated | ReadyParts.DemoMade | ReadyParts.SchedulerRunning)
{
    private const ReadyParts Data = ReadyParts.Migrated | ReadyParts.DemoMade;
    private readonly TaskCompletionSource dataReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int done;

    public bool Migrated => Done.HasFlag(ReadyParts.Migrated);

    public bool DemoMade => Done.HasFlag(ReadyParts.DemoMade);

    public bool SchedulerRunning => Done.HasFlag(ReadyParts.SchedulerRunning);

    public bool IsReady => ready.Task.IsCompletedSuccessfully;

    /// <summary>The database can be used; ends with a <see cref="StartupFailure"/> when it never will.</summary>
    public Task WhenDataReady => dataReady.Task;

    /// <summary>Ends with a <see cref="StartupFailure"/> when the application will never be ready.</summary>
    public Task WhenReady => ready.Task;

    /// <summary>Why it will never be ready; the host is stopping then and the process must end with exit code 1.</summary>
    public StartupFailure? Failure { get; private set; }

    private ReadyParts Done => (ReadyParts)Volatile.Read(ref done);

    public void Set(ReadyParts parts)
    {
        Interlocked.Or(ref done, (int)parts);
        if ((Done & Data) == Data)
        {
            dataReady.TrySetResult();
        }

        if ((Done & needed) == needed)
        {
            ready.TrySetResult();
        }
    }

    public void Fail(StartupFailure failure)
    {
        Failure = failure;
        if (dataReady.TrySetException(failure))
        {
            _ = dataReady.Task.Exception;
        }

        if (ready.TrySetException(failure))
        {
            // Observed here: nobody may be waiting.
            _ = ready.Task.Exception;
        }
    }
}
