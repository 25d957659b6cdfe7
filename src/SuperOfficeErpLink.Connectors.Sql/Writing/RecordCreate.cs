using System.Data.Common;
using System.Globalization;
using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>Creates one record, with our reference where the definition has a place for it.</summary>
internal sealed class RecordCreate(SqlClient client)
{
    /// <summary>A transaction that was in another's way is begun anew so many times.</summary>
    private const int Tries = 4;

    private ISqlDialect Dialect => client.Dialect;

    public async Task<SaveOutcome> RunAsync(WriteTarget target, NewActor item)
    {
        var source = target.Actor.Source;
        var rule = source.Create ?? throw RecordWriter.Cannot(source.Type, "create");
        var (values, mistakes) = WriteCheck.Check(Dialect, target.Actor, item.Values);
        List<FieldError> errors = [.. mistakes, .. WriteCheck.LackingInNew(target.Actor, item.Values)];
        if (item.Parent is { } wanted && source.Parent?.Type != wanted.Type)
        {
            errors.Add(new FieldError(null, SqlTexts.NoParentColumn));
        }

        return errors.Count > 0 ? new SaveOutcome.Rejected(errors) : await TryAsync(target, rule, item, values);
    }

    private async Task<SaveOutcome> TryAsync(WriteTarget target, CreateRule rule, NewActor item, IReadOnlyList<ColumnValue> values)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                return await InOneTransactionAsync(target, rule, item, values);
            }
            catch (DbException error)
            {
                switch (Dialect.Explain(error))
                {
                    case SqlFailure.Undone when left > 1:
                    // The ERP may have given the same number to a record of its own.
                    case SqlFailure.Refused { Reason: RefusalReason.NotUnique } when left > 1 && rule.Key == KeyOrigin.Next && Dialect.LockNumbers(target.Actor.Table) is not null:
                        continue;
                    case SqlFailure.Refused refused:
                        return Refusal.Outcome(target.Actor.Source, refused);
                    default:
                        return new SaveOutcome.NotTried(await client.ExplainAsync(target.Connection, error));
                }
            }
        }
    }

    private async Task<SaveOutcome> InOneTransactionAsync(WriteTarget target, CreateRule rule, NewActor item, IReadOnlyList<ColumnValue> values)
    {
        await using var transaction = await client.BeginWriteAsync(target.Connection);
        List<FieldError> errors = [.. await target.ListErrorsAsync(transaction, values)];
        if (item.Parent is { } parent && !await target.ExistsAsync(transaction, target.Schema.Actor(parent.Type), parent.Key))
        {
            errors.Add(new FieldError(null, FieldErrors.ParentMissing));
        }

        return errors.Count > 0
            ? new SaveOutcome.Rejected(errors)
            : await target.FinishAsync(transaction, await InsertAsync(target, transaction, rule, item, values));
    }

    private async Task<string> InsertAsync(
        WriteTarget target, DbTransaction transaction, CreateRule rule, NewActor item, IReadOnlyList<ColumnValue> values)
    {
        var (source, actor) = (target.Actor.Source, target.Actor);
        var columns = values.ToDictionary(value => value.Field.Column, value => value.Parameter, StringComparer.OrdinalIgnoreCase);
        if (source.Reference is { } reference && item.Reference.Length > 0)
        {
            columns[reference] = Dialect.ToParameter(FieldType.Text, item.Reference, actor.Column(reference));
        }

        if (item.Parent is { } parent && source.Parent is { } place)
        {
            columns[place.Column] = Dialect.ToParameter(FieldType.Text, parent.Key, actor.Column(place.Column));
        }

        var statement = new Statement("");
        if (rule.Key == KeyOrigin.Next)
        {
            var key = await NextKeyAsync(target, transaction, rule);
            columns[source.Key] = Dialect.ToParameter(FieldType.Text, key, actor.Column(source.Key));
            var (names, parameters) = Lists(columns);
            await target.ExecuteAsync(statement.Add($"INSERT INTO {actor.Table} ({names}) VALUES ({parameters})"), transaction);
            return key;
        }

        var (given, bound) = Lists(columns);
        statement.Add(Dialect.InsertReturningKey(actor.Table, given, bound, actor.Key));
        await using var command = statement.On(target.Connection, transaction);
        return CanonicalValues.Written(await command.ExecuteScalarAsync() ?? DBNull.Value)
            ?? throw new ConnectorException(FailureKind.Misconfigured, NoKeyMade, $"{source.Path}.create: the database made no key");

        (string Names, string Parameters) Lists(Dictionary<string, object> all) =>
            (string.Join(", ", all.Keys.Select(actor.Quote)), string.Join(", ", all.Values.Select(statement.Bind)));
    }

    private async Task<string> NextKeyAsync(WriteTarget target, DbTransaction transaction, CreateRule rule)
    {
        if (Dialect.LockNumbers(target.Actor.Table) is { } locking)
        {
            await target.ExecuteAsync(new Statement(locking), transaction);
        }

        var statement = new Statement("");
        var prefix = statement.Bind(rule.Prefix);
        var length = statement.Bind(rule.Prefix.Length);
        statement.Add(Dialect.SelectGreatestNumber(target.Actor.Table, target.Actor.Key, prefix, length));
        await using var command = statement.On(target.Connection, transaction);
        var next = await command.ExecuteScalarAsync() is { } greatest and not DBNull
            ? Math.Max(rule.Start, Convert.ToInt64(greatest, CultureInfo.InvariantCulture) + 1)
            : rule.Start;
        return rule.Prefix + next.ToString(CultureInfo.InvariantCulture).PadLeft(rule.Digits, '0');
    }

    private static LocalText NoKeyMade { get; } = LocalText.Of(
        "The database makes no key for a new record. Change \"create\" in the definition.",
        "Databasen danner ingen nøgle til en ny post. Ret \"create\" i definitionen.");
}
