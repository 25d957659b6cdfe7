using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Tests.Links;

/// <summary>What a new actor gets, and what the user is asked for.</summary>
public sealed class CreateRowsTests
{
    private static readonly HashSet<string> Nothing = [];

    [Theory]
    [InlineData(Direction.CrmToErp)]
    [InlineData(Direction.Both)]
    public void A_CRM_value_that_can_go_over_is_sent_without_asking(Direction direction)
    {
        var row = Row(Rules(direction), "Acme").ShouldNotBeNull();

        (row.Proposed, row.IsAsked, row.IsCarried, row.Pair).ShouldBe(("Acme", false, true, new FieldPair("crm", "erp")));
    }

    [Fact]
    public void A_field_the_ERP_owns_is_not_sent() => Row(Rules(Direction.ErpToCrm), "Acme").ShouldBeNull();

    [Fact]
    public void A_field_the_ERP_owns_and_must_have_is_asked_for_with_the_CRMs_value_proposed()
    {
        var row = Row(Rules(Direction.ErpToCrm, Field(access: FieldAccess.Mandatory)), "Acme").ShouldNotBeNull();

        (row.Proposed, row.IsAsked, row.Pair).ShouldBe(("Acme", true, new FieldPair("", "erp")));
    }

    [Fact]
    public void A_value_too_long_says_so_and_may_be_typed_or_left_out()
    {
        var row = Row(Rules(Direction.Both, Field(maxLength: 3)), "Acme").ShouldNotBeNull();

        (row.WhyNot, row.Proposed, row.IsAsked, row.IsCarried).ShouldBe((CannotHold.TooLong, "", true, false));
        row.Refusal("").ShouldBe(CannotHold.None);
        row.Refusal("Acm").ShouldBe(CannotHold.None);
        row.Refusal("Acme").ShouldBe(CannotHold.TooLong);
    }

    [Fact]
    public void A_list_item_without_mapping_in_a_mandatory_field_must_be_replaced()
    {
        var rules = Rules(Direction.Both, Field(FieldType.List), new FieldDefault("erp", Mandatory: true), list: new ListMapping([new("vip", "A")]));

        var row = Row(rules, "other").ShouldNotBeNull();

        (row.WhyNot, row.IsAsked, row.Refusal(""), row.Refusal("A")).ShouldBe((CannotHold.ListItemUnmapped, true, CannotHold.Mandatory, CannotHold.None));
    }

    [Fact]
    public void A_value_that_was_not_read_is_asked_for_and_never_taken_for_blank() =>
        Row(Rules(Direction.Both, preset: new FieldDefault("erp", "DK")), null).ShouldNotBeNull().ShouldSatisfyAllConditions(
            row => row.IsAsked.ShouldBeTrue(), row => row.Proposed.ShouldBe("DK"), row => row.Crm.WasRead.ShouldBeFalse());

    [Theory]
    [InlineData(null, false, false, null, null)]
    [InlineData("DK", false, false, "DK", false)]
    [InlineData("DK", true, false, "DK", true)]
    [InlineData(null, true, false, "", true)]
    [InlineData(null, false, true, "", true)]
    [InlineData("DK", false, true, "DK", false)]
    public void A_blank_gets_the_default_silently_or_is_asked_for(string? value, bool ask, bool mandatory, string? proposed, bool? asked)
    {
        var row = Row(Rules(Direction.Both, preset: new FieldDefault("erp", value, ask, mandatory)), "");

        (row?.Proposed, row?.IsAsked).ShouldBe((proposed, asked));
    }

    [Fact]
    public void The_ERPs_own_default_is_used_and_a_forced_one_goes_before_the_CRMs_value()
    {
        Row(Rules(Direction.Both, Field() with { Default = "X" }), "").ShouldNotBeNull().Proposed.ShouldBe("X");
        Row(Rules(Direction.Both, Field() with { Default = "X", DefaultForced = true }), "Acme").ShouldNotBeNull()
            .ShouldSatisfyAllConditions(row => row.Proposed.ShouldBe("X"), row => row.IsAsked.ShouldBeFalse());
    }

    [Fact]
    public void A_default_that_the_field_cannot_hold_is_not_proposed() =>
        Row(Rules(Direction.Both, Field(FieldType.Integer), new FieldDefault("erp", "many", Ask: true)), "").ShouldNotBeNull().Proposed.ShouldBe("");

    [Fact]
    public void A_read_only_field_is_never_sent() =>
        Row(Rules(Direction.Both, Field(access: FieldAccess.ReadOnly), new FieldDefault("erp", "X", Ask: true)), "Acme").ShouldBeNull();

    [Fact]
    public void A_field_the_ERP_refused_is_asked_for_with_the_value_that_was_sent() =>
        CreateRows.Of(Rules(Direction.Both), Given.Values("Acme"), new HashSet<string> { "erp" }).ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(row => row.IsAsked.ShouldBeTrue(), row => row.Proposed.ShouldBe("Acme"));

    [Theory]
    [InlineData(FieldType.Integer, "12", CannotHold.None)]
    [InlineData(FieldType.Integer, "1.5", CannotHold.WrongType)]
    [InlineData(FieldType.Decimal, "1.25", CannotHold.None)]
    [InlineData(FieldType.Decimal, "1.255", CannotHold.TooPrecise)]
    [InlineData(FieldType.Date, "2026-02-28", CannotHold.None)]
    [InlineData(FieldType.Date, "2026-02-30", CannotHold.WrongType)]
    [InlineData(FieldType.Date, null, CannotHold.WrongType)]
    [InlineData(FieldType.Checkbox, "0", CannotHold.None)]
    public void What_is_typed_must_be_of_the_fields_type(FieldType type, string? typed, CannotHold refusal) =>
        Row(Rules(Direction.Both, Field(type) with { Decimals = 2 }, new FieldDefault("erp", Ask: true)), "").ShouldNotBeNull().Refusal(typed).ShouldBe(refusal);

    [Fact]
    public void Only_fields_that_are_asked_for_take_what_is_typed()
    {
        var form = Form(Rules(Direction.Both), "Acme");

        var answer = form.Answer(new Dictionary<string, string?> { ["erp"] = "Other", ["balance"] = "1000000" }, Guid.NewGuid());

        answer.Draft.Values.ShouldHaveSingleItem().ShouldBe(new NewValue(new FieldPair("crm", "erp"), "Acme", IsTyped: false));
    }

    [Fact]
    public void A_reference_is_ours_fits_twenty_characters_and_is_another_every_time()
    {
        var references = Enumerable.Range(0, 50).Select(_ => DraftCreate.NewReference(Guid.NewGuid())).ToList();

        references.ShouldAllBe(reference => reference.Length == 20 && reference.StartsWith("SOEL-"));
        references.ShouldBeUnique();
    }

    private static CreateForm Form(RecordRules rules, string crm) => new(
        Given.Context(rules).Connection, rules.Actor, "Acme", CreateObstacle.None, null, CreateRows.Of(rules, Given.Values(crm), Nothing),
        CreateRows.Seen(rules, Given.Values(crm)), null, ["name"]);

    private static CreateRow? Row(RecordRules rules, string? crm) => CreateRows.Of(rules, Given.Values(crm), Nothing).SingleOrDefault();

    private static FieldInfo Field(FieldType type = FieldType.Text, int maxLength = 0, FieldAccess access = FieldAccess.Normal) =>
        Given.Field("erp", type, maxLength, access: access);

    private static RecordRules Rules(Direction direction, FieldInfo? erp = null, FieldDefault? preset = null, ListMapping? list = null) => new(
        new ActorMapping(ActorType.Customer, Enabled: true, [new FieldMapping("erp", "crm", direction, List: list)], preset is null ? null : [preset]), 1,
        new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update | Abilities.Create, [erp ?? Field()]),
        [Given.Field("crm", list is null ? FieldType.Text : FieldType.List)]);
}
