using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>How far creating came: ended, or the operation with the created actor, to be linked like any other.</summary>
/// <param name="Parted">The record whose link had to end, for the ERP gave its actor's key anew.</param>
public sealed record CreateProgress(Operation Operation, PartResult? Ended, PartedRecord? Parted = null);

/// <summary>
/// Brings a Save to where its new actor stands in the ERP and its key is stored, from wherever it stands. An actor is asked for once;
/// after that it is looked for until it is found or known to be absent.
/// </summary>
public sealed class CreateSteps(
    IConnectionStore connections, ISaveStore saves, ICreateStore creates, LinkContexts contexts, ErpSessions sessions, ICrm crm, Feeders feeders,
    TimeProvider time)
{
    /// <summary>What moved since the dialog; null when nothing did. Writes nothing.</summary>
    /// <exception cref="ConnectorException">When the CRM cannot be read.</exception>
    public async Task<PartResult?> CheckAsync(Operation operation, CancellationToken cancellationToken)
    {
        var context = await ContextAsync(operation, cancellationToken);
        return Blocked(context, operation, await ReadCrmAsync(context, operation, cancellationToken));
    }

    /// <exception cref="ConnectorException">Nothing was sent, or nothing could be found out.</exception>
    public async Task<CreateProgress> RunAsync(Claim claim, Operation operation, CancellationToken cancellationToken)
    {
        var context = await ContextAsync(operation, cancellationToken);
        return operation.Step == OperationStep.CreateSent
            ? await SettleAsync(claim, context, operation, cancellationToken)
            : await CreateAsync(claim, context, operation, cancellationToken);
    }

    /// <summary>A person says which actor it was. Null when the ERP has no such actor.</summary>
    public async Task<CreateProgress?> SettleAsAsync(Claim claim, Operation operation, string erpKey, CancellationToken cancellationToken)
    {
        var context = await ContextAsync(operation, cancellationToken);
        var returning = Creation.Returning(context.Rules, operation.Part.Create!);
        var read = await sessions.CallAsync(
            context.Connection, (session, token) => session.GetAsync(context.ActorType, returning, [erpKey], token), cancellationToken);
        return read.Found is [var actor, ..] ? await FoundAsync(claim, context, operation, actor, isProven: false, cancellationToken) : null;
    }

    /// <summary>When nothing that was sent can still arrive.</summary>
    public async Task<DateTimeOffset> ConclusiveAtAsync(Operation operation, CancellationToken cancellationToken)
    {
        var context = await ContextAsync(operation, cancellationToken);
        var description = await sessions.DescribeAsync(context.Connection, orStored: true, cancellationToken);
        return (operation.SentAt ?? time.GetUtcNow()) + description.Limits.LongestTransaction + sessions.Timeouts.Call;
    }

    private async Task<CreateProgress> CreateAsync(Claim claim, LinkContext context, Operation operation, CancellationToken cancellationToken)
    {
        var read = await ReadCrmAsync(context, operation, cancellationToken);
        if (Blocked(context, operation, read) is { } blocked)
        {
            await saves.ReleaseAsync(claim, operation, blocked is PartResult.Moved ? "moved" : "gone", cancellationToken);
            return new CreateProgress(operation, blocked);
        }

        if (await FindAsync(context, operation, cancellationToken) is [var made, ..])
        {
            return await StoreAsync(claim, context, operation, read, made, isProven: true, cancellationToken);
        }

        // All that storing the key needs is at hand before the ERP is asked: between its answer and the key there is nothing to fail.
        var fed = await feeders.FindAsync(context.Connection, operation.Entity, cancellationToken);
        var planned = await saves.ListChangesAsync(operation.Id, cancellationToken);
        var sent = await creates.StartAsync(claim, operation, cancellationToken);
        return await SendAsync(context, sent, planned, cancellationToken) switch
        {
            SaveOutcome.Saved saved => await StoreAsync(
                claim, context, sent, read, saved.Record, saved.Exact ? FoundBy.ExactAnswer : FoundBy.Answer, isProven: true, planned, fed, CancellationToken.None),
            SaveOutcome.Rejected rejected => await GiveBackAsync(
                claim, sent, "refused", new PartResult.Refused(context.Connection.Id, context.Connection.Name, rejected.Errors)),
            SaveOutcome.NotTried lost => await GiveBackAsync(
                claim, sent, "erp-unreachable", new PartResult.Unreachable(context.Connection.Id, context.Connection.Name, lost.Cause)),
            SaveOutcome.Missing or SaveOutcome.Stale => await GiveBackAsync(
                claim, sent, "gone", new PartResult.NotThere(context.Connection.Id, context.Connection.Name)),
            _ => new CreateProgress(sent, Unknown(context)),
        };
    }

    private async Task<SaveOutcome> SendAsync(LinkContext context, Operation operation, IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        var create = operation.Part.Create!;
        try
        {
            return await sessions.CreateAsync(
                context.Connection, create.ActorType, Creation.Returning(context.Rules, create), Creation.ToNewActor(create, changes), cancellationToken);
        }
        catch (ConnectorException nothingSent)
        {
            return new SaveOutcome.NotTried(nothingSent);
        }
    }

    /// <summary>The answer was lost: found by its reference, known to be absent, or still open.</summary>
    private async Task<CreateProgress> SettleAsync(Claim claim, LinkContext context, Operation operation, CancellationToken cancellationToken)
    {
        if (!context.Rules.Actor.Can.HasFlag(Abilities.Reference))
        {
            return new CreateProgress(operation, Unknown(context));
        }

        var isConclusive = time.GetUtcNow() >= await ConclusiveAtAsync(operation, cancellationToken);
        return await FindAsync(context, operation, cancellationToken) switch
        {
            [var actor] => await FoundAsync(claim, context, operation, actor, isProven: true, cancellationToken),
            [] when isConclusive => await GiveBackAsync(
                claim, operation, "not-created", new PartResult.NotCreated(context.Connection.Id, context.Connection.Name)),
            [] => new CreateProgress(operation, Unknown(context)),
            _ => new CreateProgress(operation, new PartResult.CreateUnknown(context.Connection.Id, context.Connection.Name, AskUser: true)),
        };
    }

    private async Task<CreateProgress> FoundAsync(
        Claim claim, LinkContext context, Operation operation, ErpRecord actor, bool isProven, CancellationToken cancellationToken) =>
        await StoreAsync(claim, context, operation, await ReadCrmAsync(context, operation, cancellationToken), actor, isProven, cancellationToken);

    private async Task<CreateProgress> StoreAsync(
        Claim claim, LinkContext context, Operation operation, ErpRecord? read, ErpRecord actor, bool isProven, CancellationToken cancellationToken) =>
        await StoreAsync(
            claim, context, operation, read, actor, FoundBy.Search, isProven, await saves.ListChangesAsync(operation.Id, cancellationToken),
            await feeders.FindAsync(context.Connection, operation.Entity, cancellationToken), cancellationToken);

    private async Task<CreateProgress> StoreAsync(
        Claim claim, LinkContext context, Operation operation, ErpRecord? read, ErpRecord actor, FoundBy by, bool isProven,
        IReadOnlyList<Change> sent, IReadOnlySet<string> fed, CancellationToken cancellationToken)
    {
        var (rules, create) = (context.Rules, operation.Part.Create!);
        var settled = Creation.Settle(rules, sent, Creation.Returning(rules, create), actor, by);
        FieldValue[] erp = [.. actor.Values.Take(rules.Fields.Count)];
        FieldValue[] crmValues = read?.Values ?? new FieldValue[rules.Fields.Count];
        var toCrm = Creation.ToCrm(
            context, operation.Entity, create, new RecordState(crmValues, erp, Creation.Bases(rules, create, erp)), settled, fed, operation.Id,
            operation.UserId, time.GetUtcNow());
        var made = new CreatedActor(
            new DraftConnect(create.ActorType, actor.Key, create.ActorName, Creation.Accepted(rules, create, crmValues, erp, settled)),
            rules.Actor.KeySpace, settled, toCrm, isProven);
        switch (await creates.StoreKeyAsync(claim, operation, made, cancellationToken))
        {
            case StoreKeyOutcome.Stored stored:
                return new CreateProgress(
                    stored.Operation, null, stored.Parted is { } parted ? new PartedRecord(parted, await crm.FindNameAsync(parted, cancellationToken)) : null);
            case StoreKeyOutcome.ActorTaken taken:
                return await GiveBackAsync(
                    claim, operation, "taken",
                    new PartResult.CreatedTaken(
                        context.Connection.Id, context.Connection.Name, actor.Key, taken.Holder, await crm.FindNameAsync(taken.Holder, cancellationToken)));
            default:
                throw new InvalidOperationException("The key was neither stored nor taken.");
        }
    }

    private async Task<CreateProgress> GiveBackAsync(Claim claim, Operation operation, string outcome, PartResult result)
    {
        await saves.ReleaseAsync(claim, operation, outcome, CancellationToken.None);
        return new CreateProgress(operation, result);
    }

    private static PartResult? Blocked(LinkContext context, Operation operation, ErpRecord? read)
    {
        var connection = context.Connection;
        return read is null ? new PartResult.NotThere(connection.Id, connection.Name)
            : Creation.Moved(context.Rules, operation.Part.Create!, read.Values) is { Count: > 0 } moved ? new PartResult.Moved(connection.Id, connection.Name, moved)
            : null;
    }

    private async Task<ErpRecord?> ReadCrmAsync(LinkContext context, Operation operation, CancellationToken cancellationToken) =>
        (await crm.GetAsync(operation.Entity.Type, context.Rules.CrmFields, [operation.Entity.Key], cancellationToken)).Found is [var found, ..] ? found : null;

    /// <summary>What stands in the ERP under our reference; nothing where the ERP keeps none.</summary>
    private async Task<IReadOnlyList<ErpRecord>> FindAsync(LinkContext context, Operation operation, CancellationToken cancellationToken)
    {
        var create = operation.Part.Create!;
        return !context.Rules.Actor.Can.HasFlag(Abilities.Reference) ? [] : await sessions.CallAsync(
            context.Connection,
            (session, token) => session is IErpWriter writer
                ? writer.FindByReferenceAsync(create.ActorType, Creation.Returning(context.Rules, create), create.Reference, token)
                : Task.FromResult<IReadOnlyList<ErpRecord>>([]),
            cancellationToken);
    }

    private static PartResult.CreateUnknown Unknown(LinkContext context) =>
        new(context.Connection.Id, context.Connection.Name, AskUser: !context.Rules.Actor.Can.HasFlag(Abilities.Reference));

    private async Task<LinkContext> ContextAsync(Operation operation, CancellationToken cancellationToken)
    {
        var connection = await connections.FindAsync(operation.ConnectionId, cancellationToken)
            ?? throw new InvalidOperationException($"Connection {operation.ConnectionId} of operation {operation.Id} does not exist.");
        return await contexts.FindAsync(
            connection with { MappingVersion = operation.MappingVersion }, operation.Part.Create!.ActorType, orStored: true, cancellationToken)
            ?? throw new ConnectorException(
                FailureKind.Misconfigured,
                LocalText.Of("This type is no longer synced on the connection.", "Denne type synkroniseres ikke længere på ERP-linket."),
                $"No rules for {operation.Part.Create.ActorType} on connection {connection.Id}.");
    }
}
