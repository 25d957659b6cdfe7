using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>When a connection's scheduled runs start; times are minutes after midnight of the server's local time.</summary>
/// <param name="NightlyAt">Of the run over everything.</param>
/// <param name="QuietFrom">No scheduled run starts from here to <paramref name="QuietTo"/>, over midnight too; null: at any time.</param>
public sealed record SyncSchedule(int IntervalMinutes, int NightlyAt, int? QuietFrom, int? QuietTo)
{
    public const int ShortestInterval = 1;
    public const int LongestInterval = 24 * 60;
    public const int MinutesOfDay = 24 * 60;

    public static SyncSchedule Default { get; } = new(5, 120, null, null);

    public bool IsQuiet(int minute) => (QuietFrom, QuietTo) switch
    {
        ({ } from, { } to) when from < to => minute >= from && minute < to,
        ({ } from, { } to) => minute >= from || minute < to,
        _ => false,
    };
}

/// <summary>What is wrong with a schedule; each belongs to a field of its form.</summary>
public enum ScheduleFault
{
    Interval,
    Nightly,

    /// <summary>One of the two times of the quiet hours is missing.</summary>
    QuietHalf,

    /// <summary>They begin when they end.</summary>
    QuietEmpty,

    /// <summary>The nightly run would have to wait for the end of the quiet hours.</summary>
    NightlyInQuiet,
}

/// <summary>When a connection's runs were queued last, whoever ordered them.</summary>
/// <param name="Since">When the connection was made: before that there was nothing to miss.</param>
public sealed record LastSweeps(DateTimeOffset? Changes, DateTimeOffset? Everything, DateTimeOffset Since);

/// <summary>Whether a scheduled run is due now. What was queued last is all it goes by, so that a restart neither skips a run nor makes it twice. Pure.</summary>
public static class SyncClock
{
    /// <summary>Clocks of several nodes differ by less; beyond that, a time in the future is of a clock that was put back.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<ScheduleFault> Faults(SyncSchedule schedule)
    {
        var faults = new List<ScheduleFault>();
        if (schedule.IntervalMinutes is < SyncSchedule.ShortestInterval or > SyncSchedule.LongestInterval)
        {
            faults.Add(ScheduleFault.Interval);
        }

        if (!IsOfDay(schedule.NightlyAt))
        {
            faults.Add(ScheduleFault.Nightly);
        }

        if (schedule.QuietFrom is null != schedule.QuietTo is null || (schedule.QuietFrom is { } from && !IsOfDay(from)) || (schedule.QuietTo is { } to && !IsOfDay(to)))
        {
            faults.Add(ScheduleFault.QuietHalf);
        }
        else if (schedule.QuietFrom is not null && schedule.QuietFrom == schedule.QuietTo)
        {
            faults.Add(ScheduleFault.QuietEmpty);
        }
        else if (schedule.IsQuiet(schedule.NightlyAt))
        {
            faults.Add(ScheduleFault.NightlyInQuiet);
        }

        return faults;
    }

    /// <param name="interval">Between two runs over what changed; of the schedule, unless the installation says otherwise.</param>
    public static IReadOnlyList<RunKind> Due(SyncSchedule schedule, TimeSpan interval, LastSweeps last, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (schedule.IsQuiet(MinuteOf(now, zone)))
        {
            return [];
        }

        var due = new List<RunKind>();
        if (IsEverythingDue(schedule, last, now, zone))
        {
            due.Add(RunKind.Everything);
        }

        if (now - (last.Changes ?? last.Since) >= interval || IsAhead(last.Changes, now))
        {
            due.Add(RunKind.Changes);
        }

        return due;
    }

    /// <summary>When the next run over what changed is due, and the next over everything.</summary>
    public static (DateTimeOffset Changes, DateTimeOffset Everything) Next(SyncSchedule schedule, TimeSpan interval, LastSweeps last, DateTimeOffset now, TimeZoneInfo zone)
    {
        var changes = IsAhead(last.Changes, now) ? now : (last.Changes ?? last.Since) + interval;
        var everything = IsEverythingDue(schedule, last, now, zone) ? now : NightlyAfter(schedule, now, zone);
        return (AfterQuiet(schedule, changes < now ? now : changes, zone), AfterQuiet(schedule, everything, zone));
    }

    private static bool IsEverythingDue(SyncSchedule schedule, LastSweeps last, DateTimeOffset now, TimeZoneInfo zone) =>
        (last.Everything ?? last.Since) < NightlyBefore(schedule, now, zone) || IsAhead(last.Everything, now);

    private static bool IsAhead(DateTimeOffset? last, DateTimeOffset now) => last is { } at && at - now > Skew;

    private static bool IsOfDay(int minute) => minute is >= 0 and < SyncSchedule.MinutesOfDay;

    private static int MinuteOf(DateTimeOffset at, TimeZoneInfo zone) => (int)TimeZoneInfo.ConvertTime(at, zone).TimeOfDay.TotalMinutes;

    /// <summary>The latest nightly time that has come.</summary>
    private static DateTimeOffset NightlyBefore(SyncSchedule schedule, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var of = NightlyOf(schedule, today, zone);
        return of <= now ? of : NightlyOf(schedule, today.AddDays(-1), zone);
    }

    private static DateTimeOffset NightlyAfter(SyncSchedule schedule, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var of = NightlyOf(schedule, today, zone);
        return of > now ? of : NightlyOf(schedule, today.AddDays(1), zone);
    }

    /// <summary>Once a day: a time that summer time leaves out is an hour later, of one that comes twice it is the first.</summary>
    private static DateTimeOffset NightlyOf(SyncSchedule schedule, DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(schedule.NightlyAt);
        if (zone.IsInvalidTime(local))
        {
            local = local.AddHours(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static DateTimeOffset AfterQuiet(SyncSchedule schedule, DateTimeOffset at, TimeZoneInfo zone)
    {
        var minute = MinuteOf(at, zone);
        if (!schedule.IsQuiet(minute))
        {
            return at;
        }

        var wait = (schedule.QuietTo!.Value - minute + SyncSchedule.MinutesOfDay) % SyncSchedule.MinutesOfDay;
        return at.AddMinutes(wait).AddSeconds(-at.Second);
    }
}

/// <summary>One connection as the clock sees it.</summary>
/// <param name="IsOn">It is active, and its scheduled runs are on.</param>
public sealed record ScheduledConnection(Guid Id, string ConnectorId, bool IsOn, SyncSchedule Schedule, LastSweeps Last);

public interface IScheduleStore
{
    /// <summary>All that are not deleted, by rank; cheap enough for every minute.</summary>
    Task<IReadOnlyList<ScheduledConnection>> ListAsync(CancellationToken cancellationToken);
}
