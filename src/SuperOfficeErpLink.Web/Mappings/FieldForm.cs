using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Web.Mappings;

/// <summary>Reads the rows of the form of field mappings.</summary>
public static class FieldForm
{
    private const int LongestGroup = 40;

    /// <summary>The mapping as the form has it. What the form does not show, ranks and lists among it, stays as it was.</summary>
    public static ActorMapping Read(IFormCollection form, ActorMapping before, MappedSystems systems)
    {
        var fields = new List<FieldMapping>();
        for (var index = 0; form.TryGetValue(Key(index, "erp"), out var erp) && erp.ToString() is { Length: > 0 } key; index++)
        {
            fields.Add(ReadRow(form, index, key, before, systems));
        }

        var shown = fields.Select(field => field.Erp).ToHashSet(StringComparer.Ordinal);
        return before with
        {
            Enabled = form["enabled"] == "1",
            Fields = [.. before.Fields.Where(field => !shown.Contains(field.Erp)), .. fields.Where(field => IsWorthKeeping(field, before))],
        };
    }

    public static FieldMapping ReadRow(IFormCollection form, int index, string erp, ActorMapping before, MappedSystems systems)
    {
        var old = before.Fields.FirstOrDefault(field => string.Equals(field.Erp, erp, StringComparison.Ordinal)) ?? New(erp, before, systems);
        var crm = form[Key(index, "crm")].ToString() is { Length: > 0 } chosen ? chosen : null;
        var group = form[Key(index, "group")].ToString().Trim();
        return old with
        {
            Crm = crm,
            Direction = crm is null ? Direction.None : Arrows.Of(form[Key(index, "toCrm")] == "1", form[Key(index, "toErp")] == "1"),
            ShowInSearch = form[Key(index, "search")] == "1",
            ShowOnTab = form[Key(index, "tab")] == "1",
            OnConflict = ReadEnum(form, index, "conflict", old.OnConflict),
            WhenBlank = ReadEnum(form, index, "blank", old.WhenBlank),
            Normaliser = ReadEnum(form, index, "normaliser", old.Normaliser),
            Group = group.Length == 0 ? null : group[..Math.Min(group.Length, LongestGroup)],
            // Which items belong together was said of the two fields that were mapped.
            List = string.Equals(crm, old.Crm, StringComparison.Ordinal) ? old.List : null,
            Type = string.Equals(crm, old.Crm, StringComparison.Ordinal) ? old.Type : TypeOf(systems.FindErp(before.Actor, erp), systems.FindCrm(before.Actor, crm)),
        };
    }

    public static string Key(int index, string part) => string.Create(CultureInfo.InvariantCulture, $"f.{index}.{part}");

    /// <summary>A field nobody has decided about: with the group that the ERP says it belongs to, behind all others.</summary>
    private static FieldMapping New(string erp, ActorMapping before, MappedSystems systems)
    {
        var info = systems.FindErp(before.Actor, erp);
        return new FieldMapping(
            erp, Type: info?.Type ?? FieldType.Text, Rank: before.Fields.Select(field => field.Rank).DefaultIfEmpty(-1).Max() + 1, Group: info?.Group);
    }

    private static FieldType TypeOf(FieldInfo? erp, FieldInfo? crm) =>
        erp is null || crm is null ? erp?.Type ?? FieldType.Text : FieldTypes.OfPair(erp.Type, crm.Type);

    private static bool IsWorthKeeping(FieldMapping field, ActorMapping before) =>
        field.Crm is not null || field.ShowInSearch || field.ShowOnTab || before.Fields.Any(old => string.Equals(old.Erp, field.Erp, StringComparison.Ordinal));

    private static T ReadEnum<T>(IFormCollection form, int index, string part, T otherwise)
        where T : struct, Enum =>
        Enum.TryParse<T>(form[Key(index, part)], out var value) && Enum.IsDefined(value) ? value : otherwise;
}
