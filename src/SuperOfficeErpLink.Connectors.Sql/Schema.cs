using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql;

/// <summary>A definition that was found to fit its database.</summary>
internal sealed class Schema
{
    private readonly Dictionary<ActorType, ActorTable> actors;

    private Schema(Dictionary<ActorType, ActorTable> actors, string? clientId)
    {
        this.actors = actors;
        ClientId = clientId;
    }

    /// <summary>The stable id the database itself keeps, where the definition says so.</summary>
    public string? ClientId { get; }

    public ActorTable Actor(ActorType type) => actors.TryGetValue(type, out var actor) ? actor : throw new ConnectorException(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"The connection's definition has no actor type {type}. Add it there.",
            $"Forbindelsens definition har ikke aktørtypen {type}. Tilføj den dér."),
        $"The definition has no actor type {type}");

    public IEnumerable<ActorTable> Actors => actors.Values;

    /// <exception cref="ConnectorException">Misconfigured, naming the place in the definition that does not fit.</exception>
    public static async Task<Schema> ReadAsync(
        SqlDefinition definition, ISqlDialect dialect, DbConnection connection, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<string, IReadOnlyList<ColumnInfo>>(StringComparer.Ordinal);
        async Task<IReadOnlyDictionary<string, ColumnInfo>> TableAsync(string table, string path)
        {
            if (!tables.TryGetValue(table, out var columns))
            {
                tables[table] = columns = await dialect.ReadColumnsAsync(connection, table, cancellationToken);
            }

            return columns.Count > 0
                ? columns.ToDictionary(column => column.Name, StringComparer.OrdinalIgnoreCase)
                : throw NotThere($"{path}.table", LocalText.Of($"table \"{table}\"", $"tabellen \"{table}\""));
        }

        foreach (var list in definition.Lists.Values)
        {
            var columns = await TableAsync(list.Table, list.Path);
            Require(columns, list.Table, [(list.Key, $"{list.Path}.key"), (list.ItemName, $"{list.Path}.name"), (list.Active?.Column, $"{list.Path}.active")]);
        }

        var found = new Dictionary<ActorType, ActorTable>();
        foreach (var actor in definition.Actors)
        {
            var columns = await TableAsync(actor.Table, actor.Path);
            Require(columns, actor.Table,
            [
                (actor.Key, $"{actor.Path}.key"), (actor.Version, $"{actor.Path}.version"), (actor.Changed, $"{actor.Path}.changed"),
                (actor.Active?.Column, $"{actor.Path}.active"), (actor.Parent?.Column, $"{actor.Path}.parent"),
                (actor.Reference, $"{actor.Path}.reference"),
                .. actor.SearchIn.Select((column, index) => ((string?)column, $"{actor.Path}.searchIn[{index}]")),
                .. actor.Fields.Select(field => ((string?)field.Column, $"{field.Path}.column")),
            ]);
            found[actor.Type] = new ActorTable(actor, columns, dialect);
        }

        return new Schema(found, await ReadClientIdAsync(definition, dialect, connection, TableAsync, cancellationToken));
    }

    public static async Task<string?> ReadClientIdAsync(
        ColumnRef identity, ISqlDialect dialect, DbConnection connection, CancellationToken cancellationToken)
    {
        var column = dialect.Quote(identity.Column);
        await using var command = new Statement(
            $"SELECT {dialect.AsText(column)} FROM {dialect.Quote(identity.Table)} ORDER BY {column} {dialect.First(1)}").On(connection);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static async Task<string?> ReadClientIdAsync(
        SqlDefinition definition, ISqlDialect dialect, DbConnection connection,
        Func<string, string, Task<IReadOnlyDictionary<string, ColumnInfo>>> table, CancellationToken cancellationToken)
    {
        if (definition.Identity is not { } identity)
        {
            return null;
        }

        Require(await table(identity.Table, identity.Path), identity.Table, [(identity.Column, $"{identity.Path}.column")]);
        return await ReadClientIdAsync(identity, dialect, connection, cancellationToken)
            ?? throw NotThere(identity.Path, LocalText.Of($"a value in \"{identity.Table}\"", $"en værdi i \"{identity.Table}\""));
    }

    private static void Require(
        IReadOnlyDictionary<string, ColumnInfo> columns, string table, IEnumerable<(string? Column, string Path)> wanted)
    {
        foreach (var (column, path) in wanted)
        {
            if (column is not null && !columns.ContainsKey(column))
            {
                throw NotThere(path, LocalText.Of($"column \"{column}\" in table \"{table}\"", $"kolonnen \"{column}\" i tabellen \"{table}\""));
            }
        }
    }

    private static ConnectorException NotThere(string path, LocalText what) => new(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"The database has no {what.English}, which the definition names at {path}. Correct the definition or the database.",
            $"Databasen har ikke {what.In(SqlTexts.Danish)}, som definitionen nævner ved {path}. Ret definitionen eller databasen."),
        $"Definition {path}: the database has no {what.English}");
}

/// <summary>An actor type's table, its names quoted once.</summary>
internal sealed class ActorTable
{
    private readonly IReadOnlyDictionary<string, ColumnInfo> columns;
    private readonly Dictionary<string, FieldSource> fields;
    private readonly ISqlDialect dialect;

    public ActorTable(ActorSource source, IReadOnlyDictionary<string, ColumnInfo> columns, ISqlDialect dialect)
    {
        this.columns = columns;
        this.dialect = dialect;
        Source = source;
        fields = source.Fields.ToDictionary(field => field.Key, StringComparer.Ordinal);
        Table = dialect.Quote(source.Table);
        Key = dialect.Quote(source.Key);
    }

    public ActorSource Source { get; }

    public string Table { get; }

    public string Key { get; }

    public FieldSource? Find(string field) => fields.GetValueOrDefault(field);

    public ColumnInfo Column(string name) => columns[name];

    public object KeyParameter(string key) => dialect.KeyParameter(key, columns[Source.Key]);

    /// <summary>A column that never yields NULL, so that it can be ordered and paged by; left bare where an index can then serve.</summary>
    public string NeverNull(string column) =>
        columns[column].IsNullable ? $"coalesce({dialect.Quote(column)}, '')" : dialect.Quote(column);

    /// <summary>Blank in a column of this kind can only be refused.</summary>
    public bool RefusesBlank(FieldSource field) =>
        !columns[field.Column].IsNullable && field.Type is not (FieldType.Text or FieldType.List);

    /// <summary>What access users have to a field, given what its column takes.</summary>
    public FieldAccess Access(FieldSource field) =>
        field.Access == FieldAccess.Normal && field.Type != FieldType.Checkbox && RefusesBlank(field) ? FieldAccess.Mandatory : field.Access;
}
