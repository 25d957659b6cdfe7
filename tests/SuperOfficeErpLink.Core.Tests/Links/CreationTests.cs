using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Links;

/// <summary>What creating an actor means for its record.</summary>
public sealed class CreationTests
{
    private static readonly FieldPair Name = new("crm-name", "erp-name");

    [Fact]
    public void Every_value_that_is_sent_is_history_with_nothing_before_it_and_a_blank_is_not_sent()
    {
        var rules = Given.Rules(Given.Mapping("name"));
        var create = Draft([new SeenValue(Name, "Acme")], new NewValue(Name, "Acme A/S", true), new NewValue(new("", "group"), "", true));

        var change = Creation.ToChanges(Given.Context(rules), Given.Acme, create, Guid.Empty, "anna", Given.Now).ShouldHaveSingleItem();

        (change.Side, change.Field, change.Old, change.Sent, change.Source, change.State).ShouldBe((Side.Erp, "erp-name", "", "Acme A/S", "Acme", ChangeState.Planned));
    }

    [Theory]
    [InlineData("Acme", "Acme", 0)]
    [InlineData("Acme", "Acme A/S", 1)]
    [InlineData(null, "", 0)]
    [InlineData("Acme", null, 1)]
    public void A_value_that_is_not_the_one_seen_has_moved(string? seen, string? now, int moved) =>
        Creation.Moved(Given.Rules(Given.Mapping("name")), Draft([new SeenValue(Name, seen)]), Given.Values(now)).Count.ShouldBe(moved);

    [Fact]
    public void A_field_mapped_since_the_dialog_has_moved_where_it_holds_something() =>
        Creation.Moved(Given.Rules(Given.Mapping("name"), Given.Mapping("city")), Draft([new SeenValue(Name, "Acme")]), Given.Values("Acme", "Ribe"))
            .ShouldHaveSingleItem().Pair.Crm.ShouldBe("crm-city");

    [Theory]
    [InlineData(FoundBy.ExactAnswer, "Acme", ChangeState.Done, "Acme")]
    [InlineData(FoundBy.ExactAnswer, "ACM", ChangeState.Done, "ACM")]
    [InlineData(FoundBy.Answer, "ACM", ChangeState.Done, null)]
    [InlineData(FoundBy.Answer, "ACME", ChangeState.Done, "ACME")]
    [InlineData(FoundBy.Search, "ACME", ChangeState.Done, "ACME")]
    [InlineData(FoundBy.Search, "ACM", ChangeState.Stale, "ACM")]
    public void What_the_ERP_holds_of_what_was_sent_is_accepted_as_far_as_it_is_provably_ours(FoundBy by, string held, ChangeState state, string? stored)
    {
        var rules = Given.Rules(Given.Mapping("name"));
        var sent = Given.Change(rules, 0, Side.Erp, "", "Acme", "Acme", ChangeState.Sending);

        var change = Creation.Settle(rules, [sent], rules.ErpFields, Actor(held), by).ShouldHaveSingleItem();

        (change.State, change.Stored).ShouldBe((state, stored));
    }

    [Theory]
    [InlineData(Direction.ErpToCrm, "", "C1", "C1")]
    [InlineData(Direction.ErpToCrm, "old", "C1", "C1")]
    [InlineData(Direction.Both, "", "DK", "DK")]
    [InlineData(Direction.Both, "SE", "DK", null)]
    [InlineData(Direction.CrmToErp, "", "DK", null)]
    [InlineData(Direction.ErpToCrm, "old", "", null)]
    public void The_ERPs_own_values_go_to_fields_it_owns_and_to_blank_two_way_ones(Direction direction, string crm, string erp, string? written)
    {
        var rules = Given.Rules(Given.Mapping("name", direction));
        var create = Draft(CreateRows.Seen(rules, Given.Values(crm)));
        var state = new RecordState(Given.Values(crm), Given.Values(erp), Creation.Bases(rules, create, Given.Values(erp)));

        var changes = Creation.ToCrm(Given.Context(rules), Given.Acme, create, state, [], new HashSet<string>(), Guid.Empty, "anna", Given.Now);

        changes.SingleOrDefault()?.Sent.ShouldBe(written);
        changes.Count.ShouldBe(written is null ? 0 : 1);
        changes.ShouldAllBe(change => change.Old == crm && change.Source == erp && change.ShownUntilDismissed == (crm.Length > 0));
    }

    [Fact]
    public void A_CRM_field_that_another_connection_feeds_is_left_alone()
    {
        var rules = Given.Rules(Given.Mapping("name", Direction.ErpToCrm));
        var state = new RecordState(Given.Values("old"), Given.Values("C1"), [null]);

        Creation.ToCrm(Given.Context(rules), Given.Acme, Draft([]), state, [], new HashSet<string> { "crm-name" }, Guid.Empty, "anna", Given.Now).ShouldBeEmpty();
    }

    private static DraftCreate Draft(IReadOnlyList<SeenValue> seen, params NewValue[] values) =>
        new(ActorType.Customer, "Acme", "SOEL-1", null, seen, values);

    private static ErpRecord Actor(string held) => new("C1", null, null, true, null, Given.Values(held));
}
