using SuperOfficeErpLink.Connectors.Tryton.Reading;

namespace SuperOfficeErpLink.Connectors.Tryton.Tests;

/// <summary>Where a reading begins. Dates in millionths of a second, by Tryton; the clock in seconds, by its server.</summary>
public sealed class FeedPlaceTests
{
    private const long Minute = 60_000_000;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(7);

    [Fact]
    public void The_first_reading_takes_everything() => FeedPlace.Beginning.From(Longest).ShouldBeNull();

    [Fact]
    public void A_reading_begins_as_long_before_the_latest_date_as_a_transaction_may_take() =>
        Read(FeedPlace.Beginning, 100 * Minute, at: 0).From(Longest).ShouldBe((">=", 95 * Minute));

    [Fact]
    public void While_something_may_still_come_the_same_is_looked_for_again()
    {
        var place = Read(Read(FeedPlace.Beginning, 100 * Minute, at: 0), 100 * Minute, at: 6);
        place.From(Longest).ShouldBe((">=", 95 * Minute));
    }

    [Fact]
    public void Once_nothing_can_come_any_more_only_what_is_later_is_looked_for()
    {
        var place = Read(Read(FeedPlace.Beginning, 100 * Minute, at: 0), 100 * Minute, at: 8);
        place.From(Longest).ShouldBe((">", 100 * Minute));
    }

    [Fact]
    public void What_is_settled_stays_so_when_something_new_comes_and_the_new_is_not()
    {
        var place = Read(Read(Read(FeedPlace.Beginning, 100 * Minute, at: 0), 100 * Minute, at: 8), 102 * Minute, at: 9);
        place.From(Longest).ShouldBe((">", 100 * Minute));
        Read(place, 120 * Minute, at: 12).From(Longest).ShouldBe((">=", 115 * Minute));
    }

    [Fact]
    public void A_server_that_tells_no_time_settles_nothing()
    {
        var place = Read(Read(FeedPlace.Beginning, 100 * Minute, at: null), 100 * Minute, at: null);
        place.From(Longest).ShouldBe((">=", 95 * Minute));
    }

    [Fact]
    public void A_place_is_the_same_after_it_was_stored()
    {
        var place = Read(FeedPlace.Beginning, 100 * Minute, at: 3) with { Known = "x", After = 17, NextHigh = 5, NextHighAt = 6 };
        FeedPlace.Read(place.Write()).ShouldBe(place);
        FeedPlace.Read("WyJjMSJd").ShouldBeNull();
    }

    private static FeedPlace Read(FeedPlace place, long high, int? at) =>
        place.Reaches(high, at is null ? null : DateTimeOffset.UnixEpoch.AddMinutes(at.Value)).Ended("", Settling);
}
