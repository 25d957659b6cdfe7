using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Links;

/// <summary>Fields: name (both may be written), city (read-only in the ERP), note (ten characters in the ERP).</summary>
public sealed class LinkDecisionTests
{
    private static readonly RecordRules Rules = new(
        new ActorMapping(ActorType.Customer, Enabled: true, [Given.Mapping("name"), Given.Mapping("city"), Given.Mapping("note")]), 1,
        new ActorTypeInfo(
            ActorType.Customer, "customer", null, Abilities.Update,
            [Given.Field("erp-name"), Given.Field("erp-city", access: FieldAccess.ReadOnly), Given.Field("erp-note", maxLength: 10)]),
        [Given.Field("crm-name"), Given.Field("crm-city"), Given.Field("crm-note")]);

    private static readonly FieldPair Name = Rules.Fields[0].Pair;
    private static readonly FieldPair City = Rules.Fields[1].Pair;
    private static readonly FieldPair Note = Rules.Fields[2].Pair;

    [Fact]
    public void A_field_that_differs_must_be_decided()
    {
        var (_, undecided) = Decide(null);
        undecided.Select(field => (field.Pair, field.Why)).ShouldBe([(Name, Undecided.NotChosen), (City, Undecided.NotChosen)]);
    }

    [Fact]
    public void A_side_for_all_others_leaves_standing_what_the_other_side_governs()
    {
        var (chosen, undecided) = Decide(Choice.Crm);
        undecided.ShouldBeEmpty();
        chosen.ShouldBe(new Dictionary<FieldPair, Choice> { [Name] = Choice.Crm, [City] = Choice.Erp, [Note] = Choice.KeepBoth }, ignoreOrder: true);
    }

    [Fact]
    public void A_field_that_is_named_goes_before_the_side_for_all_others()
    {
        var (chosen, undecided) = Decide(Choice.Crm, (Name, Choice.Erp));
        undecided.ShouldBeEmpty();
        chosen[Name].ShouldBe(Choice.Erp);
    }

    [Fact]
    public void A_value_that_the_other_side_cannot_hold_is_never_chosen_for_the_caller()
    {
        var (_, undecided) = Decide(Choice.Crm, note: ("a note that is too long", "short"));
        undecided.ShouldHaveSingleItem().ShouldBe(new UndecidedField(Note, Undecided.CannotBeHeld, CannotHold.TooLong));
    }

    [Theory]
    [InlineData(Choice.Crm, Undecided.CannotBeHeld, CannotHold.ReadOnly)]
    [InlineData(Choice.KeepBoth, Undecided.CannotKeepBoth, CannotHold.None)]
    public void A_choice_that_cannot_be_carried_out_is_told(Choice choice, Undecided why, CannotHold reason)
    {
        var (_, undecided) = Decide(Choice.Erp, (City, choice));
        undecided.ShouldHaveSingleItem().ShouldBe(new UndecidedField(City, why, reason));
    }

    [Fact]
    public void A_field_that_is_not_mapped_is_told()
    {
        var nowhere = new FieldPair("crm-nothing", "erp-nothing");
        var (_, undecided) = Decide(Choice.Erp, (nowhere, Choice.Crm));
        undecided.ShouldHaveSingleItem().ShouldBe(new UndecidedField(nowhere, Undecided.Unknown));
    }

    [Fact]
    public void A_choice_in_a_field_that_is_equal_asks_for_nothing()
    {
        var (chosen, undecided) = Decide(Choice.Erp, (Note, Choice.Crm));
        undecided.ShouldBeEmpty();
        chosen[Note].ShouldBe(Choice.KeepBoth);
    }

    private static (IReadOnlyDictionary<FieldPair, Choice> Chosen, IReadOnlyList<UndecidedField> Undecided) Decide(
        Choice? otherwise, (FieldPair Pair, Choice Choice)? choice = null, (string Crm, string Erp)? note = null)
    {
        var (crmNote, erpNote) = note ?? ("same", "same");
        var state = new RecordState(Given.Values("Acme A/S", "Aarhus", crmNote), Given.Values("Acme Ltd", "Odense", erpNote), [null, null, null]);
        return LinkDecisions.Of(
            CompareRows.Of(Rules, state, isLinked: false, []),
            new LinkOrder(
                Given.Acme, Guid.Empty, new ActorRef(ActorType.Customer, "C1001"), otherwise,
                choice is { } one ? new Dictionary<FieldPair, Choice> { [one.Pair] = one.Choice } : [], new Dictionary<string, string>(), null, "mark"));
    }
}
