using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>Keeps one connection's calls within what its ERP bears: so many a second and a day, and not too many errors. People go ahead of runs.</summary>
internal sealed class CallPacing(Guid connectionId, IConnectionStore store, TimeProvider time) : IDisposable
{
    /// <summary>The day's calls are stored after this part of what is allowed: what other processes do not know of stays small.</summary>
    private const int StoredInParts = 200;

    private readonly Lock guard = new();
    private readonly long started = time.GetTimestamp();
    private readonly List<DateTimeOffset> errors = [];
    private readonly SemaphoreSlim runs = new(1, 1);
    private Limits? limits;
    private TimeSpan nextFree;
    private DateOnly? day;
    private int stored;
    private int unstored;

    /// <summary>Why the ERP may not be asked anything now, not even to be opened; null when it may.</summary>
    public ConnectorException? Refuse(CallFor caller)
    {
        lock (guard)
        {
            var now = time.GetUtcNow();
            errors.RemoveAll(at => !CallBudget.StillCounts(at, now));
            return limits is null ? null : CallBudget.Refuse(limits, new CallsUsed(day == CallBudget.DayOf(now) ? stored + unstored : 0, errors), caller, now);
        }
    }

    /// <summary>Waits until a call may be made, and counts it.</summary>
    /// <param name="atMost">Whoever waits longer is refused: he may hold what others wait for.</param>
    /// <returns>Why it may not be made; null when it may.</returns>
    public async Task<ConnectorException?> TurnAsync(Limits described, CallFor caller, TimeSpan atMost, CancellationToken cancellationToken)
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

        if (described.CallsPerSecond is { } perSecond && await WaitAsync(TimeSpan.FromSeconds(1 / perSecond), caller, atMost, cancellationToken) is { } crowded)
        {
            return crowded;
        }

        lock (guard)
        {
            unstored++;
        }

        return null;
    }

    public void Dispose() => runs.Dispose();

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

    /// <summary>Of all runs one at a time stands in the line that people stand in: nobody waits for more than that one.</summary>
    private async Task<ConnectorException?> WaitAsync(TimeSpan apart, CallFor caller, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (caller == CallFor.Person)
        {
            return await SlotAsync(apart, atMost, cancellationToken);
        }

        var began = time.GetTimestamp();
        if (!await runs.WaitAsync(atMost, cancellationToken))
        {
            return CallBudget.Crowded(apart);
        }

        try
        {
            return await SlotAsync(apart, atMost - time.GetElapsedTime(began), cancellationToken);
        }
        finally
        {
            runs.Release();
        }
    }

    private async Task<ConnectorException?> SlotAsync(TimeSpan apart, TimeSpan atMost, CancellationToken cancellationToken)
    {
        TimeSpan pause;
        lock (guard)
        {
            var now = time.GetElapsedTime(started);
            var slot = nextFree > now ? nextFree : now;
            pause = slot - now;
            if (pause > atMost)
            {
                return CallBudget.Crowded(pause);
            }

            nextFree = slot + apart;
        }

        await Task.Delay(pause, time, cancellationToken);
        return null;
    }
}
