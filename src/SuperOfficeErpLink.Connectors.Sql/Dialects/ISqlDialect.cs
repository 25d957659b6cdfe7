using System.Data.Common;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>
/// What differs between databases: a few pieces of SQL, how values are bound, what errors mean and how connections are made.
/// Everything else is built once, from these. Expressions handed in are already quoted columns or parameters.
/// </summary>
internal interface ISqlDialect
{
    /// <summary>As stored in the setting "dialect" and in the client's identity.</summary>
    string Id { get; }

    string Name { get; }

    /// <summary>The settings this dialect adds to the form.</summary>
    IReadOnlyList<SettingField> SettingFields { get; }

    IReadOnlyList<SettingError> Validate(Settings settings);

    /// <summary>The database the settings name; nothing is opened yet.</summary>
    SqlDatabase Find(ConnectionContext connection);

    string Quote(string identifier);

    string AsText(string expression);

    /// <summary>Column as it sorts among texts.</summary>
    string TextOrder(string column);

    /// <summary>The same value in a form that no index is used for: reading all rows as they lie and sorting the few that remain is faster.</summary>
    string WithoutIndex(string expression);

    /// <summary>Text in the form in which case does not matter; see <see cref="TextFolding"/>.</summary>
    string Folded(string expression);

    /// <summary>True where one of the columns holds a word, whatever the case of either; the word, which has no space, is bound by the condition.</summary>
    string Holds(IReadOnlyList<string> columns, string word, Func<object, string> bind);

    /// <summary>LIKE with an escape sign; see <see cref="EscapeLike"/>.</summary>
    string Like(string folded, string pattern);

    string EscapeLike(string text);

    string NullSafeEqual(string left, string right);

    /// <summary>The day of a date column, as yyyy-MM-dd.</summary>
    string Day(string column);

    /// <summary>The moment of a date and time column to the minute, in a form that compares, and the parameter in the same form.</summary>
    string Moment(string expression);

    /// <summary>What follows ORDER BY to take only the first rows.</summary>
    string First(int rows);

    /// <summary>The database's own clock as yyyy-MM-ddTHH:mm:ss, in UTC.</summary>
    string UtcNow { get; }

    /// <summary>SELECT of the greatest number among keys that are the prefix followed by digits; NULL when there is none.</summary>
    string SelectGreatestNumber(string table, string key, string prefix, string prefixLength);

    /// <summary>An INSERT that answers with the key the database made.</summary>
    string InsertReturningKey(string table, string columnsAndValues, string key);

    /// <summary>A canonical text as the value to bind for a field of a type.</summary>
    object ToParameter(FieldType type, string canonical);

    /// <summary>A key as the value to bind, so that an index on the column is used.</summary>
    object KeyParameter(string key, ColumnInfo column);

    Task<IReadOnlyList<ColumnInfo>> ReadColumnsAsync(DbConnection connection, string table, CancellationToken cancellationToken);

    SqlFailure Explain(DbException error);
}

/// <summary>A column as the database describes it.</summary>
internal sealed record ColumnInfo(string Name, bool IsNullable, bool IsNumeric);

/// <summary>What a database's error means.</summary>
internal abstract record SqlFailure
{
    private SqlFailure()
    {
    }

    /// <summary>This record was refused; <paramref name="Message"/> is the database's own.</summary>
    public sealed record Refused(RefusalReason Reason, string Message) : SqlFailure;

    /// <summary>A table or column is not there.</summary>
    public sealed record NotThere : SqlFailure;

    /// <summary>Someone else holds a lock for longer than we wait.</summary>
    public sealed record Busy(ConnectorException Cause) : SqlFailure;

    public sealed record Broken(ConnectorException Cause) : SqlFailure;
}

internal enum RefusalReason
{
    Other, Blank, NotUnique,
}
