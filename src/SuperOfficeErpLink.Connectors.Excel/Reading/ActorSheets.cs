using System.Globalization;
using SuperOfficeErpLink.Connectors.Excel.Model;

namespace SuperOfficeErpLink.Connectors.Excel.Reading;

/// <summary>
/// Makes actor types of sheets. Every column with a header is a text field, or a list where a list has the header's name; the sheet
/// Fields, one row per field, says what is to be known beyond that.
/// </summary>
internal sealed class ActorSheets
{
    private readonly IReadOnlyDictionary<string, ListSheet> lists;
    private readonly DateSystem dates;
    private readonly SheetGrid? described;
    private readonly HashSet<int> used = [];

    private ActorSheets(IReadOnlyDictionary<string, ListSheet> lists, DateSystem dates, SheetGrid? described)
    {
        this.lists = lists;
        this.dates = dates;
        this.described = described;
    }

    public static IReadOnlyDictionary<ActorType, ActorSheet> Read(
        IReadOnlyList<(ActorType Type, SheetGrid Grid)> grids, SheetGrid? fields, IReadOnlyDictionary<string, ListSheet> lists, DateSystem dates)
    {
        var reader = new ActorSheets(lists, dates, fields);
        reader.RequireHeaders();
        var types = grids.Select(one => one.Type).ToHashSet();
        ActorType Parent(ActorType of) => of is not (ActorType.Person or ActorType.Project) ? ActorType.None
            : new[] { ActorType.Customer, ActorType.Partner, ActorType.Supplier }.FirstOrDefault(types.Contains);

        var actors = grids.ToDictionary(one => one.Type, one => reader.Actor(one.Type, one.Grid, Parent(one.Type)));
        reader.RequireAllUsed();
        return actors.Count > 0 ? actors : throw WorkbookFailure.At(
            LocalText.Of("sheets", "ark"), "are none of Customer, Supplier, Partner, Person and Project. Name a sheet so, with names of fields in its first row.",
            "hedder hverken Customer, Supplier, Partner, Person eller Project. Giv et ark det navn, med feltnavne i første række.");
    }

    private ActorSheet Actor(ActorType type, SheetGrid grid, ActorType parent)
    {
        if (grid.Columns.Count == 0)
        {
            throw WorkbookFailure.At(WorkbookFailure.Sheet(grid.Name), "is empty. Write the names of its fields in the first row.", "er tomt. Skriv feltnavne i første række.");
        }

        var roles = SheetRoles.Of(grid, parent);
        var fields = Enumerable.Range(0, grid.Columns.Count).Where(roles.IsField)
            .Select(column => Describe(grid, new FieldColumn(grid.Columns[column].Header, column), column == roles.Key)).ToList();
        return new ActorSheet(type, grid, dates, roles, fields);
    }

    private FieldColumn Describe(SheetGrid grid, FieldColumn field, bool isKey)
    {
        var list = lists.Keys.FirstOrDefault(name => string.Equals(name, field.Key, StringComparison.OrdinalIgnoreCase));
        field = list is null || isKey ? field : field with { Type = FieldType.List, List = list };
        if (RowOf(grid.Name, field.Key) is var row and >= 0)
        {
            field = Describe(field, row);
        }

        return isKey ? field with { Access = FieldAccess.ReadOnly } : field;
    }

    private FieldColumn Describe(FieldColumn field, int row)
    {
        var list = Said(row, "list");
        var type = OneOf(row, "type", list is null ? field.Type : FieldType.List);
        list ??= type == FieldType.List ? field.List : null;
        if (type == FieldType.List ? list is null || !lists.ContainsKey(list) : list is not null)
        {
            throw Wrong(row, "list", "must name a sheet with the headers \"key\" and \"name\", for a field of type List only.",
                "skal nævne et ark med overskrifterne \"key\" og \"name\", og kun for et felt af typen List.");
        }

        var name = Said(row, "name") ?? field.Key;
        return field with
        {
            Name = Said(row, "name (da)") is { } danish ? LocalText.Of(name, danish) : new LocalText(name),
            Help = Said(row, "help") is { } help ? new LocalText(help) : null,
            Type = type,
            List = list,
            Access = OneOf(row, "access", FieldAccess.Normal),
            MaxLength = Number(row, "max length") ?? 0,
            Decimals = type == FieldType.Decimal ? Number(row, "decimals") : null,
            Default = Default(row, type),
            Group = Said(row, "group"),
        };
    }

    private string? Default(int row, FieldType type)
    {
        if (described!.Find("default") is not (var column and >= 0) || described.Columns[column][row] is { IsBlank: true })
        {
            return null;
        }

        return CellValues.Read(type, described.Columns[column][row], dates).Text is { } text && CanonicalValues.Canonical(type, text) is { } canonical
            ? canonical
            : throw Wrong(row, "default", $"is no value for a field of type {type}.", $"er ingen værdi for et felt af typen {type}.");
    }

    private int RowOf(string sheet, string key)
    {
        for (var row = 0; described is not null && row < described.Rows.Count; row++)
        {
            if (string.Equals(Said(row, "sheet"), sheet, StringComparison.OrdinalIgnoreCase) && string.Equals(Said(row, "field"), key, StringComparison.Ordinal))
            {
                return used.Add(row) ? row : -1;
            }
        }

        return -1;
    }

    private void RequireHeaders()
    {
        foreach (var header in described is null ? [] : new[] { "sheet", "field" })
        {
            if (described!.Find(header) < 0)
            {
                throw WorkbookFailure.At(WorkbookFailure.Sheet(described.Name), $"has no header \"{header}\". Add it.", $"har ingen overskrift \"{header}\". Tilføj den.");
            }
        }
    }

    /// <summary>A line about a field that is not there is a slip of the pen, or the field was renamed: nobody would find out.</summary>
    private void RequireAllUsed()
    {
        for (var row = 0; described is not null && row < described.Rows.Count; row++)
        {
            if (!used.Contains(row))
            {
                throw Wrong(row, "field", "names a field that its sheet does not have, or one that a line above describes.",
                    "nævner et felt, som arket ikke har, eller som en linje ovenfor beskriver.");
            }
        }
    }

    private T OneOf<T>(int row, string header, T otherwise)
        where T : struct, Enum
    {
        if (Said(row, header) is not { } said)
        {
            return otherwise;
        }

        return Array.FindIndex(Enum.GetNames<T>(), name => string.Equals(name, said, StringComparison.OrdinalIgnoreCase)) is var index and >= 0
            ? Enum.GetValues<T>()[index]
            : throw Wrong(row, header, $"must be one of {string.Join(", ", Enum.GetNames<T>())}.", $"skal være en af {string.Join(", ", Enum.GetNames<T>())}.");
    }

    private int? Number(int row, string header) => Said(row, header) is not { } said ? null
        : int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Wrong(row, header, "must be a whole number.", "skal være et helt tal.");

    private string? Said(int row, string header) => described!.Find(header) is var column and >= 0
        && CellValues.Read(FieldType.Text, described.Columns[column][row], dates) is { HasText: true } value ? value.Text!.Trim() : null;

    private ConnectorException Wrong(int row, string header, string english, string danish) =>
        WorkbookFailure.At(described!.Find(header) is var column and >= 0 ? described.Place(column, row) : WorkbookFailure.Sheet(described.Name), english, danish);
}
