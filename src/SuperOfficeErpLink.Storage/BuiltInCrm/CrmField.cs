using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.BuiltInCrm;

/// <summary>One field of the built-in CRM: what it is called, what it can hold, and where a row keeps it.</summary>
/// <param name="Property">The row's property, which names the column too.</param>
/// <param name="Get">The value in canonical form; empty when blank.</param>
/// <param name="Set">Takes only what <see cref="Refuse"/> accepts.</param>
/// <param name="Read">The same as <paramref name="Get"/> of what a database keeps in the column, unless that is null.</param>
public sealed record CrmField<TRow>(FieldInfo Info, string Property, Func<TRow, string> Get, Action<TRow, string> Set, Func<object, string> Read)
    where TRow : CrmRow
{
    private const decimal Limit = 100_000_000_000_000m;

    public string Key => Info.Key;

    /// <summary>True when the column keeps the canonical value itself.</summary>
    public bool IsText => Info.Type is FieldType.Text or FieldType.List;

    /// <summary>Why the field cannot hold a canonical value, or null. Whether a list has the item is for <see cref="CrmLists"/> to say.</summary>
    public LocalText? Refuse(string value)
    {
        if (Info.Access == FieldAccess.Mandatory && string.IsNullOrWhiteSpace(value))
        {
            return Say("must be filled in", "skal udfyldes");
        }

        if (Info.MaxLength > 0 && value.Length > Info.MaxLength)
        {
            return Say($"holds at most {Info.MaxLength} characters, not {value.Length}", $"kan højst være på {Info.MaxLength} tegn, ikke {value.Length}");
        }

        return value.Length == 0 && Info.Type != FieldType.Checkbox ? null : RefuseForm(value);
    }

    /// <summary>A message that begins with the field's name.</summary>
    public LocalText Say(string english, string danish) =>
        LocalText.Of($"{Info.Name.English} {english}.", $"{Info.Name.In(CultureInfo.GetCultureInfo("da"))} {danish}.");

    private LocalText? RefuseForm(string value) => Info.Type switch
    {
        FieldType.Checkbox => value is "0" or "1" ? null : Say("is either yes or no", "er enten ja eller nej"),
        FieldType.Date => Canonical.ParseDate(value) is not null ? null : Say("is not a date", "er ikke en dato"),
        FieldType.Decimal => RefuseNumber(value),
        _ => null,
    };

    private LocalText? RefuseNumber(string value)
    {
        if (Canonical.ParseDecimal(value) is not { } number)
        {
            return Say("is not a number", "er ikke et tal");
        }

        if (Math.Abs(number) >= Limit)
        {
            return Say("is too large", "er for stort");
        }

        return Info.Decimals is { } decimals && decimal.Round(number, decimals) != number
            ? Say($"has at most {decimals} decimals", $"har højst {decimals} decimaler")
            : null;
    }
}

/// <summary>The invariant text of values; see <see cref="FieldValue"/>.</summary>
public static class Canonical
{
    public static string Text(decimal? number) => number is { } given ? CanonicalValues.Written(given)! : "";

    /// <summary>A number as a database keeps it: some keep it as text, most of it plain digits.</summary>
    public static string Number(object stored)
    {
        if (stored is not string text)
        {
            return Text(Convert.ToDecimal(stored, CultureInfo.InvariantCulture));
        }

        var digits = text.AsSpan();
        digits = digits.EndsWith(".0", StringComparison.Ordinal) ? digits[..^2] : digits;
        return digits is [>= '1' and <= '9', ..] && !digits.ContainsAnyExceptInRange('0', '9')
            ? digits.Length == text.Length ? text : digits.ToString()
            : Text(decimal.Parse(text, NumberStyles.Number | NumberStyles.AllowExponent, CultureInfo.InvariantCulture));
    }

    /// <summary>A date as a database keeps it.</summary>
    public static string Date(object stored) => stored switch
    {
        string text => ParseDate(text) is null ? Text(DateOnly.Parse(text, CultureInfo.InvariantCulture)) : text,
        DateOnly date => Text(date),
        _ => Text(DateOnly.FromDateTime((DateTime)stored)),
    };

    public static string Text(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    public static string Text(bool yes) => yes ? "1" : "0";

    public static decimal? ParseDecimal(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static DateOnly? ParseDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
