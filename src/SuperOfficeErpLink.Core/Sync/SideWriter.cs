using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>One side of one record, to be written.</summary>
/// <param name="Read">As just read: its version and values are what the write expects.</param>
/// <param name="Changes">All of that side.</param>
/// <param name="BaseWith">The link's base with changes that were performed; null where whoever writes stores it with the end of his work.</param>
public sealed record RecordWrite(ErpRecord Read, IReadOnlyList<Change> Changes, Func<IReadOnlyList<Change>, WrittenBase>? BaseWith = null);

/// <summary>What became of writing one side of one record.</summary>
/// <param name="Changes">With their final states; Planned ones were provably not sent.</param>
/// <param name="Errors">What the side refused.</param>
/// <param name="Failure">Why it could not be reached.</param>
/// <param name="IsStale">The record had changed since it was read; what was sent last was not written.</param>
public sealed record SideResult(IReadOnlyList<Change> Changes, IReadOnlyList<FieldError> Errors, ConnectorException? Failure, bool IsStale)
{
    public static SideResult Nothing { get; } = new([], [], null, IsStale: false);
}

/// <summary>
/// Writes one side of records: intent first, then the remote write, then its outcome. The one place that writes to an ERP or the
/// CRM on behalf of a link.
/// </summary>
public sealed class SideWriter(ErpSessions sessions, ICrm crm, IWriteStore store)
{
    /// <param name="read">The side as just read: its version and values are what the write expects.</param>
    /// <param name="changes">All of one side.</param>
    /// <param name="whenStale">What changes become that met a changed record; a Save plans them again, whoever goes on with it.</param>
    public async Task<SideResult> ApplyAsync(
        Fence fence, LinkContext context, Side side, ErpRecord read, IReadOnlyList<Change> changes, ChangeState whenStale, CancellationToken cancellationToken) =>
        (await ApplyAsync(fence, context, side, [new RecordWrite(read, changes)], whenStale, cancellationToken))[0];

    /// <summary>Several records in as few calls as the ERP allows; one result per record, in the same order.</summary>
    public async Task<IReadOnlyList<SideResult>> ApplyAsync(
        Fence fence, LinkContext context, Side side, IReadOnlyList<RecordWrite> writes, ChangeState whenStale, CancellationToken cancellationToken)
    {
        var started = await store.StartAsync(fence, [.. writes.SelectMany(write => write.Changes)], cancellationToken);
        var returning = side == Side.Erp
            ? context.Rules.ErpFieldsWith(writes.SelectMany(write => write.Changes).Select(change => change.Field))
            : context.Rules.CrmFields;
        var records = new List<Sending>(writes.Count);
        var taken = 0;
        foreach (var write in writes)
        {
            records.Add(new Sending(context, side, returning, write.Read, [.. started.Skip(taken).Take(write.Changes.Count)], whenStale));
            taken += write.Changes.Count;
        }

        while (records.Where(record => record.Left.Count > 0).ToList() is { Count: > 0 } left)
        {
            var outcomes = await SendAsync(context, side, returning, left, cancellationToken);
            for (var index = 0; index < left.Count; index++)
            {
                left[index].Take(outcomes[index]);
            }
        }

        // The outcome of a remote write is kept even when the user has gone away meanwhile.
        var bases = writes.Zip(records, (write, record) => record.Performed is { Count: > 0 } performed ? write.BaseWith?.Invoke(performed) : null);
        await store.SettleAsync(fence, [.. records.SelectMany(record => record.Settled)], [.. bases.OfType<WrittenBase>()], CancellationToken.None);
        return [.. records.Select(record => record.ToResult())];
    }

    private async Task<IReadOnlyList<SaveOutcome>> SendAsync(
        LinkContext context, Side side, FieldSet returning, IReadOnlyList<Sending> records, CancellationToken cancellationToken)
    {
        var updates = records.Select(record => record.ToUpdate()).ToList();
        try
        {
            var outcomes = side == Side.Erp
                ? await sessions.UpdateAsync(context.Connection, context.ActorType, returning, updates, cancellationToken)
                : await crm.UpdateAsync(context.Rules.EntityType, returning, updates, cancellationToken);
            return outcomes.Count == updates.Count
                ? outcomes
                : All(new SaveOutcome.Unknown(new ConnectorException(
                    FailureKind.Defect, LocalText.Of("The answer could not be understood.", "Svaret kunne ikke forstås."),
                    $"{outcomes.Count} outcomes for {updates.Count} updates.")));
        }
        catch (ConnectorException nothingSent)
        {
            return All(new SaveOutcome.NotTried(nothingSent));
        }

        SaveOutcome[] All(SaveOutcome outcome)
        {
            var all = new SaveOutcome[updates.Count];
            Array.Fill(all, outcome);
            return all;
        }
    }

    /// <summary>One record on its way: what is left to send, and what is settled.</summary>
    private sealed class Sending(
        LinkContext context, Side side, FieldSet returning, ErpRecord read, IReadOnlyList<Change> changes, ChangeState whenStale)
    {
        private readonly List<Change> settled = [];
        private readonly List<FieldError> errors = [];
        private ConnectorException? failure;
        private bool isStale;

        public IReadOnlyList<Change> Left { get; private set; } = changes;

        public IReadOnlyList<Change> Settled => settled;

        public IReadOnlyList<Change> Performed => [.. settled.Where(change => change.State == ChangeState.Done)];

        public ActorUpdate ToUpdate() => new(
            read.Key, read.Version, [.. Left.Select(change => new FieldChange(change.Field, FieldValue.Of(change.Old), FieldValue.Of(change.Sent)))]);

        public SideResult ToResult() => new(settled, errors, failure, isStale);

        /// <summary>Settles what the outcome settles; what is worth sending again without the refused fields is left.</summary>
        public void Take(SaveOutcome outcome)
        {
            var sent = Left;
            Left = [];
            switch (outcome)
            {
                case SaveOutcome.Saved saved:
                    settled.AddRange(sent.Select(change => change with { State = ChangeState.Done, Stored = StoredOf(saved, change) }));
                    break;
                case SaveOutcome.Rejected rejected:
                    errors.AddRange(rejected.Errors);
                    var refused = RefusedOf(rejected, sent) is { Count: > 0 } named ? named : [.. sent];
                    settled.AddRange(refused.Select(change => change with { State = ChangeState.Rejected }));
                    Left = [.. sent.Except(refused)];
                    break;
                case SaveOutcome.Stale or SaveOutcome.Missing:
                    isStale = true;
                    settled.AddRange(sent.Select(change => change with { State = whenStale }));
                    break;
                case SaveOutcome.NotTried lost:
                    failure ??= lost.Cause;
                    settled.AddRange(sent.Select(change => change with { State = ChangeState.Planned }));
                    break;
                case SaveOutcome.Unknown lost:
                    failure ??= lost.Cause;
                    settled.AddRange(sent.Select(change => change with { State = ChangeState.Unknown }));
                    break;
                default:
                    throw new InvalidOperationException($"Outcome {outcome.GetType().Name} has no meaning here.");
            }
        }

        /// <summary>Only a provably own answer, or one that is our text as that side keeps it, is taken for what we wrote.</summary>
        private string StoredOf(SaveOutcome.Saved saved, Change change) =>
            saved.Record.Values[returning.IndexOf(change.Field)].Text is { } text
                && (saved.Exact || context.Rules.Find(change.Pair)?.IsKeptAs(side, change.Sent, text) == true) ? text : change.Sent;

        /// <summary>The fields the side named, each with the rest of its group: a refused street does not let its postcode over alone.</summary>
        private List<Change> RefusedOf(SaveOutcome.Rejected rejected, IReadOnlyList<Change> sent)
        {
            var named = rejected.Errors.Select(error => error.Field).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var groups = sent.Where(change => named.Contains(change.Field)).Select(change => context.Rules.GroupOf(change.Pair)).OfType<string>().ToHashSet(StringComparer.Ordinal);
            return [.. sent.Where(change => named.Contains(change.Field) || (context.Rules.GroupOf(change.Pair) is { } group && groups.Contains(group)))];
        }
    }
}
