using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>One ERP field of an actor to be created: what it gets, and whether the user is asked.</summary>
/// <param name="Pair">The pair it settles; its CRM side is blank where no CRM field reaches the ERP field.</param>
/// <param name="Crm">What the CRM holds; blank where no CRM field reaches it.</param>
/// <param name="CrmInfo">The CRM field; null where none reaches it.</param>
/// <param name="WhyNot">Why the CRM's value cannot go over.</param>
/// <param name="Proposed">Canonical: what is sent where the user is not asked, else what stands in the editor.</param>
/// <param name="IsAsked">The user may type a value.</param>
public sealed record CreateRow(
    FieldInfo Info, FieldPair Pair, FieldInfo? CrmInfo, FieldValue Crm, CannotHold WhyNot, string Proposed, bool IsAsked, bool IsMandatory)
{
    /// <summary>True when the value comes from the CRM as it stands.</summary>
    public bool IsCarried => Crm.HasText && WhyNot == CannotHold.None && Proposed.Length > 0;

    /// <summary>Why a value cannot be sent; null means that the typed text was not in the form its type has.</summary>
    public CannotHold Refusal(string? canonical) =>
        canonical is null ? CannotHold.WrongType
        : canonical.Length == 0 && IsMandatory ? CannotHold.Mandatory
        : FieldRule.Refusal(Info, canonical);
}

/// <summary>Makes the rows of the create dialog, in the order of the mapping. Pure.</summary>
public static class CreateRows
{
    /// <param name="crm">In the order of the rules.</param>
    /// <param name="alsoAsked">ERP fields the user is asked for besides: those the ERP refused, and those typed before.</param>
    public static IReadOnlyList<CreateRow> Of(RecordRules rules, IReadOnlyList<FieldValue> crm, IReadOnlySet<string> alsoAsked) =>
        [.. Ordered(rules).Select(info => RowOf(rules, crm, info, alsoAsked.Contains(info.Key))).OfType<CreateRow>()];

    /// <summary>What the user saw of the CRM: every pair that reaches the ERP.</summary>
    public static IReadOnlyList<SeenValue> Seen(RecordRules rules, IReadOnlyList<FieldValue> crm) =>
        [.. rules.Fields.Select((rule, index) => (rule, crm[index])).Where(one => one.rule.Reaches(Side.Erp)).Select(one => new SeenValue(one.rule.Pair, one.Item2.Text))];

    /// <summary>The fields that can be written, in the order of the mapping.</summary>
    internal static IEnumerable<FieldInfo> Ordered(RecordRules rules)
    {
        var mapped = rules.Mapping.Fields.OrderBy(mapped => mapped.Rank).Select(mapped => mapped.Erp).ToList();
        return rules.Actor.Fields.Where(info => info.Access != FieldAccess.ReadOnly)
            .OrderBy(info => mapped.IndexOf(info.Key) is var at and >= 0 ? at : mapped.Count).ThenBy(info => info.Rank);
    }

    /// <summary>Null for a field that gets nothing and is asked of nobody.</summary>
    private static CreateRow? RowOf(RecordRules rules, IReadOnlyList<FieldValue> crm, FieldInfo info, bool alsoAsked)
    {
        var preset = rules.Mapping.DefaultOf(info.Key);
        var isMandatory = info.Access == FieldAccess.Mandatory || preset?.Mandatory == true;
        var unmapped = new FieldPair("", info.Key);
        if (info is { DefaultForced: true, Default: { Length: > 0 } forced })
        {
            return new CreateRow(info, unmapped, null, FieldValue.Blank, CannotHold.None, forced, IsAsked: false, isMandatory);
        }

        var proposed = preset?.Value ?? info.Default ?? "";
        proposed = FieldRule.Refusal(info, proposed) == CannotHold.None ? proposed : "";
        var index = IndexOf(rules, info, rule => rule.Reaches(Side.Erp));
        if (index >= 0 && (crm[index].HasText || !crm[index].WasRead))
        {
            return OfCrm(rules.Fields[index], crm[index], info, proposed, alsoAsked || preset?.Ask == true, isMandatory);
        }

        // A field the ERP owns and must have at once: the CRM's value is the best proposal.
        if (proposed.Length == 0 && isMandatory && IndexOf(rules, info, _ => true) is var owned and >= 0 && crm[owned].HasText)
        {
            proposed = rules.Fields[owned].Carry(Side.Crm, crm[owned].Text!).Text ?? "";
        }

        var isAsked = alsoAsked || preset?.Ask == true || (isMandatory && proposed.Length == 0) || (index < 0 && isMandatory && preset?.Value is null);
        return isAsked || proposed.Length > 0
            ? new CreateRow(info, index >= 0 ? rules.Fields[index].Pair : unmapped, null, FieldValue.Blank, CannotHold.None, proposed, isAsked, isMandatory)
            : null;
    }

    private static CreateRow OfCrm(FieldRule rule, FieldValue crm, FieldInfo info, string preset, bool isAsked, bool isMandatory)
    {
        if (!crm.WasRead)
        {
            return new CreateRow(info, rule.Pair, rule.Crm, crm, CannotHold.None, preset, IsAsked: true, isMandatory);
        }

        var carried = rule.Carry(Side.Crm, crm.Text!);
        return new CreateRow(info, rule.Pair, rule.Crm, crm, carried.Reason, carried.Text ?? preset, isAsked || !carried.IsHeld, isMandatory);
    }

    private static int IndexOf(RecordRules rules, FieldInfo info, Func<FieldRule, bool> holds)
    {
        for (var index = 0; index < rules.Fields.Count; index++)
        {
            if (string.Equals(rules.Fields[index].Pair.Erp, info.Key, StringComparison.Ordinal) && holds(rules.Fields[index]))
            {
                return index;
            }
        }

        return -1;
    }
}
