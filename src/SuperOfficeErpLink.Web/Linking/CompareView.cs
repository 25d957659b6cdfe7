using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>The compare dialog's rows in the order and with the marks they are shown with.</summary>
/// <param name="Seen">Stands for all values shown.</param>
/// <param name="All">Preselects one side wherever it may be chosen.</param>
/// <param name="Chosen">What the user had chosen before the page was shown again.</param>
public sealed record CompareView(ActorComparison Comparison, string Seen, Choice? All, IReadOnlyDictionary<FieldPair, Choice> Chosen)
{
    public static Choice? ParseChoice(string? text) => text switch
    {
        "crm" => Choice.Crm,
        "erp" => Choice.Erp,
        "keep" => Choice.KeepBoth,
        _ => null,
    };

    public static string Text(Choice choice) => choice switch
    {
        Choice.Crm => "crm",
        Choice.Erp => "erp",
        _ => "keep",
    };

    /// <summary>Stands before the names of the form's fields where a form holds several comparisons: "Pairs[3].".</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The same for elements' ids.</summary>
    public string Id { get; init; } = "";

    /// <summary>Rows to choose in, fields of one group together; each with its position in the form.</summary>
    public IReadOnlyList<CompareGroup> Different { get; } = Group(Comparison, RowKind.Different);

    public IReadOnlyList<CompareGroup> FormOnly { get; } = Group(Comparison, RowKind.FormOnly);

    public IReadOnlyList<CompareRow> Equal { get; } = [.. Comparison.Rows.Where(row => row.Kind == RowKind.Equal)];

    public IReadOnlyList<CompareRow> NotRead { get; } = [.. Comparison.Rows.Where(row => row.Kind == RowKind.NotRead)];

    public Choice SelectedOf(CompareRow row) =>
        All is { } side && row.MayChoose(side) ? side
        : Chosen.TryGetValue(row.Rule.Pair, out var chosen) && row.MayChoose(chosen) ? chosen
        : row.Preselected;

    /// <summary>How many fields a choice changes on the other side.</summary>
    public int Count(Choice choice) => Comparison.Rows.Count(row => row.WasRead && row.Kind != RowKind.Equal && SelectedOf(row) == choice);

    private static List<CompareGroup> Group(ActorComparison comparison, RowKind kind) =>
        [.. comparison.Rows.Select((row, index) => new IndexedRow(row, index)).Where(item => item.Row.Kind == kind)
            .GroupBy(item => item.Row.Rule.Mapping.Group ?? $"#{item.Index}", StringComparer.Ordinal)
            .Select(group => new CompareGroup(group.Key.StartsWith('#') ? null : group.Key, [.. group]))];
}

/// <param name="Index">Position in the form.</param>
public sealed record IndexedRow(CompareRow Row, int Index);

/// <param name="Name">Null: a field of its own.</param>
public sealed record CompareGroup(string? Name, IReadOnlyList<IndexedRow> Rows);

/// <summary>One row with what its view needs.</summary>
public sealed record CompareRowView(IndexedRow Indexed, CompareView View, CompareTexts Words)
{
    public CompareRow Row => Indexed.Row;

    public int Index => Indexed.Index;

    public Choice Selected => View.SelectedOf(Row);
}
