using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Tests.Connections;

public sealed class ActivationCheckTests
{
    private static readonly FieldInfo Name = Given.Field("name", access: FieldAccess.Mandatory);
    private static readonly FieldInfo Group = Given.Field("group", FieldType.List) with { List = "groups" };

    [Fact]
    public void What_is_whole_can_be_switched_on()
    {
        var verdict = Judge(Both("name", "name"));

        verdict.Reasons.ShouldBeEmpty();
        verdict.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Direction.ErpToCrm)]
    [InlineData(Direction.None)]
    public void A_mandatory_field_that_nothing_fills_stands_against_it(Direction direction) =>
        Judge(new FieldMapping("name", "name", direction)).Reasons.ShouldBe([new ActivationReason.MandatoryEmpty(ActorType.Customer, Name)]);

    [Fact]
    public void A_value_to_give_a_question_to_ask_or_the_erps_own_default_fill_it()
    {
        Judge([], [new FieldDefault("name", "Ny kunde")]).Reasons.ShouldBeEmpty();
        Judge([], [new FieldDefault("name", Ask: true)]).Reasons.ShouldBeEmpty();
        Judge([], [new FieldDefault("name", "")]).Reasons.Count.ShouldBe(1);
        Judge([], [new FieldDefault("name", Mandatory: true)]).Reasons.ShouldBe([Broken("name", FaultKind.DefaultMissing), new ActivationReason.MandatoryEmpty(ActorType.Customer, Name)]);
        ActivationCheck.Judge(Document([]), Offers([Name with { Default = "x" }])).Reasons.ShouldBeEmpty();
    }

    [Fact]
    public void Where_nothing_is_created_nothing_has_to_be_filled() =>
        ActivationCheck.Judge(Document([]), Offers([Name], Abilities.Update)).Reasons.ShouldBeEmpty();

    [Fact]
    public void All_reasons_come_at_once()
    {
        var document = new MappingDocument(
        [
            new ActorMapping(ActorType.Customer, true, [Both("gone", "name"), Both("group", "missing"), new FieldMapping("away", ShowOnTab: true), new FieldMapping("unused")], [new FieldDefault("lost", "1")]),
            new ActorMapping(ActorType.Supplier, true, []),
            new ActorMapping(ActorType.Project, false, [Both("whatever", "name")]),
        ]);
        var test = new ActivationReason.TestFailed(new LocalText("No."));

        ActivationCheck.Judge(document, Offers([Name, Group]), test).Reasons.ShouldBe(
        [
            test,
            Broken("gone", FaultKind.ErpFieldGone),
            Broken("group", FaultKind.CrmFieldGone, "missing"),
            Broken("away", FaultKind.ErpFieldGone),
            Broken("lost", FaultKind.ErpFieldGone),
            new ActivationReason.Broken(new MappingFault(ActorType.Supplier, null, FaultKind.TypeGone)),
            new ActivationReason.MandatoryEmpty(ActorType.Customer, Name),
        ]);
    }

    [Fact]
    public void A_direction_that_writes_what_can_only_be_read_stands_against_it()
    {
        var number = Given.Field("no", access: FieldAccess.ReadOnly);

        ActivationCheck.Judge(Document([Both("no", "name")]), Offers([number])).Reasons.ShouldBe([Broken("no", FaultKind.ReadOnly)]);
        ActivationCheck.Judge(Document([new FieldMapping("no", "name", Direction.ErpToCrm)]), Offers([number])).Reasons.ShouldBeEmpty();
    }

    [Fact]
    public void Items_of_lists_in_use_that_no_row_maps_are_counted_by_side_and_stop_nothing()
    {
        var mapping = Both("group", "category") with { Type = FieldType.List, List = new ListMapping([new ListMappingItem("1", "A")]) };

        var verdict = Judge(Both("name", "name"), mapping);
        verdict.Reasons.ShouldBeEmpty();
        verdict.Warnings.ShouldBe([new ActivationWarning.ItemsUnmapped(ActorType.Customer, Group, InErp: 2, InCrm: 1)]);
        Judge(Both("name", "name"), mapping with { Direction = Direction.CrmToErp }).Warnings.ShouldBe([new ActivationWarning.ItemsUnmapped(ActorType.Customer, Group, 0, 1)]);
        Judge(Both("name", "name"), mapping with { Direction = Direction.None }).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_connection_with_nothing_switched_on_is_a_warning() =>
        ActivationCheck.Judge(new MappingDocument([]), Offers([Name])).Warnings.ShouldBe([new ActivationWarning.NothingEnabled()]);

    private static ActivationReason.Broken Broken(string erp, FaultKind kind, string? detail = null) => new(new MappingFault(ActorType.Customer, erp, kind, detail));

    private static FieldMapping Both(string erp, string crm) => new(erp, crm, Direction.Both);

    private static ActivationVerdict Judge(params FieldMapping[] fields) => Judge(fields, null);

    private static ActivationVerdict Judge(FieldMapping[] fields, FieldDefault[]? defaults) => ActivationCheck.Judge(Document(fields, defaults), Offers([Name, Group]));

    private static MappingDocument Document(FieldMapping[] fields, FieldDefault[]? defaults = null) => new([new ActorMapping(ActorType.Customer, true, fields, defaults)]);

    private static BothOffers Offers(FieldInfo[] erp, Abilities can = Abilities.Update | Abilities.Create) => new(
        new MappedSystems(
            new ErpDescription("x", new Limits(1, 1, 1, null, null, null, false, TimeSpan.Zero), [new ActorTypeInfo(ActorType.Customer, "customer", null, can, erp)]),
            new Dictionary<EntityType, IReadOnlyList<FieldInfo>> { [EntityType.Company] = [Given.Field("name"), Given.Field("category", FieldType.List) with { List = "categories" }] }),
        new Dictionary<string, IReadOnlyList<ListItem>> { ["groups"] = [new("A", "A", true), new("B", "B", true), new("C", "C", true), new("D", "D", IsActive: false)] },
        new Dictionary<string, IReadOnlyList<ListItem>> { ["categories"] = [new("1", "1", true), new("2", "2", true)] });
}
