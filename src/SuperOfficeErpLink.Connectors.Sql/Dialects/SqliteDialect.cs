using System.Data.Common;
using System.Globalization;
using System.Text;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>SQLite, in a file below the host's folder for ERP files.</summary>
internal sealed class SqliteDialect : ISqlDialect
{
    public const string FileSetting = "file";
    public const string FoldFunction = "erp_fold";

    /// <summary>Beyond this SQLite refuses a LIKE pattern, and no stored text is that long anyway.</summary>
    private const int LongestLikeWord = 10_000;

    public string Id => "sqlite";

    public string Name => "SQLite";

    public string UtcNow => "strftime('%Y-%m-%dT%H:%M:%S', 'now')";

    public IReadOnlyList<SettingField> SettingFields { get; } =
    [
        new(
            FileSetting, LocalText.Of("Database file", "Databasefil"),
            LocalText.Of(
                "The SQLite file, counted from the server's folder for ERP files. For example: erp.db",
                "SQLite-filen, regnet fra serverens mappe til ERP-filer. For eksempel: erp.db"),
            SettingType.Text, IsRequired: true, IsSecret: false, Default: null, BoundTo: [], Items: []),
    ];

    public IReadOnlyList<SettingError> Validate(Settings settings)
    {
        if (string.IsNullOrWhiteSpace(settings[FileSetting]))
        {
            return [new SettingError(FileSetting, LocalText.Of("Enter the name of the database file.", "Angiv databasefilens navn."))];
        }

        return SqliteFileName.Canonical(settings[FileSetting]!) is not null ? [] :
        [
            new SettingError(FileSetting, LocalText.Of(
                "Enter a file name below the server's folder for ERP files, without drive, leading slash or \"..\".",
                "Angiv et filnavn under serverens mappe til ERP-filer, uden drev, skråstreg først eller \"..\".")),
        ];
    }

    public SqlDatabase Find(ConnectionContext connection)
    {
        var name = connection.Settings[FileSetting] ?? "";
        try
        {
            return new SqliteDatabase(this, SqliteFileName.Canonical(name) ?? name, connection.Outbound.ResolveFile(name));
        }
        catch (ConnectorException refused) when (refused.Setting is null)
        {
            throw new ConnectorException(refused.Kind, refused.UserText, refused.Message, refused.RetryAfter, refused) { Setting = FileSetting };
        }
    }

    public string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public string AsText(string expression) => $"CAST({expression} AS TEXT)";

    public string TextOrder(string column) => $"{column} COLLATE NOCASE";

    public string WithoutIndex(string expression) => $"(+{expression})";

    public string Folded(string expression) => $"{FoldFunction}({expression})";

    /// <remarks>
    /// LIKE ignores the case of ASCII letters by itself and is many times faster than a function of ours; other words need the
    /// function on both sides, once for all columns.
    /// </remarks>
    public string Holds(IReadOnlyList<string> columns, string word, Func<object, string> bind)
    {
        if (Ascii.IsValid(word) && !word.Contains('\0') && word.Length <= LongestLikeWord)
        {
            var pattern = bind($"%{EscapeLike(word)}%");
            return $"({string.Join(" OR ", columns.Select(column => Like(column, pattern)))})";
        }

        var lines = string.Join(" || char(10) || ", columns.Select(column => $"coalesce({column}, '')"));
        return $"instr({Folded($"({lines})")}, {bind(TextFolding.Fold(word))}) > 0";
    }

    public string Like(string folded, string pattern) => $"{folded} LIKE {pattern} ESCAPE '\\'";

    public string EscapeLike(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    public string NullSafeEqual(string left, string right) => $"{left} IS {right}";

    public string Day(string column) => $"substr({column}, 1, 10)";

    public string Moment(string expression) => $"strftime('%Y-%m-%dT%H:%M', {expression})";

    public string First(int rows) => string.Create(CultureInfo.InvariantCulture, $"LIMIT {rows}");

    public string SelectGreatestNumber(string table, string key, string prefix, string prefixLength) =>
        $"SELECT max(CAST(substr({key}, {prefixLength} + 1) AS INTEGER)) FROM {table} "
        + $"WHERE substr({key}, 1, {prefixLength}) = {prefix} AND length({key}) BETWEEN {prefixLength} + 1 AND {prefixLength} + 18 "
        + $"AND substr({key}, {prefixLength} + 1) NOT GLOB '*[^0-9]*'";

    public string InsertReturningKey(string table, string columnsAndValues, string key) => $"INSERT INTO {table} {columnsAndValues} RETURNING {key}";

    /// <remarks>Decimals go as text: the column's affinity makes a number of it, and a text column keeps every digit.</remarks>
    public object ToParameter(FieldType type, string canonical) => type switch
    {
        FieldType.Integer or FieldType.Checkbox => long.Parse(canonical, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        _ => canonical,
    };

    public object KeyParameter(string key, ColumnInfo column) =>
        column.IsNumeric && long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : key;

    public async Task<IReadOnlyList<ColumnInfo>> ReadColumnsAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, type, \"notnull\" OR pk > 0 FROM pragma_table_xinfo(@table) WHERE hidden <> 1";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@table";
        parameter.Value = table;
        command.Parameters.Add(parameter);
        var columns = new List<ColumnInfo>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            columns.Add(new ColumnInfo(reader.GetString(0), reader.GetInt64(2) == 0, IsNumeric(reader.GetString(1))));
        }

        return columns;
    }

    public SqlFailure Explain(DbException error) => SqliteErrors.Explain(error);

    /// <summary>SQLite's own rule for a column's affinity, as far as it decides how a key is stored.</summary>
    private static bool IsNumeric(string declaredType)
    {
        var type = declaredType.ToUpperInvariant();
        var isText = type.Contains("CHAR", StringComparison.Ordinal) || type.Contains("CLOB", StringComparison.Ordinal) || type.Contains("TEXT", StringComparison.Ordinal);
        return type.Contains("INT", StringComparison.Ordinal) || (type.Length > 0 && !isText && !type.Contains("BLOB", StringComparison.Ordinal));
    }
}
