using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>One record's update, checked and ready to be sent.</summary>
/// <param name="Index">Its place among those asked for.</param>
internal sealed record PendingUpdate(int Index, ActorUpdate Update, IReadOnlyList<ColumnValue> Values)
{
    /// <summary>
    /// True where the database itself can tell whether the record is as expected: by its version, or by texts, which are stored as they are
    /// expected. Nothing has to be read before such an update.
    /// </summary>
    public bool IsSelfSufficient(ActorTable actor) => Values.Count > 0 && SqlText.IsStorable(Update.Key)
        && (ExpectedVersion(actor) is { } version ? SqlText.IsStorable(version) : Values.All(value => !value.Change.Expected.WasRead || IsPlain(actor, value)));

    /// <summary>The statement that writes it if the record is still as expected; the row is null where nothing was read before.</summary>
    public Statement Statement(ActorTable actor, StoredRow? row, ISqlDialect dialect)
    {
        var statement = new Statement("");
        var assignments = string.Join(", ", Values.Select(value => $"{actor.Quote(value.Field.Column)} = {statement.Bind(value.Parameter)}"));
        var conditions = new List<string> { actor.HasKey(Update.Key, statement.Bind) };
        if (row is null && !actor.Column(actor.Source.Key).IsToTheLetter)
        {
            // The database may take "c1" for "C1".
            conditions.Add(actor.Holds(actor.Source.Key, statement.Bind(Update.Key)));
        }

        conditions.AddRange(ExpectedVersion(actor) is { } version
            ? [actor.Holds(actor.Source.Version!, statement.Bind(version))]
            : Values.Where(value => value.Change.Expected.WasRead).Select(value => IsAsExpected(actor, row, value, statement.Bind)));
        return statement.Add(dialect.CountedUpdate(actor.Table, assignments, string.Join(" AND ", conditions)));
    }

    /// <summary>True while the record is as this update expects it.</summary>
    public bool StillHolds(ActorTable actor, StoredRow row) => ExpectedVersion(actor) is { } version
        ? string.Equals(version, row.Record.Version, StringComparison.Ordinal)
        : Values.All(value => !value.Change.Expected.WasRead || CanonicalValues.Read(value.Field.Type, row.Values[value.Field.Column]) == value.Change.Expected);

    /// <remarks>The stored form may differ from the canonical one (12.50 and 12.5): such values are compared here, their stored form in SQL.</remarks>
    private static string IsAsExpected(ActorTable actor, StoredRow? row, ColumnValue value, Func<object, string> bind)
    {
        var column = value.Field.Column;
        var text = actor.AsText(column);
        var stored = row is null ? value.Change.Expected.Text : row.Texts[value.Field.Column];
        return stored is null ? $"{text} IS NULL"
            : row is null && stored.Length == 0 ? $"({text} IS NULL OR {actor.Holds(column, bind(stored))})"
            : actor.Holds(column, bind(stored));
    }

    private static bool IsPlain(ActorTable actor, ColumnValue value) =>
        value.Field.Type is FieldType.Text or FieldType.List && actor.Column(value.Field.Column).Kind == ColumnKind.Text
        && SqlText.IsStorable(value.Change.Expected.Text!);

    public string? ExpectedVersion(ActorTable actor) => actor.Source.Version is null ? null : Update.ExpectedVersion;
}
