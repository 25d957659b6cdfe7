using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>
/// A first proposal for an actor type: fields of the same key are paired, nothing is synced. Setting a direction, and switching the type on, is for an
/// administrator. Pure.
/// </summary>
public static class AutomaticMapping
{
    /// <summary>What a version says it was made for.</summary>
    public const string Why = "Automatic mapping";

    private const int ShownAtFirst = 5;

    /// <summary>What people know a record by; other fields fill up in the ERP's order.</summary>
    private static readonly string[] ShownFirst = ["no", "number", "code", "name", "firstname", "lastname"];

    /// <summary>A connection's first version.</summary>
    public static MappingDocument DocumentFor(ErpDescription erp, Func<ActorType, IReadOnlyList<FieldInfo>> crm) =>
        new([.. erp.ActorTypes.Select(type => For(type, crm(type.Type)))]);

    /// <param name="crm">The fields of the CRM record that the type is linked to.</param>
    public static ActorMapping For(ActorTypeInfo erp, IReadOnlyList<FieldInfo> crm)
    {
        var fields = erp.Fields.OrderBy(field => field.Rank).ToList();
        var shown = fields.OrderByDescending(field => ShownFirst.Contains(Plain(field.Key), StringComparer.Ordinal)).Take(ShownAtFirst).Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
        var free = crm.ToList();
        var mapped = new List<FieldMapping>(fields.Count);
        foreach (var field in fields)
        {
            // Within one connection no two ERP fields feed one CRM field.
            var partner = free.Find(candidate => string.Equals(candidate.Key, field.Key, StringComparison.OrdinalIgnoreCase) && IsLikely(field.Type, candidate.Type));
            if (partner is not null)
            {
                free.Remove(partner);
            }

            var isShown = shown.Contains(field.Key);
            mapped.Add(new FieldMapping(
                field.Key, partner?.Key, Direction.None, partner is null ? field.Type : FieldTypes.OfPair(field.Type, partner.Type), isShown, isShown, mapped.Count, Group: field.Group));
        }

        return new ActorMapping(erp.Type, Enabled: false, mapped);
    }

    /// <summary>Values can go both ways, and need no list mapping to.</summary>
    private static bool IsLikely(FieldType erp, FieldType crm) =>
        FieldTypes.CanCarry(erp, crm) && FieldTypes.CanCarry(crm, erp) && (erp == FieldType.List) == (crm == FieldType.List);

    private static string Plain(string key) => key.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
