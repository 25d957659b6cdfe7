namespace SuperOfficeErpLink.Connectors;

/// <summary>The operators people expect of a field by its type, in the order they are offered in. A system that lacks one leaves it out.</summary>
public static class SearchOperators
{
    private static readonly Operator[] ForText =
    [
        Operator.Contains, Operator.Equal, Operator.NotEqual, Operator.BeginsWith, Operator.EndsWith, Operator.NotBeginsWith,
        Operator.NotContains, Operator.NotEndsWith, Operator.OneOf, Operator.NotOneOf, Operator.Between,
    ];

    private static readonly Operator[] ForNumbers =
    [
        Operator.Equal, Operator.NotEqual, Operator.Greater, Operator.Less, Operator.GreaterOrEqual, Operator.LessOrEqual, Operator.Between,
    ];

    private static readonly Operator[] ForTimes =
    [
        Operator.Equal, Operator.NotEqual, Operator.Before, Operator.After, Operator.BeforeOrEqual, Operator.AfterOrEqual, Operator.Between,
    ];

    private static readonly Operator[] ForLists = [Operator.Equal, Operator.NotEqual, Operator.OneOf, Operator.NotOneOf];

    private static readonly Operator[] ForCheckboxes = [Operator.Equal, Operator.NotEqual];

    public static IReadOnlyList<Operator> For(FieldType type) => type switch
    {
        FieldType.Text => ForText,
        FieldType.Integer or FieldType.Decimal => ForNumbers,
        FieldType.Date or FieldType.DateTime => ForTimes,
        FieldType.List => ForLists,
        FieldType.Checkbox => ForCheckboxes,
        _ => [],
    };
}
