namespace SuperOfficeErpLink.Storage.Databases;

/// <summary>
/// The database's clock, which all nodes go by, so that none of them takes another's lease for over because its own clock is ahead. Between two looks
/// it runs by the machine's steady counter: a clock that somebody sets moves nothing.
/// </summary>
public sealed class SharedClock(OwnDatabase database, TimeProvider machine) : TimeProvider
{
    private readonly Lock gate = new();
    private (DateTimeOffset Now, long At)? seen;

    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override long GetTimestamp() => machine.GetTimestamp();

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return seen is var (now, at) ? now + machine.GetElapsedTime(at) : machine.GetUtcNow();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>Looks at the database's clock; half of the way there and back is counted as passed.</summary>
    public async Task SetAsync(CancellationToken cancellationToken)
    {
        var asked = machine.GetTimestamp();
        var now = await database.ReadClockAsync(cancellationToken);
        lock (gate)
        {
            seen = (now + (machine.GetElapsedTime(asked) / 2), machine.GetTimestamp());
        }
    }
}
