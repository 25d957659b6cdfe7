using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>One line of an advanced search as it is kept.</summary>
/// <param name="Values">Canonical. Only blank ones: the line is not used.</param>
public sealed record SearchLine(string Field, Operator Operator, IReadOnlyList<string> Values)
{
    public bool IsActive => Values.Any(value => value.Length > 0);
}

/// <summary>Why a line cannot be searched with.</summary>
public enum LineProblem
{
    NoSuchField, NoSuchOperator, NotANumber, NotAWholeNumber, NotADate, NotATime, NotYesOrNo, TooLong, TwoValues, WrongOrder,
}

/// <summary>What a line comes to.</summary>
public abstract record LineCheck
{
    private LineCheck()
    {
    }

    public sealed record Unused : LineCheck;

    public sealed record Used(Criterion Criterion) : LineCheck;

    public sealed record Refused(LineProblem Problem) : LineCheck;
}

/// <summary>The rules of advanced search: which operators a field offers, and whether a line says something the ERP can be asked.</summary>
public static class Criteria
{
    public const int MostLines = 50;
    public const int LongestValue = 200;

    private static readonly Operator[] Ranges =
        [Operator.Equal, Operator.Greater, Operator.Less, Operator.GreaterOrEqual, Operator.LessOrEqual, Operator.NotEqual, Operator.Between];

    private static readonly Operator[] Times =
        [Operator.Before, Operator.Equal, Operator.After, Operator.BeforeOrEqual, Operator.AfterOrEqual, Operator.Between];

    private static readonly Operator[] Texts =
    [
        Operator.Contains, Operator.BeginsWith, Operator.EndsWith, Operator.Equal, Operator.NotBeginsWith, Operator.NotContains, Operator.NotEndsWith,
        Operator.NotEqual, Operator.Between,
    ];

    /// <summary>What a field offers, the likeliest first. A list without one-of is asked by its items one at a time; no and not-yes are the same.</summary>
    public static IReadOnlyList<Operator> OperatorsOf(FieldInfo info) => info.Type switch
    {
        FieldType.Text => Of(info, Texts),
        FieldType.Integer or FieldType.Decimal => Of(info, Ranges),
        FieldType.Date or FieldType.DateTime => Of(info, Times),
        FieldType.Checkbox => Of(info, Operator.Equal),
        FieldType.List when Of(info, Operator.OneOf, Operator.NotOneOf) is { Length: > 0 } several => several,
        FieldType.List => Of(info, Operator.Equal, Operator.NotEqual),
        _ => [],
    };

    public static bool IsSearchable(FieldInfo info) => OperatorsOf(info).Count > 0;

    public static bool TakesMany(Operator wanted) => wanted is Operator.OneOf or Operator.NotOneOf;

    public static LineCheck Check(ActorTypeInfo actor, SearchLine line) =>
        actor.Find(line.Field) is not { } info || !IsSearchable(info) ? new LineCheck.Refused(LineProblem.NoSuchField)
        : !OperatorsOf(info).Contains(line.Operator) ? new LineCheck.Refused(LineProblem.NoSuchOperator)
        : !line.IsActive ? new LineCheck.Unused()
        : Refuse(info, line) is { } problem ? new LineCheck.Refused(problem)
        : new LineCheck.Used(new Criterion(line.Field, line.Operator, [.. Given(line).Select(FieldValue.Of)]));

    /// <summary>What is wrong with a text that is not of a type.</summary>
    public static LineProblem WrongForm(FieldType type) => type switch
    {
        FieldType.Integer => LineProblem.NotAWholeNumber,
        FieldType.Decimal => LineProblem.NotANumber,
        FieldType.Date => LineProblem.NotADate,
        FieldType.DateTime => LineProblem.NotATime,
        _ => LineProblem.NotYesOrNo,
    };

    /// <summary>The lines everyone begins with: the name, then the other columns of the search dialog.</summary>
    public static IReadOnlyList<SearchLine> Standard(ActorTypeInfo actor, ActorMapping mapping)
    {
        var shown = ActorNames.FieldsOf(actor, mapping).Concat(mapping.InSearch.Select(mapped => mapped.Erp)).Distinct(StringComparer.Ordinal);
        return [.. shown.Select(actor.Find).OfType<FieldInfo>().Where(IsSearchable).Take(MostLines).Select(Empty)];
    }

    /// <summary>A line for a field with nothing in it.</summary>
    public static SearchLine Empty(FieldInfo info) => new(info.Key, OperatorsOf(info)[0], []);

    /// <summary>Lines whose field or operator the ERP no longer has, or whose value no longer fits, are apart.</summary>
    public static (IReadOnlyList<SearchLine> Current, IReadOnlyList<SearchLine> Stale) Sort(ActorTypeInfo actor, IEnumerable<SearchLine> lines)
    {
        var fits = lines.ToLookup(line => Check(actor, line) is not LineCheck.Refused);
        return ([.. fits[true]], [.. fits[false]]);
    }

    private static Operator[] Of(FieldInfo info, params Operator[] known) => [.. known.Where(info.Operators.Contains)];

    private static IEnumerable<string> Given(SearchLine line) =>
        TakesMany(line.Operator) ? line.Values.Where(value => value.Length > 0).Distinct(StringComparer.Ordinal) : line.Values;

    private static LineProblem? Refuse(FieldInfo info, SearchLine line)
    {
        if (line.Operator == Operator.Between ? line.Values.Count != 2 || line.Values.Contains("") : !TakesMany(line.Operator) && line.Values.Count != 1)
        {
            return LineProblem.TwoValues;
        }

        var given = Given(line).ToList();
        return given.Exists(value => value.Length > LongestValue) ? LineProblem.TooLong
            : !given.TrueForAll(value => IsOf(info.Type, value)) ? WrongForm(info.Type)
            : line.Operator == Operator.Between && info.Type != FieldType.Text && IsAfter(info.Type, given[0], given[1]) ? LineProblem.WrongOrder
            : null;
    }

    private static bool IsOf(FieldType type, string value) => type switch
    {
        FieldType.Integer => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        FieldType.Decimal => Number(value) is not null,
        FieldType.Checkbox => value is "0" or "1",
        FieldType.Date => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        FieldType.DateTime => Time(value) is not null,
        _ => true,
    };

    private static bool IsAfter(FieldType type, string first, string second) => type switch
    {
        FieldType.DateTime => Time(first) > Time(second),
        FieldType.Date => string.CompareOrdinal(first, second) > 0,
        _ => Number(first) > Number(second),
    };

    private static decimal? Number(string value) =>
        decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? Time(string value) =>
        value.EndsWith('Z') && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
