using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Comparison;

/// <summary>How a row of the compare dialog is shown.</summary>
public enum RowKind
{
    Different = 0,

    /// <summary>They mean the same and are written differently; folded.</summary>
    FormOnly = 1,

    /// <summary>Folded.</summary>
    Equal = 2,

    /// <summary>A side could not be read: nothing can be chosen.</summary>
    NotRead = 3,
}

/// <summary>One mapped field of the compare dialog.</summary>
/// <param name="ToErp">The CRM's value as the ERP would get it, or why it cannot.</param>
/// <param name="ToCrm">The ERP's value as the CRM would get it, or why it cannot.</param>
/// <param name="MayKeepBoth">Offered where neither value can go over, where only the form differs, and where a difference was accepted before.</param>
/// <param name="Base">What was last agreed, for a linked record.</param>
/// <param name="Conflict">The open conflict, for a linked record.</param>
public sealed record CompareRow(
    FieldRule Rule, FieldValue Crm, FieldValue Erp, RowKind Kind, Carried ToErp, Carried ToCrm, bool MayKeepBoth, Choice Preselected, BasePair? Base,
    ConflictKind? Conflict)
{
    public bool WasRead => Kind != RowKind.NotRead;

    public bool MayChoose(Choice choice) => choice switch
    {
        Choice.Crm => Kind is not (RowKind.Equal or RowKind.NotRead) && ToErp.IsHeld,
        Choice.Erp => Kind is not (RowKind.Equal or RowKind.NotRead) && ToCrm.IsHeld,
        _ => MayKeepBoth || Kind == RowKind.Equal,
    };
}

/// <summary>Makes the rows of the compare dialog. Pure.</summary>
public static class CompareRows
{
    public static IReadOnlyList<CompareRow> Of(RecordRules rules, RecordState state, bool isLinked, IReadOnlyList<FieldConflict> conflicts)
    {
        var decisions = RecordPlanner.Plan(rules, state, Restraints.None, default).Decisions;
        return [.. rules.Fields.Select((rule, index) => RowOf(
            rule, state.Crm[index], state.Erp[index], state.Bases[index], isLinked ? decisions[index] : null,
            conflicts.FirstOrDefault(conflict => conflict.Pair == rule.Pair)?.Kind))];
    }

    private static CompareRow RowOf(FieldRule rule, FieldValue crm, FieldValue erp, BasePair? agreed, Decision? decision, ConflictKind? conflict)
    {
        if (!crm.WasRead || !erp.WasRead)
        {
            return new CompareRow(rule, crm, erp, RowKind.NotRead, default, default, MayKeepBoth: true, Choice.KeepBoth, agreed, conflict);
        }

        var (toErp, toCrm) = (rule.Carry(Side.Crm, crm.Text!), rule.Carry(Side.Erp, erp.Text!));
        var kind = !rule.Agree(crm.Text!, erp.Text!) ? RowKind.Different
            : IsSameText(toErp, erp) || IsSameText(toCrm, crm) || crm == erp ? RowKind.Equal
            : RowKind.FormOnly;
        var isAccepted = decision?.Kind == DecisionKind.Leave;
        var mayKeep = kind != RowKind.Different || isAccepted || !(toErp.IsHeld || toCrm.IsHeld);
        return new CompareRow(
            rule, crm, erp, kind, toErp, toCrm, mayKeep, mayKeep ? Choice.KeepBoth : Preselect(rule, crm, erp, toErp, toCrm, decision), agreed, conflict);
    }

    private static bool IsSameText(Carried carried, FieldValue held) => carried.IsHeld && string.Equals(carried.Text, held.Text, StringComparison.Ordinal);

    /// <summary>What sync would do; else on one-way fields the owner's side, on two-way fields the side that is not blank, else the ERP's.</summary>
    private static Choice Preselect(FieldRule rule, FieldValue crm, FieldValue erp, Carried toErp, Carried toCrm, Decision? decision)
    {
        var wanted = decision is { Kind: DecisionKind.Write } write ? ChoiceOf(write.Target.Other())
            : rule.Owner is { } owner ? ChoiceOf(owner)
            : erp.IsBlank && !crm.IsBlank ? Choice.Crm
            : Choice.Erp;
        return wanted == Choice.Crm
            ? toErp.IsHeld ? Choice.Crm : Choice.Erp
            : toCrm.IsHeld ? Choice.Erp : Choice.Crm;
    }

    private static Choice ChoiceOf(Side side) => side == Side.Crm ? Choice.Crm : Choice.Erp;
}
