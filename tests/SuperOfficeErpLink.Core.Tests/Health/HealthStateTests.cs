using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Health;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Core.Tests.Health;

public sealed class HealthStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(FailureKind.Unreachable, HealthState.Down)]
    [InlineData(FailureKind.RateLimited, HealthState.Waits)]
    [InlineData(FailureKind.Unauthorized, HealthState.CredentialsRefused)]
    [InlineData(FailureKind.Misconfigured, HealthState.Misconfigured)]
    [InlineData(FailureKind.Defect, HealthState.Defect)]
    public void A_failing_connection_says_what_kind_of_failure_it_is(FailureKind kind, HealthState state)
    {
        HealthStates.Of(active: true, Failing(kind)).ShouldBe(state);
        HealthStates.Of(active: false, Failing(kind)).ShouldBe(HealthState.Inactive);
    }

    [Fact]
    public void Another_client_is_told_apart_from_other_mistakes() =>
        HealthStates.Of(active: true, Failing(FailureKind.Misconfigured) with { Message = ErpSessions.WrongClient }).ShouldBe(HealthState.WrongClient);

    [Fact]
    public void A_connection_that_answered_works_and_one_that_was_never_asked_is_unknown()
    {
        HealthStates.Of(active: true, new ConnectionHealth(null, null, null, Now, 0)).ShouldBe(HealthState.Works);
        HealthStates.Of(active: true, ConnectionHealth.Unknown).ShouldBe(HealthState.Unknown);
    }

    [Fact]
    public void The_ladder_holds_every_pause_once() =>
        RunTimes.Default.Ladder.Select(pause => pause.TotalSeconds).ShouldBe([5, 10, 20, 40, 80, 160, 300]);

    [Theory]
    [InlineData(1, 5, 0, false)]
    [InlineData(3, 20, 2, false)]
    [InlineData(7, 300, 6, false)]
    [InlineData(40, 300, 6, false)]
    [InlineData(1, 90, 0, true)]
    public void A_waiting_run_stands_on_the_ladder_unless_the_ERP_said_how_long(int failures, double pause, int step, bool asked)
    {
        var backOff = BackOff.Of(Waiting(failures, TimeSpan.FromSeconds(pause)), RunTimes.Default).ShouldNotBeNull();

        (backOff.Step, backOff.Pause.TotalSeconds, backOff.NextTry, backOff.Asked).ShouldBe((step, pause, Now.AddSeconds(pause), asked));
    }

    [Fact]
    public void A_run_that_does_not_wait_is_not_on_the_ladder() => BackOff.Of(Waiting(0, TimeSpan.Zero) with { NextTry = null }, RunTimes.Default).ShouldBeNull();

    [Fact]
    public void Days_without_figures_have_none_of_anything()
    {
        var day = new DateOnly(2026, 1, 31);

        DailyFigure.Fill([new DailyFigure(day.AddDays(-1), 1, 2, 3, 4)], day, 3)
            .ShouldBe([new DailyFigure(day.AddDays(-2), 0, 0, 0, 0), new DailyFigure(day.AddDays(-1), 1, 2, 3, 4), new DailyFigure(day, 0, 0, 0, 0)]);
    }

    private static ConnectionHealth Failing(FailureKind kind) => new(kind, null, Now, null, 1);

    private static Run Waiting(int failures, TimeSpan pause) => new(
        1, Guid.Empty, RunKind.Changes, RunState.Running, false, false, 1, "", "", 1, ActorType.None, 0, RunCounts.None, Now, Now, Now, Now + pause, failures, null, null, null);
}
