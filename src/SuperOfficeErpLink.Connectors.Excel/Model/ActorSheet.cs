namespace SuperOfficeErpLink.Connectors.Excel.Model;

/// <summary>A sheet of records of an actor type.</summary>
internal sealed class ActorSheet
{
    /// <summary>Null in a row without a key.</summary>
    private readonly string?[] keys;

    private readonly Dictionary<string, int> rowOf;
    private readonly Dictionary<string, FieldColumn> fields;
    private readonly Lazy<SearchOrder> order;
    private readonly Lazy<SheetVersions> versions;

    public ActorSheet(ActorType type, SheetGrid grid, DateSystem dates, SheetRoles roles, IReadOnlyList<FieldColumn> fields)
    {
        Type = type;
        Grid = grid;
        Dates = dates;
        Roles = roles;
        Fields = fields;
        this.fields = fields.ToDictionary(field => field.Key, StringComparer.Ordinal);
        keys = new string?[grid.Rows.Count];
        rowOf = new Dictionary<string, int>(grid.Rows.Count, StringComparer.Ordinal);
        ReadKeys();
        order = new Lazy<SearchOrder>(() => new SearchOrder(this));
        versions = new Lazy<SheetVersions>(() => new SheetVersions(this));
    }

    public ActorType Type { get; }

    public SheetGrid Grid { get; }

    public DateSystem Dates { get; }

    public SheetRoles Roles { get; }

    public IReadOnlyList<FieldColumn> Fields { get; }

    /// <summary>Rows, with a key or without.</summary>
    public int Count => keys.Length;

    /// <summary>Some row holds something and no key: whose it is cannot be told, so no other record can be said to be gone.</summary>
    public bool HasRowsWithoutKey { get; private set; }

    /// <summary>The last row with a record, or with anything else that a new record must not stand in.</summary>
    public int LastRow { get; private set; }

    public SearchOrder Order => order.Value;

    public SheetVersions Versions => versions.Value;

    public FieldColumn? Find(string field) => fields.GetValueOrDefault(field);

    public string? KeyAt(int row) => keys[row];

    /// <summary>The row of a key, or -1.</summary>
    public int RowOf(string key) => rowOf.GetValueOrDefault(key, -1);

    public FieldValue Value(FieldColumn field, int row) => CellValues.Read(field.Type, Grid.Columns[field.Column][row], Dates);

    /// <summary>Every record has a formula there, so nobody but Excel fills it in.</summary>
    public bool IsCalculated(FieldColumn field)
    {
        var rows = Enumerable.Range(0, Count).Where(row => keys[row] is not null);
        return rows.Any() && rows.All(row => Grid.IsCalculated(field.Column, row));
    }

    /// <summary>What a column that is no field says; null where it says nothing.</summary>
    public string? Say(int column, int row) =>
        column >= 0 && CellValues.Read(FieldType.Text, Grid.Columns[column][row], Dates) is { HasText: true } value ? value.Text : null;

    public bool IsActive(int row) => IsNo(Say(Roles.Inactive, row));

    /// <summary>What people write for no in a column of yes and no, nothing included.</summary>
    public static bool IsNo(string? said) => said is null || said.Trim().ToUpperInvariant() is "" or "0" or "FALSE" or "NO" or "FALSK" or "NEJ";

    public ActorRef? ParentOf(int row) => Say(Roles.Parent, row) is { } key && Roles.ParentTypeOf(Say(Roles.ParentType, row)) is var type and not ActorType.None
        ? new ActorRef(type, key)
        : null;

    private void ReadKeys()
    {
        LastRow = Grid.LastRow;
        var column = Grid.Columns[Roles.Key];
        for (var row = 0; row < keys.Length; row++)
        {
            var cell = column[row];
            var key = CellValues.Read(FieldType.Text, cell, Dates);
            if (!key.WasRead)
            {
                throw WorkbookFailure.At(
                    Grid.Place(Roles.Key, row), "should hold a record's key and holds an error. Correct it: what belongs to this record cannot be told.",
                    "skulle rumme en posts nøgle og rummer en fejl. Ret den: det kan ikke ses, hvad der hører til posten.");
            }

            if (key.IsBlank)
            {
                HasRowsWithoutKey |= Grid.Columns.Exists(other => other[row] is { IsBlank: false, IsFormula: false });
                continue;
            }

            if (!rowOf.TryAdd(key.Text!, row))
            {
                throw WorkbookFailure.At(
                    Grid.Place(Roles.Key, row), $"repeats the key \"{key.Text}\" of row {Grid.Rows[rowOf[key.Text!]]}. Give each record a key of its own.",
                    $"gentager nøglen \"{key.Text}\" fra række {Grid.Rows[rowOf[key.Text!]]}. Giv hver post sin egen nøgle.");
            }

            keys[row] = key.Text;
            LastRow = Math.Max(LastRow, Grid.Rows[row]);
        }
    }
}

/// <summary>Which columns say something about the record itself; -1 where there is none.</summary>
/// <param name="DefaultParent">Whose key stands in <paramref name="Parent"/> where no column says.</param>
internal sealed record SheetRoles(int Key, int Parent, int ParentType, int Inactive, int Reference, ActorType DefaultParent)
{
    public static SheetRoles Of(SheetGrid grid, ActorType defaultParent) => new(
        Math.Max(0, grid.Find("key")), grid.Find("parent", "parentid", "parent id", "parent key"), grid.Find("parenttype", "parent type"),
        grid.Find("inactive"), grid.Find("reference"), defaultParent);

    public bool IsField(int column) => column != Parent && column != ParentType && column != Inactive && column != Reference;

    /// <summary>By its name or number; <see cref="ActorType.None"/> for what is neither.</summary>
    public ActorType ParentTypeOf(string? said) => said is null ? DefaultParent
        : Enum.TryParse<ActorType>(said.Trim(), ignoreCase: true, out var type) && Enum.IsDefined(type) ? type : ActorType.None;
}
