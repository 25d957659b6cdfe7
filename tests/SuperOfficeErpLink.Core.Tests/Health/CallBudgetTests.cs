using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;

namespace SuperOfficeErpLink.Core.Tests.Health;

public sealed class CallBudgetTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 21, 30, 0, TimeSpan.FromHours(1));

    [Theory]
    [InlineData(89, CallFor.Background, true)]
    [InlineData(90, CallFor.Background, false)]
    [InlineData(90, CallFor.Person, true)]
    [InlineData(99, CallFor.Person, true)]
    [InlineData(100, CallFor.Person, false)]
    public void Runs_leave_the_last_tenth_of_a_days_calls_to_people(int used, CallFor caller, bool mayCall)
    {
        var refusal = CallBudget.Refuse(Given(perDay: 100), new CallsUsed(used, []), caller, Now);

        (refusal is null).ShouldBe(mayCall);
        if (refusal is not null)
        {
            (refusal.Kind, refusal.RetryAfter).ShouldBe((FailureKind.RateLimited, TimeSpan.FromHours(3.5)), "a day ends at midnight UTC");
        }
    }

    [Theory]
    [InlineData(8, CallFor.Background, true)]
    [InlineData(9, CallFor.Background, false)]
    [InlineData(9, CallFor.Person, true)]
    [InlineData(10, CallFor.Person, false)]
    public void An_ERP_that_locks_out_after_too_many_errors_is_left_alone_before_that(int failed, CallFor caller, bool mayCall)
    {
        var errors = Enumerable.Range(0, failed).Select(minute => Now - TimeSpan.FromMinutes(50 - minute)).ToList();

        var refusal = CallBudget.Refuse(Given(errorsPerHour: 10), new CallsUsed(0, errors), caller, Now);

        (refusal is null).ShouldBe(mayCall);
        if (refusal is not null)
        {
            refusal.RetryAfter.ShouldBe(TimeSpan.FromMinutes(10), "then the oldest does not count any more");
        }
    }

    [Fact]
    public void Without_a_limit_nothing_is_refused() =>
        CallBudget.Refuse(Given(), new CallsUsed(int.MaxValue, [Now, Now]), CallFor.Background, Now).ShouldBeNull();

    [Fact]
    public void Errors_count_for_an_hour_and_none_lies_ahead_of_a_clock_that_was_set_back() =>
        new[] { Now - TimeSpan.FromHours(1), Now - TimeSpan.FromMinutes(59), Now, Now + TimeSpan.FromMinutes(1) }.Where(error => CallBudget.StillCounts(error, Now))
            .ShouldBe([Now - TimeSpan.FromMinutes(59), Now]);

    private static Limits Given(int? perDay = null, int? errorsPerHour = null) => new(
        ReadBatch: 100, WriteBatch: 100, ParallelCalls: 4, CallsPerSecond: null, perDay, errorsPerHour, ListingBeatsKeys: false, TimeSpan.Zero);
}
