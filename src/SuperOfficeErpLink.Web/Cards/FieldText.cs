using System.Globalization;
using System.Text.RegularExpressions;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Storage.BuiltInCrm;

namespace SuperOfficeErpLink.Web.Cards;

/// <summary>Canonical text as a person reads and types it.</summary>
public static class FieldText
{
    /// <param name="items">Of the field's list.</param>
    public static string Show(FieldInfo field, string canonical, IReadOnlyList<ListItem> items, CultureInfo culture) => field.Type switch
    {
        FieldType.List => items.FirstOrDefault(item => item.Key == canonical)?.Name ?? canonical,
        FieldType.Date => Canonical.ParseDate(canonical)?.ToString("d", culture) ?? canonical,
        FieldType.Decimal => Canonical.ParseDecimal(canonical)?.ToString($"N{field.Decimals ?? 2}", culture) ?? canonical,
        _ => canonical,
    };

    /// <summary>As the field stands in a form. A date control takes and gives the canonical form itself.</summary>
    public static string Edit(FieldInfo field, string canonical, CultureInfo culture) =>
        field.Type == FieldType.Decimal && Canonical.ParseDecimal(canonical) is { } number ? number.ToString("0.############", culture) : canonical;

    /// <summary>What a form field says, in canonical form; null when it is not in the form its type has.</summary>
    public static string? Read(FieldInfo field, string? typed, CultureInfo culture)
    {
        var text = (typed ?? "").ReplaceLineEndings("\n").Trim();
        return field.Type switch
        {
            FieldType.Checkbox => text == "1" ? "1" : "0",
            FieldType.Decimal when text.Length > 0 => ReadNumber(text, culture),
            FieldType.Integer when text.Length > 0 => ReadNumber(text, culture) is { } whole && !whole.Contains('.', StringComparison.Ordinal) ? whole : null,
            FieldType.Date when text.Length > 0 => Canonical.Text(Canonical.ParseDate(text)) is { Length: > 0 } date ? date : null,
            _ => text,
        };
    }

    /// <summary>A separator of thousands is taken only where one belongs: 1.5 typed by a Dane is a slip, not fifteen.</summary>
    private static string? ReadNumber(string text, CultureInfo culture)
    {
        var compact = string.Concat(text.Where(sign => !char.IsWhiteSpace(sign)));
        var group = Regex.Escape(culture.NumberFormat.NumberGroupSeparator.Trim());
        var point = Regex.Escape(culture.NumberFormat.NumberDecimalSeparator);
        var isGrouped = Regex.IsMatch(compact, $@"^[-+]?\d{{1,3}}({group}\d{{3}})+({point}\d+)?$", RegexOptions.None, TimeSpan.FromSeconds(1));
        var styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | (isGrouped ? NumberStyles.AllowThousands : NumberStyles.None);
        return decimal.TryParse(compact, styles, culture, out var number) ? Canonical.Text(number) : null;
    }
}
