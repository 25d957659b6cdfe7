using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Mapping;

/// <summary>What becomes of a pair that was never agreed on.</summary>
public sealed class FirstValueTests
{
    public static TheoryData<FirstValue, Direction, string, string, DecisionKind, Side> Table { get; } = new()
    {
        { FirstValue.ByDirection, Direction.Both, "a", "b", DecisionKind.Conflict, default },
        { FirstValue.ByDirection, Direction.ErpToCrm, "a", "b", DecisionKind.Write, Side.Crm },
        { FirstValue.ByDirection, Direction.Both, "", "b", DecisionKind.Write, Side.Crm },
        { FirstValue.Leave, Direction.Both, "a", "b", DecisionKind.Accept, default },
        { FirstValue.Leave, Direction.ErpToCrm, "", "b", DecisionKind.Accept, default },
        { FirstValue.FillBlanks, Direction.ErpToCrm, "a", "b", DecisionKind.Conflict, default },
        { FirstValue.FillBlanks, Direction.ErpToCrm, "", "b", DecisionKind.Write, Side.Crm },
        { FirstValue.FillBlanks, Direction.ErpToCrm, "a", "", DecisionKind.Conflict, default },
        { FirstValue.FillBlanks, Direction.Both, "a", "", DecisionKind.Write, Side.Erp },
        { FirstValue.FromErp, Direction.Both, "a", "b", DecisionKind.Write, Side.Crm },
        { FirstValue.FromErp, Direction.Both, "a", "", DecisionKind.Accept, default },
        { FirstValue.FromCrm, Direction.Both, "a", "b", DecisionKind.Write, Side.Erp },
        { FirstValue.FromCrm, Direction.ErpToCrm, "a", "b", DecisionKind.Conflict, default },
        { FirstValue.Ask, Direction.Both, "", "b", DecisionKind.Conflict, default },
        { FirstValue.Ask, Direction.Both, "a", "a", DecisionKind.Agree, default },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void The_choice_made_at_publishing_decides(FirstValue first, Direction direction, string crm, string erp, DecisionKind kind, Side target)
    {
        var rule = new FieldRule(new FieldMapping("text", "note", direction, First: first), Systems.Field("note"), Systems.Field("text"));

        var decision = Decider.Decide(rule, FieldValue.Of(crm), FieldValue.Of(erp), null);

        (decision.Kind, decision.Target).ShouldBe((kind, target));
    }

    [Fact]
    public void With_a_base_it_says_nothing()
    {
        var rule = new FieldRule(new FieldMapping("text", "note", Direction.Both, First: FirstValue.Leave), Systems.Field("note"), Systems.Field("text"));

        Decider.Decide(rule, FieldValue.Of("new"), FieldValue.Of("old"), new BasePair("old", "old")).ShouldBe(Decision.Write(Side.Erp, "new", replacesEdit: false));
    }
}
