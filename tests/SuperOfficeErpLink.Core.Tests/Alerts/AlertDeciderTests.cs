using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Alerts;
using SuperOfficeErpLink.Core.Connections;

namespace SuperOfficeErpLink.Core.Tests.Alerts;

public sealed class AlertDeciderTests
{
    private static readonly Guid Connection = new("11111111-1111-1111-1111-111111111111");
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(FailureKind.Unreachable, 15.0, 5, null)]
    [InlineData(FailureKind.Unreachable, 15.1, 5, AlertCauses.ConnectionDown)]
    [InlineData(FailureKind.Unreachable, 600, 1, null)]
    [InlineData(FailureKind.Unreachable, 600, 2, AlertCauses.ConnectionDown)]
    [InlineData(FailureKind.RateLimited, 16, 2, AlertCauses.ConnectionDown)]
    [InlineData(FailureKind.Misconfigured, 16, 2, AlertCauses.ConnectionDown)]
    [InlineData(FailureKind.Misconfigured, 14, 2, null)]
    [InlineData(FailureKind.Unauthorized, 0, 1, AlertCauses.CredentialsRefused)]
    [InlineData(FailureKind.Unauthorized, 600, 9, AlertCauses.CredentialsRefused)]
    public void A_failing_connection(FailureKind kind, double minutes, int failures, string? cause)
    {
        var since = Now.AddMinutes(-minutes);

        AlertDecider.Conditions(Facts(new ConnectionHealth(kind, null, since, null, failures)), Now)
            .ShouldBe(cause is null ? [] : [new AlertCondition(Connection, cause, since)]);
    }

    [Fact]
    public void A_connection_that_works_is_no_cause() => AlertDecider.Conditions(Facts(new ConnectionHealth(null, null, null, Now, 0)), Now).ShouldBeEmpty();

    [Fact]
    public void A_braked_run_is_a_cause_at_once()
    {
        AlertDecider.Conditions(Facts(braked: Now), Now).ShouldBe([new AlertCondition(Connection, AlertCauses.Brake, Now)]);
    }

    [Theory]
    [InlineData(24.0, false)]
    [InlineData(24.1, true)]
    public void A_problem_is_a_cause_when_it_is_older_than_a_day(double hours, bool told)
    {
        AlertDecider.Conditions(Facts(problem: Now.AddHours(-hours)), Now).Any().ShouldBe(told);
    }

    [Fact]
    public void A_connection_that_is_switched_off_has_no_causes() =>
        AlertDecider.Conditions(
            Facts(new ConnectionHealth(FailureKind.Unauthorized, null, Now.AddDays(-3), null, 9), Now.AddDays(-3), Now.AddDays(-3)) with { Active = false }, Now).ShouldBeEmpty();

    [Fact]
    public void What_is_new_is_stored_and_what_is_known_is_left_alone()
    {
        var (known, fresh) = (Condition(AlertCauses.Brake), Condition(AlertCauses.OldProblems));

        AlertDecider.Steps([known, fresh], [Alert(AlertCauses.Brake)]).ShouldBe([new AlertStep.Begin(fresh)]);
    }

    [Fact]
    public void The_same_cause_on_another_connection_is_another()
    {
        var other = Condition(AlertCauses.Brake) with { ConnectionId = Guid.NewGuid() };

        AlertDecider.Steps([Condition(AlertCauses.Brake), other], [Alert(AlertCauses.Brake)]).ShouldBe([new AlertStep.Begin(other)]);
    }

    [Fact]
    public void What_is_over_is_told_only_to_people_who_were_told_of_it()
    {
        AlertDecider.Steps([], [Alert(AlertCauses.Brake, told: Now)]).ShouldBe([new AlertStep.Pass(1)]);
        AlertDecider.Steps([], [Alert(AlertCauses.Brake)]).ShouldBe([new AlertStep.Close(1)]);
        AlertDecider.Steps([], [Alert(AlertCauses.Brake, told: Now, over: Now)]).ShouldBeEmpty();
    }

    [Fact]
    public void What_comes_back_before_its_end_was_told_goes_on() =>
        AlertDecider.Steps([Condition(AlertCauses.ConnectionDown)], [Alert(AlertCauses.ConnectionDown, told: Now, over: Now)]).ShouldBe([new AlertStep.Resume(1)]);

    [Theory]
    [InlineData(AlertCauses.Brake, null, null, AlertNews.Begun)]
    [InlineData(AlertCauses.Brake, 23.9, null, null)]
    [InlineData(AlertCauses.Brake, 24.0, null, AlertNews.Lasting)]
    [InlineData(AlertCauses.Brake, 1.0, 0.0, AlertNews.Over)]
    [InlineData(AlertCauses.ConnectionDown, 1.0, 0.0, null)]
    [InlineData(AlertCauses.ConnectionDown, 30.0, 0.08, null)]
    [InlineData(AlertCauses.ConnectionDown, 1.0, 0.084, AlertNews.Over)]
    public void A_message_is_due_when_it_begins_once_a_day_and_when_it_is_over(string cause, double? toldHoursAgo, double? overHoursAgo, AlertNews? due) =>
        AlertDecider.Due(Alert(cause, Ago(toldHoursAgo), Ago(overHoursAgo)), Now).ShouldBe(due);

    [Fact]
    public void A_channel_that_fails_rests_longer_each_time_and_is_itself_again_after_a_success()
    {
        var why = LocalText.Of("no", "nej");
        var once = ChannelState.Unused.After(why, Now);
        var twice = once.After(why, Now.AddMinutes(1));

        once.ShouldBe(new ChannelState(null, Now, 1, Now.AddSeconds(10), why));
        twice.ShouldBe(new ChannelState(null, Now, 2, Now.AddMinutes(1).AddSeconds(20), why));
        twice.After(null, Now.AddMinutes(2)).ShouldBe(new ChannelState(Now.AddMinutes(2), null, 0, null, null));
    }

    private static DateTimeOffset? Ago(double? hours) => hours is { } known ? Now.AddHours(-known) : null;

    private static ConnectionFacts Facts(ConnectionHealth? health = null, DateTimeOffset? braked = null, DateTimeOffset? problem = null) =>
        new(Connection, "ERP", Active: true, health ?? ConnectionHealth.Unknown, braked, problem);

    private static AlertCondition Condition(string cause) => new(Connection, cause, Now);

    private static StoredAlert Alert(string cause, DateTimeOffset? told = null, DateTimeOffset? over = null) => new(1, Connection, cause, Now, told, over);
}
