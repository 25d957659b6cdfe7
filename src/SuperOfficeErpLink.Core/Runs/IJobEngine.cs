namespace SuperOfficeErpLink.Core.Runs;

/// <summary>
/// An alarm clock. It keeps run ids and names of work, and when to wake them; what there is to do and who does it stands in our own tables. Waking
/// twice is harmless, for a run is worked on under a lease, and whoever it forgets is looked for every few seconds.
/// </summary>
public interface IJobEngine
{
    /// <summary>Begins to wake what is due. When it fails it is tried again.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Wakes nothing more, interrupts what it woke, and waits until that has ended. It may be asked twice.</summary>
    Task EndAsync(CancellationToken cancellationToken);

    /// <summary>Whether a failure of the engine, or of its <see cref="IRunStarter"/>, is a trouble that may pass. Our database's troubles always may.</summary>
    bool IsTrouble(Exception failure);
}

/// <summary>What an engine wakes for a run.</summary>
public interface IRunWorker
{
    /// <summary>Works on the run, unless there is nothing to do or another process does it.</summary>
    Task WorkAsync(long runId, CancellationToken cancellationToken);
}

/// <summary>Work that an engine wakes again and again; doing it once too often, or on two nodes, is harmless.</summary>
public interface IRecurringWork
{
    /// <summary>The same for ever: engines store it.</summary>
    string Name { get; }

    WorkTimes Times { get; }

    Task DoAsync(CancellationToken cancellationToken);
}

/// <summary>When recurring work is woken.</summary>
public abstract record WorkTimes
{
    private WorkTimes()
    {
    }

    /// <param name="Interval">From a second to a minute, or whole minutes up to an hour. Looks that were missed are made up for by at most one.</param>
    public sealed record Every(TimeSpan Interval) : WorkTimes;

    /// <param name="At">Where the process is. A night that was missed is made up for, once.</param>
    public sealed record Nightly(TimeOnly At) : WorkTimes;
}
