using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>
/// Updates records that are still as they were expected to be: all that are asked for in one transaction, and in two halves where the
/// database refuses one, until the refused one is alone. So none takes others with it, and many cost little more than one.
/// </summary>
internal sealed class RecordUpdate(WriteTarget target, SaveOutcome?[] outcomes)
{
    /// <summary>A transaction that was in another's way is begun anew so many times.</summary>
    private const int Tries = 4;

    public async Task RunAsync(IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken)
    {
        var waiting = new List<PendingUpdate>(updates.Count);
        for (var index = 0; index < updates.Count; index++)
        {
            var (values, errors) = WriteCheck.Check(target.Dialect, target.Actor, updates[index].Changes);
            if (errors.Count > 0)
            {
                outcomes[index] = new SaveOutcome.Rejected(errors);
            }
            else
            {
                waiting.Add(new PendingUpdate(index, updates[index], values));
            }
        }

        // The second update of a record meets what the first one left.
        while (waiting.Count > 0)
        {
            var now = waiting.DistinctBy(item => item.Update.Key, StringComparer.Ordinal).ToList();
            waiting.RemoveAll(now.Contains);
            await HalveAsync(now, cancellationToken);
        }
    }

    private async Task HalveAsync(List<PendingUpdate> items, CancellationToken cancellationToken)
    {
        if (RecordWriter.StopOf(outcomes, cancellationToken) is { } stop)
        {
            Set(items, new SaveOutcome.NotTried(stop));
            return;
        }

        if (await TryAsync(items) is { } refused)
        {
            if (items.Count == 1)
            {
                outcomes[items[0].Index] = refused;
                return;
            }

            await HalveAsync([.. items.Take(items.Count / 2)], cancellationToken);
            await HalveAsync([.. items.Skip(items.Count / 2)], cancellationToken);
        }
    }

    /// <summary>Null when all have their outcome; else what was refused, of one of them, and nothing was written.</summary>
    private async Task<SaveOutcome?> TryAsync(IReadOnlyList<PendingUpdate> items)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                return await InOneTransactionAsync(items);
            }
            catch (SeveralRecordsException)
            {
                return WriteTarget.Rejected(FieldErrors.SeveralRecords);
            }
            catch (DbException error)
            {
                switch (target.Dialect.Explain(error))
                {
                    case SqlFailure.Undone when left > 1:
                        continue;
                    case SqlFailure.Refused refused:
                        return Refusal.Outcome(target.Actor.Source, refused);
                    default:
                        Set(items, new SaveOutcome.NotTried(await target.Client.ExplainAsync(target.Connection, error)));
                        return null;
                }
            }
        }
    }

    private async Task<SaveOutcome?> InOneTransactionAsync(IReadOnlyList<PendingUpdate> items)
    {
        await using var transaction = await target.Client.BeginWriteAsync(target.Connection);
        var listed = await WithoutListErrorsAsync(transaction, items);
        var toRead = listed.FindAll(item => !item.IsSelfSufficient(target.Actor));
        var before = await RowsAsync(transaction, toRead);
        foreach (var item in toRead)
        {
            outcomes[item.Index] = OutcomeUnsent(item, before);
        }

        // In the order of keys, so that two of us never wait for each other.
        var sent = listed.FindAll(item => outcomes[item.Index] is null);
        sent.Sort((one, other) => string.CompareOrdinal(one.Update.Key, other.Update.Key));
        var (changed, after) = await ExecuteAsync(transaction, Statements(sent, before), sent, toCompare: false);
        if (changed.Contains(0))
        {
            after = await TryAgainAsync(transaction, sent, changed, before, await RowsAsync(transaction, sent));
        }

        if (Array.Exists(changed, count => count > 1))
        {
            return WriteTarget.Rejected(FieldErrors.SeveralRecords);
        }

        var lost = await target.CommitAsync(transaction);
        for (var index = 0; index < sent.Count; index++)
        {
            outcomes[sent[index].Index] = OutcomeSent(sent[index], changed[index] == 1, after, lost);
        }

        return null;
    }

    /// <summary>
    /// The database said that a record is not as expected where we say it is: one of the two forms a text of its own. Such an update is sent
    /// again with what the database holds.
    /// </summary>
    /// <returns>All records as they stand then, with what is compared.</returns>
    private async Task<Dictionary<string, StoredRow>> TryAgainAsync(
        DbTransaction transaction, List<PendingUpdate> sent, int[] changed, Dictionary<string, StoredRow> before, Dictionary<string, StoredRow> after)
    {
        var again = Enumerable.Range(0, sent.Count).Where(index => changed[index] == 0 && !before.ContainsKey(sent[index].Update.Key)
            && after.TryGetValue(sent[index].Update.Key, out var row) && sent[index].StillHolds(target.Actor, row)).ToList();
        if (again.Count == 0)
        {
            return after;
        }

        var (counts, now) = await ExecuteAsync(transaction, Statements(again.ConvertAll(index => sent[index]), after), sent, toCompare: true);
        for (var index = 0; index < again.Count; index++)
        {
            changed[again[index]] = counts[index];
        }

        return now;
    }

    private async Task<Dictionary<string, StoredRow>> RowsAsync(DbTransaction transaction, List<PendingUpdate> items) =>
        (await ExecuteAsync(transaction, [], items, toCompare: true)).Rows;

    /// <summary>Sends updates, and reads records behind them in the same round trip.</summary>
    private async Task<(int[] Changed, Dictionary<string, StoredRow> Rows)> ExecuteAsync(
        DbTransaction transaction, IReadOnlyList<Statement> updates, List<PendingUpdate> read, bool toCompare)
    {
        if (read.Count == 0)
        {
            return ([], []);
        }

        var rows = new StoredRows(target, read, toCompare);
        var changed = await target.Client.ExecuteAsync(target.Connection, transaction, updates, rows.Statement(), rows.Take);
        return ([.. changed], rows.Rows);
    }

    private List<Statement> Statements(List<PendingUpdate> items, Dictionary<string, StoredRow> known) =>
        items.ConvertAll(item => item.Statement(target.Actor, known.GetValueOrDefault(item.Update.Key), target.Dialect));

    /// <summary>Null for an update that must be sent.</summary>
    private SaveOutcome? OutcomeUnsent(PendingUpdate item, Dictionary<string, StoredRow> before)
    {
        if (!before.TryGetValue(item.Update.Key, out var row))
        {
            return new SaveOutcome.Missing(null);
        }

        if (!item.StillHolds(target.Actor, row))
        {
            return new SaveOutcome.Stale(row.Record);
        }

        return item.Values.Count == 0 ? new SaveOutcome.Saved(row.Record, Exact: true) : null;
    }

    private SaveOutcome OutcomeSent(PendingUpdate item, bool wasChanged, Dictionary<string, StoredRow> after, ConnectorException? lost)
    {
        var row = after.GetValueOrDefault(item.Update.Key);
        if (!wasChanged)
        {
            return row is null ? new SaveOutcome.Missing(null)
                : item.StillHolds(target.Actor, row) ? WriteTarget.Rejected(FieldErrors.Ignored)
                : new SaveOutcome.Stale(row.Record);
        }

        return lost is not null ? new SaveOutcome.Unknown(lost)
            : row is null ? new SaveOutcome.Missing(null)
            : new SaveOutcome.Saved(row.Record, Exact: true);
    }

    private async Task<List<PendingUpdate>> WithoutListErrorsAsync(DbTransaction transaction, IReadOnlyList<PendingUpdate> items)
    {
        if (!items.Any(item => item.Values.Any(value => value.IsOfList)))
        {
            return [.. items];
        }

        var errors = items.ToDictionary(item => item.Index, _ => new List<FieldError>());
        var values = items.SelectMany(item => item.Values.Where(value => value.IsOfList).Select(value => (item.Index, Value: value)));
        foreach (var list in values.GroupBy(entry => entry.Value.Field.List!, StringComparer.Ordinal))
        {
            var known = await target.ItemsAsync(transaction, list.Key, list.Select(entry => entry.Value.Change.New.Text!));
            foreach (var (index, value) in list.Where(entry => !known.Contains(entry.Value.Change.New.Text!)))
            {
                errors[index].Add(new FieldError(value.Field.Key, FieldErrors.NotInList(value.Change.New.Text!)));
            }
        }

        foreach (var item in items.Where(item => errors[item.Index].Count > 0))
        {
            outcomes[item.Index] = new SaveOutcome.Rejected(errors[item.Index]);
        }

        return [.. items.Where(item => errors[item.Index].Count == 0)];
    }

    private void Set(IReadOnlyList<PendingUpdate> items, SaveOutcome outcome)
    {
        foreach (var item in items)
        {
            outcomes[item.Index] = outcome;
        }
    }
}
