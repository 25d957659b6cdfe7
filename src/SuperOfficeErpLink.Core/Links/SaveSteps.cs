using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>
/// Steps 2 to 5 of a Save, for one connection, from wherever it stands: the same code serves the user who waits and the worker that goes
/// on after a crash. It only rolls forward; it gives back only what nothing has been sent for.
/// </summary>
public sealed class SaveSteps(
    IConnectionStore connections, ILinkStore links, ISaveStore saves, IWriteStore writes, LinkContexts contexts, SideReader reader, SideWriter writer,
    TimeProvider time)
{
    private const int Tries = 3;

    /// <summary>Step 2 alone: what moved since it was chosen. Throws nothing away and writes nothing.</summary>
    /// <returns>Null when all is as it was seen.</returns>
    /// <exception cref="ConnectorException">When a side cannot be read.</exception>
    public async Task<PartResult?> CheckAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (await LoadAsync(operation, cancellationToken) is not { } work)
        {
            return null;
        }

        var read = await ReadAsync(work, operation, cancellationToken);
        var moved = read.Crm is null || read.Erp is null ? [] : Choices.Moved(work.Context.Rules, work.Choices, read);
        return read.Crm is null || read.Erp is null ? new PartResult.NotThere(operation.ConnectionId, work.Context.Connection.Name)
            : moved.Count > 0 ? new PartResult.Moved(operation.ConnectionId, work.Context.Connection.Name, moved)
            : null;
    }

    /// <summary>Steps 2 to 5.</summary>
    public async Task<PartResult> RunAsync(Claim claim, Operation operation, CancellationToken cancellationToken)
    {
        var connection = await connections.FindAsync(operation.ConnectionId, cancellationToken)
            ?? throw new InvalidOperationException($"Connection {operation.ConnectionId} of operation {operation.Id} does not exist.");
        try
        {
            var work = await LoadAsync(operation, cancellationToken);
            if (work is null)
            {
                await saves.FinishAsync(claim, operation, outcome: null, cancellationToken);
                return new PartResult.Saved(connection.Id, connection.Name, 0, 0, [], CrmIsPending: false, Disconnected: true);
            }

            return await RunAsync(claim, operation, work, cancellationToken);
        }
        catch (ConnectorException failure)
        {
            return await GiveBackOrLeaveAsync(claim, operation, connection, failure, cancellationToken);
        }
    }

    private async Task<PartResult> RunAsync(Claim claim, Operation operation, Work work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var read = await ReadAsync(work, operation, cancellationToken);
            var changes = await SettleInterruptedAsync(claim, operation, work, read, cancellationToken);
            var mayGiveBack = changes.All(change => change.State is ChangeState.Planned or ChangeState.Dropped);
            if (read.Crm is null || read.Erp is null || mayGiveBack && Choices.Moved(work.Context.Rules, work.Choices, read) is { Count: > 0 })
            {
                var moved = read.Crm is null || read.Erp is null ? [] : Choices.Moved(work.Context.Rules, work.Choices, read);
                return await GiveBackMovedAsync(claim, operation, work, moved, mayGiveBack, cancellationToken);
            }

            var toErp = await WriteAsync(claim, work, Side.Erp, read, changes, cancellationToken);
            if (toErp.IsStale && toErp.Changes.All(change => change.State == ChangeState.Stale) && attempt < Tries)
            {
                // Something else of the actor moved between reading and writing: nothing was written, so read again.
                await writes.SettleAsync(claim, [.. toErp.Changes.Select(change => change with { State = ChangeState.Planned })], cancellationToken);
                continue;
            }

            if (await RefusedAsync(claim, operation, work, toErp, cancellationToken) is { } refused)
            {
                return refused;
            }

            var toCrm = await WriteAsync(claim, work, Side.Crm, read, changes, cancellationToken);
            return await FinishAsync(claim, operation, work, read, [.. Settled(changes, toErp, toCrm)], toErp, toCrm, cancellationToken);
        }
    }

    private async Task<SideResult> WriteAsync(
        Claim claim, Work work, Side side, BothSides read, IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        var planned = changes.Where(change => change.Side == side && change.State == ChangeState.Planned).ToList();
        return planned.Count == 0
            ? new SideResult([], [], null)
            : await writer.ApplyAsync(claim, work.Context, side, read[side]!, planned, cancellationToken);
    }

    /// <summary>The answer to an ERP that took nothing; null when the Save goes on.</summary>
    private async Task<PartResult?> RefusedAsync(Claim claim, Operation operation, Work work, SideResult toErp, CancellationToken cancellationToken)
    {
        var connection = work.Context.Connection;
        if (toErp.Changes.Any(change => change.State == ChangeState.Unknown))
        {
            return new PartResult.Unsettled(connection.Id, connection.Name, toErp.Failure!);
        }

        if (toErp.Changes.Any(change => change.State == ChangeState.Done) || toErp.Changes.Count == 0)
        {
            return null;
        }

        if (toErp.Failure is { } failure)
        {
            await saves.ReleaseAsync(claim, operation, "erp-unreachable", cancellationToken);
            return new PartResult.Unreachable(connection.Id, connection.Name, failure);
        }

        if (toErp.IsStale)
        {
            await saves.ReleaseAsync(claim, operation, "moved", cancellationToken);
            return new PartResult.Moved(connection.Id, connection.Name, []);
        }

        if (toErp.Errors.All(error => error.Field is null))
        {
            await saves.ReleaseAsync(claim, operation, "refused", cancellationToken);
            return new PartResult.Refused(connection.Id, connection.Name, toErp.Errors);
        }

        return null;
    }

    private async Task<PartResult> FinishAsync(
        Claim claim, Operation operation, Work work, BothSides read, IReadOnlyList<Change> changes, SideResult toErp, SideResult toCrm,
        CancellationToken cancellationToken)
    {
        var rules = work.Context.Rules;
        var state = new RecordState(read.Crm!.Values, read.Erp!.Values, work.Bases);
        var outcome = Outcomes.Of(
            work.Context, operation.LinkId!.Value, read, state, index => IsSettledByChoice(work, rules.Fields[index].Pair), changes,
            [.. toErp.Errors, .. toCrm.Errors], Restraints.None, time.GetUtcNow());
        await saves.FinishAsync(claim, operation, outcome, cancellationToken);
        return new PartResult.Saved(
            work.Context.Connection.Id, work.Context.Connection.Name,
            changes.Count(change => change is { Side: Side.Erp, State: ChangeState.Done }), changes.Count(change => change is { Side: Side.Crm, State: ChangeState.Done }),
            [.. toErp.Errors, .. toCrm.Errors], outcome.RetryAfter is not null, operation.Part.Disconnect is not null);
    }

    /// <summary>A pair without a write is settled as it stands: it agreed, or the user kept both values.</summary>
    private static bool IsSettledByChoice(Work work, Mapping.FieldPair pair) => work.Choices.Any(choice => choice.Pair == pair);

    private static IEnumerable<Change> Settled(IReadOnlyList<Change> before, SideResult toErp, SideResult toCrm)
    {
        var now = toErp.Changes.Concat(toCrm.Changes).ToDictionary(change => change.Id);
        return before.Where(change => change.State != ChangeState.Dropped).Select(change => now.GetValueOrDefault(change.Id, change));
    }

    private async Task<IReadOnlyList<Change>> SettleInterruptedAsync(
        Claim claim, Operation operation, Work work, BothSides read, CancellationToken cancellationToken)
    {
        var changes = await saves.ListChangesAsync(operation.Id, cancellationToken);
        var settled = changes.Where(change => change.State is ChangeState.Sending or ChangeState.Unknown)
            .Select(change => Interrupted.Settle(change, work.Context.Rules, read)).ToDictionary(change => change.Id);
        if (settled.Count > 0)
        {
            await writes.SettleAsync(claim, [.. settled.Values], cancellationToken);
        }

        return [.. changes.Select(change => settled.GetValueOrDefault(change.Id, change))];
    }

    private async Task<PartResult> GiveBackMovedAsync(
        Claim claim, Operation operation, Work work, IReadOnlyList<MovedField> moved, bool mayGiveBack, CancellationToken cancellationToken)
    {
        if (mayGiveBack)
        {
            await saves.ReleaseAsync(claim, operation, "moved", cancellationToken);
        }

        return moved.Count == 0
            ? new PartResult.NotThere(work.Context.Connection.Id, work.Context.Connection.Name)
            : new PartResult.Moved(work.Context.Connection.Id, work.Context.Connection.Name, moved);
    }

    private async Task<PartResult> GiveBackOrLeaveAsync(
        Claim claim, Operation operation, Connection connection, ConnectorException failure, CancellationToken cancellationToken)
    {
        var changes = await saves.ListChangesAsync(operation.Id, cancellationToken);
        if (changes.Any(change => change.State is not (ChangeState.Planned or ChangeState.Dropped)))
        {
            return new PartResult.Unsettled(connection.Id, connection.Name, failure);
        }

        await saves.ReleaseAsync(claim, operation, "erp-unreachable", cancellationToken);
        return new PartResult.Unreachable(connection.Id, connection.Name, failure);
    }

    private Task<BothSides> ReadAsync(Work work, Operation operation, CancellationToken cancellationToken) =>
        reader.ReadAsync(work.Context, operation.Entity, work.ErpKey, cancellationToken);

    /// <summary>Null for a disconnect alone, which needs neither side.</summary>
    private async Task<Work?> LoadAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (operation.LinkId is not { } linkId || await links.FindAsync(linkId, cancellationToken) is not { } link)
        {
            return null;
        }

        var connection = await connections.FindAsync(operation.ConnectionId, cancellationToken)
            ?? throw new InvalidOperationException($"Connection {operation.ConnectionId} of operation {operation.Id} does not exist.");
        var context = await contexts.FindAsync(connection with { MappingVersion = operation.MappingVersion }, link.ActorType, orStored: true, cancellationToken)
            ?? throw new ConnectorException(
                FailureKind.Misconfigured,
                LocalText.Of("This type is no longer synced on the connection.", "Denne type synkroniseres ikke længere på ERP-linket."),
                $"No rules for {link.ActorType} on connection {connection.Id}.");
        var bases = link.State == LinkState.Reserved
            ? new BasePair?[context.Rules.Fields.Count]
            : await contexts.BasesAsync(link, context.Rules, cancellationToken);
        return new Work(context, link.ErpKey, bases, operation.Part.Connect?.Choices ?? operation.Part.Compare?.Choices ?? []);
    }

    private sealed record Work(LinkContext Context, string ErpKey, BasePair?[] Bases, IReadOnlyList<FieldChoice> Choices);
}
