using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Sync;

public sealed class BasesTests
{
    private static readonly RecordRules Rules = Given.Rules(Given.Mapping("name"), Given.Mapping("city"));
    private static readonly BasePair Before = new("a", "a");
    private static readonly RecordState Read = new(Given.Values("b", "d"), Given.Values("a", "c"), [Before, null]);

    [Fact]
    public void What_was_written_is_the_base_of_its_pair() =>
        Bases.After(Rules, Read, _ => false, [Given.Change(Rules, 0, Side.Erp, "a", "b", "b")]).ShouldBe([new BasePair("b", "b"), null]);

    [Fact]
    public void What_the_side_stored_is_the_base_rather_than_what_was_sent() =>
        Bases.After(Rules, Read, _ => false, [Given.Change(Rules, 0, Side.Erp, "a", "b", "b", stored: "B")]).ShouldBe([new BasePair("b", "B"), null]);

    [Fact]
    public void A_write_to_the_crm_has_its_source_in_the_erp() =>
        Bases.After(Rules, Read, _ => false, [Given.Change(Rules, 1, Side.Crm, "d", "7", "seven", stored: null)]).ShouldBe([Before, new BasePair("7", "seven")]);

    [Fact]
    public void An_accepted_pair_has_its_values_as_read() => Bases.After(Rules, Read, index => index == 1, []).ShouldBe([Before, new BasePair("d", "c")]);

    [Theory]
    [InlineData(ChangeState.Planned)]
    [InlineData(ChangeState.Sending)]
    [InlineData(ChangeState.Unknown)]
    [InlineData(ChangeState.Rejected)]
    [InlineData(ChangeState.Stale)]
    public void A_write_that_is_not_done_keeps_the_base_even_of_an_accepted_pair(ChangeState state) =>
        Bases.After(Rules, Read, _ => true, [Given.Change(Rules, 0, Side.Erp, "a", "b", "b", state)])[0].ShouldBe(Before);

    [Fact]
    public void An_accepted_pair_that_was_not_read_keeps_its_base() =>
        Bases.After(Rules, new RecordState(Given.Values(null, "d"), Given.Values("a", null), [Before, null]), _ => true, []).ShouldBe([Before, null]);

    [Fact]
    public void The_state_afterwards_has_what_was_written_where_it_was_written()
    {
        BasePair?[] bases = [new BasePair("b", "B"), null];
        var after = Bases.With(Rules, Read, bases, [
            Given.Change(Rules, 0, Side.Erp, "a", "b", "b", stored: "B"), Given.Change(Rules, 1, Side.Crm, "d", "c", "c", ChangeState.Rejected),
        ]);

        after.Crm.ShouldBe(Given.Values("b", "d"));
        after.Erp.ShouldBe(Given.Values("B", "c"));
        after.Bases.ShouldBeSameAs(bases);
        Read.Erp.ShouldBe(Given.Values("a", "c"), "what was read stays as it was");
    }
}
