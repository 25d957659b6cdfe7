using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>One posted row of a compare table.</summary>
public sealed class ChoiceInput
{
    public string Pair { get; set; } = "";

    public string Value { get; set; } = "";

    /// <summary>What was chosen, by field pair; rows that make no sense are left out.</summary>
    public static IReadOnlyDictionary<FieldPair, Choice> Chosen(IEnumerable<ChoiceInput> rows) => rows
        .Select(row => (Pair: FieldPair.Parse(row.Pair), Choice: CompareView.ParseChoice(row.Value)))
        .Where(row => row is { Pair: not null, Choice: not null }).DistinctBy(row => row.Pair).ToDictionary(row => row.Pair!.Value, row => row.Choice!.Value);
}
