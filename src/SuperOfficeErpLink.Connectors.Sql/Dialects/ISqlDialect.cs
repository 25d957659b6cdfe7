using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Definition;

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

    /// <summary>What a table of this database can be followed by.</summary>
    IReadOnlyList<ChangeOrder> ChangeOrders { get; }

    /// <summary>How the definition's names of columns are compared with the database's.</summary>
    StringComparer Names { get; }

    /// <summary>Keys that one statement takes.</summary>
    int KeysAtOnce { get; }

    /// <summary>True where a scan over a range of keys is so much faster than looking each up that it pays to ask whether they lie together.</summary>
    bool RangesBeatKeys { get; }

    /// <summary>False where a column may hold values of other types than its own.</summary>
    bool KeepsTypes { get; }

    IReadOnlyList<SettingError> Validate(Settings settings);

    /// <summary>The database the settings name; nothing is opened yet.</summary>
    SqlDatabase Find(ConnectionContext connection);

    string Quote(string identifier);

    /// <summary>A column's value as text, in one form that does not depend on language settings; NULL stays NULL.</summary>
    string AsText(string column, ColumnInfo info);

    /// <summary>A column as it is read for a field: the value itself, or its text where the value would lose something on the way.</summary>
    string Selected(string column, ColumnInfo info);

    /// <summary>True where a text is a parameter to the letter: case and blanks at the end count.</summary>
    string SameText(string text, string parameter);

    /// <summary>A text that compares by the order of its characters in Unicode.</summary>
    string Ordinal(string text);

    /// <summary>Column as it sorts among texts.</summary>
    string TextOrder(string column);

    /// <summary>The same value in a form that no index is used for: reading all rows as they lie and sorting the few that remain is faster.</summary>
    string WithoutIndex(string expression);

    /// <summary>Text in the form in which case does not matter; see <see cref="TextFolding"/>.</summary>
    string Folded(string expression);

    /// <summary>A text of ours in the same form, bound.</summary>
    string FoldedValue(string text, Func<object, string> bind);

    /// <summary>True where one of the texts holds a word, whatever the case of either; the word, which has no space, is bound by the condition.</summary>
    string Holds(IReadOnlyList<string> texts, string word, Func<object, string> bind);

    /// <summary>LIKE with an escape sign; see <see cref="EscapeLike"/>.</summary>
    string Like(string folded, string pattern);

    string EscapeLike(string text);

    /// <summary>A column as a number; NULL where a text column holds none.</summary>
    string Number(string column, ColumnInfo info);

    /// <summary>A canonical number to compare with it.</summary>
    object NumberParameter(string canonical);

    /// <summary>The day of a date column, as yyyy-MM-dd.</summary>
    string Day(string column, ColumnInfo info);

    /// <summary>The moment of a date and time column to the minute, as yyyy-MM-ddTHH:mm.</summary>
    string Moment(string column, ColumnInfo info);

    /// <summary>True for rows behind a place, ordered by two columns; the sign compares the second, and an index on both finds the place.</summary>
    string Behind(string first, string second, string sign, string firstValue, string secondValue);

    /// <summary>What follows ORDER BY to take only the first rows.</summary>
    string First(int rows);

    /// <summary>How a column orders changes; null when it cannot.</summary>
    FeedColumn? Feed(ChangeOrder order, string column, ColumnInfo info, TimeSpan overlap);

    /// <summary>A statement that lets only one transaction at a time give out numbers; null where reading the greatest one does.</summary>
    string? LockNumbers(string table);

    /// <summary>SELECT of the greatest number among keys that are the prefix followed by digits; NULL when there is none.</summary>
    string SelectGreatestNumber(string table, string key, string prefix, string prefixLength);

    /// <summary>An INSERT that answers with the key the database made; without columns a row of defaults.</summary>
    string InsertReturningKey(string table, string columns, string values, string key);

    /// <summary>An UPDATE that <see cref="SqlDatabase.ExecuteAsync"/> counts the rows of, whatever the table's triggers do.</summary>
    string CountedUpdate(string table, string assignments, string condition);

    /// <summary>A canonical text as the value to bind for a field of a type.</summary>
    object ToParameter(FieldType type, string canonical, ColumnInfo column);

    /// <summary>A key as the value to bind, so that an index on the column is used; null when no such key can be in the column.</summary>
    object? KeyParameter(string key, ColumnInfo column);

    /// <summary>True for rows with this key and for no others.</summary>
    string HasKey(string column, string key, ColumnInfo info, Func<object, string> bind);

    /// <summary>True for rows with one of these keys, which are <see cref="KeyParameter"/>s; maybe for others that the database takes for them.</summary>
    string HasOneOf(string column, IReadOnlyList<object> keys, ColumnInfo info, Func<object, string> bind);

    /// <summary>The columns of a table, which may stand behind its schema's name and a dot; none when there is no such table.</summary>
    Task<IReadOnlyList<ColumnInfo>> ReadColumnsAsync(DbConnection connection, string table, CancellationToken cancellationToken);

    SqlFailure Explain(DbException error);
}

/// <summary>What kind of value a column holds.</summary>
internal enum ColumnKind
{
    Text,

    /// <summary>Text filled up with blanks, which are not part of the value.</summary>
    FixedText,
    Integer, Decimal, Real, Boolean, Date,

    /// <summary>Date and time that do not say of what time zone; taken for UTC.</summary>
    Moment,

    /// <summary>Date and time of a known time zone.</summary>
    Instant,
    Guid,

    /// <summary>What the database counts by itself with every write.</summary>
    Version, Other,
}

/// <summary>A column as the database describes it.</summary>
/// <param name="DataType">The database's own name of its type.</param>
/// <param name="IsToTheLetter">The database is known to take two texts in it for equal only when they are the same.</param>
internal sealed record ColumnInfo(string Name, bool IsNullable, ColumnKind Kind, string DataType = "", bool IsToTheLetter = false);

/// <summary>How a column orders a table's changes.</summary>
/// <param name="Sort">Never NULL; an index serves it where the column is never NULL itself.</param>
/// <param name="Limit">What no transaction can still bring a change before: a stored place never stands behind it.</param>
/// <param name="Selected">A value of the column, or the limit, as it is read.</param>
/// <param name="Parse">The value of a parameter that holds a place.</param>
/// <param name="CanGoBack">True for a count that starts anew in a restored copy, so that places of the old one mean nothing there.</param>
internal sealed record FeedColumn(string Sort, string Limit, Func<string, string> Selected, Func<string, string> Parse, bool CanGoBack)
{
    /// <summary>What was selected, as text to store: a place.</summary>
    public Func<DbDataReader, int, string> Read { get; init; } = static (reader, ordinal) => reader.GetString(ordinal);

    /// <summary>A stored place as the parameter's value; null for what is none of this column's.</summary>
    public Func<string, object?> ToParameter { get; init; } = static place => place;
}

/// <summary>A value that must be bound in a way of its database.</summary>
internal abstract record BoundValue
{
    public abstract void BindTo(DbParameter parameter);
}
