using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Sync;

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
/// Writes one side of one record: intent first, then the remote write, then its outcome. The one place that writes to an ERP or the
/// CRM on behalf of a link.
/// </summary>
public sealed class SideWriter(ErpSessions sessions, ICrm crm, IWriteStore store)
{
    /// <param name="read">The side as just read: its version and values are what the write expects.</param>
    /// <param name="changes">All of one side.</param>
    /// <param name="whenStale">What changes become that met a changed record; a Save plans them again, whoever goes on with it.</param>
    public async Task<SideResult> ApplyAsync(
        Claim claim, LinkContext context, Side side, ErpRecord read, IReadOnlyList<Change> changes, ChangeState whenStale, CancellationToken cancellationToken)
    {
        var sending = await store.StartAsync(claim, changes, cancellationToken);
        var settled = new List<Change>();
        var errors = new List<FieldError>();
        ConnectorException? failure = null;
        var isStale = false;
        while (sending.Count > 0)
        {
            var outcome = await SendAsync(context, claim.Entity, side, read, sending, cancellationToken);
            isStale |= outcome is SaveOutcome.Stale or SaveOutcome.Missing;
            var rest = Settle(context, side, outcome, whenStale, sending, settled, errors);
            failure ??= outcome switch { SaveOutcome.NotTried lost => lost.Cause, SaveOutcome.Unknown lost => lost.Cause, _ => null };
            sending = rest;
        }

        // The outcome of a remote write is kept even when the user has gone away meanwhile.
        await store.SettleAsync(claim, settled, CancellationToken.None);
        return new SideResult(settled, errors, failure, isStale);
    }

    private async Task<SaveOutcome> SendAsync(
        LinkContext context, EntityRef entity, Side side, ErpRecord read, IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        var update = new ActorUpdate(
            read.Key, read.Version, [.. changes.Select(change => new FieldChange(change.Field, FieldValue.Of(change.Old), FieldValue.Of(change.Sent)))]);
        try
        {
            var outcomes = side == Side.Erp
                ? await sessions.UpdateAsync(context.Connection, context.ActorType, context.Rules.ErpFields, [update], cancellationToken)
                : await crm.UpdateAsync(entity.Type, context.Rules.CrmFields, [update], cancellationToken);
            return outcomes.Count == 1
                ? outcomes[0]
                : new SaveOutcome.Unknown(new ConnectorException(
                    FailureKind.Defect, LocalText.Of("The answer could not be understood.", "Svaret kunne ikke forstås."), $"{outcomes.Count} outcomes for one update."));
        }
        catch (ConnectorException nothingSent)
        {
            return new SaveOutcome.NotTried(nothingSent);
        }
    }

    /// <summary>Moves what the outcome settles to <paramref name="settled"/>; returns what is worth sending again without the refused fields.</summary>
    private static IReadOnlyList<Change> Settle(
        LinkContext context, Side side, SaveOutcome outcome, ChangeState whenStale, IReadOnlyList<Change> sending, List<Change> settled, List<FieldError> errors)
    {
        switch (outcome)
        {
            case SaveOutcome.Saved saved:
                var order = side == Side.Erp ? context.Rules.ErpFields : context.Rules.CrmFields;
                settled.AddRange(sending.Select(change => change with
                {
                    State = ChangeState.Done,
                    // Only a provably own answer, or one that is our text as that side keeps it, is taken for what we wrote.
                    Stored = saved.Record.Values[order.IndexOf(change.Field)].Text is { } text
                        && (saved.Exact || context.Rules.Find(change.Pair)?.IsKeptAs(side, change.Sent, text) == true) ? text : change.Sent,
                }));
                return [];
            case SaveOutcome.Rejected rejected:
                errors.AddRange(rejected.Errors);
                var refused = RefusedOf(context, rejected, sending);
                if (refused.Count == 0)
                {
                    refused = [.. sending];
                }

                settled.AddRange(refused.Select(change => change with { State = ChangeState.Rejected }));
                return [.. sending.Except(refused)];
            case SaveOutcome.Stale or SaveOutcome.Missing:
                settled.AddRange(sending.Select(change => change with { State = whenStale }));
                return [];
            case SaveOutcome.NotTried:
                settled.AddRange(sending.Select(change => change with { State = ChangeState.Planned }));
                return [];
            default:
                settled.AddRange(sending.Select(change => change with { State = ChangeState.Unknown }));
                return [];
        }
    }

    /// <summary>The fields the side named, each with the rest of its group: a refused street does not let its postcode over alone.</summary>
    private static List<Change> RefusedOf(LinkContext context, SaveOutcome.Rejected rejected, IReadOnlyList<Change> sending)
    {
        var named = rejected.Errors.Select(error => error.Field).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var groups = sending.Where(change => named.Contains(change.Field)).Select(GroupOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. sending.Where(change => named.Contains(change.Field) || (GroupOf(change) is { } group && groups.Contains(group)))];

        string? GroupOf(Change change) => context.Rules.Find(change.Pair)?.Mapping.Group;
    }
}
