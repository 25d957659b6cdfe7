using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Dialects;
using SuperOfficeErpLink.Connectors.Sql.Reading;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>
/// Writes records, each in a transaction of its own, so that one that is refused does not take others with it. What a record holds
/// afterwards is read within its transaction and behind the database's triggers, so it is this write's own.
/// </summary>
internal sealed class RecordWriter(SqlClient client)
{
    private readonly RecordUpdate update = new(client);
    private readonly RecordCreate create = new(client);

    private ISqlDialect Dialect => client.Dialect;

    public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken) =>
        EachAsync(type, returning, updates, update.RunAsync, cancellationToken);

    public Task<IReadOnlyList<SaveOutcome>> CreateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken) =>
        EachAsync(type, returning, actors, create.RunAsync, cancellationToken);

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
                var target = new WriteTarget(connection, actor, new RecordSelect(actor, returning, Dialect), Dialect, client.Definition);
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

    private static ConnectorException Cancelled() => new(
        FailureKind.Unreachable,
        LocalText.Of("Stopped before this record was written.", "Standset, før denne post blev skrevet."),
        "Cancelled between two records of a write");

    internal static ConnectorException Cannot(ActorType type, string property) => new(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"The definition has no \"{property}\" for {type}; add it to allow this.",
            $"Definitionen har ikke \"{property}\" for {type}; tilføj det for at tillade dette."),
        $"The definition has no {property} for {type}");
}
