using FsCheck;
using FsCheck.Fluent;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;

namespace SuperOfficeErpLink.Core.Tests.Moves;

public sealed class RenumberPlanTests
{
    /// <summary>Links by key: a to f; the ERP has all keys but those that start with x.</summary>
    [Theory]
    [InlineData("a>n", "a:Ready", "a>n")]
    [InlineData("z>n", "z:Unlinked", "")]
    [InlineData("a>a", "a:Same", "")]
    [InlineData("a>x1", "a:NotInErp", "")]
    [InlineData("a>b", "a:Taken", "")]
    [InlineData("a>n a>m", "a:DuplicateOld a:DuplicateOld", "")]
    [InlineData("a>n a>n", "a:Ready a:DuplicateOld", "a>n")]
    [InlineData("a>n b>n", "a:DuplicateNew b:DuplicateNew", "")]
    [InlineData("s>n", "s:Unlinked", "")]
    [InlineData("r>n", "r:Busy", "")]
    [InlineData("a>b b>c c>n", "a:Ready b:Ready c:Ready", "c>n b>c a>b")]
    [InlineData("c>n a>b b>c", "c:Ready a:Ready b:Ready", "c>n b>c a>b")]
    [InlineData("a>b b>c c>d", "a:Waits b:Waits c:Taken", "")]
    [InlineData("a>b b>x1", "a:Waits b:NotInErp", "")]
    [InlineData("a>b b>a", "a:Ready b:Ready", "a>b b>a")]
    [InlineData("a>b b>c c>a", "a:Ready b:Ready c:Ready", "a>b c>a b>c")]
    [InlineData("a>b b>a c>n d>d", "a:Ready b:Ready c:Ready d:Same", "c>n a>b b>a")]
    [InlineData("a>b b>a c>a", "a:Waits b:DuplicateNew c:DuplicateNew", "")]
    public void Each_line_is_said_what_can_be_done_with_it(string lines, string verdicts, string steps)
    {
        var plan = Plan(lines);

        string.Join(' ', plan.Verdicts.Select(verdict => $"{verdict.Line.From}:{verdict.Status}")).ShouldBe(verdicts);
        string.Join(' ', plan.Steps.Select(step => $"{step.From}>{step.To}")).ShouldBe(steps);
    }

    [Fact]
    public void Chains_and_rings_are_counted()
    {
        var plan = Plan("a>b b>a c>d d>n e>m");

        (plan.Chains, plan.Rings).ShouldBe((1, 1));
        plan.Steps.Where(step => step.Ring is not null).Select(step => step.From).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_ring_is_never_cut_by_a_batch()
    {
        var batches = Plan("a>b b>c c>a d>e e>d f>n").Batches(2).Select(batch => string.Concat(batch.Select(step => step.From))).ToList();

        batches.ShouldBe(["facb", "de"]);
    }

    /// <summary>Whatever the list is: done in the order given, no two links ever have one key, and each that is ready has its new one at the end.</summary>
    [Fact]
    public void Steps_never_meet_a_key_that_is_taken() => Prop.ForAll(
        Gen.Choose(0, 11).Two().ListOf(14).ToArbitrary(),
        pairs =>
        {
            var keys = Enumerable.Range(0, 8).Select(at => $"k{at}").ToList();
            var list = new RenumberList([.. pairs.Select((pair, at) => new RenumberLine(at + 1, $"k{pair.Item1}", $"k{pair.Item2}"))], [], TooMany: false);
            var links = keys.Select((key, at) => (key, at)).ToDictionary(one => one.key, one => Link(one.at + 1));
            var plan = RenumberPlan.Of(list, ActorType.Customer, links, Enumerable.Range(0, 12).Select(at => $"k{at}").ToHashSet(), []);
            var now = links.ToDictionary(link => link.Value.Id, link => link.Key);
            foreach (var group in plan.Steps.GroupBy(step => step.Ring is { } ring ? $"ring {ring}" : step.From))
            {
                foreach (var step in group)
                {
                    now[step.LinkId].ShouldBe(step.From);
                    now[step.LinkId] = group.Key.StartsWith("ring", StringComparison.Ordinal) && step == group.First() ? "aside" : step.To;
                    now.Values.Distinct().Count().ShouldBe(now.Count);
                }

                now[group.First().LinkId] = group.First().To;
                now.Values.Distinct().Count().ShouldBe(now.Count);
            }

            plan.Verdicts.Where(verdict => verdict.Status == RenumberStatus.Ready).ShouldAllBe(verdict => now[verdict.Link!.Value.Id] == verdict.Line.To);
            plan.Verdicts.Count(verdict => verdict.Status == RenumberStatus.Ready).ShouldBe(plan.Steps.Count);
        }).QuickCheckThrowOnFailure();

    /// <summary>Link 1 has got its key a from the key z by the same order.</summary>
    [Theory]
    [InlineData("z>a a>n", "z:Done a:Unlinked", "")]
    [InlineData("z>a b>a", "z:DuplicateNew b:DuplicateNew", "")]
    [InlineData("z>a c>b b>z", "z:Done c:Ready b:Ready", "b>z c>b")]
    [InlineData("z>y b>a", "z:Unlinked b:Taken", "")]
    public void What_an_order_did_before_is_done_and_not_moved_on(string lines, string verdicts, string steps)
    {
        var plan = Plan(lines, new RenumberStep(1, "z", "a", null));

        string.Join(' ', plan.Verdicts.Select(verdict => $"{verdict.Line.From}:{verdict.Status}")).ShouldBe(verdicts);
        string.Join(' ', plan.Steps.Select(step => $"{step.From}>{step.To}")).ShouldBe(steps);
        plan.Verdicts.Where(verdict => verdict.Status == RenumberStatus.Done).ShouldAllBe(verdict => verdict.Link!.Value.Id == 1);
    }

    private static RenumberPlan Plan(string lines, params RenumberStep[] done) => RenumberPlan.Of(
        RenumberList.Parse(lines.Replace(' ', '\n').Replace('>', ';')), ActorType.Customer,
        new Dictionary<string, NumberedLink>
        {
            ["a"] = Link(1), ["b"] = Link(2), ["c"] = Link(3), ["d"] = Link(4), ["e"] = Link(5), ["f"] = Link(6),
            ["s"] = Link(7) with { ActorType = ActorType.Supplier }, ["r"] = Link(8) with { State = LinkState.Reserved },
        },
        lines.Split(' ', '>').Where(key => !key.StartsWith('x')).ToHashSet(), done);

    private static NumberedLink Link(long id) => new(id, ActorType.Customer, LinkState.Active, new EntityRef(EntityType.Company, id));
}
