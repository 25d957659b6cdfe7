using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;
using SuperOfficeErpLink.Connectors.Sql.Reading;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>What every record of one write has in common, and what every write of one does.</summary>
internal sealed record WriteTarget(DbConnection Connection, ActorTable Actor, RecordSelect Select, ISqlDialect Dialect, SqlDefinition Definition)
{
    /// <summary>List values that are no item of their list.</summary>
    public async Task<IReadOnlyList<FieldError>> ListErrorsAsync(DbTransaction transaction, IReadOnlyList<ColumnValue> values)
    {
        var errors = new List<FieldError>();
        foreach (var value in values)
        {
            if (value.Field.List is { } name && Definition.Lists.TryGetValue(name, out var list) && value.Change.New.HasText
                && !await ExistsAsync(transaction, list.Table, list.Key, value.Change.New.Text!))
            {
                errors.Add(new FieldError(value.Field.Key, FieldErrors.NotInList(value.Change.New.Text!)));
            }
        }

        return errors;
    }

    public async Task<bool> ExistsAsync(DbTransaction transaction, string table, string column, string key)
    {
        var statement = new Statement($"SELECT count(*) FROM {Dialect.Quote(table)}");
        statement.Add($"WHERE {Dialect.AsText(Dialect.Quote(column))} = {statement.Bind(key)}");
        await using var command = statement.On(Connection, transaction);
        return await command.ExecuteScalarAsync() is > 0L;
    }

    /// <summary>What the record holds behind the triggers, committed.</summary>
    public async Task<SaveOutcome> FinishAsync(DbTransaction transaction, string key)
    {
        var record = await ReadAsync(transaction, key);
        if (record is null)
        {
            return Rejected(FieldErrors.Ignored);
        }

        try
        {
            await transaction.CommitAsync(CancellationToken.None);
            return new SaveOutcome.Saved(record, Exact: true);
        }
        catch (DbException error) when (Dialect.Explain(error) is SqlFailure.Broken broken)
        {
            // The database may have written all of it before it failed.
            return new SaveOutcome.Unknown(broken.Cause);
        }
    }

    public Task<ErpRecord?> ReadAsync(DbTransaction transaction, string key) =>
        RecordGet.ReadOneAsync(Connection, transaction, Actor, Select, key);

    public async Task<int> ExecuteAsync(Statement statement, DbTransaction transaction)
    {
        await using var command = statement.On(Connection, transaction);
        return await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public static SaveOutcome.Rejected Rejected(LocalText message) => new([new FieldError(null, message)]);
}
