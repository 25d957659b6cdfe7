using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Cards;

namespace SuperOfficeErpLink.Web.Mappings;

/// <summary>One field's default as an administrator sets it.</summary>
/// <param name="Typed">As the form has it.</param>
/// <param name="IsForced">The ERP itself gives every new actor this value.</param>
/// <param name="IsMandatory">The ERP creates no actor without a value.</param>
/// <param name="Problem">Why what was typed cannot be a default.</param>
public sealed record DefaultRow(
    int Index, FieldInfo Field, string Typed, bool Ask, bool Mandatory, bool IsForced, bool IsMandatory, IReadOnlyList<ListItem> Items, string? Problem);

/// <summary>Reads the form of defaults.</summary>
public static class DefaultForm
{
    /// <summary>The rows as typed, in canonical form where that can be read; what cannot is null with its key among the mistakes.</summary>
    public static (IReadOnlyList<FieldDefault> Defaults, IReadOnlyDictionary<string, string> Mistakes) Read(IFormCollection form, ActorTypeInfo actor, CultureInfo culture)
    {
        var defaults = new List<FieldDefault>();
        var mistakes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; form.TryGetValue(Key(index, "erp"), out var erp) && erp.ToString() is { Length: > 0 } key; index++)
        {
            if (actor.Find(key) is not { } field || form[Key(index, "remove")] == "1")
            {
                continue;
            }

            var typed = form[Key(index, "value")].ToString();
            var value = typed.Length == 0 ? "" : FieldText.Read(field, typed, culture);
            if (value is null)
            {
                mistakes[key] = typed;
            }

            defaults.Add(new FieldDefault(key, value is null or "" ? null : value, form[Key(index, "ask")] == "1", form[Key(index, "mandatory")].Contains("1")));
        }

        return (defaults, mistakes);
    }

    public static string Key(int index, string part) => string.Create(CultureInfo.InvariantCulture, $"d.{index}.{part}");
}
