using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>What a run has to do with one link.</summary>
/// <param name="IsTarget">There is something to write or to keep.</param>
/// <param name="IsGone">A side says that its record does not exist.</param>
public sealed record LinkVerdict(bool IsTarget, bool IsGone, IReadOnlyList<PlannedWrite> Writes, int Conflicts, int Problems)
{
    /// <summary>Nobody touched it.</summary>
    public static LinkVerdict Untouched { get; } = new(IsTarget: false, IsGone: false, [], 0, 0);

    private static readonly LinkVerdict Vanished = new(IsTarget: true, IsGone: true, [], 0, 1);

    /// <summary>Nothing is written for it; whether it can be followed shows under the claim, every time anew.</summary>
    private static readonly LinkVerdict Merged = Vanished with { IsGone = false, Problems = 0 };
    private static readonly LinkVerdict StillGone = Vanished with { IsTarget = false };

    /// <summary>An actor that came back as another one, perhaps; news only while the link does not say so already.</summary>
    public static LinkVerdict Doubtful(LinkIssues issues) =>
        issues.Problems.Any(problem => problem.CauseKey == ProblemCauses.ActorReturned) ? StillGone with { IsGone = false } : Vanished with { IsGone = false };

    /// <summary>A record that a side does not have; news only while the link does not say so already. Its retry, where one is due, gets its next time.</summary>
    public static LinkVerdict Missing(LinkContext context, long linkId, BothSides read, LinkIssues issues, bool isDue, DateTimeOffset now)
    {
        if (read is { CrmReplacedBy: not null } or { Crm: not null, ErpGone.ReplacedBy: not null })
        {
            return Merged;
        }

        var outcome = Outcomes.Gone(context, linkId, read, now);
        return !SameProblems(outcome.Problems, issues.Problems) ? Vanished : isDue ? StillGone with { IsTarget = true, IsGone = false } : StillGone;
    }

    /// <summary>Pure: what the planner says, held against what is known of the link.</summary>
    public static LinkVerdict Of(
        RecordRules rules, RecordState state, LinkIssues issues, IReadOnlySet<string> fedElsewhere, bool erpWaits, bool isDue, ResyncOrder? resync, DateTimeOffset now)
    {
        var plan = RecordPlanner.Plan(rules, state, Restraints.Of(issues, issues.Open, fedElsewhere, erpWaits), now, resync);
        var isTarget = isDue || issues.Open.Count > 0 || plan.Writes.Count > 0 || MovesBase(plan, state)
            || !SameConflicts(plan.Conflicts, issues.Conflicts) || !SameProblems(plan.Problems, issues.Problems);
        return new LinkVerdict(isTarget, IsGone: false, plan.Writes, plan.Conflicts.Count, plan.Problems.Count);
    }

    private static bool MovesBase(RecordPlan plan, RecordState state)
    {
        for (var index = 0; index < plan.Decisions.Length; index++)
        {
            if (plan.Decisions[index].Kind is DecisionKind.Agree or DecisionKind.Accept
                && (state.Bases[index] is not { } agreed
                    || !string.Equals(agreed.Crm, state.Crm[index].Text, StringComparison.Ordinal)
                    || !string.Equals(agreed.Erp, state.Erp[index].Text, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SameConflicts(IReadOnlyList<FieldConflict> now, IReadOnlyList<FieldConflict> before) =>
        now.Count == before.Count && now.All(conflict => before.Any(known =>
            known.Pair == conflict.Pair && known.Kind == conflict.Kind
            && string.Equals(known.Crm, conflict.Crm, StringComparison.Ordinal) && string.Equals(known.Erp, conflict.Erp, StringComparison.Ordinal)));

    private static bool SameProblems(IReadOnlyList<FieldProblem> now, IReadOnlyList<FieldProblem> before) =>
        now.Count == before.Count && now.All(problem => before.Any(known =>
            known.Pair == problem.Pair && string.Equals(known.CauseKey, problem.CauseKey, StringComparison.Ordinal)));
}
