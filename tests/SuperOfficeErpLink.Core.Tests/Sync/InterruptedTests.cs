using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Sync;

/// <summary>A write to an ERP that keeps six characters, whose answer was lost, and what a direct read finds.</summary>
public sealed class InterruptedTests
{
    private static readonly RecordRules Rules = new(
        new ActorMapping(ActorType.Customer, Enabled: true, [Given.Mapping("name")]), 1,
        new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update, [Given.Field("erp-name", maxLength: 6)]), [Given.Field("crm-name")]);

    [Theory]
    [InlineData("Aarhus", "Odense", "Odense", ChangeState.Done, "Odense")]
    [InlineData("Aarhus", "Odense", "Aarhus", ChangeState.Planned, null)]
    [InlineData("Aarhus", "Odense", "ODENSE", ChangeState.Done, "ODENSE")]
    [InlineData("Aarhus", "Odense C", "Odense", ChangeState.Done, "Odense")]
    [InlineData("Aarhus", "Odense", "Skagen", ChangeState.Stale, null)]
    [InlineData("Aarhus", "Odense", "", ChangeState.Stale, null)]
    [InlineData("Aarhus", "", "", ChangeState.Done, "")]
    [InlineData("", "Odense", "", ChangeState.Planned, null)]
    // Where the old value means the same as the sent one, sending again does no harm.
    [InlineData("aarhus", "Aarhus", "aarhus", ChangeState.Planned, null)]
    [InlineData("Aarhus", "Aarhus C", "Aarhus", ChangeState.Planned, null)]
    public void Is_settled_by_what_the_side_holds(string old, string sent, string held, ChangeState state, string? stored)
    {
        var settled = Settle(old, sent, Given.Read(Given.Values(sent), Given.Values(held)));

        (settled.State, settled.Stored).ShouldBe((state, stored));
        (settled.Old, settled.Sent).ShouldBe((old, sent));
    }

    [Fact]
    public void Is_left_as_it_was_while_the_side_cannot_be_read()
    {
        Settle("Aarhus", "Odense", Given.Read(Given.Values("Odense"), Given.Values([null]))).State.ShouldBe(ChangeState.Unknown);
        Settle("Aarhus", "Odense", new BothSides(null, null, CrmGone: false, ErpGone: null)).State.ShouldBe(ChangeState.Unknown);
    }

    [Fact]
    public void Is_left_as_it_was_when_the_field_is_mapped_no_more()
    {
        var change = Given.Change(Given.Rules(Given.Mapping("phone")), 0, Side.Erp, "1", "2", "2", ChangeState.Unknown);
        Interrupted.Settle(change, Rules, Given.Read(Given.Values("2"), Given.Values("2"))).ShouldBe(change);
    }

    [Fact]
    public void The_side_that_was_written_is_asked()
    {
        var change = Given.Change(Rules, 0, Side.Crm, "Aarhus", "Odense", "Odense", ChangeState.Sending);
        Interrupted.Settle(change, Rules, Given.Read(Given.Values("Aarhus"), Given.Values("Odense"))).State.ShouldBe(ChangeState.Planned);
    }

    private static Change Settle(string old, string sent, BothSides read) =>
        Interrupted.Settle(Given.Change(Rules, 0, Side.Erp, old, sent, sent, ChangeState.Unknown), Rules, read);
}
