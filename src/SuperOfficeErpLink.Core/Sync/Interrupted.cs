using SuperOfficeErpLink.Core.Comparison;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Settles writes whose answer was lost, by what a direct read found. Pure.</summary>
public static class Interrupted
{
    /// <summary>
    /// The sent value, or what that side keeps of it: done. The old value: it never arrived, so it may be sent again. Anything else: stale,
    /// for a person to look at; never settled by policy. Not readable now: as it was.
    /// </summary>
    public static Change Settle(Change change, RecordRules rules, BothSides read)
    {
        var order = change.Side == Side.Crm ? rules.CrmFields : rules.ErpFields;
        var position = order.IndexOf(change.Field);
        if (position < 0 || rules.Find(change.Pair) is not { } rule || read[change.Side]?.Values[position].Text is not { } held)
        {
            return change;
        }

        // The old value first: where it means the same as the sent one, sending again does no harm and losing it would.
        return string.Equals(held, change.Sent, StringComparison.Ordinal) ? change with { State = ChangeState.Done, Stored = held }
            : string.Equals(held, change.Old, StringComparison.Ordinal) ? change with { State = ChangeState.Planned }
            : rule.IsKeptAs(change.Side, change.Sent, held) ? change with { State = ChangeState.Done, Stored = held }
            : change with { State = ChangeState.Stale };
    }
}
