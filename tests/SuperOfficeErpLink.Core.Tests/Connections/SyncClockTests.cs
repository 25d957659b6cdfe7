using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Core.Tests.Connections;

public sealed class SyncClockTests
{
    private static readonly TimeZoneInfo Copenhagen = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");
    private static readonly SyncSchedule Schedule = new(5, 2 * 60, null, null);
    private static readonly DateTimeOffset Noon = At("2026-06-15 12:00");
    private static readonly LastSweeps JustNow = new(Noon, Noon, At("2026-01-01 00:00"));

    [Fact]
    public void Nothing_is_due_before_the_interval_has_passed_and_then_it_is()
    {
        Due(JustNow, Noon.AddMinutes(4.9)).ShouldBeEmpty();
        Due(JustNow, Noon.AddMinutes(5)).ShouldBe([RunKind.Changes]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1440)]
    public void The_interval_is_the_connections_own(int minutes)
    {
        var schedule = Schedule with { IntervalMinutes = minutes, NightlyAt = 11 * 60 };
        Due(JustNow, Noon.AddMinutes(minutes - 0.1), schedule).ShouldNotContain(RunKind.Changes);
        Due(JustNow, Noon.AddMinutes(minutes), schedule).ShouldContain(RunKind.Changes);
    }

    [Fact]
    public void A_new_connection_waits_one_interval_and_has_missed_no_night()
    {
        var made = new LastSweeps(null, null, Noon);

        Due(made, Noon.AddMinutes(1)).ShouldBeEmpty();
        Due(made, Noon.AddMinutes(6)).ShouldBe([RunKind.Changes]);
        Due(made, At("2026-06-16 02:00")).ShouldBe([RunKind.Everything, RunKind.Changes]);
    }

    [Fact]
    public void The_nightly_run_is_made_once_however_often_it_is_looked()
    {
        var night = At("2026-06-16 02:00");
        var before = new LastSweeps(night, Noon, At("2026-01-01 00:00"));

        Due(before, night.AddSeconds(-1)).ShouldBeEmpty();
        Due(before, night).ShouldBe([RunKind.Everything]);
        Due(before with { Everything = night }, night.AddSeconds(1)).ShouldBeEmpty();
        Due(before with { Everything = night, Changes = night.AddHours(20) }, night.AddHours(20)).ShouldBeEmpty();
    }

    [Fact]
    public void A_night_that_was_missed_is_made_up_for_once_the_product_runs_again()
    {
        var morning = At("2026-06-18 08:00");

        Due(JustNow with { Changes = morning }, morning).ShouldBe([RunKind.Everything]);
        Due(JustNow with { Changes = morning, Everything = morning }, morning.AddMinutes(1)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-06-15 22:30", true)]
    [InlineData("2026-06-16 03:59", true)]
    [InlineData("2026-06-16 04:00", false)]
    [InlineData("2026-06-15 21:59", false)]
    public void Nothing_starts_in_quiet_hours_over_midnight_too(string now, bool quiet)
    {
        var schedule = Schedule with { QuietFrom = 22 * 60, QuietTo = 4 * 60, NightlyAt = 5 * 60 };

        Due(JustNow, At(now), schedule).Count.ShouldBe(quiet ? 0 : 1);
    }

    [Fact]
    public void A_clock_that_was_put_back_stops_nothing()
    {
        var future = JustNow with { Changes = Noon.AddYears(1), Everything = Noon.AddYears(1) };

        Due(future, Noon).ShouldBe([RunKind.Everything, RunKind.Changes]);
        Due(JustNow with { Changes = Noon.AddSeconds(30), Everything = Noon.AddSeconds(30) }, Noon).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-03-29", 150)]
    [InlineData("2026-10-25", 150)]
    [InlineData("2026-03-29", 120)]
    [InlineData("2026-10-25", 179)]
    public void There_is_one_nightly_run_on_the_days_that_summer_time_begins_and_ends(string day, int nightlyAt)
    {
        var schedule = Schedule with { NightlyAt = nightlyAt, IntervalMinutes = 1440 };
        var now = At($"{day} 00:00");
        var last = new LastSweeps(now, now, now);
        var runs = 0;
        for (var minute = 0; minute < 23 * 60; minute++, now = now.AddMinutes(1))
        {
            if (Due(last, now, schedule).Contains(RunKind.Everything))
            {
                runs++;
                last = last with { Everything = now };
            }
        }

        runs.ShouldBe(1);
    }

    [Fact]
    public void A_hundred_days_of_looks_with_restarts_make_a_hundred_nightly_runs()
    {
        var random = new Random(4711);
        var now = At("2026-01-01 12:00");
        var last = new LastSweeps(now, now, now);
        var nights = new List<DateTimeOffset>();
        for (var end = now.AddDays(100); now < end; now = now.AddMinutes(random.Next(20) == 0 ? random.Next(1, 600) : 1))
        {
            foreach (var kind in Due(last, now, Schedule))
            {
                last = kind == RunKind.Everything ? last with { Everything = now } : last with { Changes = now };
                if (kind == RunKind.Everything)
                {
                    nights.Add(now);
                }
            }
        }

        nights.Count.ShouldBeInRange(99, 101);
        nights.Select(night => TimeZoneInfo.ConvertTime(night, Copenhagen).Date).Distinct().Count().ShouldBe(nights.Count);
    }

    [Fact]
    public void The_next_times_are_after_quiet_hours()
    {
        var schedule = Schedule with { QuietFrom = 12 * 60, QuietTo = 13 * 60 };

        var (changes, everything) = SyncClock.Next(schedule, TimeSpan.FromMinutes(5), JustNow, Noon.AddMinutes(1), Copenhagen);

        changes.ShouldBe(At("2026-06-15 13:00"));
        everything.ShouldBe(At("2026-06-16 02:00"));
    }

    [Fact]
    public void Every_combination_that_cannot_be_is_a_fault_of_its_own()
    {
        SyncClock.Faults(Schedule).ShouldBeEmpty();
        SyncClock.Faults(Schedule with { QuietFrom = 18 * 60, QuietTo = 60 }).ShouldBeEmpty();
        SyncClock.Faults(Schedule with { IntervalMinutes = 0 }).ShouldBe([ScheduleFault.Interval]);
        SyncClock.Faults(Schedule with { IntervalMinutes = 1441 }).ShouldBe([ScheduleFault.Interval]);
        SyncClock.Faults(Schedule with { NightlyAt = -1 }).ShouldBe([ScheduleFault.Nightly]);
        SyncClock.Faults(Schedule with { QuietFrom = 60 }).ShouldBe([ScheduleFault.QuietHalf]);
        SyncClock.Faults(Schedule with { QuietTo = 60 }).ShouldBe([ScheduleFault.QuietHalf]);
        SyncClock.Faults(Schedule with { QuietFrom = -1, QuietTo = 60 }).ShouldBe([ScheduleFault.QuietHalf]);
        SyncClock.Faults(Schedule with { QuietFrom = 60, QuietTo = 60 }).ShouldBe([ScheduleFault.QuietEmpty]);
        SyncClock.Faults(Schedule with { QuietFrom = 60, QuietTo = 180 }).ShouldBe([ScheduleFault.NightlyInQuiet]);
    }

    private static IReadOnlyList<RunKind> Due(LastSweeps last, DateTimeOffset now, SyncSchedule? schedule = null) =>
        SyncClock.Due(schedule ?? Schedule, TimeSpan.FromMinutes((schedule ?? Schedule).IntervalMinutes), last, now, Copenhagen);

    private static DateTimeOffset At(string local)
    {
        var time = DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture);
        return new DateTimeOffset(time, Copenhagen.GetUtcOffset(time)).ToUniversalTime();
    }
}
