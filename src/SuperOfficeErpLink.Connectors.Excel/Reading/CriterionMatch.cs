using System.Globalization;
using SuperOfficeErpLink.Connectors.Excel.Model;

namespace SuperOfficeErpLink.Connectors.Excel.Reading;

/// <summary>
/// One line of an advanced search. An empty field matches "equal to nothing" and the negated operators, and is neither greater, smaller,
/// earlier, later nor between; a field that cannot be read matches nothing. Text is compared without case; between texts goes by the order
/// of characters in Unicode. Times are compared to the minute, as people see and type them. Lists are compared to the letter.
/// </summary>
internal sealed class CriterionMatch
{
    private const int LengthToTheMinute = 16;

    private readonly FieldColumn field;
    private readonly Operator wanted;
    private readonly string[] values;

    public CriterionMatch(ActorSheet sheet, Criterion criterion)
    {
        field = sheet.Find(criterion.Field) ?? throw criterion.Unusable();
        wanted = criterion.Operator;
        if (!SearchOperators.For(field.Type).Contains(wanted) || !criterion.HasItsValues)
        {
            throw criterion.Unusable();
        }

        values = [.. criterion.Values.Select(value => Comparable(Canonical(criterion, value)))];
        if (values is [""] && field.Type is not (FieldType.Text or FieldType.List) && wanted is not (Operator.Equal or Operator.NotEqual))
        {
            throw criterion.Unusable();
        }
    }

    public bool Matches(ActorSheet sheet, int row)
    {
        var value = sheet.Value(field, row);
        if (!value.WasRead)
        {
            return false;
        }

        // A checkbox that was never set is shown as no, and found as no.
        var text = value.IsBlank && field.Type == FieldType.Checkbox && values is not [""] ? "0" : Comparable(value.Text!);
        return wanted switch
        {
            Operator.Equal or Operator.OneOf => values.Contains(text, StringComparer.Ordinal),
            Operator.NotEqual or Operator.NotOneOf => !values.Contains(text, StringComparer.Ordinal),
            Operator.BeginsWith => text.StartsWith(values[0], StringComparison.Ordinal),
            Operator.Contains => text.Contains(values[0], StringComparison.Ordinal),
            Operator.EndsWith => text.EndsWith(values[0], StringComparison.Ordinal),
            Operator.NotBeginsWith => !text.StartsWith(values[0], StringComparison.Ordinal),
            Operator.NotContains => !text.Contains(values[0], StringComparison.Ordinal),
            Operator.NotEndsWith => !text.EndsWith(values[0], StringComparison.Ordinal),
            _ => text.Length > 0 && Compares(text),
        };
    }

    private bool Compares(string text) => wanted switch
    {
        Operator.Greater or Operator.After => Order(text, values[0]) > 0,
        Operator.Less or Operator.Before => Order(text, values[0]) < 0,
        Operator.GreaterOrEqual or Operator.AfterOrEqual => Order(text, values[0]) >= 0,
        Operator.LessOrEqual or Operator.BeforeOrEqual => Order(text, values[0]) <= 0,
        Operator.Between => Order(text, values[0]) >= 0 && Order(text, values[1]) <= 0,
        _ => throw new InvalidOperationException($"{wanted} does not compare."),
    };

    /// <summary>Canonical days and times sort as texts.</summary>
    private int Order(string one, string other) => field.Type is FieldType.Integer or FieldType.Decimal
        ? decimal.Parse(one, CultureInfo.InvariantCulture).CompareTo(decimal.Parse(other, CultureInfo.InvariantCulture))
        : string.CompareOrdinal(one, other);

    private string Comparable(string canonical) => field.Type switch
    {
        FieldType.Text => TextFolding.Fold(canonical),
        FieldType.DateTime when canonical.Length > LengthToTheMinute => canonical[..LengthToTheMinute],
        _ => canonical,
    };

    private string Canonical(Criterion criterion, FieldValue value)
    {
        if (value.IsBlank && wanted != Operator.Between)
        {
            return "";
        }

        return value.HasText && CanonicalValues.Canonical(field.Type, value.Text!) is { } canonical ? canonical : throw criterion.Unusable();
    }
}
