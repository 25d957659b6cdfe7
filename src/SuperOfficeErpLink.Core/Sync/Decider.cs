using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>
/// The decision table. Pure: values decide, clocks never. A single field is a group of one; the fields of a larger group (one
/// address's street, postcode, city and country) are decided whole, so that neither side ever holds half of each.
/// </summary>
public static class Decider
{
    /// <summary>Decides one field.</summary>
    public static Decision Decide(FieldRule rule, FieldValue crm, FieldValue erp, BasePair? agreed)
    {
        Span<Decision> decision = [default];
        Decide([rule], [crm], [erp], [agreed], decision);
        return decision[0];
    }

    /// <summary>Decides the fields of one group; they have one direction, that of the first.</summary>
    public static void Decide(
        ReadOnlySpan<FieldRule> rules, ReadOnlySpan<FieldValue> crm, ReadOnlySpan<FieldValue> erp, ReadOnlySpan<BasePair?> bases, Span<Decision> decisions)
    {
        var state = GroupState.Of(rules, crm, erp, bases, decisions);
        if (state.NotRead)
        {
            decisions.Fill(Decision.Skip);
            return;
        }

        if (state.AllAgree)
        {
            return;
        }

        var (outcome, source) = ChooseSource(rules[0], state);
        if (outcome is { } settled)
        {
            SetDiffering(decisions, settled);
            return;
        }

        CarryOver(rules, crm, erp, bases, source, state, decisions);
    }

    /// <summary>
    /// Decides the fields of one group anew from one side's values, whatever was agreed before. Nothing happens where the direction does
    /// not let them over; a blank goes over only when it shall clear.
    /// </summary>
    public static void Resync(
        ReadOnlySpan<FieldRule> rules, ReadOnlySpan<FieldValue> crm, ReadOnlySpan<FieldValue> erp, ReadOnlySpan<BasePair?> bases, ResyncOrder order, Span<Decision> decisions)
    {
        var state = GroupState.Of(rules, crm, erp, bases, decisions);
        if (state.NotRead)
        {
            decisions.Fill(Decision.Skip);
            return;
        }

        if (!rules[0].Reaches(order.From.Other()))
        {
            SetDiffering(decisions, Decision.Leave);
            return;
        }

        for (var index = 0; index < rules.Length; index++)
        {
            if (decisions[index].Kind == DecisionKind.Agree)
            {
                continue;
            }

            var value = (order.From == Side.Crm ? crm : erp)[index].Text!;
            var one = value.Length == 0 && !order.BlanksClear ? Decision.Leave : Write(rules[index], value, order.From, state);
            if (one.Kind == DecisionKind.Hold && rules.Length > 1)
            {
                SetDiffering(decisions, one);
                return;
            }

            decisions[index] = one;
        }
    }

    /// <summary>The side whose values go over, or the decision where none does.</summary>
    private static (Decision? Settled, Side Source) ChooseSource(FieldRule rule, GroupState state)
    {
        if (!state.HasBase)
        {
            return ChooseFirst(rule, state);
        }

        if (!state.CrmChanged && !state.ErpChanged)
        {
            return (Decision.Leave, default);
        }

        if (rule.Owner is { } oneWay)
        {
            return (null, oneWay);
        }

        if (state.CrmChanged != state.ErpChanged)
        {
            return (null, state.CrmChanged ? Side.Crm : Side.Erp);
        }

        return rule.Mapping.OnConflict switch
        {
            OnConflict.ErpWins => (null, Side.Erp),
            OnConflict.CrmWins => (null, Side.Crm),
            _ => (Decision.Conflicting(ConflictKind.BothChanged), default),
        };
    }

    /// <summary>Where the fields were never agreed, the administrator's choice for them decides.</summary>
    private static (Decision? Settled, Side Source) ChooseFirst(FieldRule rule, GroupState state)
    {
        var first = rule.Mapping.First;
        if (first == FirstValue.Leave)
        {
            return (Decision.Accept, default);
        }

        if (first is FirstValue.ByDirection or FirstValue.FillBlanks && state.CrmBlank != state.ErpBlank && rule.Reaches(state.CrmBlank ? Side.Crm : Side.Erp))
        {
            return (null, state.CrmBlank ? Side.Erp : Side.Crm);
        }

        var source = first switch
        {
            FirstValue.ByDirection => rule.Owner,
            FirstValue.FromErp => Side.Erp,
            FirstValue.FromCrm => Side.Crm,
            _ => (Side?)null,
        };
        return source is { } chosen && rule.Reaches(chosen.Other()) ? (null, chosen) : (Decision.Conflicting(ConflictKind.NeverAgreed), default);
    }

    private static void CarryOver(
        ReadOnlySpan<FieldRule> rules, ReadOnlySpan<FieldValue> crm, ReadOnlySpan<FieldValue> erp, ReadOnlySpan<BasePair?> bases,
        Side source, GroupState state, Span<Decision> decisions)
    {
        for (var index = 0; index < rules.Length; index++)
        {
            if (decisions[index].Kind == DecisionKind.Agree)
            {
                continue;
            }

            var value = (source == Side.Crm ? crm : erp)[index].Text!;
            var one = CarryOne(rules[index], value, bases[index], source, state);
            if (one.Kind is DecisionKind.Hold or DecisionKind.Conflict && rules.Length > 1)
            {
                // The whole group waits with the one field that cannot go.
                SetDiffering(decisions, one);
                return;
            }

            decisions[index] = one;
        }
    }

    private static Decision CarryOne(FieldRule rule, string value, BasePair? agreed, Side source, GroupState state)
    {
        if (value.Length == 0)
        {
            // Only an edit clears: a side that was always blank never does.
            if (agreed is not { } pair || pair[source].Length == 0 || rule.Mapping.WhenBlank == WhenBlank.NeverClears)
            {
                return Decision.Accept;
            }

            if (rule.Mapping.WhenBlank == WhenBlank.Ask)
            {
                return Decision.Conflicting(ConflictKind.Cleared);
            }
        }

        return Write(rule, value, source, state);
    }

    private static Decision Write(FieldRule rule, string value, Side source, GroupState state)
    {
        var target = source.Other();
        var carried = rule.Carry(source, value);
        return carried.IsHeld
            ? Decision.Write(target, carried.Text!, target == Side.Crm ? state.CrmChanged : state.ErpChanged)
            : Decision.Hold(target, carried.Reason);
    }

    private static void SetDiffering(Span<Decision> decisions, Decision decision)
    {
        foreach (ref var one in decisions)
        {
            if (one.Kind != DecisionKind.Agree)
            {
                one = decision;
            }
        }
    }

    /// <summary>What the fields of a group that do not agree have in common.</summary>
    private readonly record struct GroupState(bool NotRead, bool AllAgree, bool HasBase, bool CrmChanged, bool ErpChanged, bool CrmBlank, bool ErpBlank)
    {
        /// <summary>Also marks the fields that agree.</summary>
        public static GroupState Of(
            ReadOnlySpan<FieldRule> rules, ReadOnlySpan<FieldValue> crm, ReadOnlySpan<FieldValue> erp, ReadOnlySpan<BasePair?> bases, Span<Decision> decisions)
        {
            decisions.Clear();
            var state = new GroupState(NotRead: false, AllAgree: true, HasBase: true, CrmChanged: false, ErpChanged: false, CrmBlank: true, ErpBlank: true);
            for (var index = 0; index < rules.Length; index++)
            {
                if (!crm[index].WasRead || !erp[index].WasRead)
                {
                    return state with { NotRead = true };
                }

                var (crmText, erpText) = (crm[index].Text!, erp[index].Text!);
                if (rules[index].Agree(crmText, erpText))
                {
                    decisions[index] = Decision.Agree;
                    continue;
                }

                var agreed = bases[index];
                state = state with
                {
                    AllAgree = false,
                    HasBase = state.HasBase && agreed is not null,
                    CrmChanged = state.CrmChanged || (agreed is { } before && !rules[index].Same(before.Crm, crmText)),
                    ErpChanged = state.ErpChanged || (agreed is { } then && !rules[index].Same(then.Erp, erpText)),
                    CrmBlank = state.CrmBlank && crmText.Length == 0,
                    ErpBlank = state.ErpBlank && erpText.Length == 0,
                };
            }

            return state;
        }
    }
}
