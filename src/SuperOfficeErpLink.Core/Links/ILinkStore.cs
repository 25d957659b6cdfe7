using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>Links as they are; reading only, and what the tab remembers of an actor.</summary>
public interface ILinkStore
{
    /// <summary>A record's links, those of a Save on its way included.</summary>
    Task<IReadOnlyList<Link>> ListAsync(EntityRef entity, CancellationToken cancellationToken);

    /// <summary>As for one record; the records are of one kind.</summary>
    Task<IReadOnlyList<Link>> ListAsync(IReadOnlyList<EntityRef> entities, CancellationToken cancellationToken);

    Task<Link?> FindAsync(long linkId, CancellationToken cancellationToken);

    /// <summary>Links that do not exist are absent.</summary>
    Task<IReadOnlyList<Link>> FindAsync(IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken);

    /// <summary>The mark of the order by which a program made the link; null: a person made it, or it is not known any more.</summary>
    Task<string?> FindMarkAsync(Link link, CancellationToken cancellationToken);

    /// <summary>Which entities hold these actors, by ERP key; free ones are absent.</summary>
    Task<IReadOnlyDictionary<string, EntityRef>> FindHoldersAsync(
        Guid connectionId, string keySpace, IReadOnlyCollection<string> erpKeys, CancellationToken cancellationToken);

    /// <summary>Entities whose links hang below this one: the persons of a company.</summary>
    Task<IReadOnlyList<EntityRef>> ListChildrenAsync(long linkId, CancellationToken cancellationToken);

    /// <summary>Which of these records have a link on the connection, or a Save on its way to one.</summary>
    Task<IReadOnlySet<long>> FindLinkedAsync(Guid connectionId, EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken);

    Task SaveShownAsync(long linkId, ShownActor shown, CancellationToken cancellationToken);
}

/// <param name="Token">Changes with every change of the draft.</param>
public sealed record StoredDraft(Draft Draft, Guid Token);

public interface IDraftStore
{
    /// <summary>Null when there is none or it has expired.</summary>
    Task<StoredDraft?> FindAsync(string userId, EntityRef entity, CancellationToken cancellationToken);

    /// <summary>For which of these records the user has a draft.</summary>
    Task<IReadOnlySet<long>> FindDraftedAsync(string userId, EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken);

    /// <summary>Replaces the draft seen as <paramref name="seen"/> (null: none); an empty one removes it. False when it had changed meanwhile.</summary>
    Task<bool> TryReplaceAsync(string userId, EntityRef entity, Guid? seen, Draft draft, CancellationToken cancellationToken);

    Task RemoveAsync(string userId, EntityRef entity, CancellationToken cancellationToken);
}

/// <summary>One connection's part of a Save, on its way.</summary>
/// <param name="LinkId">The reserved link, or the one compared; null for a disconnect alone.</param>
/// <param name="ParentLinkId">Of a person: the link of its company.</param>
/// <param name="SentAt">When the ERP was asked to create the actor, by our clock.</param>
/// <param name="Created">The actor that was created, with the pairs as they are accepted; from then on it is linked like any other.</param>
public sealed record Operation(
    Guid Id, Guid ConnectionId, EntityRef Entity, string UserId, string UserName, OperationStep Step, DraftConnection Part, long? LinkId,
    int MappingVersion, long? ParentLinkId = null, DateTimeOffset? SentAt = null, DraftConnect? Created = null);

/// <summary>One connection's part of a Save, to be reserved.</summary>
/// <param name="KeySpace">Of the actor to link; null when none is.</param>
/// <param name="Changes">Planned.</param>
/// <param name="Company">Of a person: the company whose link the person's will hang below.</param>
public sealed record ReservedPart(
    Guid OperationId, DraftConnection Part, string? KeySpace, int MappingVersion, IReadOnlyList<Change> Changes, EntityRef? Company = null);

public abstract record ReserveOutcome
{
    private ReserveOutcome()
    {
    }

    public sealed record Reserved(IReadOnlyList<Operation> Operations) : ReserveOutcome;

    /// <summary>Another entity holds the actor.</summary>
    public sealed record ActorTaken(Guid ConnectionId, string ErpKey, EntityRef Holder) : ReserveOutcome;

    /// <summary>The record's link on a connection is not what the user saw.</summary>
    public sealed record LinkChanged(Guid ConnectionId) : ReserveOutcome;

    /// <summary>The draft is not the one the user saw.</summary>
    public sealed record DraftChanged : ReserveOutcome;

    /// <summary>A Save of this record, or of one whose link goes or comes with it, is on its way already.</summary>
    /// <param name="By">Null: the same Save, sent twice.</param>
    public sealed record InProgress(string? By) : ReserveOutcome;

    /// <summary>A person's company is not linked on the connection.</summary>
    public sealed record CompanyNotLinked(Guid ConnectionId) : ReserveOutcome;
}

/// <summary>The transactions of a Save. Each first checks the claim (<see cref="ClaimLostException"/>).</summary>
public interface ISaveStore
{
    /// <summary>Step 1: links reserved, changes planned, operations open; all parts or none. The unique indexes decide the race.</summary>
    Task<ReserveOutcome> ReserveAsync(
        Claim claim, UserContext user, Guid draftToken, IReadOnlyList<ReservedPart> parts, CancellationToken cancellationToken);

    /// <summary>Gives a reservation back: the link is removed, planned changes are dropped, the draft is kept.</summary>
    Task ReleaseAsync(Claim claim, Operation operation, string outcome, CancellationToken cancellationToken);

    /// <summary>
    /// Step 5: the old link and what hangs below it removed, the new one active with its snapshot, the user's draft without this part.
    /// </summary>
    Task FinishAsync(Claim claim, Operation operation, LinkOutcome? outcome, CancellationToken cancellationToken);

    Task<IReadOnlyList<Change>> ListChangesAsync(Guid operationId, CancellationToken cancellationToken);

    /// <summary>Puts the next try of an operation off by its growing pause. Needs no claim: it changes nothing of it.</summary>
    Task PostponeAsync(Guid operationId, CancellationToken cancellationToken);

    /// <summary>Open operations that nobody is working on and that are due.</summary>
    Task<IReadOnlyList<Operation>> ListAbandonedAsync(int atMost, CancellationToken cancellationToken);

    /// <summary>Open operations of a record, and those of the company its link hangs below: that Save may take the link away.</summary>
    Task<IReadOnlyList<Operation>> ListOpenAsync(EntityRef entity, CancellationToken cancellationToken);

    /// <summary>As for one record, by record; they may be of several kinds.</summary>
    Task<ILookup<EntityRef, Operation>> ListOpenAsync(IReadOnlyList<EntityRef> entities, CancellationToken cancellationToken);
}
