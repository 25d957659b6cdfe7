using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>Keeps one connection's calls within what its ERP bears: so many a second and a day, and not too many errors. People go ahead of runs.</summary>
internal sealed class CallPacing(Guid connectionId, IConnectionStore store, TimeProvider time)
{
    /// <summary>The day's calls are stored after this part of what is allowed: what other processes do not know of stays small.</summary>
    private const int StoredInParts = 200;

    private readonly Lock guard = new();
    private readonly long started = time.GetTimestamp();
    private readonly List<DateTimeOffset> errors = [];
    private Limits? limits;
    private TimeSpan nextFree;
    private int waitingPersons;
    private DateOnly? day;
    private int stored;
    private int unstored;

    /// <summary>Why the ERP may not be asked anything now, not even to be opened; null when it may.</summary>
    public ConnectorException? Refuse(CallFor caller)
    {
        lock (guard)
        {
            var now = time.GetUtcNow();
            errors.RemoveAll(at => !CallBudget.StillCounted([at], now).Any());
            return limits is null ? null : CallBudget.Refuse(limits, new CallsUsed(day == CallBudget.DayOf(now) ? stored + unstored : 0, errors), caller, now);
        }
    }

    /// <summary>Waits until a call may be made, and counts it.</summary>
    /// <returns>Why it may not be made; null when it may.</returns>
    public async Task<ConnectorException?> TurnAsync(Limits described, CallFor caller, CancellationToken cancellationToken)
    {
        limits = described;
        if (described.CallsPerDay is { } perDay)
        {
            await KnowTheDayAsync(perDay, cancellationToken);
        }

        if (Refuse(caller) is { } refusal)
        {
            return refusal;
        }

        if (described.CallsPerSecond is { } perSecond)
        {
            await WaitAsync(TimeSpan.FromSeconds(1 / perSecond), caller, cancellationToken);
        }

        lock (guard)
        {
            unstored++;
        }

        return null;
    }

    public void NoteError()
    {
        lock (guard)
        {
            errors.Add(time.GetUtcNow());
        }
    }

    /// <summary>What this process knows of the day's calls is renewed at its begin, and as often as a part of them is used.</summary>
    private async Task KnowTheDayAsync(int perDay, CancellationToken cancellationToken)
    {
        DateOnly today;
        int adding;
        lock (guard)
        {
            today = CallBudget.DayOf(time.GetUtcNow());
            var isNew = day != today;
            if (!isNew && unstored < Math.Max(1, perDay / StoredInParts))
            {
                return;
            }

            adding = isNew ? 0 : unstored;
            (day, unstored) = (today, 0);
            stored = isNew ? 0 : stored + adding;
        }

        var total = await store.AddCallsAsync(connectionId, today, adding, cancellationToken);
        lock (guard)
        {
            stored = day == today ? Math.Max(stored, total) : stored;
        }
    }

    private async Task WaitAsync(TimeSpan apart, CallFor caller, CancellationToken cancellationToken)
    {
        var isPerson = caller == CallFor.Person;
        if (isPerson)
        {
            Interlocked.Increment(ref waitingPersons);
        }

        try
        {
            while (NextPause(apart, isPerson) is { } pause)
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
        finally
        {
            if (isPerson)
            {
                Interlocked.Decrement(ref waitingPersons);
            }
        }
    }

    /// <summary>How long to wait before asking again; null: it is the caller's turn.</summary>
    private TimeSpan? NextPause(TimeSpan apart, bool isPerson)
    {
        lock (guard)
        {
            var now = time.GetElapsedTime(started);
            if (nextFree > now)
            {
                return nextFree - now;
            }

            if (!isPerson && Volatile.Read(ref waitingPersons) > 0)
            {
                return apart;
            }

            nextFree = now + apart;
            return null;
        }
    }
}
