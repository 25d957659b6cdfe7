namespace SuperOfficeErpLink.Connectors.Excel.Model;

/// <summary>A column as a field: what its header says, and what the sheet Fields adds.</summary>
/// <param name="Column">Its place among the columns with a header.</param>
internal sealed record FieldColumn(string Key, int Column)
{
    public LocalText Name { get; init; } = new(Key);

    public LocalText? Help { get; init; }

    public FieldType Type { get; init; }

    public FieldAccess Access { get; init; }

    public int MaxLength { get; init; }

    public int? Decimals { get; init; }

    public string? List { get; init; }

    public string? Default { get; init; }

    public string? Group { get; init; }
}

/// <summary>Items of a list by key.</summary>
internal sealed record ListSheet(string Name, IReadOnlyList<ListItem> Items, IReadOnlyDictionary<string, ListItem> ByKey);
