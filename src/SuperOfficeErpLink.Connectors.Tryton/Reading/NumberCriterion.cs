using System.Globalization;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Reading;

/// <summary>A line of a search on a number. A field without one is only found by "equal to nothing" and "not equal".</summary>
internal static class NumberCriterion
{
    public static object?[] Condition(string column, Criterion criterion)
    {
        if (criterion.Values is [{ IsBlank: true }])
        {
            return criterion.Operator switch
            {
                Operator.Equal => Domain.Is(column, "=", null),
                Operator.NotEqual => Domain.Is(column, "!=", null),
                _ => throw criterion.Unusable(),
            };
        }

        var numbers = criterion.Values.Select(value => Number(value, criterion)).ToArray();
        return criterion.Operator switch
        {
            Operator.Between => Domain.All(Domain.Is(column, ">=", numbers[0]), Domain.Is(column, "<=", numbers[1])),
            Operator.NotEqual => Domain.Any([Domain.Is(column, "=", null), Domain.Is(column, "!=", numbers[0])]),
            _ => Domain.Is(column, Sign(criterion.Operator), numbers[0]),
        };
    }

    private static string Sign(Operator wanted) => wanted switch
    {
        Operator.Greater => ">",
        Operator.Less => "<",
        Operator.GreaterOrEqual => ">=",
        Operator.LessOrEqual => "<=",
        _ => "=",
    };

    private static double Number(FieldValue value, Criterion criterion) =>
        decimal.TryParse(value.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? (double)number
            : throw criterion.Unusable();
}
