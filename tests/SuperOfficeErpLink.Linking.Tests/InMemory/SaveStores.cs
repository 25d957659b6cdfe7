using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests.InMemory;

/// <summary>The transactions of a Save, for records that stand below no other.</summary>
internal sealed class MemorySaves(Tables tables, MemoryDrafts drafts) : ISaveStore, ICreateStore
{
    private const string Unmade = "create";
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    public Task<ReserveOutcome> ReserveAsync(Claim claim, UserContext user, Guid draftToken, IReadOnlyList<ReservedPart> parts, CancellationToken cancellationToken) =>
        tables.InAsync<ReserveOutcome>(claim, () =>
        {
            if (drafts.Find(tables.Now, user.Id, claim.Entity)?.Token != draftToken)
            {
                return new ReserveOutcome.DraftChanged();
            }

            // All parts or none: everything is looked at before anything is reserved.
            return parts.Select(part => Refusal(claim.Entity, part)).FirstOrDefault(refusal => refusal is not null)
                ?? new ReserveOutcome.Reserved([.. parts.Select(part => Reserve(claim, user, part))]);
        });

    public Task ReleaseAsync(Claim claim, Operation operation, string outcome, CancellationToken cancellationToken) => tables.InAsync(claim, () =>
    {
        if (!Close(operation))
        {
            return;
        }

        if (operation.LinkId is { } id && tables.Now.Links.GetValueOrDefault(id) is { State: LinkState.Reserved })
        {
            tables.Now = tables.Now with { Links = tables.Now.Links.Remove(id) };
        }

        var isCreate = operation.Part.Create is not null;
        tables.Each(
            change => change.OperationId == operation.Id && (change.State == ChangeState.Planned || (isCreate && Tables.IsOpen(change.State))),
            change => change with { State = ChangeState.Dropped });
    });

    public Task FinishAsync(Claim claim, Operation operation, LinkOutcome? outcome, CancellationToken cancellationToken) => tables.InAsync(claim, () =>
    {
        if (!Close(operation))
        {
            return;
        }

        if (operation.Part.Disconnect is { } left)
        {
            MemoryOutcomes.Forget(tables, left.LinkId);
        }

        if (outcome is not null && tables.Now.Links.GetValueOrDefault(outcome.LinkId) is { } link)
        {
            tables.Put(link with { State = LinkState.Active });
            MemoryOutcomes.Apply(tables, outcome);
        }

        drafts.RemovePart(operation.UserId, operation.Entity, operation.Part);
    });

    public Task<IReadOnlyList<Change>> ListChangesAsync(Guid operationId, CancellationToken cancellationToken) =>
        tables.ReadAsync<IReadOnlyList<Change>>(rows => [.. rows.Changes.Values.Where(change => change.OperationId == operationId)]);

    public Task PostponeAsync(Guid operationId, CancellationToken cancellationToken) => tables.InAsync(null, () =>
    {
        if (tables.Now.Operations.GetValueOrDefault(operationId) is { } open)
        {
            var pause = Outcomes.RetryAfter(open.Attempts);
            tables.Put(open with { NextTry = tables.Time + (pause < LongestPause ? pause : LongestPause), Attempts = open.Attempts + 1 });
        }
    });

    public Task<IReadOnlyList<Operation>> ListAbandonedAsync(int atMost, CancellationToken cancellationToken) => tables.ReadAsync<IReadOnlyList<Operation>>(rows =>
        [.. rows.Operations.Values
            .Where(open => (open.NextTry is not { } next || next <= tables.Time) && !(rows.Claims.GetValueOrDefault(open.Operation.Entity) is { } held && held.Until > tables.Time))
            .OrderBy(open => open.Started).Take(atMost).Select(open => open.Operation)]);

    public async Task<IReadOnlyList<Operation>> ListOpenAsync(EntityRef entity, CancellationToken cancellationToken) =>
        [.. (await ListOpenAsync([entity], cancellationToken))[entity]];

    public Task<ILookup<EntityRef, Operation>> ListOpenAsync(IReadOnlyList<EntityRef> entities, CancellationToken cancellationToken) =>
        tables.ReadAsync(rows => rows.Operations.Values.Select(open => open.Operation).Where(open => entities.Contains(open.Entity)).ToLookup(open => open.Entity));

    public Task<Operation> StartAsync(Claim claim, Operation operation, CancellationToken cancellationToken) => tables.InAsync(claim, () =>
    {
        var open = OpenAt(claim, operation);
        var started = operation with { Step = OperationStep.CreateSent, SentAt = tables.Time };
        tables.Put(open with { Operation = started });
        tables.Each(
            change => change.OperationId == operation.Id && change.State == ChangeState.Planned, change => change with { State = ChangeState.Sending, At = tables.Time });
        return started;
    });

    public Task<StoreKeyOutcome> StoreKeyAsync(Claim claim, Operation operation, CreatedActor actor, CancellationToken cancellationToken) =>
        tables.InAsync<StoreKeyOutcome>(claim, () =>
        {
            var open = OpenAt(claim, operation);
            if (Holder(operation.ConnectionId, actor.KeySpace, actor.Link.ErpKey) is { } holder && holder.Id != operation.LinkId)
            {
                return new StoreKeyOutcome.ActorTaken(holder.Entity);
            }

            var link = tables.Now.Links[operation.LinkId!.Value];
            tables.Put(link with { KeySpace = actor.KeySpace, ErpKey = actor.Link.ErpKey, RowVersion = link.RowVersion + 1 });
            var made = operation with { Step = OperationStep.Created, Created = actor.Link };
            tables.Put(open with { Operation = made, NextTry = null, Attempts = 0 });
            tables.Settle(actor.Settled);
            foreach (var change in actor.ToCrm)
            {
                tables.Put(change with { Id = tables.NewId(), LinkId = link.Id });
            }

            return new StoreKeyOutcome.Stored(made, null);
        });

    private ReserveOutcome? Refusal(EntityRef entity, ReservedPart part)
    {
        var (connectionId, draft) = (part.Part.ConnectionId, part.Part);
        if (tables.Now.Operations.Values.Any(open => open.Operation.ConnectionId == connectionId && open.Operation.Entity == entity))
        {
            return new ReserveOutcome.InProgress(null);
        }

        var link = tables.Now.Links.Values.SingleOrDefault(one => one.ConnectionId == connectionId && one.Entity == entity && one.State != LinkState.Reserved);
        var seen = draft.Disconnect ?? draft.Compare?.Link;
        return (seen is null ? link is not null : link is null || link.Id != seen.LinkId || link.RowVersion != seen.RowVersion) ? new ReserveOutcome.LinkChanged(connectionId)
            : draft.Connect is { } connect && Holder(connectionId, part.KeySpace!, connect.ErpKey) is { } holder && holder.Entity != entity
                ? new ReserveOutcome.ActorTaken(connectionId, connect.ErpKey, holder.Entity)
            : null;
    }

    private Operation Reserve(Claim claim, UserContext user, ReservedPart part)
    {
        var linkId = part.Part.Compare?.Link.LinkId;
        if ((part.Part.Create is { } create ? (create.ActorType, Unmade, create.Reference)
            : part.Part.Connect is { } connect ? (connect.ActorType, part.KeySpace!, connect.ErpKey)
            : default((Connectors.ActorType Type, string KeySpace, string Key)?)) is { } reserved)
        {
            linkId = tables.NewId();
            tables.Put(new Link(
                linkId.Value, part.Part.ConnectionId, claim.Entity, reserved.Type, reserved.KeySpace, reserved.Key, LinkState.Reserved, [], part.MappingVersion, null, null, 1));
        }

        var operation = new Operation(
            part.OperationId, part.Part.ConnectionId, claim.Entity, user.Id, user.Name, OperationStep.Reserved, part.Part, linkId, part.MappingVersion);
        tables.Put(new OpenOperation(operation, tables.Time, null, 0));
        foreach (var change in part.Changes)
        {
            tables.Put(change with { Id = tables.NewId(), LinkId = linkId, At = tables.Time });
        }

        return operation;
    }

    private Link? Holder(Guid connectionId, string keySpace, string erpKey) =>
        tables.Now.Links.Values.SingleOrDefault(link => link.ConnectionId == connectionId && link.KeySpace == keySpace && link.ErpKey == erpKey);

    private OpenOperation OpenAt(Claim claim, Operation operation) =>
        tables.Now.Operations.GetValueOrDefault(operation.Id) is { } open && open.Operation.Step == operation.Step ? open : throw new ClaimLostException(claim.Entity);

    /// <summary>False when it was closed before.</summary>
    private bool Close(Operation operation)
    {
        var isOpen = tables.Now.Operations.ContainsKey(operation.Id);
        tables.Now = tables.Now with { Operations = tables.Now.Operations.Remove(operation.Id) };
        return isOpen;
    }
}
