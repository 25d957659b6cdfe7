using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql;

/// <summary>An actor type's table, its names quoted once.</summary>
internal sealed class ActorTable
{
    private readonly TableSource table;
    private readonly Dictionary<string, FieldSource> fields;
    private readonly ISqlDialect dialect;

    public ActorTable(ActorSource source, TableSource table, ISqlDialect dialect, TimeSpan overlap)
    {
        this.table = table;
        this.dialect = dialect;
        Source = source;
        fields = source.Fields.ToDictionary(field => field.Key, StringComparer.Ordinal);
        Key = table.Quote(source.Key);
        SortedKey = table.Sorted(source.Key);
        Feed = source.Changed is null ? null : dialect.Feed(source.ChangedBy, table.Sorted(source.Changed), table.Column(source.Changed), overlap);
    }

    public ActorSource Source { get; }

    public string Table => table.Quoted;

    public string Key { get; }

    /// <summary>The key as rows are ordered by it; see <see cref="TableSource.Sorted"/>.</summary>
    public string SortedKey { get; }

    /// <summary>Null where the definition names no column that tells of changes.</summary>
    public FeedColumn? Feed { get; }

    public FieldSource? Find(string field) => fields.GetValueOrDefault(field);

    public ColumnInfo Column(string name) => table.Column(name);

    public string Quote(string column) => table.Quote(column);

    public string AsText(string column) => table.AsText(column);

    public string Selected(string column) => table.Selected(column);

    /// <summary>A column's text as the database holds it, where it holds text already, so that an index on it can serve.</summary>
    public string Searched(string column) => Column(column).Kind == ColumnKind.Text ? Quote(column) : AsText(column);

    /// <summary>True where every value of a column is read as text.</summary>
    public bool IsAlwaysText(string column) => dialect.KeepsTypes && Column(column).Kind is (ColumnKind.Text or ColumnKind.FixedText);

    /// <summary>True where a column holds a text to the letter; as plainly as the database allows.</summary>
    public string Holds(string column, string parameter) =>
        Column(column).IsToTheLetter ? $"{Quote(column)} = {parameter}" : dialect.SameText(AsText(column), parameter);

    public string HasKey(string key, Func<object, string> bind) =>
        KeyParameter(key) is null ? SqlTexts.Never : dialect.HasKey(Key, key, Column(Source.Key), bind);

    public string HasOneOf(IEnumerable<string> keys, Func<object, string> bind)
    {
        var possible = keys.Select(KeyParameter).OfType<object>().ToList();
        return possible.Count == 0 ? SqlTexts.Never : dialect.HasOneOf(Key, possible, Column(Source.Key), bind);
    }

    public object? KeyParameter(string key) => dialect.KeyParameter(key, Column(Source.Key));

    /// <summary>The text columns as they are, others as text, never NULL, so that they can be ordered and paged by; left bare where an index can then serve.</summary>
    public string NeverNull(string column) => Column(column).IsNullable ? $"coalesce({Searched(column)}, '')" : Searched(column);

    /// <summary>Blank in a column of this kind can only be refused.</summary>
    public bool RefusesBlank(FieldSource field) =>
        !Column(field.Column).IsNullable && field.Type is not (FieldType.Text or FieldType.List);

    /// <summary>What access users have to a field, given what its column takes.</summary>
    public FieldAccess Access(FieldSource field) =>
        field.Access == FieldAccess.Normal && field.Type != FieldType.Checkbox && RefusesBlank(field) ? FieldAccess.Mandatory : field.Access;
}

/// <summary>A table of the database with its columns, by the definition's names.</summary>
internal sealed class TableSource
{
    private readonly Dictionary<string, ColumnInfo> columns;
    private readonly ISqlDialect dialect;

    public TableSource(string name, IReadOnlyList<ColumnInfo> columns, ISqlDialect dialect)
    {
        this.dialect = dialect;
        this.columns = columns.ToDictionary(column => column.Name, dialect.Names);
        var (schema, table) = TableName.Split(name);
        Quoted = schema is null ? dialect.Quote(table) : $"{dialect.Quote(schema)}.{dialect.Quote(table)}";
    }

    public string Quoted { get; }

    public bool Has(string column) => columns.ContainsKey(column);

    public ColumnInfo Column(string name) => columns[name];

    /// <summary>As the database spells it.</summary>
    public string Quote(string column) => dialect.Quote(columns[column].Name);

    /// <summary>
    /// With its table, for ORDER BY: a name alone is taken by some databases for the column of the answer, which may be its text, and texts
    /// are ordered otherwise than what they stand for (10 before 9), so that paging would leave rows out.
    /// </summary>
    public string Sorted(string column) => $"{Quoted}.{Quote(column)}";

    public string AsText(string column) => dialect.AsText(Quote(column), columns[column]);

    public string Selected(string column) => dialect.Selected(Quote(column), columns[column]);
}
