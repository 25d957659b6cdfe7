using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql;

/// <summary>Speaks to any ERP whose tables a definition describes.</summary>
public sealed class SqlConnector : IErpConnector
{
    /// <summary>The stored id.</summary>
    public const string Id = "sql";

    /// <summary>The setting that names the kind of database.</summary>
    public const string DialectSetting = "dialect";

    /// <summary>The setting that names the database file of an SQLite ERP.</summary>
    public const string FileSetting = SqliteDialect.FileSetting;

    /// <summary>The setting that holds the JSON definition.</summary>
    public const string DefinitionSetting = DefinitionReader.Setting;

    private static readonly ISqlDialect[] Dialects = [new SqliteDialect(), new PostgreSqlDialect(), new SqlServerDialect()];

    public ConnectorInfo Info { get; } = new(Id, LocalText.Of("SQL database", "SQL-database"), ContractVersion: 1);

    public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken)
    {
        var dialect = DialectOf(known) ?? Dialects[0];
        return Task.FromResult<IReadOnlyList<SettingField>>(
        [
            new(
                DialectSetting, LocalText.Of("Kind of database", "Databasetype"), null, SettingType.List, IsRequired: true, IsSecret: false,
                Default: Dialects[0].Id, BoundTo: [], Items: [.. Dialects.Select(item => new ListItem(item.Id, item.Name, true))]),
            .. dialect.SettingFields,
            new(
                DefinitionSetting, LocalText.Of("Definition", "Definition"),
                LocalText.Of(
                    "JSON that names the tables and columns to use, and what they are called here. Comments are allowed.",
                    "JSON, der nævner de tabeller og kolonner, der skal bruges, og hvad de hedder her. Kommentarer er tilladt."),
                SettingType.MultilineText, IsRequired: true, IsSecret: false, Default: null, BoundTo: [], Items: []),
        ]);
    }

    public IReadOnlyList<SettingError> Validate(Settings settings)
    {
        var errors = new List<SettingError>();
        if (DialectOf(settings) is { } dialect)
        {
            errors.AddRange(dialect.Validate(settings));
        }
        else
        {
            errors.Add(new SettingError(DialectSetting, LocalText.Of("Choose the kind of database.", "Vælg databasetypen.")));
        }

        if (settings[DefinitionSetting] is { } definition && !string.IsNullOrWhiteSpace(definition))
        {
            errors.AddRange(DefinitionReader.Read(definition, DialectOf(settings)).Errors);
        }
        else
        {
            errors.Add(new SettingError(DefinitionSetting, LocalText.Of("Enter the definition.", "Angiv definitionen.")));
        }

        return errors;
    }

    public async Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        if (Validate(connection.Settings) is [var first, ..])
        {
            throw new ConnectorException(FailureKind.Misconfigured, first.Message, $"Setting {first.Key}, line {first.Line}: {first.Message.English}")
            {
                Setting = first.Key,
            };
        }

        var dialect = DialectOf(connection.Settings)!;
        var (definition, _) = DefinitionReader.Read(connection.Settings[DefinitionSetting]!, dialect);
        var client = new SqlClient(dialect, dialect.Find(connection), definition, SqlSession.LongestTransaction, connection.Time);
        try
        {
            await client.OpenAsync(cancellationToken);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }

        return new SqlSession(client);
    }

    private static ISqlDialect? DialectOf(Settings settings) =>
        Array.Find(Dialects, dialect => string.Equals(dialect.Id, settings[DialectSetting], StringComparison.Ordinal));
}
