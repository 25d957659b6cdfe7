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
    CreateSteps creates, TimeProvider time)
{
    private const int Tries = 3;

    /// <summary>Step 2 alone: what moved since it was chosen. Throws nothing away and writes nothing.</summary>
    /// <returns>Null when all is as it was seen.</returns>
    /// <exception cref="ConnectorException">When a side cannot be read.</exception>
    public async Task<PartResult?> CheckAsync(Operation operation, CancellationToken cancellationToken) =>
        await BlockedAsync(operation, cancellationToken) is { } blocked ? For(operation, blocked) : null;

    private async Task<PartResult?> BlockedAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (operation.Part.Create is not null && operation.Created is null)
        {
            return await creates.CheckAsync(operation, cancellationToken);
        }

        if (await LoadAsync(operation, cancellationToken) is not { } work)
        {
            return null;
        }

        var read = await ReadAsync(work, operation, cancellationToken);
        var moved = read.Crm is null || read.Erp is null ? [] : work.Moved(read);
        return read.Crm is null || read.Erp is null ? new PartResult.NotThere(operation.ConnectionId, work.Context.Connection.Name)
            : UnderOther(operation, work, read) is { } other ? other
            : moved.Count > 0 ? new PartResult.Moved(operation.ConnectionId, work.Context.Connection.Name, moved)
            : null;
    }

    /// <summary>Steps 2 to 5. What is not settled is tried again after a growing pause.</summary>
    public async Task<PartResult> RunAsync(Claim claim, Operation operation, CancellationToken cancellationToken)
    {
        var result = For(operation, await TryAsync(claim, operation, cancellationToken));
        if (result is PartResult.Unsettled or PartResult.CreateUnknown)
        {
            await saves.PostponeAsync(operation.Id, cancellationToken);
        }

        return result;
    }

    private static PartResult For(Operation operation, PartResult result) =>
        result with { Creating = operation.Part.Create?.ActorType, Connecting = operation.Part.Connect };

    private async Task<PartResult> TryAsync(Claim claim, Operation operation, CancellationToken cancellationToken)
    {
        var connection = await connections.FindAsync(operation.ConnectionId, cancellationToken)
            ?? throw new InvalidOperationException($"Connection {operation.ConnectionId} of operation {operation.Id} does not exist.");
        PartedRecord? parted = null;
        try
        {
            if (operation.Part.Create is not null && operation.Created is null)
            {
                var progress = await creates.RunAsync(claim, operation, cancellationToken);
                if (progress.Ended is { } ended)
                {
                    return ended;
                }

                (operation, parted) = (progress.Operation, progress.Parted);
            }

            var work = await LoadAsync(operation, cancellationToken);
            if (work is null)
            {
                await saves.FinishAsync(claim, operation, outcome: null, cancellationToken);
                return new PartResult.Saved(connection.Id, connection.Name, 0, 0, [], CrmIsPending: false, Disconnected: true);
            }

            var result = await RunAsync(claim, operation, work, cancellationToken);
            return result is PartResult.Saved saved ? saved with { Parted = parted } : result;
        }
        catch (ConnectorException failure)
        {
            return await GiveBackOrLeaveAsync(claim, operation, connection, failure, cancellationToken);
        }
    }

    private async Task<PartResult> RunAsync(Claim claim, Operation operation, Work work, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<Side, IReadOnlyList<FieldError>>();
        for (var attempt = 1; ; attempt++)
        {
            var read = await ReadAsync(work, operation, cancellationToken);
            var changes = await SettleInterruptedAsync(claim, operation, work, read, cancellationToken);
            var mayGiveBack = operation.Created is null && MayGiveBack(changes);
            if (operation.Created is not null && read is { Erp: null, ErpGone: null })
            {
                throw NotShownYet(operation);
            }

            if (read.Crm is null || read.Erp is null)
            {
                return await NotThereAsync(claim, operation, work, read, changes, mayGiveBack, cancellationToken);
            }

            if (mayGiveBack && UnderOther(operation, work, read) is { } other)
            {
                await saves.ReleaseAsync(claim, operation, "under-other-actor", cancellationToken);
                return other;
            }

            if (mayGiveBack && work.Moved(read) is { Count: > 0 } moved)
            {
                await saves.ReleaseAsync(claim, operation, "moved", cancellationToken);
                return new PartResult.Moved(work.Context.Connection.Id, work.Context.Connection.Name, moved);
            }

            var toErp = await WriteAsync(claim, work, Side.Erp, read, changes, errors, cancellationToken);
            if (toErp.IsStale && attempt < Tries)
            {
                // Something else of the actor moved between reading and writing: nothing was written, so read again.
                continue;
            }

            if (await RefusedAsync(claim, operation, work, toErp, mayGiveBack, cancellationToken) is { } refused)
            {
                return refused;
            }

            var toCrm = await WriteAsync(claim, work, Side.Crm, read, changes, errors, cancellationToken);
            if (toCrm.IsStale && attempt < Tries)
            {
                // What was edited meanwhile is left to a person; the other fields are sent again.
                continue;
            }

            return await FinishAsync(claim, operation, work, read, [.. Settled(changes, toErp, toCrm)], [.. errors.Values.SelectMany(said => said)], cancellationToken);
        }
    }

    private async Task<SideResult> WriteAsync(
        Claim claim, Work work, Side side, BothSides read, IReadOnlyList<Change> changes, Dictionary<Side, IReadOnlyList<FieldError>> errors,
        CancellationToken cancellationToken)
    {
        var planned = changes.Where(change => change.Side == side && change.State == ChangeState.Planned).ToList();
        if (planned.Count == 0)
        {
            return SideResult.Nothing;
        }

        var result = await writer.ApplyAsync(claim, work.Context, side, read[side]!, planned, ChangeState.Planned, cancellationToken);
        errors[side] = result.Errors;
        return result;
    }

    /// <summary>The answer to an ERP that took nothing; null when the Save goes on.</summary>
    /// <param name="mayGiveBack">Nothing was sent before: with something in the ERP already, or perhaps, the Save goes on until it is done.</param>
    private async Task<PartResult?> RefusedAsync(Claim claim, Operation operation, Work work, SideResult toErp, bool mayGiveBack, CancellationToken cancellationToken)
    {
        var connection = work.Context.Connection;
        if (toErp.Changes.Any(change => change.State == ChangeState.Unknown) || (toErp.Failure is not null && !mayGiveBack))
        {
            return new PartResult.Unsettled(connection.Id, connection.Name, toErp.Failure!);
        }

        if (toErp.Changes.Any(change => change.State == ChangeState.Done) || toErp.Changes.Count == 0 || !mayGiveBack)
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
        Claim claim, Operation operation, Work work, BothSides read, IReadOnlyList<Change> changes, IReadOnlyList<FieldError> errors,
        CancellationToken cancellationToken)
    {
        var linkId = operation.LinkId!.Value;
        var rules = work.Context.Rules;
        var state = new RecordState(read.Crm!.Values, read.Erp!.Values, BasesAsSeen(work, changes));
        var outcome = Outcomes.Of(
            work.Context, linkId, read, state, index => work.Chosen(rules.Fields[index].Pair) is not null && Agrees(rules, state, index), changes, errors,
            Restraints.None, time.GetUtcNow());
        var waiting = await writes.ListOpenAsync(linkId, cancellationToken);
        var replaced = waiting.Where(change => work.Chosen(change.Pair) is not null).Select(change => Replaced(change, rules, read)).ToList();
        outcome = outcome with
        {
            Changes = replaced,
            RetryAfter = replaced.Count < waiting.Count ? Outcomes.RetryAfter(0) : outcome.RetryAfter,
            ParentLinkId = work.Parent is { } parent && PersonParents.IsUnder(rules.Actor, read.Erp!, parent) ? parent.Id : null,
        };
        await saves.FinishAsync(claim, operation, outcome, cancellationToken);
        return new PartResult.Saved(
            work.Context.Connection.Id, work.Context.Connection.Name, Written(changes, Side.Erp), Written(changes, Side.Crm), errors,
            changes.Any(change => change is { Side: Side.Crm, State: ChangeState.Planned or ChangeState.Unknown }), operation.Part.Disconnect is not null)
        {
            Connected = operation.Part.Connect is not null || operation.Created is not null,
            CreatedKey = operation.Created?.ErpKey,
        };
    }

    /// <summary>A person is linked only under its company's actor, by what the ERP says now.</summary>
    private static PartResult.UnderOtherActor? UnderOther(Operation operation, Work work, BothSides read) =>
        operation.Part.Connect is { } connect && work.Parent is { } parent && !PersonParents.IsUnder(work.Context.Rules.Actor, read.Erp!, parent)
            ? new PartResult.UnderOtherActor(operation.ConnectionId, work.Context.Connection.Name, connect.ActorName, parent.ErpKey)
            : null;

    private static int Written(IReadOnlyList<Change> changes, Side side) =>
        changes.Count(change => change.Side == side && change.State == ChangeState.Done);

    /// <summary>
    /// A pair without a write is settled as the user saw it: it agreed, or both values were kept. What was edited since the Save began
    /// is an edit against that, and goes over with the next sync.
    /// </summary>
    private static BasePair?[] BasesAsSeen(Work work, IReadOnlyList<Change> changes) =>
        [.. work.Context.Rules.Fields.Select((rule, index) =>
            work.Chosen(rule.Pair) is { } choice && changes.All(change => change.Pair != rule.Pair)
                ? new BasePair(choice.CrmSeen, choice.ErpSeen)
                : work.Bases[index])];

    private static bool Agrees(Comparison.RecordRules rules, RecordState state, int index) =>
        state.Crm[index].Text is { } crm && state.Erp[index].Text is { } erp && rules.Fields[index].Agree(crm, erp);

    /// <summary>A write of an earlier Save that still waited: the user has decided anew, so it is not sent any more.</summary>
    private static Change Replaced(Change waiting, Comparison.RecordRules rules, BothSides read)
    {
        var settled = waiting.State == ChangeState.Planned ? waiting : Interrupted.Settle(waiting, rules, read);
        return settled.State == ChangeState.Planned ? settled with { State = ChangeState.Dropped } : settled;
    }

    /// <summary>Only what nothing has been sent for.</summary>
    private static bool MayGiveBack(IReadOnlyList<Change> changes) => changes.All(change => change.State is ChangeState.Planned or ChangeState.Dropped);

    private static IEnumerable<Change> Settled(IReadOnlyList<Change> before, SideResult toErp, SideResult toCrm)
    {
        var now = toErp.Changes.Concat(toCrm.Changes).ToDictionary(change => change.Id);
        return before.Where(change => change.State != ChangeState.Dropped).Select(change => now.GetValueOrDefault(change.Id, change));
    }

    /// <summary>
    /// How far the Save came, by what both sides hold: writes whose answer was lost are settled, and once anything was written also those
    /// that were not sent yet, for whoever edited their field meanwhile is never overwritten. A refusal that nothing was written beside
    /// is asked for again: whether it gives the whole Save back stands in its words, which a crash forgets.
    /// </summary>
    private async Task<IReadOnlyList<Change>> SettleInterruptedAsync(
        Claim claim, Operation operation, Work work, BothSides read, CancellationToken cancellationToken)
    {
        var before = await saves.ListChangesAsync(operation.Id, cancellationToken);
        var changes = before.Select(change =>
            change.State is ChangeState.Sending or ChangeState.Unknown ? Interrupted.Settle(change, work.Context.Rules, read) : change).ToList();
        if (changes.All(change => change.State is ChangeState.Planned or ChangeState.Dropped or ChangeState.Rejected))
        {
            changes = [.. changes.Select(change => change.State == ChangeState.Rejected ? change with { State = ChangeState.Planned } : change)];
        }
        else
        {
            changes = [.. changes.Select(change => change.State == ChangeState.Planned ? Interrupted.Settle(change, work.Context.Rules, read) : change)];
        }

        var settled = changes.Zip(before).Where(one => one.First != one.Second).Select(one => one.First).ToList();
        if (settled.Count > 0)
        {
            await writes.SettleAsync(claim, settled, [], cancellationToken);
        }

        return changes;
    }

    /// <summary>The actor or the record is gone: given back, or finished as a link with that problem where something was written already.</summary>
    private async Task<PartResult> NotThereAsync(
        Claim claim, Operation operation, Work work, BothSides read, IReadOnlyList<Change> changes, bool mayGiveBack, CancellationToken cancellationToken)
    {
        var connection = work.Context.Connection;
        if (mayGiveBack)
        {
            await saves.ReleaseAsync(claim, operation, "gone", cancellationToken);
            return new PartResult.NotThere(connection.Id, connection.Name);
        }

        await saves.FinishAsync(claim, operation, Outcomes.Gone(work.Context, operation.LinkId!.Value, read, time.GetUtcNow()), cancellationToken);
        return new PartResult.Saved(
            connection.Id, connection.Name, Written(changes, Side.Erp), Written(changes, Side.Crm), [], CrmIsPending: false, operation.Part.Disconnect is not null);
    }

    private async Task<PartResult> GiveBackOrLeaveAsync(
        Claim claim, Operation operation, Connection connection, ConnectorException failure, CancellationToken cancellationToken)
    {
        if (!MayGiveBack(await saves.ListChangesAsync(operation.Id, cancellationToken)))
        {
            return new PartResult.Unsettled(connection.Id, connection.Name, failure);
        }

        await saves.ReleaseAsync(claim, operation, "erp-unreachable", cancellationToken);
        return new PartResult.Unreachable(connection.Id, connection.Name, failure);
    }

    private Task<BothSides> ReadAsync(Work work, Operation operation, CancellationToken cancellationToken) =>
        reader.ReadAsync(work.Context, operation.Entity, work.ErpKey, [.. work.Asked.Select(value => value.Field)], cancellationToken);

    /// <summary>Null for a disconnect alone, which needs neither side.</summary>
    private async Task<Work?> LoadAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (operation.LinkId is not { } linkId || await links.FindAsync(linkId, cancellationToken) is not { } link)
        {
            return operation.Part.Create is null ? null : throw new InvalidOperationException($"The link of operation {operation.Id} is gone.");
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
        var parent = operation.ParentLinkId is { } parentId ? await links.FindAsync(parentId, cancellationToken) : null;
        return new Work(context, link.ErpKey, bases, operation.Created?.Choices ?? operation.Part.Choices, operation.Part.Asked, parent);
    }

    /// <summary>An ERP may show a new record to readers a moment later than it made it.</summary>
    private static ConnectorException NotShownYet(Operation operation) => new(
        FailureKind.Unreachable,
        LocalText.Of("The ERP does not show the new record yet.", "ERP-systemet viser endnu ikke den nye post."),
        $"Actor {operation.Created?.ErpKey} of operation {operation.Id} is not answered by key yet.");

    /// <param name="Parent">Of a person: its company's link.</param>
    private sealed record Work(
        LinkContext Context, string ErpKey, BasePair?[] Bases, IReadOnlyList<FieldChoice> Choices, IReadOnlyList<AskedValue> Asked, Link? Parent)
    {
        public IReadOnlyList<MovedField> Moved(BothSides read) =>
            [.. Links.Choices.Moved(Context.Rules, Choices, read), .. AskedValues.Moved(Context.Rules, Asked, read)];

        public FieldChoice? Chosen(Mapping.FieldPair pair) => Choices.FirstOrDefault(choice => choice.Pair == pair);
    }
}
