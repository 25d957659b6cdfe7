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
        var rule = rules.Find(change.Pair);
        if (HeldOf(change, rule, rules, read) is not { } held)
        {
            return change;
        }

        // The old value first: where it means the same as the sent one, sending again does no harm and losing it would.
        return string.Equals(held, change.Sent, StringComparison.Ordinal) ? change with { State = ChangeState.Done, Stored = held }
            : string.Equals(held, change.Old, StringComparison.Ordinal) ? change with { State = ChangeState.Planned }
            : rule?.IsKeptAs(change.Side, change.Sent, held) == true ? change with { State = ChangeState.Done, Stored = held }
            : change with { State = ChangeState.Stale };
    }

    /// <summary>What the written field holds now; an ERP field without a pair is read besides the rules.</summary>
    private static string? HeldOf(Change change, FieldRule? rule, RecordRules rules, BothSides read)
    {
        if (rule is null)
        {
            return change.Side == Side.Erp ? read.Also.GetValueOrDefault(change.Field).Text : null;
        }

        var position = (change.Side == Side.Crm ? rules.CrmFields : rules.ErpFields).IndexOf(change.Field);
        return position < 0 ? null : read[change.Side]?.Values[position].Text;
    }
}
