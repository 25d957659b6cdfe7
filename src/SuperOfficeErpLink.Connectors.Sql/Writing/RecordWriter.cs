using System.Data.Common;
using System.Globalization;
using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;
using SuperOfficeErpLink.Connectors.Sql.Reading;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>
/// Writes records, each in a transaction of its own, so that one that is refused does not take others with it. What a record holds
/// afterwards is read within its transaction and behind the database's triggers, so it is this write's own.
/// </summary>
internal sealed class RecordWriter(SqlClient client)
{
    private ISqlDialect Dialect => client.Dialect;

    public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken) =>
        EachAsync(type, returning, updates, UpdateOneAsync, cancellationToken);

    public Task<IReadOnlyList<SaveOutcome>> CreateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken) =>
        EachAsync(type, returning, actors, CreateOneAsync, cancellationToken);

    public Task<IReadOnlyList<ErpRecord>> FindByReferenceAsync(
        ActorType type, FieldSet fields, string reference, CancellationToken cancellationToken) =>
        client.ReadAsync<IReadOnlyList<ErpRecord>>(
            async (connection, schema) =>
            {
                var actor = schema.Actor(type);
                var column = actor.Source.Reference ?? throw Cannot(type, "reference");
                var select = new RecordSelect(actor, fields, Dialect);
                var statement = new Statement($"SELECT {select.Columns} FROM {actor.Table}");
                statement.Add($"WHERE {Dialect.Quote(column)} = {statement.Bind(reference)} ORDER BY {actor.Key}");
                var found = new List<ErpRecord>();
                await using var command = statement.On(connection);
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                    if (select.Read(reader) is { } record)
                    {
                        found.Add(record);
                    }
                }

                return found;
            },
            cancellationToken);

    private Task<IReadOnlyList<SaveOutcome>> EachAsync<T>(
        ActorType type, FieldSet returning, IReadOnlyList<T> items, Func<WriteTarget, T, Task<SaveOutcome>> write, CancellationToken cancellationToken) =>
        client.WriteAsync<IReadOnlyList<SaveOutcome>>(
            async (connection, schema) =>
            {
                var actor = schema.Actor(type);
                var target = new WriteTarget(connection, actor, new RecordSelect(actor, returning, Dialect));
                var outcomes = new List<SaveOutcome>(items.Count);
                ConnectorException? stop = null;
                foreach (var item in items)
                {
                    if (stop is null && cancellationToken.IsCancellationRequested)
                    {
                        stop = outcomes.Count > 0 ? Cancelled() : throw new OperationCanceledException(cancellationToken);
                    }

                    var outcome = stop is null ? await OneAsync(target, item, write) : new SaveOutcome.NotTried(stop);
                    stop ??= (outcome as SaveOutcome.NotTried)?.Cause ?? (outcome as SaveOutcome.Unknown)?.Cause;
                    outcomes.Add(outcome);
                }

                return outcomes;
            },
            cancellationToken);

    /// <summary>A failure before the commit undoes all of this record; what follows a broken database is not tried.</summary>
    private async Task<SaveOutcome> OneAsync<T>(WriteTarget target, T item, Func<WriteTarget, T, Task<SaveOutcome>> write)
    {
        try
        {
            return await write(target, item);
        }
        catch (DbException error)
        {
            return Dialect.Explain(error) switch
            {
                SqlFailure.Refused refused => Refusal.Outcome(target.Actor.Source, refused),
                SqlFailure.Busy(var cause) => new SaveOutcome.NotTried(cause),
                SqlFailure.Broken(var cause) => new SaveOutcome.NotTried(cause),
                _ => new SaveOutcome.NotTried(await client.ExplainAsync(target.Connection, error)),
            };
        }
    }

    private async Task<SaveOutcome> UpdateOneAsync(WriteTarget target, ActorUpdate update)
    {
        var (values, errors) = WriteCheck.Check(Dialect, target.Actor, update.Changes);
        if (errors.Count > 0)
        {
            return new SaveOutcome.Rejected(errors);
        }

        await using var transaction = await client.BeginWriteAsync(target.Connection);
        if (await ListErrorsAsync(target, transaction, values) is { Count: > 0 } listErrors)
        {
            return new SaveOutcome.Rejected(listErrors);
        }

        var before = await ReadAsync(target, transaction, update.Key);
        if (before is null)
        {
            return new SaveOutcome.Missing(null);
        }

        if (values.Count == 0)
        {
            return IsSameVersion(target.Actor, update, before) ? new SaveOutcome.Saved(before, Exact: true) : new SaveOutcome.Stale(before);
        }

        var statement = await BuildUpdateAsync(target, transaction, update, values);
        var rows = statement is null ? 0 : await ExecuteAsync(statement, target, transaction);
        return rows switch
        {
            1 => await FinishAsync(target, transaction, update.Key),
            0 when statement is not null && IsSameVersion(target.Actor, update, before) => Rejected(FieldErrors.Ignored),
            0 => new SaveOutcome.Stale(before),
            _ => Rejected(FieldErrors.SeveralRecords),
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

    private async Task<SaveOutcome> CreateOneAsync(WriteTarget target, NewActor item)
    {
        var source = target.Actor.Source;
        var rule = source.Create ?? throw Cannot(source.Type, "create");
        var (values, mistakes) = WriteCheck.Check(Dialect, target.Actor, item.Values);
        List<FieldError> errors = [.. mistakes, .. WriteCheck.LackingInNew(target.Actor, item.Values)];
        if (item.Parent is { } wanted && source.Parent?.Type != wanted.Type)
        {
            errors.Add(new FieldError(null, FieldErrors.NoParentColumn));
        }

        if (errors.Count > 0)
        {
            return new SaveOutcome.Rejected(errors);
        }

        await using var transaction = await client.BeginWriteAsync(target.Connection);
        errors.AddRange(await ListErrorsAsync(target, transaction, values));
        if (item.Parent is { } parent && !await ParentExistsAsync(target, transaction, parent))
        {
            errors.Add(new FieldError(null, FieldErrors.ParentMissing));
        }

        return errors.Count > 0
            ? new SaveOutcome.Rejected(errors)
            : await FinishAsync(target, transaction, await InsertAsync(target, transaction, rule, item, values));
    }

    private async Task<string> InsertAsync(
        WriteTarget target, DbTransaction transaction, CreateRule rule, NewActor item, IReadOnlyList<ColumnValue> values)
    {
        var source = target.Actor.Source;
        var columns = values.ToDictionary(value => value.Field.Column, value => value.Parameter, StringComparer.OrdinalIgnoreCase);
        if (source.Reference is { } reference && item.Reference.Length > 0)
        {
            columns[reference] = item.Reference;
        }

        if (item.Parent is { } parent && source.Parent is { } place)
        {
            columns[place.Column] = Dialect.KeyParameter(parent.Key, target.Actor.Column(place.Column));
        }

        if (rule.Key == KeyOrigin.Next)
        {
            var key = await NextKeyAsync(target, transaction, rule);
            columns[source.Key] = target.Actor.KeyParameter(key);
            var insert = new Statement($"INSERT INTO {target.Actor.Table}");
            await ExecuteAsync(insert.Add(ColumnsAndValues(columns, insert.Bind)), target, transaction);
            return key;
        }

        var statement = new Statement("");
        statement.Add(Dialect.InsertReturningKey(target.Actor.Table, ColumnsAndValues(columns, statement.Bind), target.Actor.Key));
        await using var command = statement.On(target.Connection, transaction);
        return CanonicalValues.Written(await command.ExecuteScalarAsync() ?? DBNull.Value)
            ?? throw new ConnectorException(FailureKind.Misconfigured, NoKeyMade, $"{source.Path}.create: the database made no key");
    }

    private string ColumnsAndValues(Dictionary<string, object> columns, Func<object, string> bind) => columns.Count == 0
        ? "DEFAULT VALUES"
        : $"({string.Join(", ", columns.Keys.Select(Dialect.Quote))}) VALUES ({string.Join(", ", columns.Values.Select(bind))})";

    private async Task<string> NextKeyAsync(WriteTarget target, DbTransaction transaction, CreateRule rule)
    {
        var statement = new Statement("");
        var prefix = statement.Bind(rule.Prefix);
        var length = statement.Bind((long)rule.Prefix.Length);
        statement.Add(Dialect.SelectGreatestNumber(target.Actor.Table, target.Actor.Key, prefix, length));
        await using var command = statement.On(target.Connection, transaction);
        var next = await command.ExecuteScalarAsync() is long greatest ? Math.Max(rule.Start, greatest + 1) : rule.Start;
        return rule.Prefix + next.ToString(CultureInfo.InvariantCulture).PadLeft(rule.Digits, '0');
    }

    private async Task<bool> ParentExistsAsync(WriteTarget target, DbTransaction transaction, ActorRef parent)
    {
        var source = client.Definition.Find(parent.Type);
        return source is not null && await ExistsAsync(target, transaction, source.Table, source.Key, parent.Key);
    }

    private async Task<IReadOnlyList<FieldError>> ListErrorsAsync(WriteTarget target, DbTransaction transaction, IReadOnlyList<ColumnValue> values)
    {
        var errors = new List<FieldError>();
        foreach (var value in values)
        {
            if (value.Field.List is { } name && client.Definition.Lists.TryGetValue(name, out var list) && value.Change.New.HasText
                && !await ExistsAsync(target, transaction, list.Table, list.Key, value.Change.New.Text!))
            {
                errors.Add(new FieldError(value.Field.Key, FieldErrors.NotInList(value.Change.New.Text!)));
            }
        }

        return errors;
    }

    private async Task<bool> ExistsAsync(WriteTarget target, DbTransaction transaction, string table, string column, string key)
    {
        var statement = new Statement($"SELECT count(*) FROM {Dialect.Quote(table)}");
        statement.Add($"WHERE {Dialect.AsText(Dialect.Quote(column))} = {statement.Bind(key)}");
        await using var command = statement.On(target.Connection, transaction);
        return await command.ExecuteScalarAsync() is > 0L;
    }

    private async Task<SaveOutcome> FinishAsync(WriteTarget target, DbTransaction transaction, string key)
    {
        var record = await ReadAsync(target, transaction, key);
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

    private static Task<ErpRecord?> ReadAsync(WriteTarget target, DbTransaction transaction, string key) =>
        RecordGet.ReadOneAsync(target.Connection, transaction, target.Actor, target.Select, key);

    private static async Task<int> ExecuteAsync(Statement statement, WriteTarget target, DbTransaction transaction)
    {
        await using var command = statement.On(target.Connection, transaction);
        return await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static bool IsSameVersion(ActorTable actor, ActorUpdate update, ErpRecord current) =>
        update.ExpectedVersion is null || actor.Source.Version is null || string.Equals(update.ExpectedVersion, current.Version, StringComparison.Ordinal);

    private static SaveOutcome.Rejected Rejected(LocalText message) => new([new FieldError(null, message)]);

    private static ConnectorException Cancelled() => new(
        FailureKind.Unreachable,
        LocalText.Of("Stopped before this record was written.", "Standset, før denne post blev skrevet."),
        "Cancelled between two records of a write");

    private static ConnectorException Cannot(ActorType type, string property) => new(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"The definition has no \"{property}\" for {type}; add it to allow this.",
            $"Definitionen har ikke \"{property}\" for {type}; tilføj det for at tillade dette."),
        $"The definition has no {property} for {type}");

    private static LocalText NoKeyMade { get; } = LocalText.Of(
        "The database makes no key for a new record. Change \"create\" in the definition.",
        "Databasen danner ingen nøgle til en ny post. Ret \"create\" i definitionen.");
}

/// <summary>What every record of one write has in common.</summary>
internal sealed record WriteTarget(DbConnection Connection, ActorTable Actor, RecordSelect Select);
