using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using SuperOfficeErpLink.Connectors.Sql.Definition;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>SQL Server 2017 and later, and Azure SQL.</summary>
internal sealed class SqlServerDialect : ISqlDialect
{
    /// <summary>The name under which an update answers with how many rows it changed.</summary>
    public const string CountColumn = "erp_link_rows";

    private const int DefaultPort = 1433;
    private const int LongestIndexed = 4000;

    /// <summary>Ignores case, tells æ, ø, å, ä, ö and ü from each other and from a, o and u, and takes a composed sign for a decomposed one.</summary>
    private const string AnyCase = "COLLATE Latin1_General_100_CI_AS_KS_WS_SC";

    private const string ByCharacter = "COLLATE Latin1_General_100_BIN2";

    public string Id => "sqlserver";

    public string Name => "SQL Server";

    public IReadOnlyList<SettingField> SettingFields { get; } = ServerSettings.Fields(DefaultPort);

    public IReadOnlyList<ChangeOrder> ChangeOrders { get; } = [ChangeOrder.Time, ChangeOrder.RowVersion];

    public StringComparer Names => StringComparer.OrdinalIgnoreCase;

    /// <summary>A statement takes 2,100 parameters.</summary>
    public int KeysAtOnce => 1000;

    public bool RangesBeatKeys => false;

    public bool KeepsTypes => true;

    public IReadOnlyList<SettingError> Validate(Settings settings) => ServerSettings.Validate(settings, DefaultPort);

    public SqlDatabase Find(ConnectionContext connection) =>
        new SqlServerDatabase(this, ServerSettings.Of(connection.Settings, DefaultPort), connection);

    public string Quote(string identifier) => $"[{identifier.Replace("]", "]]", StringComparison.Ordinal)}]";

    public string AsText(string column, ColumnInfo info) => info.Kind switch
    {
        ColumnKind.Text => info.DataType is "text" or "ntext" ? $"CAST({column} AS nvarchar(max))" : column,
        ColumnKind.FixedText => $"RTRIM({column})",
        ColumnKind.Integer or ColumnKind.Boolean => $"CAST({column} AS nvarchar(40))",
        ColumnKind.Decimal => info.DataType is "money" or "smallmoney" ? $"CONVERT(nvarchar(40), {column}, 2)" : $"CAST({column} AS nvarchar(50))",
        ColumnKind.Real => $"CONVERT(nvarchar(40), {column}, 3)",
        ColumnKind.Date => $"CONVERT(nvarchar(10), {column}, 23)",
        ColumnKind.Moment => $"CONVERT(nvarchar(30), CAST({column} AS datetime2(7)), 126)",
        ColumnKind.Instant => $"CONVERT(nvarchar(40), SWITCHOFFSET({column}, '+00:00'), 126)",
        ColumnKind.Guid => $"LOWER(CONVERT(nvarchar(36), {column}))",
        ColumnKind.Version => $"CONVERT(nvarchar(18), CAST({column} AS binary(8)), 1)",
        _ => $"CAST({column} AS nvarchar(max))",
    };

    public string Selected(string column, ColumnInfo info) =>
        info.Kind is ColumnKind.FixedText or ColumnKind.Decimal or ColumnKind.Version or ColumnKind.Other ? AsText(column, info) : column;

    /// <remarks>= leaves blanks at the end out of the comparison, whatever the collation; the length does not.</remarks>
    public string SameText(string text, string parameter) =>
        $"({Ordinal(text)} = {parameter} AND DATALENGTH(CAST({text} AS nvarchar(max))) = DATALENGTH(CAST({parameter} AS nvarchar(max))))";

    public string Ordinal(string text) => $"CAST({text} AS nvarchar(max)) {ByCharacter}";

    public string TextOrder(string column) => column;

    public string WithoutIndex(string expression) => $"({expression} + N'')";

    public string Folded(string expression) => $"CAST({expression} AS nvarchar(max)) {AnyCase}";

    public string FoldedValue(string text, Func<object, string> bind) => bind(Unicode(text));

    public string Holds(IReadOnlyList<string> texts, string word, Func<object, string> bind)
    {
        var pattern = bind(Unicode($"%{EscapeLike(word)}%"));
        return $"({string.Join(" OR ", texts.Select(text => Like(Folded(text), pattern)))})";
    }

    public string Like(string folded, string pattern) => $"{folded} LIKE {pattern} ESCAPE N'\\'";

    public string EscapeLike(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal)
        .Replace("[", "\\[", StringComparison.Ordinal);

    public string Number(string column, ColumnInfo info) =>
        info.Kind is ColumnKind.Integer or ColumnKind.Decimal or ColumnKind.Real ? column : $"TRY_CAST({column} AS decimal(38, 10))";

    public object NumberParameter(string canonical) => decimal.Parse(canonical, CultureInfo.InvariantCulture);

    public string Day(string column, ColumnInfo info) =>
        Ordinal(IsTime(info) ? $"CONVERT(nvarchar(10), {Utc(column, info)}, 23)" : $"LEFT({column}, 10)");

    public string Moment(string column, ColumnInfo info) =>
        Ordinal(IsTime(info) ? $"CONVERT(nvarchar(16), CAST({Utc(column, info)} AS datetime2(7)), 126)" : $"LEFT(REPLACE({column}, N' ', N'T'), 16)");

    /// <remarks>It has no rows to compare.</remarks>
    public string Behind(string first, string second, string sign, string firstValue, string secondValue) =>
        $"{first} >= {firstValue} AND ({first} > {firstValue} OR {second} {sign} {secondValue})";

    public string First(int rows) => string.Create(CultureInfo.InvariantCulture, $"OFFSET 0 ROWS FETCH NEXT {rows} ROWS ONLY");

    /// <remarks>A column without a time zone may be kept by the server's own clock or by UTC: the earlier of the two is the limit.</remarks>
    public FeedColumn? Feed(ChangeOrder order, string column, ColumnInfo info, TimeSpan overlap)
    {
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{-(long)overlap.TotalSeconds}");
        return (order, info.Kind) switch
        {
            (ChangeOrder.RowVersion, ColumnKind.Version) => new FeedColumn(
                info.IsNullable ? $"COALESCE({column}, 0x)" : column, "MIN_ACTIVE_ROWVERSION()",
                text => $"CONVERT(nvarchar(18), CAST({text} AS binary(8)), 1)", parameter => $"CONVERT(binary(8), {parameter}, 1)", CanGoBack: true),
            (ChangeOrder.Time, ColumnKind.Instant) => Times(
                "datetimeoffset(7)", column, info, $"DATEADD(second, {seconds}, SYSDATETIMEOFFSET())"),
            (ChangeOrder.Time, ColumnKind.Moment) => Times(
                "datetime2(7)", column, info,
                $"DATEADD(second, {seconds}, CASE WHEN SYSUTCDATETIME() < SYSDATETIME() THEN SYSUTCDATETIME() ELSE SYSDATETIME() END)"),
            _ => null,
        };
    }

    /// <remarks>Reading the greatest number keeps others from taking the next one.</remarks>
    public string? LockNumbers(string table) => null;

    public string SelectGreatestNumber(string table, string key, string prefix, string prefixLength)
    {
        var rest = $"SUBSTRING(CAST({key} AS nvarchar(400)), {prefixLength} + 1, 400)";
        return $"SELECT MAX(CASE WHEN {rest} LIKE N'[0-9]%' AND {rest} NOT LIKE N'%[^0-9]%' THEN TRY_CAST({rest} AS bigint) END) FROM {table} WITH (UPDLOCK, HOLDLOCK) "
            + $"WHERE LEFT(CAST({key} AS nvarchar(400)), {prefixLength}) = {prefix}";
    }

    /// <remarks>A table with triggers answers only by way of a table variable; its key may be of any type, so it is kept as text.</remarks>
    public string InsertReturningKey(string table, string columns, string values, string key)
    {
        var (names, row) = columns.Length == 0 ? ("", "DEFAULT VALUES") : ($"({columns})", $"VALUES ({values})");
        return $"DECLARE @made TABLE (made_key nvarchar(400)); INSERT INTO {table} {names} OUTPUT CAST(inserted.{key} AS nvarchar(400)) INTO @made {row}; "
            + "SELECT made_key FROM @made;";
    }

    public string CountedUpdate(string table, string assignments, string condition) =>
        $"DECLARE @hit TABLE (one int); UPDATE {table} SET {assignments} OUTPUT 1 INTO @hit WHERE {condition}; SELECT COUNT(*) AS {CountColumn} FROM @hit;";

    public object ToParameter(FieldType type, string canonical, ColumnInfo column) => column.Kind switch
    {
        ColumnKind.Integer when long.TryParse(canonical, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        ColumnKind.Decimal or ColumnKind.Real when decimal.TryParse(canonical, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
        ColumnKind.Boolean => canonical == "1",
        ColumnKind.Date or ColumnKind.Moment when Time(canonical) is { } time => new TypedValue(time.UtcDateTime, SqlDbType.DateTime2),
        ColumnKind.Instant when Time(canonical) is { } time => time,
        _ => Unicode(canonical),
    };

    public object? KeyParameter(string key, ColumnInfo column) => column.Kind switch
    {
        ColumnKind.Integer => long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        ColumnKind.Decimal => decimal.TryParse(key, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null,
        ColumnKind.Guid => Guid.TryParse(key, out var id) ? id : null,
        _ when !SqlText.IsStorable(key) || key.Length > LongestIndexed => null,
        // A column of a code page is looked up in its index only by a parameter of one.
        _ => column.DataType is "varchar" or "char" ? new TypedValue(key, SqlDbType.VarChar, LongestIndexed) : Unicode(key),
    };

    /// <remarks>The first half finds the row by its index; the second takes it only if its key is the same to the letter.</remarks>
    public string HasKey(string column, string key, ColumnInfo info, Func<object, string> bind)
    {
        var condition = $"{column} = {bind(KeyParameter(key, info)!)}";
        return info.Kind is ColumnKind.Integer or ColumnKind.Decimal or ColumnKind.Guid ? condition : $"{condition} AND {SameText(AsText(column, info), bind(Unicode(key)))}";
    }

    public string HasOneOf(string column, IReadOnlyList<object> keys, ColumnInfo info, Func<object, string> bind) =>
        $"{column} IN ({string.Join(", ", keys.Select(bind))})";

    public async Task<IReadOnlyList<ColumnInfo>> ReadColumnsAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        var (schema, name) = TableName.Split(table);
        var statement = new Statement("SELECT c.name, c.is_nullable, COALESCE(b.name, t.name) FROM sys.columns c");
        statement.Add("JOIN sys.types t ON t.user_type_id = c.user_type_id LEFT JOIN sys.types b ON b.user_type_id = t.system_type_id AND b.is_user_defined = 0");
        statement.Add($"WHERE c.object_id = OBJECT_ID({statement.Bind(schema is null ? Quote(name) : $"{Quote(schema)}.{Quote(name)}")}) ORDER BY c.column_id");
        var columns = new List<ColumnInfo>();
        await using var command = statement.On(connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var type = reader.GetString(2);
            columns.Add(new ColumnInfo(reader.GetString(0), reader.GetBoolean(1), KindOf(type), type));
        }

        return columns;
    }

    public SqlFailure Explain(DbException error) => SqlServerErrors.Explain(error);

    private static FeedColumn Times(string type, string column, ColumnInfo info, string limit) => new(
        info.IsNullable ? $"COALESCE({column}, CAST('0001-01-01' AS {type}))" : column, limit,
        text => $"CONVERT(nvarchar(40), CAST({text} AS {type}), 126)", parameter => $"CAST({parameter} AS {type})", CanGoBack: false);

    private static string Utc(string column, ColumnInfo info) => info.Kind == ColumnKind.Instant ? $"SWITCHOFFSET({column}, '+00:00')" : column;

    private static bool IsTime(ColumnInfo info) => info.Kind is ColumnKind.Date or ColumnKind.Moment or ColumnKind.Instant;

    private static DateTimeOffset? Time(string canonical) =>
        DateTimeOffset.TryParse(canonical, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static TypedValue Unicode(string text) => new(text, SqlDbType.NVarChar, text.Length > LongestIndexed ? -1 : LongestIndexed);

    private static ColumnKind KindOf(string type) => type switch
    {
        "varchar" or "nvarchar" or "text" or "ntext" => ColumnKind.Text,
        "char" or "nchar" => ColumnKind.FixedText,
        "tinyint" or "smallint" or "int" or "bigint" => ColumnKind.Integer,
        "decimal" or "numeric" or "money" or "smallmoney" => ColumnKind.Decimal,
        "real" or "float" => ColumnKind.Real,
        "bit" => ColumnKind.Boolean,
        "date" => ColumnKind.Date,
        "datetime" or "datetime2" or "smalldatetime" => ColumnKind.Moment,
        "datetimeoffset" => ColumnKind.Instant,
        "uniqueidentifier" => ColumnKind.Guid,
        "timestamp" or "rowversion" => ColumnKind.Version,
        _ => ColumnKind.Other,
    };

    private sealed record TypedValue(object Value, SqlDbType Type, int Size = 0) : BoundValue
    {
        public override void BindTo(DbParameter parameter)
        {
            var typed = (SqlParameter)parameter;
            typed.SqlDbType = Type;
            if (Size != 0)
            {
                typed.Size = Size;
            }

            typed.Value = Value;
        }
    }
}
