using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>The ERP tab of one record for one user.</summary>
/// <param name="Draft">Null: nothing has been changed.</param>
public sealed record ErpTabView(EntityRef Entity, StoredDraft? Draft, IReadOnlyList<TabConnection> Connections, IReadOnlyList<Change> ReplacedEdits);

/// <summary>One connection the user may use.</summary>
/// <param name="Offered">Actor types to link to; empty while the record is linked.</param>
/// <param name="Failure">Why the ERP could not be asked; the values are then the last known.</param>
public sealed record TabConnection(
    Connection Connection, Rights Rights, Link? Link, TabActor? Actor, IReadOnlyList<ActorTypeInfo> Offered, ConnectorException? Failure,
    DraftConnection? Draft, PendingWrites? Pending, IReadOnlyList<FieldConflict> Conflicts, IReadOnlyList<FieldProblem> Problems, bool SaveIsOpen,
    bool CrmIsPending, IReadOnlyList<EntityRef> Children, RecordRules? Rules, OpenCreate? OpenCreate)
{
    /// <summary>Of a person: what its link hangs below, or why there can be none. Null for other records.</summary>
    public PersonParent? Parent { get; init; }

    /// <summary>Of a linked person whose company is no longer the one its link hangs below.</summary>
    public PersonMoved? Moved { get; init; }

    /// <summary>Approved writes that their side did not take yet.</summary>
    public IReadOnlyList<Change> Waiting { get; init; } = [];

    /// <summary>When they are tried again; null where no time is set.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>Of a linked company: its persons can be linked on this connection.</summary>
    public bool HasPersons { get; init; }
}

/// <summary>An actor that was asked for and of which it is not known whether it was created.</summary>
/// <param name="AskUser">The ERP keeps no reference to find it by: a person must look.</param>
public sealed record OpenCreate(string ActorName, ActorType ActorType, DateTimeOffset? SentAt, bool AskUser);

/// <summary>A linked actor as the tab shows it.</summary>
/// <param name="Fields">In the administrator's order.</param>
/// <param name="ReadAt">When the values were read.</param>
/// <param name="IsGone">The ERP says it does not exist.</param>
/// <param name="Parent">What the ERP says it belongs to; null when it does not say, or was not read.</param>
public sealed record TabActor(
    ActorType Type, string Key, string Name, bool IsActive, Uri? Address, IReadOnlyList<TabField> Fields, DateTimeOffset? ReadAt, bool IsLive, bool IsGone,
    ActorRef? Parent = null);

public sealed record TabField(FieldInfo Info, FieldValue Value);

/// <summary>What Save will write, by side.</summary>
public sealed record PendingWrites(IReadOnlyList<PendingWrite> ToCrm, IReadOnlyList<PendingWrite> ToErp);

/// <param name="Info">The written side's field.</param>
public sealed record PendingWrite(FieldInfo Info, string Old, string New);

/// <summary>Reads what the ERP tab shows; all ERPs at once, each for as long as a page may wait.</summary>
public sealed class ErpTab(
    IConnectionStore connections, ILinkStore links, IDraftStore drafts, ISaveStore saves, IWriteStore writes, LinkContexts contexts, ActorReader actors,
    PersonParents parents, TimeProvider time)
{
    /// <summary>True when the tab is shown at all: the user may use an active connection.</summary>
    public async Task<bool> IsOfferedAsync(UserContext user, CancellationToken cancellationToken) =>
        (await UsableAsync(user, cancellationToken)).Count > 0;

    public async Task<ErpTabView> LoadAsync(UserContext user, EntityRef entity, CancellationToken cancellationToken)
    {
        var usable = await UsableAsync(user, cancellationToken);
        var linked = await links.ListAsync(entity, cancellationToken);
        var draft = await drafts.FindAsync(user.Id, entity, cancellationToken);
        var open = await saves.ListOpenAsync(entity, cancellationToken);
        var blocks = new List<TabConnection>();
        var actorsRead = await Task.WhenAll(usable.Select(connection => actors.ReadAsync(
            connection, linked.FirstOrDefault(link => link.ConnectionId == connection.Id && link.State == LinkState.Active), cancellationToken)));
        for (var index = 0; index < usable.Count; index++)
        {
            blocks.Add(await BlockAsync(user, entity, usable[index], linked, draft?.Draft.Find(usable[index].Id), actorsRead[index], open, cancellationToken));
        }

        return new ErpTabView(entity, draft, blocks, await ReplacedEditsAsync(entity, usable, cancellationToken));
    }

    /// <summary>The user has seen a replaced edit; of a connection he may not use he sees none.</summary>
    public async Task DismissAsync(UserContext user, EntityRef entity, long changeId, CancellationToken cancellationToken)
    {
        if ((await ReplacedEditsAsync(entity, await UsableAsync(user, cancellationToken), cancellationToken)).Any(change => change.Id == changeId))
        {
            await writes.DismissAsync(entity, changeId, cancellationToken);
        }
    }

    private async Task<List<Connection>> UsableAsync(UserContext user, CancellationToken cancellationToken) =>
        [.. (await connections.ListAsync(cancellationToken)).Where(connection => connection.Active && connection.RightsOf(user).CanUse)];

    private async Task<IReadOnlyList<Change>> ReplacedEditsAsync(EntityRef entity, List<Connection> usable, CancellationToken cancellationToken) =>
        [.. (await writes.ListReplacedEditsAsync(entity, cancellationToken)).Where(change => usable.Any(connection => connection.Id == change.ConnectionId))];

    private async Task<TabConnection> BlockAsync(
        UserContext user, EntityRef entity, Connection connection, IReadOnlyList<Link> linked, DraftConnection? draft, ActorRead read,
        IReadOnlyList<Operation> open, CancellationToken cancellationToken)
    {
        var link = linked.FirstOrDefault(one => one.ConnectionId == connection.Id && one.State == LinkState.Active);
        var conflicts = link is null ? [] : await writes.ListConflictsAsync(link.Id, cancellationToken);
        var problems = link is null ? [] : await writes.ListProblemsAsync(link.Id, cancellationToken);
        var unsent = link is null ? [] : await writes.ListOpenAsync(link.Id, cancellationToken);
        var parent = await parents.FindAsync(user.Id, entity, connection, read.Description, cancellationToken);
        var document = await connections.GetMappingAsync(connection.Id, connection.MappingVersion, cancellationToken);
        return new TabConnection(
            connection, connection.RightsOf(user), link, read.Actor, Offered(entity, read.Description, document), read.Failure, draft,
            await PendingAsync(connection, entity, draft, cancellationToken), conflicts, problems,
            open.Any(operation => operation.ConnectionId == connection.Id),
            unsent.Any(change => change is { Side: Side.Crm, State: ChangeState.Planned or ChangeState.Unknown }),
            link is null ? [] : await links.ListChildrenAsync(link.Id, cancellationToken),
            link is null ? null : (await ContextAsync(connection, link.ActorType, cancellationToken))?.Rules,
            OpenCreateOf(open.FirstOrDefault(operation => operation.ConnectionId == connection.Id), read.Description))
        {
            Parent = parent,
            Waiting = unsent,
            NextTry = link is null || unsent.Count == 0 ? null : await writes.FindNextTryAsync(link.Id, cancellationToken),
            Moved = link is not null && parent is not null ? await MovedAsync(link, parent, read.Actor, cancellationToken) : null,
            HasPersons = link is { Entity.Type: EntityType.Company } && document.For(ActorType.Person) is not null
                && PersonParents.Decide(entity, link, read.Description) is PersonParent.Linked,
        };
    }

    private static OpenCreate? OpenCreateOf(Operation? open, ErpDescription? description) =>
        open is { Step: OperationStep.CreateSent, Part.Create: { } create }
            ? new OpenCreate(
                create.ActorName, create.ActorType, open.SentAt, description?.Find(create.ActorType)?.Can.HasFlag(Abilities.Reference) == false)
            : null;

    private async Task<PersonMoved?> MovedAsync(Link link, PersonParent parent, TabActor? actor, CancellationToken cancellationToken) =>
        link.ParentLinkId is { } above && await links.FindAsync(above, cancellationToken) is { } company
            ? PersonMoved.Decide(company, parent, actor is { IsLive: true } ? actor.Parent : null, actor is { IsLive: true })
            : null;

    /// <summary>Where a connection's types share records, the one that is both is offered alone.</summary>
    private static List<ActorTypeInfo> Offered(EntityRef entity, ErpDescription? description, Mapping.MappingDocument document)
    {
        var types = description?.ActorTypes.Where(type => EntityTypes.For(type.Type) == entity.Type && document.For(type.Type) is not null).ToList() ?? [];
        return types.FirstOrDefault(type => type.Type == ActorType.Partner) is { } partner
            ? [.. types.Where(type => type == partner || !string.Equals(type.KeySpace, partner.KeySpace, StringComparison.Ordinal))]
            : types;
    }

    private async Task<PendingWrites?> PendingAsync(Connection connection, EntityRef entity, DraftConnection? draft, CancellationToken cancellationToken)
    {
        if (draft?.Create is { } create)
        {
            return await ContextAsync(connection, create.ActorType, cancellationToken) is { Rules.Actor: var actor }
                ? new PendingWrites([], [.. create.Values.Where(value => value.Text.Length > 0 && actor.Find(value.Pair.Erp) is not null)
                    .Select(value => new PendingWrite(actor.Find(value.Pair.Erp)!, "", value.Text))])
                : null;
        }

        if (draft?.ActorType is not { } type || await ContextAsync(connection, type, cancellationToken) is not { } context)
        {
            return null;
        }

        var changes = Choices.ToChanges(context, entity, draft.Choices, Guid.Empty, "", time.GetUtcNow());
        return new PendingWrites(
            Of(Side.Crm),
            [.. Of(Side.Erp), .. AskedValues.ToChanges(context, entity, draft.Asked, Guid.Empty, "", time.GetUtcNow())
                .Select(change => new PendingWrite(context.Rules.Actor.Find(change.Field)!, change.Old, change.Sent))]);

        List<PendingWrite> Of(Side side) =>
            [.. changes.Where(change => change.Side == side).Select(change => new PendingWrite(context.Rules.Find(change.Pair)![side], change.Old, change.Sent))];
    }

    /// <summary>Null when the ERP is down and has never said what it offers.</summary>
    private async Task<LinkContext?> ContextAsync(Connection connection, ActorType type, CancellationToken cancellationToken)
    {
        try
        {
            return await contexts.FindAsync(connection, type, orStored: true, cancellationToken);
        }
        catch (ConnectorException failure) when (failure.IsTransient || failure.Kind is FailureKind.Misconfigured or FailureKind.Unauthorized)
        {
            return null;
        }
    }
}
