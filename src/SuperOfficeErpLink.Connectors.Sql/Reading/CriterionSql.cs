using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Reading;

/// <summary>
/// One line of an advanced search as a condition. An empty field, be it NULL or "", is one thing: it matches "equal to nothing" and the
/// negated operators, and is neither greater, smaller, earlier, later nor between. Text is compared without case; between texts goes by
/// the order of characters in Unicode. Times are compared to the minute, as people see and type them. Lists are compared to the letter.
/// </summary>
internal static class CriterionSql
{
    /// <summary>Length of 2026-01-31T08:00.</summary>
    private const int ToTheMinute = 16;

    public static string Condition(ISqlDialect dialect, ActorTable actor, Criterion criterion, Func<object, string> bind)
    {
        var field = actor.Find(criterion.Field);
        if (field is null || !SearchOperators.For(field.Type).Contains(criterion.Operator) || !criterion.HasItsValues)
        {
            throw criterion.Unusable();
        }

        var info = actor.Column(field.Column);
        var column = actor.Quote(field.Column);
        var values = criterion.Values.Select(value => Canonical(field, criterion, value)).ToList();
        if (!values.TrueForAll(SqlText.IsStorable))
        {
            throw criterion.Unusable();
        }

        var text = $"coalesce({actor.AsText(field.Column)}, '')";
        var exact = dialect.Ordinal(text);
        var filled = $"CASE WHEN {text} <> '' THEN {column} END";
        return field.Type switch
        {
            FieldType.Text => TextCondition(dialect, dialect.Folded(text), criterion.Operator, values, bind),
            FieldType.List => Equality(exact, criterion.Operator, values.Select(value => bind(value))),
            _ when values is [""] => BlankCondition(text, criterion),
            FieldType.Checkbox => Equality(exact, Operator.OneOf, Written(values[0] == "1" == (criterion.Operator == Operator.Equal)).Select(value => bind(value))),
            FieldType.Date => Comparison(dialect.Day(filled, info), criterion.Operator, [.. values.Select(value => bind(value))]),
            FieldType.DateTime => Comparison(dialect.Moment(filled, info), criterion.Operator, [.. values.Select(value => bind(value[..ToTheMinute]))]),
            _ => Comparison(dialect.Number(filled, info), criterion.Operator, [.. values.Select(value => bind(dialect.NumberParameter(value)))]),
        };
    }

    /// <summary>What stands in a column for yes or no. A checkbox that was never set is shown as no, and found as no.</summary>
    private static string[] Written(bool yes) => yes ? ["1", "true", "True"] : ["0", "false", "False", ""];

    private static string Canonical(FieldSource field, Criterion criterion, FieldValue value)
    {
        if (value.IsBlank && criterion.Operator != Operator.Between)
        {
            return "";
        }

        return value.HasText && CanonicalValues.Canonical(field.Type, value.Text!) is { } canonical ? canonical : throw criterion.Unusable();
    }

    private static string TextCondition(
        ISqlDialect dialect, string folded, Operator wanted, List<string> values, Func<object, string> bind)
    {
        string Value(string text) => dialect.FoldedValue(text, bind);
        string Like(string before, string after) => dialect.Like(folded, Value($"{before}{dialect.EscapeLike(values[0])}{after}"));
        return wanted switch
        {
            Operator.BeginsWith => Like("", "%"),
            Operator.Contains => Like("%", "%"),
            Operator.EndsWith => Like("%", ""),
            Operator.NotBeginsWith => $"NOT ({Like("", "%")})",
            Operator.NotContains => $"NOT ({Like("%", "%")})",
            Operator.NotEndsWith => $"NOT ({Like("%", "")})",
            Operator.Between => $"({folded} <> '' AND {dialect.Ordinal(folded)} BETWEEN {dialect.Ordinal(Value(values[0]))} AND {dialect.Ordinal(Value(values[1]))})",
            _ => Equality(folded, wanted, values.Select(Value)),
        };
    }

    private static string Equality(string expression, Operator wanted, IEnumerable<string> parameters)
    {
        var negated = wanted is Operator.NotEqual or Operator.NotOneOf ? "NOT IN" : "IN";
        return $"{expression} {negated} ({string.Join(", ", parameters)})";
    }

    private static string BlankCondition(string text, Criterion criterion) => criterion.Operator switch
    {
        Operator.Equal => $"{text} = ''",
        Operator.NotEqual => $"{text} <> ''",
        _ => throw criterion.Unusable(),
    };

    private static string Comparison(string expression, Operator wanted, IReadOnlyList<string> values) => wanted switch
    {
        Operator.Equal => $"{expression} = {values[0]}",
        Operator.NotEqual => $"({expression} IS NULL OR {expression} <> {values[0]})",
        Operator.Greater or Operator.After => $"{expression} > {values[0]}",
        Operator.Less or Operator.Before => $"{expression} < {values[0]}",
        Operator.GreaterOrEqual or Operator.AfterOrEqual => $"{expression} >= {values[0]}",
        Operator.LessOrEqual or Operator.BeforeOrEqual => $"{expression} <= {values[0]}",
        Operator.Between => $"{expression} BETWEEN {values[0]} AND {values[1]}",
        _ => throw new InvalidOperationException($"{wanted} does not compare."),
    };
}
