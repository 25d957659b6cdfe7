namespace SuperOfficeErpLink.Web.Tests.Hosting;

/// <summary>A clock that stands still until it is told to go on. Timers are the system's own.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
