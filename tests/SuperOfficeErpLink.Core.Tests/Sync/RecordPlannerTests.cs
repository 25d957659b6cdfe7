using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Sync;

/// <summary>One two-way field whose CRM value was edited from "a" to "b", and what may keep it from being written.</summary>
public sealed class RecordPlannerTests
{
    private static readonly RecordRules Rules = Given.Rules(Given.Mapping("name"));
    private static readonly FieldPair Name = Rules.Fields[0].Pair;
    private static readonly BasePair Agreed = new("a", "a");

    [Fact]
    public void An_edit_becomes_a_write()
    {
        var plan = Plan(Restraints.None);

        plan.Writes.ShouldBe([new PlannedWrite(0, Name, Side.Erp, "a", "b", "b", ChangeCauses.OtherSideChanged, ShownUntilDismissed: false)]);
        plan.Conflicts.ShouldBeEmpty();
        plan.Problems.ShouldBeEmpty();
        plan.To(Side.Erp).ShouldBe(plan.Writes);
        plan.To(Side.Crm).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Direction.ErpToCrm, "b", "a", Side.Crm, ChangeCauses.OwnerReplacedEdit, true)]
    [InlineData(Direction.ErpToCrm, "a", "b", Side.Crm, ChangeCauses.OtherSideChanged, false)]
    [InlineData(Direction.CrmToErp, "a", "b", Side.Erp, ChangeCauses.OwnerReplacedEdit, false)]
    [InlineData(Direction.Both, "a", "b", Side.Crm, ChangeCauses.OtherSideChanged, false)]
    public void A_crm_edit_that_the_erp_replaces_is_shown_until_dismissed(Direction direction, string crm, string erp, Side target, string cause, bool shown)
    {
        var write = RecordPlanner.Plan(Given.Rules(Given.Mapping("name", direction)), Given.State(crm, erp, Agreed), Restraints.None, Given.Now).Writes.ShouldHaveSingleItem();
        (write.Target, write.Cause, write.ShownUntilDismissed).ShouldBe((target, cause, shown));
    }

    [Fact]
    public void A_write_that_is_pending_is_not_planned_twice() => Outcome(Restraints.None with { Pending = Pairs(Name) }).ShouldBe("leave");

    [Fact]
    public void An_interrupted_write_is_for_a_person_whatever_the_policy()
    {
        var rules = Given.Rules(Given.Mapping("name", Direction.CrmToErp, onConflict: OnConflict.CrmWins));
        var plan = RecordPlanner.Plan(rules, Given.State("b", "x", Agreed), Restraints.None with { Interrupted = Pairs(Name) }, Given.Now);

        plan.Writes.ShouldBeEmpty();
        plan.Conflicts.ShouldBe([new FieldConflict(Name, ConflictKind.InterruptedWrite, DifferenceClass.Different, "b", "x", Agreed, Given.Now)]);
    }

    [Fact]
    public void An_interrupted_write_is_forgotten_once_the_sides_agree() =>
        Outcome(Restraints.None with { Interrupted = Pairs(Name) }, crm: "b", erp: "B").ShouldBe("agree");

    [Fact]
    public void A_value_that_was_refused_waits()
    {
        var plan = Plan(Parked("b", "a", 1));

        plan.Writes.ShouldBeEmpty();
        plan.Problems.ShouldBe([new FieldProblem(Name, ProblemCauses.Refused, ProblemOwner.User, null, null)]);
    }

    [Theory]
    [InlineData("c", "a", 1)]
    [InlineData("b", "A", 1)]
    [InlineData("b", "a", 2)]
    [InlineData("ba", "", 1)]
    public void A_refused_value_goes_again_once_a_value_or_the_mapping_has_changed(string crm, string erp, int version) =>
        Outcome(Parked(crm, erp, version)).ShouldBe("write ERP 'b'");

    [Fact]
    public void A_refused_value_of_another_pair_does_not_matter() =>
        Outcome(Restraints.None with { Parked = new Dictionary<FieldPair, string> { [new FieldPair("crm-x", "erp-x")] = RecordPlanner.ParkedHash(Name, "b", "a", 1) } })
            .ShouldBe("write ERP 'b'");

    [Fact]
    public void A_field_that_another_connection_feeds_waits_like_any_other_for_an_inactive_actor_and_after_a_refusal()
    {
        var fed = new HashSet<string>(StringComparer.Ordinal) { Name.Crm };

        Outcome(Restraints.None with { FedElsewhere = fed }).ShouldBe("write ERP 'b'");
        Outcome(Restraints.None with { FedElsewhere = fed, ErpWaits = true }).ShouldBe("leave");
        Outcome(Parked("b", "a", 1) with { FedElsewhere = fed }).ShouldBe("hold ERP");
    }

    [Theory]
    // Direction, CRM, ERP: what happens to a field that a connection of higher rank feeds.
    [InlineData(Direction.ErpToCrm, "a", "b", "leave")]
    [InlineData(Direction.ErpToCrm, "b", "a", "leave")]
    [InlineData(Direction.ErpToCrm, "b", "b", "agree")]
    [InlineData(Direction.Both, "a", "b", "leave")]
    [InlineData(Direction.Both, "b", "a", "write ERP 'b'")]
    [InlineData(Direction.Both, "b", "c", "leave")]
    [InlineData(Direction.CrmToErp, "b", "a", "write ERP 'b'")]
    [InlineData(Direction.CrmToErp, "a", "b", "write ERP 'a'")]
    public void A_field_fed_elsewhere_is_not_written_in_the_crm(Direction direction, string crm, string erp, string expected) =>
        Saying.Of(RecordPlanner.Plan(
            Given.Rules(Given.Mapping("name", direction)), Given.State(crm, erp, Agreed), Restraints.None with { FedElsewhere = new HashSet<string>(StringComparer.Ordinal) { Name.Crm } }, Given.Now)
            .Decisions[0]).ShouldBe(expected);

    [Theory]
    [InlineData("b", "a", "leave")]
    [InlineData("a", "b", "write CRM 'b'")]
    [InlineData("b", "c", "conflict BothChanged")]
    public void An_inactive_actor_is_not_written_but_read(string crm, string erp, string expected) =>
        Outcome(Restraints.None with { ErpWaits = true }, crm, erp).ShouldBe(expected);

    [Fact]
    public void A_value_that_was_not_read_is_a_problem_and_no_write()
    {
        var plan = RecordPlanner.Plan(Rules, Given.State(null, "b", Agreed), Restraints.None, Given.Now);

        plan.Writes.ShouldBeEmpty();
        plan.Problems.ShouldBe([new FieldProblem(Name, ProblemCauses.NotRead, ProblemOwner.Administrator, null, null)]);
    }

    [Fact]
    public void A_field_that_vanished_from_the_erp_stops_nothing_else()
    {
        var mappings = new[] { Given.Mapping("name"), Given.Mapping("city") };
        var rules = new RecordRules(
            new ActorMapping(ActorType.Customer, Enabled: true, mappings), 1,
            new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update, [Given.Field("erp-city")]), [Given.Field("crm-name"), Given.Field("crm-city")]);

        var plan = RecordPlanner.Plan(rules, new RecordState(Given.Values("b", "d"), Given.Values(null, "c"), [Agreed, new BasePair("c", "c")]), Restraints.None, Given.Now);

        plan.Decisions.Select(Saying.Of).ShouldBe(["skip", "write ERP 'd'"]);
    }

    [Theory]
    [InlineData(3, FieldAccess.Normal, "bbbb", "cannot-hold-toolong-erp", ProblemOwner.User)]
    [InlineData(0, FieldAccess.ReadOnly, "b", "cannot-hold-readonly-erp", ProblemOwner.Administrator)]
    [InlineData(0, FieldAccess.Mandatory, "", "cannot-hold-mandatory-erp", ProblemOwner.User)]
    public void A_value_the_erp_cannot_hold_names_cause_and_owner(int maxLength, FieldAccess access, string crm, string cause, ProblemOwner owner)
    {
        var rules = new RecordRules(
            new ActorMapping(ActorType.Customer, Enabled: true, [Given.Mapping("name")]), 1,
            new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update, [Given.Field("erp-name", maxLength: maxLength, access: access)]), [Given.Field("crm-name")]);

        RecordPlanner.Plan(rules, Given.State(crm, "a", Agreed), Restraints.None, Given.Now).Problems.ShouldBe([new FieldProblem(Name, cause, owner, null, null)]);
    }

    [Fact]
    public void A_conflict_shows_both_values_and_what_they_were() =>
        RecordPlanner.Plan(Rules, Given.State("b", "", Agreed), Restraints.None, Given.Now).Conflicts
            .ShouldBe([new FieldConflict(Name, ConflictKind.BothChanged, DifferenceClass.OneSideBlank, "b", "", Agreed, Given.Now)]);

    [Theory]
    [InlineData("pending")]
    [InlineData("interrupted")]
    [InlineData("parked")]
    [InlineData("fed elsewhere")]
    public void What_keeps_one_field_of_a_group_keeps_the_whole_group(string restraint)
    {
        var direction = restraint == "fed elsewhere" ? Direction.ErpToCrm : Direction.CrmToErp;
        var rules = Given.Rules(Given.Mapping("street", direction, group: "address"), Given.Mapping("city", direction, group: "address"), Given.Mapping("name", direction));
        var city = rules.Fields[1].Pair;
        var restraints = restraint switch
        {
            "pending" => Restraints.None with { Pending = Pairs(city) },
            "interrupted" => Restraints.None with { Interrupted = Pairs(city) },
            "parked" => Restraints.None with { Parked = new Dictionary<FieldPair, string> { [city] = RecordPlanner.ParkedHash(city, "d", "c", 1) } },
            _ => Restraints.None with { FedElsewhere = new HashSet<string>(StringComparer.Ordinal) { city.Crm } },
        };

        var plan = RecordPlanner.Plan(
            rules, new RecordState(Given.Values("t", "d", "b"), Given.Values("s", "c", "a"), [new BasePair("s", "s"), new BasePair("c", "c"), Agreed]), restraints, Given.Now);

        plan.Writes.Select(write => write.Pair).ShouldBe([rules.Fields[2].Pair]);
    }

    private static RecordPlan Plan(Restraints restraints) => RecordPlanner.Plan(Rules, Given.State("b", "a", Agreed), restraints, Given.Now);

    private static string Outcome(Restraints restraints, string crm = "b", string erp = "a") =>
        Saying.Of(RecordPlanner.Plan(Rules, Given.State(crm, erp, Agreed), restraints, Given.Now).Decisions[0]);

    private static Restraints Parked(string crm, string erp, int version) =>
        Restraints.None with { Parked = new Dictionary<FieldPair, string> { [Name] = RecordPlanner.ParkedHash(Name, crm, erp, version) } };

    private static HashSet<FieldPair> Pairs(FieldPair pair) => [pair];
}
