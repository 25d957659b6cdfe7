using System.Data.Common;
using System.Globalization;
using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>Creates one record, with our reference where the definition has a place for it.</summary>
internal sealed class RecordCreate(SqlClient client)
{
    private ISqlDialect Dialect => client.Dialect;

    public async Task<SaveOutcome> RunAsync(WriteTarget target, NewActor item)
    {
        var source = target.Actor.Source;
        var rule = source.Create ?? throw RecordWriter.Cannot(source.Type, "create");
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
        errors.AddRange(await target.ListErrorsAsync(transaction, values));
        if (item.Parent is { } parent && !await ParentExistsAsync(target, transaction, parent))
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
            await target.ExecuteAsync(insert.Add(ColumnsAndValues(columns, insert.Bind)), transaction);
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

    private static async Task<bool> ParentExistsAsync(WriteTarget target, DbTransaction transaction, ActorRef parent)
    {
        var source = target.Definition.Find(parent.Type);
        return source is not null && await target.ExistsAsync(transaction, source.Table, source.Key, parent.Key);
    }

    private static LocalText NoKeyMade { get; } = LocalText.Of(
        "The database makes no key for a new record. Change \"create\" in the definition.",
        "Databasen danner ingen nøgle til en ny post. Ret \"create\" i definitionen.");
}
