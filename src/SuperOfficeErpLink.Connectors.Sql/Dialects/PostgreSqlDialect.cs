using System.Data.Common;
using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using SuperOfficeErpLink.Connectors.Sql.Definition;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>PostgreSQL 13 and later. Names are compared to the letter, as it does itself.</summary>
internal sealed class PostgreSqlDialect : ISqlDialect
{
    private const int DefaultPort = 5432;

    /// <summary>Folds case for all of Unicode, whatever the database's own language; every build for a server has it.</summary>
    private const string AllLetters = "COLLATE \"und-x-icu\"";

    private const string ByCharacter = "COLLATE \"C\"";

    /// <summary>A time zone lies at most this far behind UTC.</summary>
    private static readonly TimeSpan FurthestWest = TimeSpan.FromHours(12);

    public string Id => "postgresql";

    public string Name => "PostgreSQL";

    public IReadOnlyList<SettingField> SettingFields { get; } = ServerSettings.Fields(DefaultPort);

    public IReadOnlyList<ChangeOrder> ChangeOrders { get; } = [ChangeOrder.Time, ChangeOrder.Transaction];

    public StringComparer Names => StringComparer.Ordinal;

    public int KeysAtOnce => 1000;

    public bool RangesBeatKeys => false;

    public bool KeepsTypes => true;

    public IReadOnlyList<SettingError> Validate(Settings settings) => ServerSettings.Validate(settings, DefaultPort);

    public SqlDatabase Find(ConnectionContext connection) =>
        new PostgreSqlDatabase(this, ServerSettings.Of(connection.Settings, DefaultPort), connection);

    public string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public string AsText(string column, ColumnInfo info) => info.Kind == ColumnKind.Text ? column : $"CAST({column} AS text)";

    /// <remarks>numeric holds more digits than any number here; types nobody knows of are read as the text they are written as.</remarks>
    public string Selected(string column, ColumnInfo info) =>
        info.Kind is ColumnKind.Decimal or ColumnKind.FixedText or ColumnKind.Other or ColumnKind.Version ? AsText(column, info) : column;

    public string SameText(string text, string parameter) => $"{Ordinal(text)} = {parameter}";

    public string Ordinal(string text) => $"(({text}) {ByCharacter})";

    public string TextOrder(string column) => column;

    public string WithoutIndex(string expression) => $"({expression} || '')";

    public string Folded(string expression) => $"lower(normalize({expression}, NFC) {AllLetters})";

    public string FoldedValue(string text, Func<object, string> bind) => Folded($"CAST({bind(text)} AS text)");

    /// <remarks>Words of ASCII need no composing, which takes most of the time.</remarks>
    public string Holds(IReadOnlyList<string> texts, string word, Func<object, string> bind)
    {
        if (Ascii.IsValid(word))
        {
            var pattern = bind($"%{EscapeLike(word)}%");
            return $"({string.Join(" OR ", texts.Select(text => $"({text}) {AllLetters} ILIKE {pattern}"))})";
        }

        var lines = string.Join(" || chr(10) || ", texts.Select(text => $"coalesce({text}, '')"));
        return $"strpos({Folded($"({lines})")}, {FoldedValue(word, bind)}) > 0";
    }

    public string Like(string folded, string pattern) => $"{folded} LIKE {pattern}";

    public string EscapeLike(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    public string Number(string column, ColumnInfo info) => info.Kind is ColumnKind.Text or ColumnKind.FixedText or ColumnKind.Other
        ? $"CASE WHEN CAST({column} AS text) ~ '^-?[0-9]+(\\.[0-9]+)?$' THEN CAST(CAST({column} AS text) AS numeric) END"
        : $"CAST({column} AS numeric)";

    public object NumberParameter(string canonical) => decimal.Parse(canonical, CultureInfo.InvariantCulture);

    public string Day(string column, ColumnInfo info) => Ordinal(IsTime(info) ? $"to_char({column}, 'YYYY-MM-DD')" : $"left(CAST({column} AS text), 10)");

    public string Moment(string column, ColumnInfo info) =>
        Ordinal(IsTime(info) ? $"to_char({column}, 'YYYY-MM-DD\"T\"HH24:MI')" : $"left(replace(CAST({column} AS text), ' ', 'T'), 16)");

    public string Behind(string first, string second, string sign, string firstValue, string secondValue) =>
        $"({first}, {second}) {sign} ({firstValue}, {secondValue})";

    public string First(int rows) => string.Create(CultureInfo.InvariantCulture, $"LIMIT {rows}");

    /// <remarks>
    /// now() and the snapshot are those of the statement itself; a subquery asks for them once and not for each row. Where a column does not say of what time zone its times are, they may be
    /// those of a clock that is hours behind ours.
    /// </remarks>
    public FeedColumn? Feed(ChangeOrder order, string column, ColumnInfo info, TimeSpan overlap) => (order, info.Kind, info.DataType) switch
    {
        (ChangeOrder.Time, ColumnKind.Instant, _) => Times("timestamptz", column, info, overlap),
        (ChangeOrder.Time, ColumnKind.Moment, _) => Times("timestamp", column, info, overlap + FurthestWest),
        (ChangeOrder.Transaction, _, "xid8") => Counts(
            info.IsNullable ? $"coalesce({column}, CAST('0' AS xid8))" : column, "(SELECT pg_snapshot_xmin(pg_current_snapshot()))", "xid8"),
        (ChangeOrder.Transaction, ColumnKind.Integer or ColumnKind.Decimal, _) => Counts(
            info.IsNullable ? $"coalesce({column}, 0)" : column, "(SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint))", "bigint"),
        _ => null,
    };

    public string? LockNumbers(string table) => $"SELECT pg_advisory_xact_lock(hashtext('{table.Replace("'", "''", StringComparison.Ordinal)}'))";

    public string SelectGreatestNumber(string table, string key, string prefix, string prefixLength)
    {
        var rest = $"substr(CAST({key} AS text), CAST({prefixLength} AS int) + 1)";
        return $"SELECT max(CASE WHEN {rest} ~ '^[0-9]{{1,18}}$' THEN CAST({rest} AS bigint) END) FROM {table} "
            + $"WHERE left(CAST({key} AS text), CAST({prefixLength} AS int)) = {prefix}";
    }

    public string InsertReturningKey(string table, string columns, string values, string key) =>
        $"INSERT INTO {table} {(columns.Length == 0 ? "DEFAULT VALUES" : $"({columns}) VALUES ({values})")} RETURNING {key}";

    public string CountedUpdate(string table, string assignments, string condition) => $"UPDATE {table} SET {assignments} WHERE {condition}";

    /// <remarks>Canonical texts are what each type is read from: the server makes of them what the column is.</remarks>
    public object ToParameter(FieldType type, string canonical, ColumnInfo column) => new PgValue(canonical, NpgsqlDbType.Unknown);

    public object? KeyParameter(string key, ColumnInfo column) => column.Kind switch
    {
        ColumnKind.Integer => long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        ColumnKind.Decimal => decimal.TryParse(key, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null,
        ColumnKind.Guid => Guid.TryParse(key, out var id) ? id : null,
        ColumnKind.FixedText => SqlText.IsStorable(key) ? new PgValue(key, NpgsqlDbType.Char) : null,
        ColumnKind.Text => SqlText.IsStorable(key) ? key : null,
        _ => SqlText.IsStorable(key) ? new PgValue(key, NpgsqlDbType.Text) : null,
    };

    public string HasKey(string column, string key, ColumnInfo info, Func<object, string> bind)
    {
        var parameter = bind(KeyParameter(key, info)!);
        return IsKey(info) ? $"{column} = {parameter}" : $"CAST({column} AS text) = {parameter}";
    }

    public string HasOneOf(string column, IReadOnlyList<object> keys, ColumnInfo info, Func<object, string> bind) => keys[0] switch
    {
        long => $"{column} = ANY({bind(keys.Cast<long>().ToArray())})",
        decimal => $"{column} = ANY({bind(keys.Cast<decimal>().ToArray())})",
        Guid => $"{column} = ANY({bind(keys.Cast<Guid>().ToArray())})",
        string => $"{column} = ANY({bind(keys.Cast<string>().ToArray())})",
        PgValue { Type: var type } => $"{(IsKey(info) ? column : $"CAST({column} AS text)")} = ANY({bind(new PgValue(keys.Cast<PgValue>().Select(key => (string)key.Value).ToArray(), NpgsqlDbType.Array | type))})",
        _ => throw new InvalidOperationException("Keys are bound as KeyParameter makes them."),
    };

    public async Task<IReadOnlyList<ColumnInfo>> ReadColumnsAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        var (schema, name) = TableName.Split(table);
        var statement = new Statement("SELECT a.attname, a.attnotnull, coalesce(b.typname, t.typname), coalesce(c.collisdeterministic, false) FROM pg_catalog.pg_attribute a");
        statement.Add("JOIN pg_catalog.pg_type t ON t.oid = a.atttypid LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd' LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation");
        statement.Add($"WHERE a.attrelid = to_regclass({statement.Bind(schema is null ? Quote(name) : $"{Quote(schema)}.{Quote(name)}")})");
        statement.Add("AND (a.attnum > 0 OR a.attname = 'xmin') AND NOT a.attisdropped ORDER BY a.attnum");
        var columns = new List<ColumnInfo>();
        await using var command = statement.On(connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var type = reader.GetString(2);
            columns.Add(new ColumnInfo(reader.GetString(0), !reader.GetBoolean(1), KindOf(type), type, KindOf(type) == ColumnKind.Text && reader.GetBoolean(3)));
        }

        return columns;
    }

    public SqlFailure Explain(DbException error) => PostgreSqlErrors.Explain(error);

    /// <remarks>A place is the number the server itself counts time by, microseconds since 2000: it holds every time exactly, and costs no text for each row.</remarks>
    private static FeedColumn Times(string type, string column, ColumnInfo info, TimeSpan overlap) => new(
        info.IsNullable ? $"coalesce({column}, CAST('-infinity' AS {type}))" : column,
        string.Create(CultureInfo.InvariantCulture, $"(SELECT CAST(now() - interval '{(long)overlap.TotalSeconds} seconds' AS {type}))"),
        time => time, parameter => parameter, CanGoBack: false)
    {
        Read = static (reader, ordinal) => reader.GetFieldValue<long>(ordinal).ToString(CultureInfo.InvariantCulture),
        ToParameter = place => long.TryParse(place, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time)
            ? new PgValue(time, type == "timestamptz" ? NpgsqlDbType.TimestampTz : NpgsqlDbType.Timestamp)
            : null,
    };

    private static FeedColumn Counts(string sort, string limit, string type) =>
        new(sort, limit, text => $"CAST({text} AS text)", parameter => $"CAST({parameter} AS {type})", CanGoBack: true);

    private static bool IsTime(ColumnInfo info) => info.Kind is ColumnKind.Date or ColumnKind.Moment or ColumnKind.Instant;

    private static bool IsKey(ColumnInfo info) =>
        info.Kind is ColumnKind.Integer or ColumnKind.Decimal or ColumnKind.Guid or ColumnKind.Text or ColumnKind.FixedText;

    private static ColumnKind KindOf(string type) => type switch
    {
        "text" or "varchar" or "name" => ColumnKind.Text,
        "bpchar" => ColumnKind.FixedText,
        "int2" or "int4" or "int8" => ColumnKind.Integer,
        "numeric" => ColumnKind.Decimal,
        "float4" or "float8" => ColumnKind.Real,
        "bool" => ColumnKind.Boolean,
        "date" => ColumnKind.Date,
        "timestamp" => ColumnKind.Moment,
        "timestamptz" => ColumnKind.Instant,
        "uuid" => ColumnKind.Guid,
        "xid" or "xid8" => ColumnKind.Version,
        _ => ColumnKind.Other,
    };

    private sealed record PgValue(object Value, NpgsqlDbType Type) : BoundValue
    {
        public override void BindTo(DbParameter parameter)
        {
            ((NpgsqlParameter)parameter).NpgsqlDbType = Type;
            parameter.Value = Value;
        }
    }
}
