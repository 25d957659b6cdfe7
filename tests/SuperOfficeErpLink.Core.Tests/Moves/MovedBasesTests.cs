using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Moves;

/// <summary>One field of a link whose actor became another one, from what both sides held and agreed on to what is done.</summary>
public sealed class MovedBasesTests
{
    [Theory]
    [InlineData(Direction.Both, "a", "a", "agree")]
    [InlineData(Direction.Both, "a", "s", "crm := s")]
    [InlineData(Direction.Both, "a", "", "erp := a")]
    [InlineData(Direction.Both, "edited", "s", "conflict")]
    [InlineData(Direction.Both, "edited", "", "erp := edited")]
    [InlineData(Direction.Both, "", "s", "conflict")]
    [InlineData(Direction.ErpToCrm, "a", "s", "crm := s")]
    [InlineData(Direction.ErpToCrm, "a", "", "accept")]
    [InlineData(Direction.CrmToErp, "a", "s", "erp := a")]
    [InlineData(Direction.CrmToErp, "a", "", "erp := a")]
    public void A_value_of_the_survivor_is_an_edit_and_a_blank_of_it_is_none(Direction direction, string crm, string survivor, string done)
    {
        var rules = Given.Rules(Given.Mapping("name", direction));
        var values = Given.Values(survivor);

        var bases = MovedBases.Of(rules, [new BasePair("a", "a")], values, Side.Erp);

        var decision = Decider.Decide(rules.Fields[0], Given.Value(crm), values[0], bases[0]);
        (decision.Kind switch
        {
            DecisionKind.Write => $"{(decision.Target == Side.Crm ? "crm" : "erp")} := {decision.Value}",
            var kind => kind.ToString().ToLowerInvariant(),
        }).ShouldBe(done);
    }

    [Fact]
    public void An_address_that_the_survivor_has_in_part_stays_agreed_and_one_it_has_not_is_forgotten()
    {
        var rules = Given.Rules(Given.Mapping("street", group: "address"), Given.Mapping("zip", group: "address"));
        BasePair?[] bases = [new BasePair("a", "a"), new BasePair("1", "1")];

        MovedBases.Of(rules, bases, Given.Values("b", ""), Side.Erp).ShouldBe(bases);
        MovedBases.Of(rules, bases, Given.Values("", ""), Side.Erp).ShouldBe([null, null]);
        MovedBases.Of(rules, bases, Given.Values(null, ""), Side.Erp).ShouldBe(bases);
    }

    [Fact]
    public void What_was_agreed_as_blank_stays_agreed() =>
        MovedBases.Of(Given.Rules(Given.Mapping("name")), [new BasePair("a", "")], Given.Values(""), Side.Erp).ShouldBe([new BasePair("a", "")]);

    [Fact]
    public void The_surviving_crm_record_counts_alike() =>
        MovedBases.Of(Given.Rules(Given.Mapping("name")), [new BasePair("a", "")], Given.Values(""), Side.Crm).ShouldBe([null]);
}
