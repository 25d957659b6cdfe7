using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Links;

/// <summary>What the user is asked for when an actor that exists is linked, and what of it is written.</summary>
public sealed class AskedValuesTests
{
    [Fact]
    public void Only_fields_marked_ask_that_no_CRM_field_is_mapped_to_are_asked_for()
    {
        var rules = new RecordRules(
            new ActorMapping(
                ActorType.Customer, Enabled: true, [new FieldMapping("name", "name", Direction.ErpToCrm), new FieldMapping("shown")],
                [new("name", Ask: true), new("silent", "X"), new("shown", Ask: true), new("locked", Ask: true), new("forced", Ask: true), new("free", Ask: true)]), 1,
            new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update,
                [Erp("name"), Erp("silent"), Erp("shown"), Erp("locked", access: FieldAccess.ReadOnly), Erp("forced") with { Default = "F", DefaultForced = true }, Erp("free")]),
            [Given.Field("name", FieldType.Text, 0)]);

        AskedValues.FieldsOf(rules).Select(info => info.Key).ShouldBe(["shown", "free"]);
    }

    [Theory]
    [InlineData("5", "5")]
    [InlineData("", "0")]
    public void What_the_actor_holds_stands_there_else_the_default(string held, string proposed) =>
        Row(held, new FieldDefault("erp", "0", Ask: true)).ShouldNotBeNull().Row.Proposed.ShouldBe(proposed);

    [Fact]
    public void What_could_not_be_read_is_not_asked_for() => Row(null, new FieldDefault("erp", "0", Ask: true)).ShouldBeNull();

    [Theory]
    [InlineData(FieldType.Text, "A", "A", false)]
    [InlineData(FieldType.Text, "A", "B", true)]
    [InlineData(FieldType.Text, "A", "", true)]
    [InlineData(FieldType.Text, "", "", false)]
    [InlineData(FieldType.Text, "", "B", true)]
    [InlineData(FieldType.Checkbox, "", "0", false)]
    [InlineData(FieldType.Checkbox, "", "1", true)]
    [InlineData(FieldType.Checkbox, "1", "0", true)]
    public void Only_what_the_actor_does_not_hold_already_is_written(FieldType type, string held, string entered, bool written)
    {
        var answer = AskedValues.Answer([Row(held, new FieldDefault("erp", Ask: true), type)!], _ => entered);

        answer.Mistakes.ShouldBeEmpty();
        answer.Values.ShouldBe(written ? [new AskedValue("erp", held, entered)] : []);
    }

    [Theory]
    [InlineData("A", "", CannotHold.Mandatory)]
    [InlineData("", "", CannotHold.Mandatory)]
    [InlineData("A", "too long", CannotHold.TooLong)]
    [InlineData("too long", "too long", CannotHold.None)]
    [InlineData("A", null, CannotHold.WrongType)]
    public void A_mandatory_field_is_not_left_blank_and_only_what_is_changed_is_judged(string held, string? entered, CannotHold refusal)
    {
        var answer = AskedValues.Answer([Row(held, new FieldDefault("erp", Ask: true, Mandatory: true))!], _ => entered);

        answer.Mistakes.GetValueOrDefault("erp").ShouldBe(refusal);
        answer.Values.ShouldBeEmpty();
    }

    [Fact]
    public void It_is_written_to_the_ERP_over_what_was_seen_and_makes_no_base()
    {
        var rules = Rules(new FieldDefault("erp", Ask: true));

        var change = AskedValues.ToChanges(Given.Context(rules), Given.Acme, [new AskedValue("erp", "A", "B")], Guid.Empty, "anna", Given.Now).ShouldHaveSingleItem();

        (change.Side, change.Field, change.Old, change.Sent, change.Cause, change.State).ShouldBe((Side.Erp, "erp", "A", "B", "chosen", ChangeState.Planned));
        rules.Find(change.Pair).ShouldBeNull();
    }

    [Theory]
    [InlineData("A", false)]
    [InlineData("C", true)]
    [InlineData("B", true)]
    [InlineData(null, true)]
    public void A_value_that_is_not_the_one_seen_has_moved(string? now, bool moved) =>
        AskedValues.Moved(Rules(new FieldDefault("erp", Ask: true)), [new AskedValue("erp", "A", "B")], Read(now)).Count.ShouldBe(moved ? 1 : 0);

    [Fact]
    public void A_field_that_is_not_asked_for_any_more_is_not_written_and_told_of()
    {
        var rules = Rules(new FieldDefault("erp", "X"));

        AskedValues.ToChanges(Given.Context(rules), Given.Acme, [new AskedValue("erp", "A", "B")], Guid.Empty, "anna", Given.Now).ShouldBeEmpty();
        AskedValues.Moved(rules, [new AskedValue("erp", "A", "B")], Read("A")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("B", ChangeState.Done)]
    [InlineData("A", ChangeState.Planned)]
    [InlineData("C", ChangeState.Stale)]
    [InlineData(null, ChangeState.Unknown)]
    public void A_lost_answer_is_settled_by_what_the_field_holds(string? now, ChangeState state)
    {
        var rules = Rules(new FieldDefault("erp", Ask: true));
        var change = AskedValues.ToChanges(Given.Context(rules), Given.Acme, [new AskedValue("erp", "A", "B")], Guid.Empty, "anna", Given.Now).Single();

        Interrupted.Settle(change with { State = ChangeState.Unknown }, rules, Read(now)).State.ShouldBe(state);
    }

    private static BothSides Read(string? held) => new(null, null, CrmGone: false, null)
    {
        Also = new Dictionary<string, FieldValue> { ["erp"] = held is null ? FieldValue.NotRead : FieldValue.Of(held) },
    };

    private static AskedRow? Row(string? held, FieldDefault preset, FieldType type = FieldType.Text) => AskedValues.Rows(
        Rules(preset, type), new Dictionary<string, FieldValue> { ["erp"] = held is null ? FieldValue.NotRead : FieldValue.Of(held) }).SingleOrDefault();

    private static FieldInfo Erp(string key, FieldType type = FieldType.Text, int maxLength = 0, FieldAccess access = FieldAccess.Normal) =>
        Given.Field(key, type, maxLength, access: access);

    private static RecordRules Rules(FieldDefault preset, FieldType type = FieldType.Text) => new(
        new ActorMapping(ActorType.Customer, Enabled: true, [], [preset]), 1,
        new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update, [Erp("erp", type, 4)]), []);
}
