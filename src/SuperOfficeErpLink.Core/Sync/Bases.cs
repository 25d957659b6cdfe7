using SuperOfficeErpLink.Core.Comparison;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>What the snapshot becomes. Pure.</summary>
public static class Bases
{
    /// <summary>
    /// A pair that was written has what was written as its base; one that agrees or was accepted, the values as read; every other keeps
    /// what it had.
    /// </summary>
    /// <param name="accepted">Position of a pair to whether its values as read are the new base.</param>
    public static BasePair?[] After(RecordRules rules, RecordState state, Func<int, bool> accepted, IReadOnlyList<Change> changes)
    {
        var bases = new BasePair?[rules.Fields.Count];
        for (var index = 0; index < bases.Length; index++)
        {
            var done = changes.LastOrDefault(change => change.Pair == rules.Fields[index].Pair);
            bases[index] = done is { State: ChangeState.Done } ? done.AsBase()
                : done is null && accepted(index) && state.Crm[index].Text is { } crm && state.Erp[index].Text is { } erp ? new BasePair(crm, erp)
                : state.Bases[index];
        }

        return bases;
    }

    /// <summary>The state after changes: what was written stands where it was written.</summary>
    public static RecordState With(RecordRules rules, RecordState state, BasePair?[] bases, IReadOnlyList<Change> changes)
    {
        var (crm, erp) = ((Connectors.FieldValue[])state.Crm.Clone(), (Connectors.FieldValue[])state.Erp.Clone());
        foreach (var change in changes.Where(change => change.State == ChangeState.Done))
        {
            var side = change.Side == Side.Crm ? crm : erp;
            var index = (change.Side == Side.Crm ? rules.CrmFields : rules.ErpFields).IndexOf(change.Field);
            if (index >= 0)
            {
                side[index] = Connectors.FieldValue.Of(change.Stored ?? change.Sent);
            }
        }

        return new RecordState(crm, erp, bases);
    }
}
