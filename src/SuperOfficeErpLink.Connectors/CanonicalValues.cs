using System.Globalization;

namespace SuperOfficeErpLink.Connectors;

/// <summary>Between what a database, a file or a person writes and the canonical texts of <see cref="FieldValue"/>.</summary>
public static class CanonicalValues
{
    private const string DateForm = "yyyy-MM-dd";

    /// <summary>Fewer than a decimal holds whatever they are.</summary>
    private const int MostDigits = 28;
    private const string MomentForm = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    private static readonly FieldValue Yes = FieldValue.Of("1");
    private static readonly FieldValue No = FieldValue.Of("0");

    private static readonly string[] MomentForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK", DateForm,
    ];

    /// <summary>A stored value as a field of a type; not read when it is none.</summary>
    public static FieldValue Read(FieldType type, object stored)
    {
        if (stored is DBNull)
        {
            return FieldValue.Blank;
        }

        if (type is FieldType.Text or FieldType.List)
        {
            return stored is string text ? FieldValue.Of(text) : Written(stored) is { } written ? FieldValue.Of(written) : FieldValue.NotRead;
        }

        if (stored is string { Length: 0 })
        {
            return FieldValue.Blank;
        }

        return type switch
        {
            FieldType.Integer => ReadInteger(stored),
            FieldType.Decimal => ReadDecimal(stored),
            FieldType.Checkbox => ReadCheckbox(stored),
            FieldType.Date => ReadDate(stored),
            FieldType.DateTime => ReadMoment(stored),
            _ => FieldValue.NotRead,
        };
    }

    /// <summary>A key, a version or another value that is only ever compared, as text; null when there is none.</summary>
    public static string? Written(object stored) => stored switch
    {
        string text => text,
        bool flag => flag ? "1" : "0",
        DateTime moment => moment.ToString(MomentForm, CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.UtcDateTime.ToString(MomentForm, CultureInfo.InvariantCulture),
        DateOnly day => Day(day),
        decimal number => Canonical(number),
        DBNull or byte[] => null,
        Guid id => id.ToString("D"),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>The canonical form of a text somebody wants to write, or null when it is not of the type.</summary>
    public static string? Canonical(FieldType type, string text) => Read(type, text) is { HasText: true } value ? value.Text : null;

    /// <summary>Digits after the point of a canonical decimal.</summary>
    public static int Scale(string canonical) =>
        canonical.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? canonical.Length - point - 1 : 0;

    private static FieldValue ReadInteger(object stored)
    {
        switch (stored)
        {
            case long or int:
                return FieldValue.Of(Written(stored));
            case string text:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                    ? FieldValue.Of(parsed.ToString(CultureInfo.InvariantCulture))
                    : FieldValue.NotRead;
            default:
                return ToDecimal(stored) is { } value && value == decimal.Truncate(value) && value is >= long.MinValue and <= long.MaxValue
                    ? FieldValue.Of(Canonical(value))
                    : FieldValue.NotRead;
        }
    }

    private static FieldValue ReadDecimal(object stored) =>
        stored is string text && Shortened(text) is { } shortened ? FieldValue.Of(shortened)
        : stored is long whole ? FieldValue.Of(whole.ToString(CultureInfo.InvariantCulture))
        : ToDecimal(stored) is { } number ? FieldValue.Of(Canonical(number))
        : FieldValue.NotRead;

    private static decimal? ToDecimal(object stored) => stored switch
    {
        decimal number => number,
        long or int or short or byte or bool => Convert.ToDecimal(stored, CultureInfo.InvariantCulture),
        // The shortest text that reads back as the same number: a cast would cut it to 15 digits.
        double number => ParseDecimal(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float),
        float number => ParseDecimal(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float),
        string text => ParseDecimal(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint),
        _ => null,
    };

    private static decimal? ParseDecimal(string text, NumberStyles styles) =>
        decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Canonical(decimal number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return number == 0 ? "0" : text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    /// <summary>The canonical form of a number as databases write it, without making a number of it; null for any other text.</summary>
    private static string? Shortened(string text)
    {
        var start = text.StartsWith('-') ? 1 : 0;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = (point < 0 ? text.Length : point) - start;
        if (whole == 0 || text.Length > MostDigits || (text[start] is '0' && whole > 1) || !IsDigits(text.AsSpan(start, whole)))
        {
            return null;
        }

        var shortened = point < 0 ? text
            : point + 1 < text.Length && IsDigits(text.AsSpan(point + 1)) ? text.TrimEnd('0').TrimEnd('.')
            : null;
        return shortened is "-0" ? "0" : shortened;
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static FieldValue ReadCheckbox(object stored) => stored switch
    {
        true or 1L or "1" or "true" or "True" => Yes,
        false or 0L or "0" or "false" or "False" => No,
        int or short or byte => ReadCheckbox(Convert.ToInt64(stored, CultureInfo.InvariantCulture)),
        _ => FieldValue.NotRead,
    };

    /// <summary>A date with a time of day is not a date: taking its day would lose the rest when written back.</summary>
    private static FieldValue ReadDate(object stored) =>
        stored is string text && IsDay(text) ? FieldValue.Of(text)
        : stored is DateOnly day ? FieldValue.Of(Day(day))
        : ToMoment(stored) is { } moment && moment.TimeOfDay == TimeSpan.Zero ? FieldValue.Of(Day(DateOnly.FromDateTime(moment)))
        : FieldValue.NotRead;

    private static bool IsDay(string text) =>
        text.Length == 10 && text[4] == '-' && text[7] == '-'
        && IsDigits(text.AsSpan(0, 4)) && IsDigits(text.AsSpan(5, 2)) && IsDigits(text.AsSpan(8, 2))
        && Number(text.AsSpan(0, 4)) is > 0 and var year && Number(text.AsSpan(5, 2)) is >= 1 and <= 12 and var month
        && Number(text.AsSpan(8, 2)) is >= 1 and var day && day <= DateTime.DaysInMonth(year, month);

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            number = (10 * number) + digit - '0';
        }

        return number;
    }

    private static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static FieldValue ReadMoment(object stored) =>
        ToMoment(stored) is { } moment ? FieldValue.Of(moment.ToString(MomentForm, CultureInfo.InvariantCulture)) : FieldValue.NotRead;

    private static DateTime? ToMoment(object stored)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return stored switch
        {
            DateTime moment => moment,
            DateTimeOffset moment => moment.UtcDateTime,
            DateOnly day => day.ToDateTime(TimeOnly.MinValue),
            string text when DateTime.TryParseExact(text, MomentForms, CultureInfo.InvariantCulture, Styles, out var parsed) => parsed,
            _ => null,
        };
    }
}
