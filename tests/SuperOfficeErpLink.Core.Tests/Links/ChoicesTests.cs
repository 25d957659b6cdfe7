using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Links;

public sealed class ChoicesTests
{
    private static readonly Guid Operation = new("7d0f5c7e-5c1e-4d58-9b5e-3f3f1f6f0001");
    private static readonly RecordRules Rules = new(
        new ActorMapping(ActorType.Customer, Enabled: true, [Given.Mapping("name", Direction.ErpToCrm), Given.Mapping("city")]), 3,
        new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update, [Given.Field("erp-name", maxLength: 10), Given.Field("erp-city", access: FieldAccess.ReadOnly)]),
        [Given.Field("crm-name"), Given.Field("crm-city")]);

    private static readonly FieldPair Name = Rules.Fields[0].Pair;
    private static readonly FieldPair City = Rules.Fields[1].Pair;

    [Theory]
    [InlineData(Choice.Crm, Side.Erp, "Acme Ltd", "Acme A/S", "Acme A/S")]
    [InlineData(Choice.Erp, Side.Crm, "Acme A/S", "Acme Ltd", "Acme Ltd")]
    public void A_chosen_value_is_written_to_the_other_side_even_against_the_direction(Choice choice, Side side, string old, string sent, string source)
    {
        var change = ToChanges(new FieldChoice(Name, choice, "Acme A/S", "Acme Ltd")).ShouldHaveSingleItem();

        (change.Side, change.Pair, change.Old, change.Sent, change.Source).ShouldBe((side, Name, old, sent, source));
        (change.State, change.Cause, change.OperationId, change.UserId, change.MappingVersion, change.At)
            .ShouldBe((ChangeState.Planned, ChangeCauses.Chosen, Operation, "anna", 3, Given.Now));
        change.Entity.ShouldBe(Given.Acme);
        change.ShownUntilDismissed.ShouldBeFalse();
    }

    [Theory]
    [InlineData(Choice.KeepBoth, "Acme A/S", "Acme Ltd")]
    [InlineData(Choice.Crm, "Acme A/S", "Acme A/S")]
    [InlineData(Choice.Crm, "Acme Aktieselskab", "Acme Ltd")]
    public void What_stays_is_so_already_or_cannot_go_over_is_not_written(Choice choice, string crm, string erp) =>
        ToChanges(new FieldChoice(Name, choice, crm, erp)).ShouldBeEmpty();

    [Fact]
    public void A_blank_that_was_chosen_clears() => ToChanges(new FieldChoice(Name, Choice.Crm, "", "Acme Ltd")).ShouldHaveSingleItem().Sent.ShouldBe("");

    [Fact]
    public void A_difference_of_form_that_was_chosen_is_written() => ToChanges(new FieldChoice(Name, Choice.Crm, "Acme", "ACME")).ShouldHaveSingleItem().Sent.ShouldBe("Acme");

    [Fact]
    public void A_read_only_side_is_not_written() => ToChanges(new FieldChoice(City, Choice.Crm, "Aarhus", "Odense")).ShouldBeEmpty();

    [Fact]
    public void A_choice_of_a_field_that_is_mapped_no_more_is_left_out() =>
        ToChanges(new FieldChoice(new FieldPair("crm-x", "erp-x"), Choice.Crm, "a", "b")).ShouldBeEmpty();

    [Theory]
    // What was chosen on Acme A/S and Acme Ltd, and what both sides hold at Save.
    [InlineData(Choice.Crm, "Acme A/S", "Acme Ltd", false)]
    [InlineData(Choice.KeepBoth, "Acme A/S", "Acme Ltd", false)]
    [InlineData(Choice.Crm, "Acme Inc", "Acme Ltd", true)]
    [InlineData(Choice.Crm, "Acme A/S", "Acme Inc", true)]
    [InlineData(Choice.Erp, "Acme A/S", "Acme Inc", true)]
    [InlineData(Choice.Erp, "Acme A/S", "acme ltd", true)]
    [InlineData(Choice.KeepBoth, "Acme Inc", "Acme Ltd", true)]
    [InlineData(Choice.KeepBoth, "Acme Ltd", "Acme Ltd", false)]
    // A planned write would still send the value chosen before.
    [InlineData(Choice.Crm, "Acme Inc", "Acme Inc", true)]
    public void A_pair_that_moved_since_it_was_chosen_is_asked_again(Choice choice, string crm, string erp, bool moved)
    {
        var asked = Moved([new FieldChoice(Name, choice, "Acme A/S", "Acme Ltd")], crm, erp);

        asked.Select(field => field.Pair).ShouldBe(moved ? [Name] : []);
        asked.ShouldAllBe(field => field.CrmSeen == "Acme A/S" && field.ErpSeen == "Acme Ltd" && field.Crm == crm && field.Erp == erp);
    }

    [Theory]
    [InlineData("Acme A/S", "Acme Ltd", true)]
    [InlineData("Acme A/S", "ACME A/S", false)]
    public void A_pair_nobody_chose_on_is_asked_when_it_differs(string crm, string erp, bool moved) => Moved([], crm, erp).Count.ShouldBe(moved ? 1 : 0);

    [Fact]
    public void A_value_that_cannot_be_read_is_not_asked_about()
    {
        Moved([], null, "Acme Ltd").ShouldBeEmpty();
        Moved([], "Acme Ltd", null).ShouldBeEmpty();
    }

    private static IReadOnlyList<Change> ToChanges(FieldChoice choice) =>
        Choices.ToChanges(Given.Context(Rules), Given.Acme, [choice], Operation, "anna", Given.Now);

    private static IReadOnlyList<MovedField> Moved(FieldChoice[] choices, string? crm, string? erp) =>
        Choices.Moved(Rules, choices, Given.Read(Given.Values(crm, "Aarhus"), Given.Values(erp, "Aarhus")));
}
