using SuperOfficeErpLink.Connectors.Excel.Model;

namespace SuperOfficeErpLink.Connectors.Excel.Reading;

/// <summary>Records of a sheet with the fields one call asks for.</summary>
internal sealed class RecordRead
{
    private readonly ActorSheet sheet;
    private readonly FieldColumn?[] fields;
    private readonly RowHash hash;

    public RecordRead(ActorSheet sheet, FieldSet wanted)
    {
        this.sheet = sheet;
        fields = [.. wanted.Keys.Select(sheet.Find)];
        hash = new RowHash(sheet.Grid);
    }

    /// <summary>A row that has a key.</summary>
    public ErpRecord At(int row)
    {
        var values = new FieldValue[fields.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = fields[index] is { } field ? sheet.Value(field, row) : FieldValue.NotRead;
        }

        return new ErpRecord(sheet.KeyAt(row)!, hash.Text(row), sheet.ParentOf(row), sheet.IsActive(row), Address: null, values);
    }

    public ReadResult Get(IReadOnlyList<string> keys)
    {
        var found = new List<ErpRecord>(keys.Count);
        var gone = new List<Gone>();
        foreach (var key in keys.Distinct(StringComparer.Ordinal))
        {
            if (sheet.RowOf(key) is var row and >= 0)
            {
                found.Add(At(row));
            }
            else if (!sheet.HasRowsWithoutKey)
            {
                gone.Add(new Gone(key, null));
            }
        }

        return new ReadResult(found, gone);
    }
}
