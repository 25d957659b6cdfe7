namespace SuperOfficeErpLink.Connectors.Excel.Model;

/// <summary>Records in the order a search lists them: active ones first, then by name, then by key.</summary>
internal sealed class SearchOrder
{
    private readonly ActorSheet sheet;
    private readonly FieldColumn? name;

    public SearchOrder(ActorSheet sheet)
    {
        this.sheet = sheet;
        var texts = sheet.Fields.Where(field => field.Type == FieldType.Text && field.Column != sheet.Roles.Key).ToList();
        name = texts.Find(field => string.Equals(field.Key, "name", StringComparison.OrdinalIgnoreCase)) ?? texts.FirstOrDefault();
        var places = Enumerable.Range(0, sheet.Count).Where(row => sheet.KeyAt(row) is not null).Select(row => (Row: row, Place: PlaceOf(row))).ToArray();
        Array.Sort(places, (one, other) => SearchPlace.Compare(one.Place, other.Place));
        Rows = Array.ConvertAll(places, one => one.Row);
    }

    public IReadOnlyList<int> Rows { get; }

    public SearchPlace PlaceOf(int row) => new(sheet.IsActive(row), name is null ? "" : sheet.Value(name, row).Text ?? "", sheet.KeyAt(row)!);
}

internal readonly record struct SearchPlace(bool IsActive, string Name, string Key)
{
    public static int Compare(in SearchPlace one, in SearchPlace other)
    {
        var order = other.IsActive.CompareTo(one.IsActive);
        order = order != 0 ? order : string.Compare(one.Name, other.Name, StringComparison.OrdinalIgnoreCase);
        return order != 0 ? order : string.CompareOrdinal(one.Key, other.Key);
    }
}
