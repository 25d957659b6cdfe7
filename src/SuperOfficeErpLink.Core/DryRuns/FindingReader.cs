using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.DryRuns;

/// <summary>Reads off a plan what would become of each field. Pure.</summary>
public static class FindingReader
{
    /// <param name="into">Findings are added to it; none for a field of which nothing would become.</param>
    public static void Read(long linkId, RecordRules rules, RecordState state, RecordPlan plan, ICollection<Finding> into)
    {
        for (var index = 0; index < plan.Decisions.Length; index++)
        {
            var (rule, decision) = (rules.Fields[index], plan.Decisions[index]);
            var kind = KindOf(decision, state, index);
            var reason = decision.Kind == DecisionKind.Hold ? decision.Reason : CannotHold.None;
            if (kind is null && decision.Kind != DecisionKind.Agree && UnmappedItem(rule, state.Crm[index], state.Erp[index]))
            {
                (kind, reason) = (FindingKind.UnmappedItem, CannotHold.ListItemUnmapped);
            }

            if (kind is { } found)
            {
                into.Add(new Finding(
                    linkId, rules.Mapping.Actor, rule.Pair, found, state.Crm[index].Text, state.Erp[index].Text, decision.Kind == DecisionKind.Write ? decision.Value : null, reason));
            }
        }
    }

    private static FindingKind? KindOf(Decision decision, RecordState state, int index) => decision.Kind switch
    {
        DecisionKind.Write when decision.Target == Side.Crm => decision.Value!.Length == 0 && state.Crm[index].HasText ? FindingKind.EmptiesCrm : FindingKind.ToCrm,
        DecisionKind.Write => decision.Value!.Length == 0 && state.Erp[index].HasText ? FindingKind.EmptiesErp : FindingKind.ToErp,
        DecisionKind.Conflict => FindingKind.Conflict,
        DecisionKind.Hold => decision.Reason == CannotHold.ListItemUnmapped ? FindingKind.UnmappedItem : FindingKind.WillNotFit,
        DecisionKind.Skip => FindingKind.Unknown,
        _ => null,
    };

    /// <summary>A list value that stands as it was agreed, and of which no edit would go over any more.</summary>
    private static bool UnmappedItem(FieldRule rule, FieldValue crm, FieldValue erp) =>
        (rule.Reaches(Side.Erp) && crm.HasText && rule.Carry(Side.Crm, crm.Text!).Reason == CannotHold.ListItemUnmapped)
        || (rule.Reaches(Side.Crm) && erp.HasText && rule.Carry(Side.Erp, erp.Text!).Reason == CannotHold.ListItemUnmapped);

    /// <summary>The counts of a run with these findings of one link.</summary>
    public static RunCounts Add(RunCounts counts, IEnumerable<Finding> ofLink)
    {
        var (toCrm, toErp, conflicts, problems, blanked) = (0, 0, 0, 0, 0);
        foreach (var finding in ofLink)
        {
            toCrm += finding.Target == Side.Crm ? 1 : 0;
            toErp += finding.Target == Side.Erp ? 1 : 0;
            conflicts += finding.Kind == FindingKind.Conflict ? 1 : 0;
            problems += finding.Kind is FindingKind.WillNotFit or FindingKind.UnmappedItem or FindingKind.Unknown ? 1 : 0;
            blanked += finding.Kind is FindingKind.EmptiesCrm or FindingKind.EmptiesErp ? 1 : 0;
        }

        return counts with
        {
            Decided = counts.Decided + 1,
            WritingLinks = counts.WritingLinks + (toCrm + toErp > 0 ? 1 : 0),
            ToCrm = counts.ToCrm + toCrm,
            ToErp = counts.ToErp + toErp,
            Conflicts = counts.Conflicts + conflicts,
            Problems = counts.Problems + problems,
            Blanked = counts.Blanked + blanked,
        };
    }
}
