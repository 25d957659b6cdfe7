using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql;

/// <summary>A definition that was found to fit its database.</summary>
internal sealed class Schema
{
    private readonly Dictionary<ActorType, ActorTable> actors = [];
    private readonly Dictionary<string, TableSource> tables = new(StringComparer.Ordinal);
    private readonly SqlDefinition definition;
    private readonly ISqlDialect dialect;

    private Schema(SqlDefinition definition, ISqlDialect dialect) => (this.definition, this.dialect) = (definition, dialect);

    /// <summary>The stable id the database itself keeps, where the definition says so.</summary>
    public string? ClientId { get; private set; }

    public ActorTable Actor(ActorType type) => actors.TryGetValue(type, out var actor) ? actor : throw new ConnectorException(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"The connection's definition has no actor type {type}. Add it there.",
            $"Forbindelsens definition har ikke aktørtypen {type}. Tilføj den dér."),
        $"The definition has no actor type {type}");

    public IEnumerable<ActorTable> Actors => actors.Values;

    /// <summary>A table the definition names.</summary>
    public TableSource Table(string name) => tables[name];

    /// <param name="overlap">How long a change may be on its way.</param>
    /// <exception cref="ConnectorException">Misconfigured, naming the place in the definition that does not fit.</exception>
    public static async Task<Schema> ReadAsync(
        SqlDefinition definition, ISqlDialect dialect, DbConnection connection, TimeSpan overlap, CancellationToken cancellationToken)
    {
        var schema = new Schema(definition, dialect);
        foreach (var list in definition.Lists.Values)
        {
            var table = await schema.FindTableAsync(connection, list.Table, list.Path, cancellationToken);
            Require(table, list.Table, [(list.Key, $"{list.Path}.key"), (list.ItemName, $"{list.Path}.name"), (list.Active?.Column, $"{list.Path}.active")]);
        }

        foreach (var actor in definition.Actors)
        {
            schema.actors[actor.Type] = schema.Fit(actor, await schema.FindTableAsync(connection, actor.Table, actor.Path, cancellationToken), overlap);
        }

        if (definition.Identity is { } identity)
        {
            Require(
                await schema.FindTableAsync(connection, identity.Table, identity.Path, cancellationToken), identity.Table,
                [(identity.Column, $"{identity.Path}.column")]);
            schema.ClientId = await schema.ReadClientIdAsync(connection, cancellationToken)
                ?? throw NotThere(identity.Path, LocalText.Of($"a value in \"{identity.Table}\"", $"en værdi i \"{identity.Table}\""));
        }

        return schema;
    }

    /// <summary>The id as it stands now; null where the definition names none.</summary>
    public async Task<string?> ReadClientIdAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (definition.Identity is not { } identity)
        {
            return null;
        }

        var table = tables[identity.Table];
        await using var command = new Statement(
            $"SELECT {table.AsText(identity.Column)} FROM {table.Quoted} ORDER BY {table.Quote(identity.Column)} {dialect.First(1)}").On(connection);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private async Task<TableSource> FindTableAsync(DbConnection connection, string name, string path, CancellationToken cancellationToken)
    {
        if (!tables.TryGetValue(name, out var table))
        {
            var columns = await dialect.ReadColumnsAsync(connection, name, cancellationToken);
            tables[name] = table = columns.Count > 0
                ? new TableSource(name, columns, dialect)
                : throw NotThere($"{path}.table", LocalText.Of($"table \"{name}\"", $"tabellen \"{name}\""));
        }

        return table;
    }

    private ActorTable Fit(ActorSource actor, TableSource table, TimeSpan overlap)
    {
        Require(table, actor.Table,
        [
            (actor.Key, $"{actor.Path}.key"), (actor.Version, $"{actor.Path}.version"), (actor.Changed, $"{actor.Path}.changed"),
            (actor.Active?.Column, $"{actor.Path}.active"), (actor.Parent?.Column, $"{actor.Path}.parent"),
            (actor.Reference, $"{actor.Path}.reference"),
            .. actor.SearchIn.Select((column, index) => ((string?)column, $"{actor.Path}.searchIn[{index}]")),
            .. actor.Fields.Select(field => ((string?)field.Column, $"{field.Path}.column")),
        ]);
        var fitted = new ActorTable(actor, table, dialect, overlap);
        return actor.Changed is null || fitted.Feed is not null ? fitted : throw CannotFollow(actor, table.Column(actor.Changed));
    }

    private static void Require(TableSource table, string name, IEnumerable<(string? Column, string Path)> wanted)
    {
        foreach (var (column, path) in wanted)
        {
            if (column is not null && !table.Has(column))
            {
                throw NotThere(path, LocalText.Of($"column \"{column}\" in table \"{name}\"", $"kolonnen \"{column}\" i tabellen \"{name}\""));
            }
        }
    }

    private static ConnectorException CannotFollow(ActorSource actor, ColumnInfo column) => new(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"Changes cannot be followed by column \"{column.Name}\", which the definition names at {actor.Path}.changed: it is of type {column.DataType}, and \"changedBy\" is {actor.ChangedBy}. Correct one of them.",
            $"Ændringer kan ikke følges efter kolonnen \"{column.Name}\", som definitionen nævner ved {actor.Path}.changed: den er af typen {column.DataType}, og \"changedBy\" er {actor.ChangedBy}. Ret en af dem."),
        $"Definition {actor.Path}.changed: {column.DataType} cannot be followed by {actor.ChangedBy}")
    {
        Setting = DefinitionReader.Setting,
    };

    private static ConnectorException NotThere(string path, LocalText what) => new(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"The database has no {what.English}, which the definition names at {path}. Correct the definition or the database.",
            $"Databasen har ikke {what.In(SqlTexts.Danish)}, som definitionen nævner ved {path}. Ret definitionen eller databasen."),
        $"Definition {path}: the database has no {what.English}");
}
