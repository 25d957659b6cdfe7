using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Makes what is stored of a link after it was written. Pure.</summary>
public static class Outcomes
{
    /// <summary>How long a write that could not be done waits for its next try, by how often it was tried before.</summary>
    public static TimeSpan RetryAfter(int attempts) => TimeSpan.FromSeconds(Math.Min(10 * Math.Pow(2, Math.Clamp(attempts, 0, 9)), 3600));

    /// <param name="state">As read, with the bases from before.</param>
    /// <param name="accepted">Positions whose values as read become the base.</param>
    /// <param name="changes">All changes made in this round, in their final states.</param>
    /// <param name="errors">What a side refused, for the words of the problem.</param>
    public static LinkOutcome Of(
        LinkContext context, long linkId, BothSides read, RecordState state, Func<int, bool> accepted, IReadOnlyList<Change> changes,
        IReadOnlyList<FieldError> errors, Restraints restraints, DateTimeOffset now)
    {
        var rules = context.Rules;
        var bases = Bases.After(rules, state, accepted, changes);
        var after = Bases.With(rules, state, bases, changes);
        var interrupted = changes.Where(change => change is { State: ChangeState.Stale }).Select(change => change.Pair).ToHashSet();
        var pending = changes.Where(change => change.State is ChangeState.Planned or ChangeState.Unknown or ChangeState.Sending).Select(change => change.Pair).ToHashSet();
        var refused = Refused(context, after, changes, errors);
        var plan = RecordPlanner.Plan(
            rules, after,
            restraints with
            {
                Pending = pending.Union(restraints.Pending).ToHashSet(),
                Interrupted = interrupted.Union(restraints.Interrupted).ToHashSet(),
                Parked = refused.Count == 0
                    ? restraints.Parked
                    : restraints.Parked.Where(parked => refused.All(problem => problem.Pair != parked.Key))
                        .Concat(refused.Select(problem => KeyValuePair.Create(problem.Pair!.Value, problem.ParkedHash!))).ToDictionary(),
            },
            now);
        return new LinkOutcome(
            linkId, context.Connection.Id, [], bases, rules.Version, read.Crm?.Version, read.Erp?.Version, plan.Conflicts,
            [.. plan.Problems.Where(problem => problem.CauseKey != ProblemCauses.Refused || refused.All(one => one.Pair != problem.Pair)), .. refused],
            now, pending.Count > 0 ? RetryAfter(0) : null);
    }

    /// <summary>
    /// When the actor or the record is not there: the link stays, with its problem. An ERP that says neither "here it is" nor "gone" is asked
    /// again by itself.
    /// </summary>
    public static LinkOutcome Gone(LinkContext context, long linkId, BothSides read, DateTimeOffset now)
    {
        var isUnknown = !read.CrmGone && read.ErpGone is null;
        return new LinkOutcome(
            linkId, context.Connection.Id, [], null, context.Rules.Version, read.Crm?.Version, read.Erp?.Version, [],
            [new FieldProblem(
                null, read.CrmGone ? ProblemCauses.EntityGone : isUnknown ? ProblemCauses.ActorUnknown : ProblemCauses.ActorGone,
                isUnknown ? ProblemOwner.Erp : ProblemOwner.User, null, null)],
            now, isUnknown ? RetryAfter(0) : null, RetriesWhole: isUnknown);
    }

    private static List<FieldProblem> Refused(LinkContext context, RecordState after, IReadOnlyList<Change> changes, IReadOnlyList<FieldError> errors) =>
        [.. changes.Where(change => change.State == ChangeState.Rejected).Select(change =>
        {
            var index = context.Rules.Fields.ToList().FindIndex(rule => rule.Pair == change.Pair);
            var words = errors.FirstOrDefault(error => error.Field == change.Field) ?? errors.FirstOrDefault(error => error.Field is null);
            return new FieldProblem(
                change.Pair, ProblemCauses.Refused, ProblemOwner.User, words?.Message,
                index < 0 ? null : RecordPlanner.ParkedHash(change.Pair, after.Crm[index].Text ?? "", after.Erp[index].Text ?? "", context.Rules.Version));
        })];
}
