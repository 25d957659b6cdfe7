using FsCheck.Fluent;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Sync;

/// <summary>Long random histories, in which the product and the model must decide alike at every sync.</summary>
public sealed class HistoryTests
{
    private static readonly string[] Reachable =
        ["leave", "agree", "accept", "write CRM", "write ERP", "hold CRM", "hold ERP", "conflict BothChanged", "conflict NeverAgreed", "conflict Cleared", "skip"];

    [Fact]
    public void One_field()
    {
        var coverage = new Coverage();
        Seed.Check(Prop.ForAll(Histories.Of(fields: 1, interrupted: true), history => new Replayed(history, 1, coverage).Run()), 2500);
        coverage.ShouldReach([.. Reachable, "conflict InterruptedWrite"]);
    }

    [Fact]
    public void Two_fields_decided_whole()
    {
        var coverage = new Coverage();
        Seed.Check(Prop.ForAll(Histories.Of(fields: 2, interrupted: false), history => new Replayed(history, 2, coverage).Run()), 1500);
        coverage.ShouldReach(Reachable);
    }

    /// <summary>One history on the way: the model's fields hold the state of both sides, the planner decides beside the model.</summary>
    private sealed class Replayed(History history, int count, Coverage coverage)
    {
        private readonly FieldModel[] fields = [.. Enumerable.Range(0, count).Select(_ => new FieldModel(history.Short))];
        private readonly HashSet<(Side Side, int Field)> unread = [];
        private readonly HashSet<int> interrupted = [];
        private Policy policy = history.Start;

        public void Run()
        {
            foreach (var step in history.Steps)
            {
                Do(step);
            }

            // Edits have stopped: what is still to be done is done in one sync, and a second finds nothing to write.
            unread.Clear();
            Sync();
            Sync().ShouldAllBe(decision => decision.Kind != DecisionKind.Write);
        }

        private void Do(Step step)
        {
            var field = fields[step.Field];
            switch (step.Kind)
            {
                case StepKind.Edit:
                    field.Hold(step.Side, field.Kept(step.Side, step.Value));
                    break;
                case StepKind.EditBoth:
                    field.Hold(Side.Crm, field.Kept(Side.Crm, step.Value));
                    field.Hold(Side.Erp, field.Kept(Side.Erp, step.OtherValue));
                    break;
                case StepKind.Sync:
                    Count(Sync());
                    break;
                case StepKind.Unread:
                    unread.Add((step.Side, step.Field));
                    break;
                case StepKind.Configure:
                    policy = step.Policy;
                    break;
                case StepKind.MapAnew:
                    field.Base = null;
                    interrupted.Remove(step.Field);
                    break;
                case StepKind.KeepBoth:
                    field.AcceptAsBase();
                    interrupted.Remove(step.Field);
                    break;
                case StepKind.Interrupt:
                    interrupted.Add(step.Field);
                    break;
                default:
                    throw new InvalidOperationException($"No step {step.Kind}.");
            }
        }

        private Decision[] Sync()
        {
            var decisions = Plan();
            var outcomes = decisions.Select(Saying.Of).ToArray();
            outcomes.ShouldBe(Model());
            if (unread.Count == 0)
            {
                ConflictsAreReal(decisions);
                OverwritesAreAllowed(decisions);
            }

            Apply(decisions);
            unread.Clear();
            return decisions;
        }

        private void Count(Decision[] decisions)
        {
            foreach (var decision in decisions)
            {
                // What is written does not matter here, only where.
                coverage.Count(Saying.Of(decision).Split(" '")[0]);
            }
        }

        private Decision[] Plan()
        {
            var mappings = fields.Select((_, index) => Given.Mapping($"f{index}", policy.Direction, policy.WhenBlank, policy.OnConflict, count > 1 ? "address" : null)).ToArray();
            var rules = new RecordRules(
                new ActorMapping(Connectors.ActorType.Customer, Enabled: true, mappings), 1,
                new Connectors.ActorTypeInfo(
                    Connectors.ActorType.Customer, "customer", null, Connectors.Abilities.Update, [.. mappings.Select(mapping => Limited(mapping.Erp, Side.Erp))]),
                [.. mappings.Select(mapping => Limited(mapping.Crm!, Side.Crm))]);
            var state = new RecordState(
                [.. fields.Select((field, index) => Given.Value(AsRead(Side.Crm, index, field)))],
                [.. fields.Select((field, index) => Given.Value(AsRead(Side.Erp, index, field)))],
                [.. fields.Select(field => field.Base is { } agreed ? new BasePair(agreed.Crm, agreed.Erp) : (BasePair?)null)]);
            var restraints = Restraints.None with { Interrupted = interrupted.Select(index => mappings[index].Pair).ToHashSet() };
            return RecordPlanner.Plan(rules, state, restraints, Given.Now).Decisions;
        }

        private Connectors.FieldInfo Limited(string key, Side side) => Given.Field(key, maxLength: history.Short == side ? 2 : 0);

        private string? AsRead(Side side, int index, FieldModel field) => unread.Contains((side, index)) ? null : field.Holds(side);

        private string[] Model()
        {
            var seen = fields.Select((field, index) => new FieldModel(history.Short)
            {
                Crm = AsRead(Side.Crm, index, field),
                Erp = AsRead(Side.Erp, index, field),
                Base = field.Base,
            }).ToArray();

            // A field whose write was interrupted is for a person, until both sides agree.
            return [.. GroupModel.Decide(seen, policy).Select(
                (outcome, index) => interrupted.Contains(index) && outcome is not ("agree" or "skip") ? "conflict InterruptedWrite" : outcome)];
        }

        private void ConflictsAreReal(Decision[] decisions)
        {
            var differing = fields.Where(field => !field.Agrees).ToList();
            foreach (var kind in decisions.Where(decision => decision.Kind == DecisionKind.Conflict).Select(decision => decision.Conflict))
            {
                var isReal = kind switch
                {
                    ConflictKind.BothChanged => differing.Any(field => field.Changed(Side.Crm)) && differing.Any(field => field.Changed(Side.Erp)),
                    ConflictKind.NeverAgreed => differing.Any(field => field.Base is null),
                    ConflictKind.Cleared => policy.WhenBlank == WhenBlank.Ask && differing.Any(field => field.WasCleared(Side.Crm) || field.WasCleared(Side.Erp)),
                    ConflictKind.InterruptedWrite => interrupted.Count > 0,
                    _ => false,
                };
                isReal.ShouldBeTrue($"conflict {kind}");
            }
        }

        private void OverwritesAreAllowed(Decision[] decisions)
        {
            var differing = fields.Where(field => !field.Agrees).ToList();
            foreach (var (decision, field) in decisions.Zip(fields).Where(pair => pair.First.Kind == DecisionKind.Write))
            {
                var (target, source) = (decision.Target, decision.Target.Other());
                decision.Value.ShouldBe(field.Holds(source), "what is written is the source's own text");
                var against = target == Side.Crm ? Direction.CrmToErp : Direction.ErpToCrm;
                policy.Direction.ShouldNotBe(against, "a value never goes against the direction");
                if (field.Holds(source) == "")
                {
                    policy.WhenBlank.ShouldBe(WhenBlank.Clears);
                    field.WasCleared(source).ShouldBeTrue("only an edit clears");
                }

                if (policy.Direction == Direction.Both && field.Holds(target) != "" && differing.Any(one => one.Changed(target)))
                {
                    policy.OnConflict.ShouldBe(target == Side.Crm ? OnConflict.ErpWins : OnConflict.CrmWins, "an edit on a two-way field is replaced by policy only");
                }
            }
        }

        /// <summary>Write, agree and accept make a base; everything else keeps it.</summary>
        private void Apply(Decision[] decisions)
        {
            var differing = fields.Where(field => !field.Agrees).ToList();
            for (var index = 0; index < decisions.Length; index++)
            {
                if (decisions[index].Kind == DecisionKind.Write)
                {
                    fields[index].Hold(decisions[index].Target, decisions[index].Value!);
                }

                if (decisions[index].Kind is DecisionKind.Write or DecisionKind.Agree or DecisionKind.Accept)
                {
                    fields[index].AcceptAsBase();
                    interrupted.Remove(index);
                }
            }

            if (decisions.Any(decision => decision.Kind == DecisionKind.Write))
            {
                NoHalves(decisions, differing);
            }
        }

        /// <summary>A group of which something was written now has one side's values; only what was always blank there may still differ.</summary>
        private void NoHalves(Decision[] decisions, List<FieldModel> differing)
        {
            var target = decisions.Where(decision => decision.Kind == DecisionKind.Write).Select(decision => decision.Target).Distinct().ShouldHaveSingleItem();
            differing.Where(field => field.Holds(target.Other()) != "").ShouldAllBe(field => field.Crm == field.Erp);
        }
    }
}
