using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.History;

/// <summary>A change as people look at it.</summary>
/// <param name="By">The name of the person it was done for.</param>
/// <param name="Run">The kind of run it was part of; null: it was part of none.</param>
/// <param name="LinkStands">The link it belongs to is still there.</param>
public sealed record HistoryLine(Change Change, string By, RunKind? Run, bool LinkStands)
{
    /// <summary>Its old value is known, and there is a link to put it back through.</summary>
    public bool CanBeUndone => LinkStands && Change is { State: ChangeState.Done, IsErased: false } && !Directed.IsNote(Change) && Change is not { Side: Side.Erp, Cause: ChangeCauses.Created };
}

/// <summary>Changes, the newest first.</summary>
/// <param name="Next">Where there may be more; null at the end.</param>
/// <param name="LooksOn">So many were passed over that the page is not full although there may be more.</param>
public sealed record HistoryPage(IReadOnlyList<HistoryLine> Lines, HistoryPlace? Next, bool LooksOn)
{
    public static HistoryPage Empty { get; } = new([], null, LooksOn: false);
}

/// <summary>Someone whom changes were done for.</summary>
public sealed record HistoryPerson(string Id, string Name);

/// <summary>What was written, when, why and for whom; reading only. However many changes there are, a page costs as much.</summary>
public interface IHistoryStore
{
    /// <summary>
    /// The newest first: those of one record or run by number, others by time. A page passes over at most so many changes; where that was
    /// not enough to fill it, it says so, and the next begins where it stopped.
    /// </summary>
    /// <param name="connectionIds">Of no others; null: of all, deleted ones included.</param>
    Task<HistoryPage> ListAsync(HistoryFilter filter, IReadOnlyCollection<Guid>? connectionIds, HistoryPlace? after, int atMost, CancellationToken cancellationToken);

    /// <summary>Everybody who can have done something.</summary>
    Task<IReadOnlyList<HistoryPerson>> ListPeopleAsync(CancellationToken cancellationToken);

    /// <summary>Performed changes of one Save that could be taken back.</summary>
    Task<int> CountDoneAsync(Guid operationId, CancellationToken cancellationToken);
}

/// <summary>Something that happened to a link as a whole.</summary>
/// <param name="Before">The actor's key, or the record's id, before a renumbering or a move.</param>
/// <param name="OperationId">What happened together has the same.</param>
public sealed record LinkEvent(
    long Id, Guid ConnectionId, long LinkId, LinkEventKind Kind, EntityRef Entity, Connectors.ActorType ActorType, string KeySpace, string ErpKey, string? Before,
    DateTimeOffset At, string UserId, Guid? OperationId, long? RunId, long? ParentLinkId);

/// <param name="By">The name of the person it was done for.</param>
public sealed record LinkEventLine(LinkEvent Event, string By);

/// <summary>Which events of links are asked for; what is null does not matter.</summary>
public sealed record LinkEventFilter(Guid? ConnectionId = null, EntityRef? Entity = null, LinkEventKind? Kind = null, string? UserId = null, DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>What became of links by hand, outside a Save.</summary>
public abstract record LinkUndoOutcome
{
    private LinkUndoOutcome()
    {
    }

    public sealed record Done : LinkUndoOutcome;

    /// <summary>It is not as it was shown: someone linked or disconnected something since. Nothing was changed.</summary>
    public sealed record Changed : LinkUndoOutcome;

    /// <summary>Someone is saving or writing to one of the records. Nothing was changed.</summary>
    public sealed record Busy(string? By) : LinkUndoOutcome;
}

/// <summary>Events of links, and how they are taken back; every change of a link is one transaction with its event.</summary>
public interface ILinkEventStore
{
    /// <summary>The newest first, those before <paramref name="before"/>; fewer than <paramref name="atMost"/> means that there are no more.</summary>
    Task<IReadOnlyList<LinkEventLine>> ListAsync(
        LinkEventFilter filter, IReadOnlyCollection<Guid>? connectionIds, long? before, int atMost, CancellationToken cancellationToken);

    Task<LinkEventLine?> FindAsync(long eventId, CancellationToken cancellationToken);

    /// <summary>Links that were given up with the one of this event, because they hung below it.</summary>
    Task<IReadOnlyList<LinkEvent>> ListBelowAsync(LinkEvent parted, CancellationToken cancellationToken);

    /// <summary>Gives a link up, with those below it.</summary>
    /// <param name="seen">The link as it was shown, and the persons below it that were named.</param>
    /// <exception cref="ClaimLostException">When somebody else has the claim by now.</exception>
    Task<LinkUndoOutcome> UnlinkAsync(Claim claim, Access.UserContext by, Guid connectionId, LinkSeen seen, CancellationToken cancellationToken);

    /// <summary>
    /// Makes links again that were given up, each with the base it had, and lets the next run decide what changed meanwhile. All or none:
    /// the unique indexes decide whether record and actor are still free.
    /// </summary>
    /// <param name="partings">The first is the claimed record's; the others hung below it.</param>
    /// <param name="parentLinkId">What the first hangs below now.</param>
    /// <exception cref="ClaimLostException">When somebody else has the claim by now.</exception>
    Task<LinkUndoOutcome> RelinkAsync(Claim claim, Access.UserContext by, IReadOnlyList<long> partings, long? parentLinkId, CancellationToken cancellationToken);
}
