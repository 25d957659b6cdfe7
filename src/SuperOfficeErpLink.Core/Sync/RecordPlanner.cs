using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Both sides of a link as read, and what was last agreed, each in the order of the rules.</summary>
public sealed record RecordState(FieldValue[] Crm, FieldValue[] Erp, BasePair?[] Bases);

/// <summary>What the planner must leave alone, and why.</summary>
/// <param name="Pending">Pairs with an approved write that waits for its side.</param>
/// <param name="Interrupted">Pairs whose write was interrupted and left neither value: for a person, never for a policy.</param>
/// <param name="Parked">Pairs the other side refused, by <see cref="RecordPlanner.ParkedHash"/>.</param>
/// <param name="FedElsewhere">CRM fields that a connection of higher rank feeds.</param>
/// <param name="ErpWaits">The actor is inactive: the ERP is not written.</param>
public sealed record Restraints(
    IReadOnlySet<FieldPair> Pending, IReadOnlySet<FieldPair> Interrupted, IReadOnlyDictionary<FieldPair, string> Parked,
    IReadOnlySet<string> FedElsewhere, bool ErpWaits)
{
    public static Restraints None { get; } = new(
        new HashSet<FieldPair>(), new HashSet<FieldPair>(), new Dictionary<FieldPair, string>(), new HashSet<string>(StringComparer.Ordinal), ErpWaits: false);

    /// <param name="open">The link's open changes, as far as reading could settle them.</param>
    public static Restraints Of(LinkIssues issues, IReadOnlyList<Change> open, IReadOnlySet<string> fedElsewhere, bool erpWaits) => new(
        open.Where(change => change.State is not ChangeState.Dropped and not ChangeState.Stale).Select(change => change.Pair).ToHashSet(),
        issues.Conflicts.Where(conflict => conflict.Kind == ConflictKind.InterruptedWrite).Select(conflict => conflict.Pair)
            .Concat(open.Where(change => change.State == ChangeState.Stale).Select(change => change.Pair)).ToHashSet(),
        issues.Problems.Where(problem => problem is { Pair: not null, ParkedHash: not null }).ToDictionary(problem => problem.Pair!.Value, problem => problem.ParkedHash!),
        fedElsewhere, erpWaits);
}

/// <summary>One side's values go over again, whatever was agreed before.</summary>
/// <param name="BlanksClear">Blanks, too.</param>
public sealed record ResyncOrder(Side From, bool BlanksClear);

/// <summary>One field to write.</summary>
/// <param name="Index">Position in the rules.</param>
/// <param name="Old">What the target holds.</param>
/// <param name="Source">What the other side holds.</param>
public sealed record PlannedWrite(int Index, FieldPair Pair, Side Target, string Old, string New, string Source, string Cause, bool ShownUntilDismissed);

/// <summary>What is to be done with one link.</summary>
/// <param name="Decisions">In the order of the rules.</param>
public sealed record RecordPlan(
    Decision[] Decisions, IReadOnlyList<PlannedWrite> Writes, IReadOnlyList<FieldConflict> Conflicts, IReadOnlyList<FieldProblem> Problems)
{
    public IEnumerable<PlannedWrite> To(Side side) => Writes.Where(write => write.Target == side);
}

/// <summary>Decides all fields of one link. Pure.</summary>
public static class RecordPlanner
{
    /// <param name="resync">Null: what was last agreed decides.</param>
    public static RecordPlan Plan(RecordRules rules, RecordState state, Restraints restraints, DateTimeOffset now, ResyncOrder? resync = null)
    {
        var decisions = new Decision[rules.Fields.Count];
        foreach (var group in rules.Groups)
        {
            DecideGroup(rules, state, group, resync, decisions);
            RestrainGroup(rules, state, group, restraints, decisions);
        }

        var writes = new List<PlannedWrite>();
        var conflicts = new List<FieldConflict>();
        var problems = new List<FieldProblem>();
        for (var index = 0; index < decisions.Length; index++)
        {
            var rule = rules.Fields[index];
            Collect(rule, decisions[index], state, index, now, writes, conflicts, problems);
        }

        return new RecordPlan(decisions, writes, conflicts, problems);
    }

    /// <summary>What identifies a refused write: it is not sent again while all of this is as it was.</summary>
    public static string ParkedHash(FieldPair pair, string crm, string erp, int mappingVersion) =>
        Fingerprint.Of(string.Create(CultureInfo.InvariantCulture, $"{pair}\n{crm.Length}\n{crm}\n{erp}\n{mappingVersion}"))[..32];

    private static void DecideGroup(RecordRules rules, RecordState state, int[] group, ResyncOrder? resync, Decision[] decisions)
    {
        if (group.Length == 1)
        {
            var index = group[0];
            Decide([rules.Fields[index]], [state.Crm[index]], [state.Erp[index]], [state.Bases[index]], resync, decisions.AsSpan(index, 1));
            return;
        }

        var members = new Decision[group.Length];
        Decide(
            [.. group.Select(index => rules.Fields[index])], [.. group.Select(index => state.Crm[index])], [.. group.Select(index => state.Erp[index])],
            [.. group.Select(index => state.Bases[index])], resync, members);
        for (var member = 0; member < group.Length; member++)
        {
            decisions[group[member]] = members[member];
        }
    }

    private static void Decide(
        ReadOnlySpan<FieldRule> rules, ReadOnlySpan<FieldValue> crm, ReadOnlySpan<FieldValue> erp, ReadOnlySpan<BasePair?> bases, ResyncOrder? resync, Span<Decision> decisions)
    {
        if (resync is null)
        {
            Decider.Decide(rules, crm, erp, bases, decisions);
        }
        else
        {
            Decider.Resync(rules, crm, erp, bases, resync, decisions);
        }
    }

    /// <summary>The whole group waits with the one field of it that must: never half an address.</summary>
    private static void RestrainGroup(RecordRules rules, RecordState state, int[] group, Restraints restraints, Decision[] decisions)
    {
        var waits = false;
        var isParked = IsParked(rules, state, group, restraints);
        foreach (var index in group)
        {
            var restrained = Restrain(rules.Fields[index], decisions[index], restraints, isParked);
            waits |= restrained != decisions[index];
            decisions[index] = restrained;
        }

        foreach (var index in group)
        {
            if (waits && decisions[index].Kind is (DecisionKind.Write or DecisionKind.Accept))
            {
                decisions[index] = Decision.Leave;
            }
        }
    }

    /// <summary>A group that was refused is parked whole, and one changed value is enough to try all of it again.</summary>
    private static bool IsParked(RecordRules rules, RecordState state, int[] group, Restraints restraints)
    {
        var isParked = false;
        foreach (var index in group)
        {
            var pair = rules.Fields[index].Pair;
            if (restraints.Parked.TryGetValue(pair, out var hash))
            {
                isParked = state.Crm[index].Text is { } crm && state.Erp[index].Text is { } erp
                    && string.Equals(hash, ParkedHash(pair, crm, erp, rules.Version), StringComparison.Ordinal);
                if (!isParked)
                {
                    return false;
                }
            }
        }

        return isParked;
    }

    private static Decision Restrain(FieldRule rule, Decision decision, Restraints restraints, bool isParked)
    {
        if (decision.Kind is DecisionKind.Agree or DecisionKind.Skip)
        {
            return decision;
        }

        if (restraints.Pending.Contains(rule.Pair))
        {
            return Decision.Leave;
        }

        if (restraints.Interrupted.Contains(rule.Pair))
        {
            return Decision.Conflicting(ConflictKind.InterruptedWrite);
        }

        if (restraints.FedElsewhere.Contains(rule.Pair.Crm) && rule.Reaches(Side.Crm) && !OnlySends(rule, decision))
        {
            return Decision.Leave;
        }

        if (decision is { Kind: DecisionKind.Write, Target: Side.Erp } && restraints.ErpWaits)
        {
            return Decision.Leave;
        }

        return isParked && restraints.Parked.ContainsKey(rule.Pair) ? Decision.Hold(Side.Erp, CannotHold.None) : decision;
    }

    /// <summary>A connection of higher rank feeds the CRM field: this one shows that it differs, and a two-way field only sends.</summary>
    private static bool OnlySends(FieldRule rule, Decision decision) =>
        decision is { Kind: DecisionKind.Write, Target: Side.Erp } && rule.Mapping.Direction == Direction.Both;

    private static void Collect(
        FieldRule rule, Decision decision, RecordState state, int index, DateTimeOffset now,
        List<PlannedWrite> writes, List<FieldConflict> conflicts, List<FieldProblem> problems)
    {
        var (crm, erp) = (state.Crm[index].Text ?? "", state.Erp[index].Text ?? "");
        switch (decision.Kind)
        {
            case DecisionKind.Write:
                var replaces = decision.ReplacesEdit && decision.Target == Side.Crm && rule.Mapping.Direction != Direction.Both;
                writes.Add(new PlannedWrite(
                    index, rule.Pair, decision.Target, decision.Target == Side.Crm ? crm : erp, decision.Value!, decision.Target == Side.Crm ? erp : crm,
                    decision.ReplacesEdit ? ChangeCauses.OwnerReplacedEdit : ChangeCauses.OtherSideChanged, replaces));
                break;
            case DecisionKind.Conflict:
                conflicts.Add(new FieldConflict(rule.Pair, decision.Conflict, Differences.Of(crm, erp), crm, erp, state.Bases[index], now));
                break;
            case DecisionKind.Hold:
                problems.Add(Held(rule, decision));
                break;
            case DecisionKind.Skip:
                problems.Add(new FieldProblem(rule.Pair, ProblemCauses.NotRead, ProblemOwner.Administrator, null, null));
                break;
            case DecisionKind.Leave or DecisionKind.Agree or DecisionKind.Accept:
                break;
            default:
                throw new InvalidOperationException($"Decision {decision.Kind} has no meaning here.");
        }
    }

    private static FieldProblem Held(FieldRule rule, Decision decision) => decision.Reason switch
    {
        CannotHold.None => new FieldProblem(rule.Pair, ProblemCauses.Refused, ProblemOwner.User, null, null),
        CannotHold.ListItemUnmapped or CannotHold.ReadOnly or CannotHold.WrongType =>
            new FieldProblem(rule.Pair, CauseOf(decision), ProblemOwner.Administrator, null, null),
        _ => new FieldProblem(rule.Pair, CauseOf(decision), ProblemOwner.User, null, null),
    };

    private static string CauseOf(Decision decision) =>
        $"{ProblemCauses.CannotHoldPrefix}{decision.Reason.ToString().ToLowerInvariant()}-{decision.Target.ToString().ToLowerInvariant()}";
}
