using SuperOfficeErpLink.Core.Comparison;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>
/// An actor that was gone and whose key answers again. Some ERPs give a deleted one's number to the next that is created: only one that
/// holds what was last agreed is taken for the same. Pure.
/// </summary>
public static class ReturnedActor
{
    /// <summary>Whether a person must say that it is the same one before anything is written on either side.</summary>
    public static bool IsDoubtful(RecordRules rules, RecordState state, LinkIssues issues)
    {
        if (!issues.Problems.Any(problem => problem.CauseKey is ProblemCauses.ActorGone or ProblemCauses.ActorReturned))
        {
            return false;
        }

        for (var index = 0; index < rules.Fields.Count; index++)
        {
            if (state.Bases[index] is { } agreed && state.Erp[index].Text is { } erp && state.Crm[index].Text is { } crm
                && !string.Equals(erp, agreed.Erp, StringComparison.Ordinal) && !rules.Fields[index].Agree(crm, erp))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The link stays as it is, with its problem, until it is compared, relinked or disconnected.</summary>
    public static LinkOutcome Hold(LinkContext context, long linkId, BothSides read, DateTimeOffset now) => new(
        linkId, context.Connection.Id, [], null, context.Rules.Version, read.Crm?.Version, read.Erp?.Version, [],
        [new FieldProblem(null, ProblemCauses.ActorReturned, ProblemOwner.User, null, null)], now, null);
}
