using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Tests.Mapping;

public sealed class MappingCheckTests
{
    public static TheoryData<FieldMapping, FaultKind> Faulty { get; } = new()
    {
        { new FieldMapping("gone", "name", Direction.Both), FaultKind.ErpFieldGone },
        { new FieldMapping("gone", ShowOnTab: true), FaultKind.ErpFieldGone },
        { new FieldMapping("name", "gone", Direction.Both), FaultKind.CrmFieldGone },
        { new FieldMapping("name", null, Direction.ErpToCrm), FaultKind.NoCrmField },
        { new FieldMapping("no", "number", Direction.Both), FaultKind.ReadOnly },
        { new FieldMapping("no", "number", Direction.CrmToErp), FaultKind.ReadOnly },
        { new FieldMapping("name", "fixed", Direction.ErpToCrm), FaultKind.ReadOnly },
        { new FieldMapping("active", "note", Direction.Both), FaultKind.Type },
        { new FieldMapping("text", "limit", Direction.ErpToCrm), FaultKind.Type },
        { new FieldMapping("group", "limit", Direction.ErpToCrm), FaultKind.Type },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void A_field_that_cannot_go_the_way_it_shall_is_a_fault(FieldMapping field, FaultKind kind) =>
        MappingCheck.Faults(Systems.Document(field), Systems.Both).ShouldHaveSingleItem().Kind.ShouldBe(kind);

    [Fact]
    public void What_can_go_is_none() => MappingCheck.Faults(
        Systems.Document(
            new FieldMapping("no", "number", Direction.ErpToCrm), new FieldMapping("name", "name", Direction.Both), new FieldMapping("active", "note", Direction.ErpToCrm),
            new FieldMapping("group", "category", Direction.Both, FieldType.List), new FieldMapping("due", "street"), new FieldMapping("gone")),
        Systems.Both).ShouldBeEmpty();

    [Fact]
    public void A_type_that_is_switched_off_is_not_looked_at() => MappingCheck.Faults(
        new MappingDocument([new ActorMapping(ActorType.Supplier, Enabled: false, [new FieldMapping("gone", "gone", Direction.Both)])]), Systems.Both).ShouldBeEmpty();

    [Fact]
    public void A_type_that_the_ERP_does_not_offer_is_one_fault() => MappingCheck.Faults(
        new MappingDocument([new ActorMapping(ActorType.Supplier, Enabled: true, [new FieldMapping("gone", "gone", Direction.Both)])]), Systems.Both)
        .ShouldHaveSingleItem().Kind.ShouldBe(FaultKind.TypeGone);

    [Fact]
    public void Two_fields_may_not_feed_one() => MappingCheck.Faults(
        Systems.Document(new FieldMapping("text", "note", Direction.ErpToCrm), new FieldMapping("name", "note", Direction.Both)), Systems.Both)
        .ShouldBe([new MappingFault(ActorType.Customer, "name", FaultKind.CrmFieldFedTwice, "text")]);

    [Fact]
    public void One_field_may_feed_two() => MappingCheck.Faults(
        Systems.Document(new FieldMapping("text", "note", Direction.CrmToErp), new FieldMapping("name", "note", Direction.CrmToErp)), Systems.Both).ShouldBeEmpty();

    [Fact]
    public void An_ERP_field_stands_there_once() => MappingCheck.Faults(
        Systems.Document(new FieldMapping("text", "note", Direction.CrmToErp), new FieldMapping("text", "name", Direction.CrmToErp)), Systems.Both)
        .ShouldContain(fault => fault.Kind == FaultKind.ErpFieldTwice);

    [Fact]
    public void Fields_of_one_group_go_the_same_way_by_the_same_rules()
    {
        MappingCheck.Faults(
            Systems.Document(new FieldMapping("street", "street", Direction.Both, Group: "address"), new FieldMapping("zip", "zip", Direction.ErpToCrm, Group: "address")), Systems.Both)
            .ShouldHaveSingleItem().Kind.ShouldBe(FaultKind.GroupDirections);
        MappingCheck.Faults(
            Systems.Document(
                new FieldMapping("street", "street", Direction.Both, Group: "address"), new FieldMapping("zip", "zip", Direction.Both, Group: "address", OnConflict: OnConflict.ErpWins)),
            Systems.Both).ShouldHaveSingleItem().Kind.ShouldBe(FaultKind.GroupPolicies);
    }

    public static TheoryData<Direction, bool, bool, bool> Lists { get; } = new()
    {
        // Two ERP items are one CRM item: the way back must be one.
        { Direction.Both, true, true, true },
        { Direction.Both, true, false, false },
        { Direction.Both, false, false, true },
        { Direction.ErpToCrm, true, true, false },
        { Direction.CrmToErp, true, true, true },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void Of_several_items_for_one_exactly_one_is_written_back(Direction direction, bool first, bool second, bool isFault) => MappingCheck.Faults(
        Systems.Document(new FieldMapping(
            "group", "category", direction, FieldType.List, List: new ListMapping([new ListMappingItem("A", "1", first), new ListMappingItem("A", "2", second)]))),
        Systems.Both).Any(fault => fault is { Kind: FaultKind.ListItemShared, Detail: "A" }).ShouldBe(isFault);

    public static TheoryData<FieldDefault, FaultKind?> Defaults { get; } = new()
    {
        { new FieldDefault("gone", "1"), FaultKind.ErpFieldGone },
        { new FieldDefault("no", "1"), FaultKind.DefaultReadOnly },
        { new FieldDefault("name", "Far too long a name"), FaultKind.DefaultValue },
        { new FieldDefault("limit", "much"), FaultKind.DefaultValue },
        { new FieldDefault("text", null, Mandatory: true), FaultKind.DefaultMissing },
        { new FieldDefault("text", null, Ask: true, Mandatory: true), null },
        { new FieldDefault("limit", "12.5"), null },
    };

    [Theory]
    [MemberData(nameof(Defaults))]
    public void A_default_must_be_one_that_its_field_can_hold(FieldDefault preset, FaultKind? kind) =>
        MappingCheck.Faults(Systems.Document([preset]), Systems.Both).Select(fault => (FaultKind?)fault.Kind).SingleOrDefault().ShouldBe(kind);
}
