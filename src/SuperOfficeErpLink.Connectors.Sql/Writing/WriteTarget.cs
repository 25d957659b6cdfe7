using System.Data.Common;
using System.Globalization;
using SuperOfficeErpLink.Connectors.Sql.Dialects;
using SuperOfficeErpLink.Connectors.Sql.Reading;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>What every record of one write has in common.</summary>
internal sealed record WriteTarget(DbConnection Connection, Schema Schema, ActorTable Actor, RecordSelect Select, SqlClient Client)
{
    public ISqlDialect Dialect => Client.Dialect;

    /// <summary>Which of a list's items there are; asked once for all records of a transaction.</summary>
    public async Task<HashSet<string>> ItemsAsync(DbTransaction transaction, string list, IEnumerable<string> wanted)
    {
        var source = Client.Definition.Lists[list];
        var table = Schema.Table(source.Table);
        var keys = wanted.Where(SqlText.IsStorable).Distinct(StringComparer.Ordinal).ToList();
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (keys.Count == 0)
        {
            return found;
        }

        var statement = new Statement($"SELECT {table.AsText(source.Key)} FROM {table.Quoted}");
        statement.Add($"WHERE {Dialect.Ordinal(table.AsText(source.Key))} IN ({statement.BindAll(keys)})");
        await using var command = statement.On(Connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await reader.ReadAsync(CancellationToken.None))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    /// <summary>List values that are no item of their list.</summary>
    public async Task<IReadOnlyList<FieldError>> ListErrorsAsync(DbTransaction transaction, IReadOnlyList<ColumnValue> values)
    {
        var errors = new List<FieldError>();
        foreach (var value in values.Where(value => value.IsOfList))
        {
            var key = value.Change.New.Text!;
            if (!(await ItemsAsync(transaction, value.Field.List!, [key])).Contains(key))
            {
                errors.Add(new FieldError(value.Field.Key, FieldErrors.NotInList(key)));
            }
        }

        return errors;
    }

    public async Task<bool> ExistsAsync(DbTransaction transaction, ActorTable actor, string key)
    {
        var statement = new Statement($"SELECT count(*) FROM {actor.Table}");
        statement.Add($"WHERE {actor.HasKey(key, statement.Bind)}");
        await using var command = statement.On(Connection, transaction);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) > 0;
    }

    /// <summary>What the record holds behind the triggers, committed.</summary>
    public async Task<SaveOutcome> FinishAsync(DbTransaction transaction, string key)
    {
        var record = await ReadAsync(transaction, key);
        if (record is null)
        {
            return Rejected(FieldErrors.Ignored);
        }

        return await CommitAsync(transaction) is { } lost ? new SaveOutcome.Unknown(lost) : new SaveOutcome.Saved(record, Exact: true);
    }

    /// <summary>Null when it was committed; a cause when the database may have written all of it before it failed.</summary>
    public async Task<ConnectorException?> CommitAsync(DbTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
            return null;
        }
        catch (DbException error) when (Dialect.Explain(error) is SqlFailure.Broken broken)
        {
            return broken.Cause;
        }
    }

    public Task<ErpRecord?> ReadAsync(DbTransaction transaction, string key) =>
        RecordGet.ReadOneAsync(Connection, transaction, Actor, Select, key);

    public async Task ExecuteAsync(Statement statement, DbTransaction transaction)
    {
        await using var command = statement.On(Connection, transaction);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public static SaveOutcome.Rejected Rejected(LocalText message) => new([new FieldError(null, message)]);
}
