using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Sync;

/// <summary>
/// DESIGN section 4 for texts that are compared without case, written from its words and sharing no code with the product:
/// what is known of one field, and what they say must happen to it.
/// </summary>
internal sealed class FieldModel(Side? tooShort)
{
    private const int ShortLength = 2;

    public string? Crm { get; set; } = "";

    public string? Erp { get; set; } = "";

    public (string Crm, string Erp)? Base { get; set; }

    public bool Agrees => MeansTheSame(Kept(Side.Erp, Crm!), Erp!) || MeansTheSame(Kept(Side.Crm, Erp!), Crm!);

    public string? Holds(Side side) => side == Side.Crm ? Crm : Erp;

    public void Hold(Side side, string value)
    {
        if (side == Side.Crm)
        {
            Crm = value;
        }
        else
        {
            Erp = value;
        }
    }

    public void AcceptAsBase() => Base = (Crm!, Erp!);

    public string? Before(Side side) => Base is { } agreed ? side == Side.Crm ? agreed.Crm : agreed.Erp : null;

    public bool Changed(Side side) => Before(side) is { } before && !MeansTheSame(before, Holds(side)!);

    /// <summary>Blank now and a value in the base.</summary>
    public bool WasCleared(Side side) => Holds(side) == "" && Before(side) is not (null or "");

    public bool Fits(Side target, string value) => tooShort != target || value.Length <= ShortLength;

    /// <summary>What a side that holds only so much would have of a value.</summary>
    public string Kept(Side side, string value) => Fits(side, value) ? value : value[..ShortLength];

    private static bool MeansTheSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The sentences of DESIGN section 4 about the fields of one group; a single field is a group of one.</summary>
internal static class GroupModel
{
    private static readonly Side[] BothSides = [Side.Crm, Side.Erp];

    public static string[] Decide(IReadOnlyList<FieldModel> fields, Policy policy)
    {
        if (fields.Any(field => field.Crm is null || field.Erp is null))
        {
            return All(fields, "skip");
        }

        var differing = fields.Where(field => !field.Agrees).ToList();
        var outcome = differing.Count == 0 ? "agree" : Whole(differing, policy);
        return All(fields, outcome, differing, policy);
    }

    /// <summary>Where the values of the group come from, "from CRM" or "from ERP", or what happens instead.</summary>
    private static string Whole(List<FieldModel> differing, Policy policy)
    {
        Side? owner = policy.Direction switch { Direction.ErpToCrm => Side.Erp, Direction.CrmToErp => Side.Crm, _ => null };

        // One of them without a base: as a whole they were never agreed.
        if (differing.Any(field => field.Base is null))
        {
            var blank = BothSides.Where(side => differing.All(field => field.Holds(side) == "")).ToList();
            var mayBeFilled = blank is [var only] && owner != only;
            return mayBeFilled ? From(Other(blank[0])) : owner is { } oneWay ? From(oneWay) : "conflict NeverAgreed";
        }

        var changed = BothSides.Where(side => differing.Any(field => field.Changed(side))).ToList();
        return (changed, owner, policy.OnConflict) switch
        {
            ([], _, _) => "leave",
            (_, { } oneWay, _) => From(oneWay),
            ([var one], _, _) => From(one),
            (_, _, OnConflict.ErpWins) => From(Side.Erp),
            (_, _, OnConflict.CrmWins) => From(Side.Crm),
            _ => "conflict BothChanged",
        };
    }

    private static string[] All(IReadOnlyList<FieldModel> fields, string outcome) => [.. fields.Select(_ => outcome)];

    private static string[] All(IReadOnlyList<FieldModel> fields, string outcome, List<FieldModel> differing, Policy policy)
    {
        if (outcome is "from CRM" or "from ERP")
        {
            var source = outcome == "from CRM" ? Side.Crm : Side.Erp;
            var going = differing.ToDictionary(field => field, field => Over(field, source, policy));
            var waiting = going.Values.FirstOrDefault(one => one.StartsWith("hold", StringComparison.Ordinal) || one.StartsWith("conflict", StringComparison.Ordinal));
            return [.. fields.Select(field => going.TryGetValue(field, out var one) ? waiting ?? one : "agree")];
        }

        return [.. fields.Select(field => differing.Contains(field) ? outcome : "agree")];
    }

    private static string Over(FieldModel field, Side source, Policy policy)
    {
        var (value, target) = (field.Holds(source)!, Other(source));
        return (value, field.WasCleared(source), policy.WhenBlank) switch
        {
            ("", false, _) or ("", true, WhenBlank.NeverClears) => "accept",
            ("", true, WhenBlank.Ask) => "conflict Cleared",
            _ when !field.Fits(target, value) => $"hold {Saying.Of(target)}",
            _ => $"write {Saying.Of(target)} '{value}'",
        };
    }

    private static string From(Side side) => $"from {Saying.Of(side)}";

    private static Side Other(Side side) => side == Side.Crm ? Side.Erp : Side.Crm;
}
