using System.Globalization;
using System.Text;

namespace SuperOfficeErpLink.Connectors.Conformance;

/// <summary>
/// What each operator says, decided here once for every connector. A blank field matches "equal to nothing" and the negated operators, and is neither
/// greater, smaller, earlier, later nor between. Text is compared without case; times to the minute; lists to the letter; a checkbox that was never set is no.
/// </summary>
public static class OperatorMeaning
{
    public static bool Holds(FieldType type, Operator wanted, IReadOnlyList<string> values, string held)
    {
        var texts = type == FieldType.Text ? [.. values.Select(Fold)] : values;
        var text = type switch { FieldType.Text => Fold(held), FieldType.Checkbox => held == "1" ? "1" : "0", _ => held };
        return wanted switch
        {
            Operator.Equal or Operator.OneOf => texts.Any(value => IsSame(type, text, value)),
            Operator.NotEqual or Operator.NotOneOf => !texts.Any(value => IsSame(type, text, value)),
            Operator.BeginsWith => text.StartsWith(texts[0], StringComparison.Ordinal),
            Operator.Contains => text.Contains(texts[0], StringComparison.Ordinal),
            Operator.EndsWith => text.EndsWith(texts[0], StringComparison.Ordinal),
            Operator.NotBeginsWith => !text.StartsWith(texts[0], StringComparison.Ordinal),
            Operator.NotContains => !text.Contains(texts[0], StringComparison.Ordinal),
            Operator.NotEndsWith => !text.EndsWith(texts[0], StringComparison.Ordinal),
            _ when text.Length == 0 => false,
            Operator.Greater or Operator.After => Compare(type, text, texts[0]) > 0,
            Operator.Less or Operator.Before => Compare(type, text, texts[0]) < 0,
            Operator.GreaterOrEqual or Operator.AfterOrEqual => Compare(type, text, texts[0]) >= 0,
            Operator.LessOrEqual or Operator.BeforeOrEqual => Compare(type, text, texts[0]) <= 0,
            Operator.Between => Compare(type, text, texts[0]) >= 0 && Compare(type, text, texts[1]) <= 0,
            _ => throw new ArgumentOutOfRangeException(nameof(wanted), wanted, "An operator without a meaning."),
        };
    }

    private static string Fold(string text) => text.Normalize(NormalizationForm.FormC).ToUpperInvariant();

    private static bool IsSame(FieldType type, string held, string value) =>
        held.Length == 0 || value.Length == 0 ? held.Length == value.Length : Compare(type, held, value) == 0;

    private static int Compare(FieldType type, string held, string value) => type switch
    {
        FieldType.Integer or FieldType.Decimal => decimal.Parse(held, CultureInfo.InvariantCulture).CompareTo(decimal.Parse(value, CultureInfo.InvariantCulture)),
        FieldType.DateTime => string.CompareOrdinal(held[..16], value[..16]),
        _ => string.CompareOrdinal(held, value),
    };
}
