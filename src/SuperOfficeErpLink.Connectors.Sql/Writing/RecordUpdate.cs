using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>Updates one record, if it is still as it was expected to be.</summary>
internal sealed class RecordUpdate(SqlClient client)
{
    private ISqlDialect Dialect => client.Dialect;

    public async Task<SaveOutcome> RunAsync(WriteTarget target, ActorUpdate update)
    {
        var (values, errors) = WriteCheck.Check(Dialect, target.Actor, update.Changes);
        if (errors.Count > 0)
        {
            return new SaveOutcome.Rejected(errors);
        }

        await using var transaction = await client.BeginWriteAsync(target.Connection);
        if (await target.ListErrorsAsync(transaction, values) is { Count: > 0 } listErrors)
        {
            return new SaveOutcome.Rejected(listErrors);
        }

        var before = await target.ReadAsync(transaction, update.Key);
        if (before is null)
        {
            return new SaveOutcome.Missing(null);
        }

        if (values.Count == 0)
        {
            return IsSameVersion(target.Actor, update, before) ? new SaveOutcome.Saved(before, Exact: true) : new SaveOutcome.Stale(before);
        }

        var statement = await BuildUpdateAsync(target, transaction, update, values);
        var rows = statement is null ? 0 : await target.ExecuteAsync(statement, transaction);
        return rows switch
        {
            1 => await target.FinishAsync(transaction, update.Key),
            0 when statement is not null && IsSameVersion(target.Actor, update, before) => WriteTarget.Rejected(FieldErrors.Ignored),
            0 => new SaveOutcome.Stale(before),
            _ => WriteTarget.Rejected(FieldErrors.SeveralRecords),
        };
    }

    /// <summary>The one conditional UPDATE; null when an expected value no longer stands.</summary>
    private async Task<Statement?> BuildUpdateAsync(
        WriteTarget target, DbTransaction transaction, ActorUpdate update, IReadOnlyList<ColumnValue> values)
    {
        var actor = target.Actor;
        var statement = new Statement($"UPDATE {actor.Table} SET");
        statement.Add(string.Join(", ", values.Select(value => $"{Dialect.Quote(value.Field.Column)} = {statement.Bind(value.Parameter)}")));
        statement.Add($"WHERE {actor.Key} = {statement.Bind(actor.KeyParameter(update.Key))}");
        if (update.ExpectedVersion is { } version && actor.Source.Version is { } column)
        {
            return statement.Add($"AND {Dialect.AsText(Dialect.Quote(column))} = {statement.Bind(version)}");
        }

        // The stored form may differ from the canonical one (12.50 and 12.5): values are compared here, the stored form in SQL.
        var stored = await ReadStoredAsync(target, transaction, update.Key, values);
        for (var index = 0; index < values.Count; index++)
        {
            var expected = values[index].Change.Expected;
            if (!expected.WasRead)
            {
                continue;
            }

            if (CanonicalValues.Read(values[index].Field.Type, stored[index]) != expected)
            {
                return null;
            }

            statement.Add($"AND {Dialect.NullSafeEqual(Dialect.Quote(values[index].Field.Column), statement.Bind(stored[index]))}");
        }

        return statement;
    }

    private async Task<object[]> ReadStoredAsync(
        WriteTarget target, DbTransaction transaction, string key, IReadOnlyList<ColumnValue> values)
    {
        var columns = string.Join(", ", values.Select(value => Dialect.Quote(value.Field.Column)));
        var statement = new Statement($"SELECT {columns} FROM {target.Actor.Table}");
        statement.Add($"WHERE {target.Actor.Key} = {statement.Bind(target.Actor.KeyParameter(key))}");
        await using var command = statement.On(target.Connection, transaction);
        await using var reader = await command.ExecuteReaderAsync();
        var stored = new object[values.Count];
        if (await reader.ReadAsync())
        {
            reader.GetValues(stored);
        }

        return stored;
    }

    private static bool IsSameVersion(ActorTable actor, ActorUpdate update, ErpRecord current) =>
        update.ExpectedVersion is null || actor.Source.Version is null || string.Equals(update.ExpectedVersion, current.Version, StringComparison.Ordinal);
}
