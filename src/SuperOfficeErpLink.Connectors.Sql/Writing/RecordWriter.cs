using SuperOfficeErpLink.Connectors.Sql.Dialects;
using SuperOfficeErpLink.Connectors.Sql.Reading;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>
/// Writes records so that one that is refused does not take others with it. What a record holds afterwards is read within its
/// transaction and behind the database's triggers, so it is this write's own.
/// </summary>
internal sealed class RecordWriter(SqlClient client)
{
    private readonly RecordCreate create = new(client);

    private ISqlDialect Dialect => client.Dialect;

    public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken) =>
        WriteAsync(type, returning, updates.Count, (target, outcomes) => new RecordUpdate(target, outcomes).RunAsync(updates, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<SaveOutcome>> CreateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken) =>
        WriteAsync(
            type, returning, actors.Count,
            async (target, outcomes) =>
            {
                for (var index = 0; index < actors.Count; index++)
                {
                    outcomes[index] = StopOf(outcomes, cancellationToken) is { } stop
                        ? new SaveOutcome.NotTried(stop)
                        : await create.RunAsync(target, actors[index]);
                }
            },
            cancellationToken);

    public Task<IReadOnlyList<ErpRecord>> FindByReferenceAsync(
        ActorType type, FieldSet fields, string reference, CancellationToken cancellationToken) =>
        client.ReadAsync<IReadOnlyList<ErpRecord>>(
            async (connection, schema) =>
            {
                var actor = schema.Actor(type);
                var column = actor.Source.Reference ?? throw Cannot(type, "reference");
                var info = actor.Column(column);
                var found = new List<ErpRecord>();
                if (Dialect.KeyParameter(reference, info) is null)
                {
                    return found;
                }

                var select = new RecordSelect(actor, fields);
                var statement = new Statement($"SELECT {select.Columns} FROM {actor.Table}");
                statement.Add($"WHERE {Dialect.HasKey(actor.Quote(column), reference, info, statement.Bind)} ORDER BY {actor.SortedKey}");
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

    /// <summary>Why nothing more is sent: the database is broken, an answer was lost, or the caller stopped; null to go on.</summary>
    /// <exception cref="OperationCanceledException">The caller stopped before anything was done.</exception>
    public static ConnectorException? StopOf(SaveOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        var broken = Array.Find(outcomes, outcome => outcome is SaveOutcome.NotTried or SaveOutcome.Unknown);
        if (broken is not null)
        {
            return (broken as SaveOutcome.NotTried)?.Cause ?? ((SaveOutcome.Unknown)broken).Cause;
        }

        return !cancellationToken.IsCancellationRequested ? null
            : Array.TrueForAll(outcomes, outcome => outcome is null or SaveOutcome.Rejected) ? throw new OperationCanceledException(cancellationToken)
            : Cancelled();
    }

    private Task<IReadOnlyList<SaveOutcome>> WriteAsync(
        ActorType type, FieldSet returning, int count, Func<WriteTarget, SaveOutcome?[], Task> write, CancellationToken cancellationToken) =>
        client.WriteAsync<IReadOnlyList<SaveOutcome>>(
            async (connection, schema) =>
            {
                var actor = schema.Actor(type);
                var outcomes = new SaveOutcome?[count];
                await write(new WriteTarget(connection, schema, actor, new RecordSelect(actor, returning), client), outcomes);
                return [.. outcomes.OfType<SaveOutcome>()];
            },
            cancellationToken);

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
