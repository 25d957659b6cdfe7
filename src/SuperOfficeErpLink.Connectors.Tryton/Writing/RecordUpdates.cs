using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Reading;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Writing;

/// <summary>
/// Updates records in pairs, many in one call. Each is compared with what was expected of it and then written on the condition that it, and every record below
/// it that is touched, is still the one compared. Once a write has begun it is not given up.
/// </summary>
internal sealed class RecordUpdates(TrytonClient client, Installation installation, RecordReader reader, ListReader lists)
{
    public const int Batch = 100;

    private sealed record Ready(int Index, Row Before, IReadOnlyList<FieldWrite> Writes, Dictionary<string, object?> Values, Dictionary<string, string> Timestamps);

    public async Task<IReadOnlyList<SaveOutcome>> RunAsync(
        ActorShape shape, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var check = new WriteCheck(lists);
        var outcomes = new SaveOutcome[updates.Count];
        var isBegun = false;
        foreach (var chunk in Rounds.Of(updates.Count, Batch, index => updates[index].Key))
        {
            try
            {
                isBegun |= await ChunkAsync(shape, returning, updates, chunk, outcomes, check, isBegun ? CancellationToken.None : cancellationToken);
            }
            catch (ConnectorException failure) when (isBegun)
            {
                foreach (var index in chunk)
                {
                    outcomes[index] ??= new SaveOutcome.NotTried(failure);
                }
            }
        }

        return outcomes;
    }

    /// <returns>True when anything was sent.</returns>
    private async Task<bool> ChunkAsync(
        ActorShape shape, FieldSet returning, IReadOnlyList<ActorUpdate> updates, IReadOnlyList<int> chunk, SaveOutcome[] outcomes, WriteCheck check, CancellationToken cancellationToken)
    {
        var all = Wider(returning, chunk.SelectMany(index => updates[index].Changes));
        var rows = await reader.ByIdAsync(shape, all, [.. chunk.Select(index => Models.Id(updates[index].Key)).OfType<int>()], cancellationToken);
        var ready = new List<Ready>(chunk.Count);
        foreach (var index in chunk)
        {
            var update = updates[index];
            var (writes, errors) = await check.CheckAsync(shape, update.Changes, cancellationToken);
            if (errors.Count > 0)
            {
                outcomes[index] = new SaveOutcome.Rejected(errors);
            }
            else if (Models.Id(update.Key) is not { } id || !rows.TryGetValue(id, out var row) || row.ReplacedBy is not null)
            {
                outcomes[index] = await AbsentAsync(shape, rows, update.Key, cancellationToken);
            }
            else if (!IsAsExpected(row, update, writes))
            {
                outcomes[index] = new SaveOutcome.Stale(reader.Record(shape, returning, row));
            }
            else if (RecordValues.ForUpdate(shape, row, writes) is var (values, timestamps) && values.Count == 0)
            {
                outcomes[index] = new SaveOutcome.Saved(reader.Record(shape, returning, row), Exact: true);
            }
            else
            {
                ready.Add(new Ready(index, row, writes, values, timestamps));
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (ready.Count > 0)
        {
            await SendAsync(shape, returning, ready, outcomes);
        }

        return ready.Count > 0;
    }

    private async Task SendAsync(ActorShape shape, FieldSet returning, List<Ready> ready, SaveOutcome[] outcomes)
    {
        var written = await new Batch(client).RunAsync(ready.Count, [.. ready.Select(item => item.Before.Id)], part => WriteAsync(shape, [.. part.Select(index => ready[index])]));
        var back = new ReadBack(client, installation, reader);
        await back.ReadAsync(shape, Wider(returning, []), [.. written.Select((outcome, index) => outcome is Written.Done or Written.Refused ? ready[index].Before.Id : 0).Where(id => id > 0)]);
        for (var index = 0; index < ready.Count; index++)
        {
            var item = ready[index];
            outcomes[item.Index] = written[index] switch
            {
                Written.Done => back.Saved(shape, returning, item.Before, item.Values),
                Written.Refused(var error) => back.Refused(shape, returning, item.Before, error, item.Writes),
                Written.Unknown(var cause) => new SaveOutcome.Unknown(cause),
                Written.NotTried(var cause) => new SaveOutcome.NotTried(cause),
                _ => throw new InvalidOperationException("An outcome of a kind of its own."),
            };
        }
    }

    private Task<RpcOutcome> WriteAsync(ActorShape shape, IReadOnlyList<Ready> items)
    {
        var parameters = new List<object?>((2 * items.Count) + 1);
        var timestamps = new Dictionary<string, string>(StringComparer.Ordinal);
        // Sorted: two writers that lock the same records in the same order wait for each other, where others would stand in each other's way.
        foreach (var item in items.OrderBy(item => item.Before.Id))
        {
            parameters.Add(new[] { item.Before.Id });
            parameters.Add(item.Values);
            foreach (var (record, timestamp) in item.Timestamps)
            {
                timestamps[record] = timestamp;
            }
        }

        parameters.Add(installation.WriteContext(timestamps));
        return client.WriteAsync($"model.{shape.Model}.write", [.. parameters]);
    }

    /// <summary>With a version, it decides; without one, the values that are written over.</summary>
    private static bool IsAsExpected(Row row, ActorUpdate update, IReadOnlyList<FieldWrite> writes) => update.ExpectedVersion is { } version
        ? string.Equals(version, row.Version, StringComparison.Ordinal)
        : writes.All(write => !write.Change.Expected.WasRead || write.Change.Expected == FieldReading.Value(row, write.Field));

    private async Task<SaveOutcome> AbsentAsync(ActorShape shape, Dictionary<int, Row> rows, string key, CancellationToken cancellationToken)
    {
        if (Models.Id(key) is { } id && rows.TryGetValue(id, out var merged))
        {
            return new SaveOutcome.Missing((await reader.MergedAsync([merged], cancellationToken))[0].ReplacedBy);
        }

        return installation.ShowsAllOf(shape.Model) ? new SaveOutcome.Missing(null) : new SaveOutcome.Rejected([new FieldError(null, TrytonErrors.Hidden)]);
    }

    private static FieldSet Wider(FieldSet fields, IEnumerable<FieldChange> changes) =>
        new([.. fields.Keys.Concat(changes.Select(change => change.Field)).Distinct(StringComparer.Ordinal)]);
}
