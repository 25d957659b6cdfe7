using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Accounts;

public sealed class SetupCodeTests
{
    private readonly ManualTime time = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly SetupCode code;
    private readonly string issued;

    public SetupCodeTests()
    {
        code = new SetupCode(time);
        issued = code.Issue();
    }

    [Fact]
    public void The_code_is_two_groups_of_four_signs() => issued.ShouldMatch("^[A-Z2-9]{4}-[A-Z2-9]{4}$");

    [Fact]
    public void The_issued_code_is_right_however_it_is_typed()
    {
        code.Try(issued).ShouldBe(SetupCodeAnswer.Right);
        code.Try($" {issued.ToLowerInvariant().Replace('-', ' ')} ").ShouldBe(SetupCodeAnswer.Right);
    }

    [Fact]
    public void Five_wrong_tries_end_it_even_for_the_right_code()
    {
        Enumerable.Range(1, 4).ShouldAllBe(_ => code.Try("AAAA-AAAA") == SetupCodeAnswer.Wrong);
        code.Try("AAAA-AAAA").ShouldBe(SetupCodeAnswer.Expired);
        code.Try(issued).ShouldBe(SetupCodeAnswer.Expired);
    }

    [Fact]
    public void After_thirty_minutes_it_is_no_longer_taken()
    {
        time.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        code.Try(issued).ShouldBe(SetupCodeAnswer.Right);
        time.Advance(TimeSpan.FromSeconds(1));
        code.Try(issued).ShouldBe(SetupCodeAnswer.Expired);
    }

    [Fact]
    public void A_new_start_makes_a_new_code() => new SetupCode(time).Issue().ShouldNotBe(issued);

    [Fact]
    public void Nothing_is_right_before_a_code_is_issued() => new SetupCode(time).Try("").ShouldBe(SetupCodeAnswer.Expired);
}
