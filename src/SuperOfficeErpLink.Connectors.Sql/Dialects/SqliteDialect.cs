using System.Data.Common;
using System.Globalization;
using System.Text;
using SuperOfficeErpLink.Connectors.Sql.Definition;

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

    public IReadOnlyList<ChangeOrder> ChangeOrders { get; } = [ChangeOrder.Time];

    public StringComparer Names => StringComparer.OrdinalIgnoreCase;

    /// <summary>As many parameters as every version takes.</summary>
    public int KeysAtOnce => 500;

    public bool RangesBeatKeys => true;

    public bool KeepsTypes => false;

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

    public string AsText(string column, ColumnInfo info) => $"CAST({column} AS TEXT)";

    public string Selected(string column, ColumnInfo info) => column;

    public string SameText(string text, string parameter) => $"{text} = {parameter} COLLATE BINARY";

    public string Ordinal(string text) => text;

    public string TextOrder(string column) => $"{column} COLLATE NOCASE";

    public string WithoutIndex(string expression) => $"(+{expression})";

    public string Folded(string expression) => $"{FoldFunction}({expression})";

    public string FoldedValue(string text, Func<object, string> bind) => bind(TextFolding.Fold(text));

    /// <remarks>
    /// LIKE ignores the case of ASCII letters by itself and is many times faster than a function of ours; other words need the
    /// function on both sides, once for all columns.
    /// </remarks>
    public string Holds(IReadOnlyList<string> texts, string word, Func<object, string> bind)
    {
        if (Ascii.IsValid(word) && !word.Contains('\0') && word.Length <= LongestLikeWord)
        {
            var pattern = bind($"%{EscapeLike(word)}%");
            return $"({string.Join(" OR ", texts.Select(text => Like(text, pattern)))})";
        }

        var lines = string.Join(" || char(10) || ", texts.Select(text => $"coalesce({text}, '')"));
        return $"instr({Folded($"({lines})")}, {bind(TextFolding.Fold(word))}) > 0";
    }

    public string Like(string folded, string pattern) => $"{folded} LIKE {pattern} ESCAPE '\\'";

    public string EscapeLike(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    /// <remarks>An expression has no affinity of its own, so numbers are compared as numbers only if they are bound, and read, as such.</remarks>
    public string Number(string column, ColumnInfo info) => $"({column} + 0)";

    public object NumberParameter(string canonical) =>
        long.TryParse(canonical, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : double.Parse(canonical, CultureInfo.InvariantCulture);

    public string Day(string column, ColumnInfo info) => $"substr({column}, 1, 10)";

    public string Moment(string column, ColumnInfo info) => $"strftime('%Y-%m-%dT%H:%M', {column})";

    public string Behind(string first, string second, string sign, string firstValue, string secondValue) =>
        $"({first}, {second}) {sign} ({firstValue}, {secondValue})";

    public string First(int rows) => string.Create(CultureInfo.InvariantCulture, $"LIMIT {rows}");

    /// <remarks>Times are texts, in either usual form; a shorter text sorts before all of its second. A subquery asks the clock once, before the first row.</remarks>
    public FeedColumn? Feed(ChangeOrder order, string column, ColumnInfo info, TimeSpan overlap)
    {
        var sort = info.IsNullable ? $"coalesce({column}, '')" : column;
        var clock = string.Create(CultureInfo.InvariantCulture, $"(SELECT strftime('%Y-%m-%dT%H:%M:%S', 'now', '-{(long)overlap.TotalSeconds} seconds'))");
        var limit = $"CASE WHEN length({column}) < 19 THEN {sort} WHEN substr({column}, 11, 1) = 'T' THEN {clock} ELSE replace({clock}, 'T', ' ') END";
        return new FeedColumn(sort, limit, text => $"CAST({text} AS TEXT)", parameter => parameter, CanGoBack: false);
    }

    /// <remarks>A transaction that writes has the file to itself.</remarks>
    public string? LockNumbers(string table) => null;

    public string SelectGreatestNumber(string table, string key, string prefix, string prefixLength) =>
        $"SELECT max(CAST(substr({key}, {prefixLength} + 1) AS INTEGER)) FROM {table} "
        + $"WHERE substr({key}, 1, {prefixLength}) = {prefix} AND length({key}) BETWEEN {prefixLength} + 1 AND {prefixLength} + 18 "
        + $"AND substr({key}, {prefixLength} + 1) NOT GLOB '*[^0-9]*'";

    public string InsertReturningKey(string table, string columns, string values, string key) =>
        $"INSERT INTO {table} {(columns.Length == 0 ? "DEFAULT VALUES" : $"({columns}) VALUES ({values})")} RETURNING {key}";

    public string CountedUpdate(string table, string assignments, string condition) => $"UPDATE {table} SET {assignments} WHERE {condition}";

    /// <remarks>Decimals go as text: the column's affinity makes a number of it, and a text column keeps every digit.</remarks>
    public object ToParameter(FieldType type, string canonical, ColumnInfo column) => type switch
    {
        FieldType.Integer or FieldType.Checkbox => long.Parse(canonical, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        _ => canonical,
    };

    public object? KeyParameter(string key, ColumnInfo column) =>
        column.Kind == ColumnKind.Integer && long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : key;

    public string HasKey(string column, string key, ColumnInfo info, Func<object, string> bind) => $"{column} = {bind(KeyParameter(key, info)!)}";

    public string HasOneOf(string column, IReadOnlyList<object> keys, ColumnInfo info, Func<object, string> bind) =>
        $"{column} IN ({string.Join(", ", keys.Select(bind))})";

    public async Task<IReadOnlyList<ColumnInfo>> ReadColumnsAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        var (schema, name) = TableName.Split(table);
        var statement = new Statement("SELECT name, type, \"notnull\" OR pk > 0 FROM");
        statement.Add($"pragma_table_xinfo({statement.Bind(name)}, {statement.Bind((object?)schema ?? DBNull.Value)}) WHERE hidden <> 1");
        await using var command = statement.On(connection);
        var columns = new List<ColumnInfo>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            columns.Add(new ColumnInfo(reader.GetString(0), reader.GetInt64(2) == 0, IsNumeric(reader.GetString(1)) ? ColumnKind.Integer : ColumnKind.Text));
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
