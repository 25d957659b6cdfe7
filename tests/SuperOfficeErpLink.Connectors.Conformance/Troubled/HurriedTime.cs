namespace SuperOfficeErpLink.Connectors.Conformance.Troubled;

/// <summary>A clock whose waits end twenty times sooner, so that a time limit of a minute is kept within three seconds.</summary>
public sealed class HurriedTime : TimeProvider
{
    private const int Hurry = 20;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Sooner(dueTime), Sooner(period));

    private static TimeSpan Sooner(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Hurry;
}
