namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>One record's update, checked and ready to be sent.</summary>
/// <param name="Index">Its place among those asked for.</param>
internal sealed record PendingUpdate(int Index, ActorUpdate Update, IReadOnlyList<ColumnValue> Values)
{
    /// <summary>The statement that writes it if the record is still as expected.</summary>
    public Statement Statement(ActorTable actor, StoredRow row, Dialects.ISqlDialect dialect)
    {
        var statement = new Statement("");
        var assignments = string.Join(", ", Values.Select(value => $"{actor.Quote(value.Field.Column)} = {statement.Bind(value.Parameter)}"));
        var conditions = new List<string> { actor.HasKey(Update.Key, statement.Bind) };
        if (ExpectedVersion(actor) is { } version)
        {
            conditions.Add(dialect.SameText(actor.AsText(actor.Source.Version!), statement.Bind(version)));
        }
        else
        {
            // The stored form may differ from the canonical one (12.50 and 12.5): values are compared here, the stored form in SQL.
            conditions.AddRange(Values.Where(value => value.Change.Expected.WasRead).Select(value =>
            {
                var text = actor.AsText(value.Field.Column);
                return row.Texts[value.Field.Column] is { } stored ? dialect.SameText(text, statement.Bind(stored)) : $"{text} IS NULL";
            }));
        }

        return statement.Add(dialect.CountedUpdate(actor.Table, assignments, string.Join(" AND ", conditions)));
    }

    /// <summary>True while the record is as this update expects it.</summary>
    public bool StillHolds(ActorTable actor, StoredRow row) => ExpectedVersion(actor) is { } version
        ? string.Equals(version, row.Record.Version, StringComparison.Ordinal)
        : Values.All(value => !value.Change.Expected.WasRead || CanonicalValues.Read(value.Field.Type, row.Values[value.Field.Column]) == value.Change.Expected);

    public string? ExpectedVersion(ActorTable actor) => actor.Source.Version is null ? null : Update.ExpectedVersion;
}
