using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.History;

/// <summary>Why an event of a link cannot be taken back now.</summary>
public abstract record LinkUndoHindrance
{
    private LinkUndoHindrance()
    {
    }

    /// <summary>Renumberings and moves follow the systems; they are not taken back here.</summary>
    public sealed record NotOffered : LinkUndoHindrance;

    /// <summary>The link is gone already.</summary>
    public sealed record LinkGone : LinkUndoHindrance;

    /// <summary>The record is linked on the connection again.</summary>
    public sealed record LinkedAgain(string ErpKey) : LinkUndoHindrance;

    /// <summary>Another record holds the actor.</summary>
    /// <param name="HolderName">Null when it no longer exists.</param>
    public sealed record ActorTaken(EntityRef Holder, string? HolderName) : LinkUndoHindrance;

    /// <summary>The person's company is not linked on the connection.</summary>
    public sealed record CompanyNotLinked : LinkUndoHindrance;

    /// <summary>The record no longer exists in the CRM.</summary>
    public sealed record RecordGone : LinkUndoHindrance;
}

/// <summary>A person's link that goes or comes back with its company's.</summary>
/// <param name="Name">Null when the person no longer exists.</param>
/// <param name="Hindrance">Why it does not come back; null when it does.</param>
public sealed record PersonBelow(EntityRef Entity, string? Name, string ErpKey, LinkUndoHindrance? Hindrance);

/// <summary>What taking an event back would do.</summary>
/// <param name="RecordName">Null when the record no longer exists.</param>
/// <param name="MayUndo">The user may link on the connection, or is an administrator.</param>
/// <param name="Seen">Stands for all of it: taking back is refused when it has changed.</param>
/// <param name="ValuesOfSave">How many values were written by the Save that linked, and could be taken back first.</param>
public sealed record LinkUndoView(
    Connection Connection, LinkEventLine Line, string? RecordName, IReadOnlyList<PersonBelow> Persons, LinkUndoHindrance? Hindrance, bool MayUndo, string Seen, int ValuesOfSave)
{
    public bool Disconnects => Line.Event.Kind == LinkEventKind.Linked;
}

/// <summary>Takes links and disconnects back. It writes to neither system.</summary>
public sealed class LinkUndo(
    IConnectionStore connections, ILinkEventStore events, IHistoryStore history, ILinkStore links, IParentLinks parents, ICrm crm, Claims claims)
{
    /// <summary>Null when there is no such event, or the user may not see its connection.</summary>
    public async Task<LinkUndoView?> FindAsync(UserContext user, long eventId, CancellationToken cancellationToken) =>
        (await LoadAsync(user, eventId, cancellationToken))?.View;

    /// <summary>Does what was shown.</summary>
    /// <param name="seen">See <see cref="LinkUndoView.Seen"/>.</param>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    public async Task<LinkUndoOutcome> ApplyAsync(UserContext user, long eventId, string seen, CancellationToken cancellationToken)
    {
        if (await LoadAsync(user, eventId, cancellationToken) is not { View: var shown } || !shown.MayUndo)
        {
            throw new AccessDeniedException($"User {user.Id} may not take back event {eventId}.");
        }

        var answer = await claims.TakeAsync(shown.Line.Event.Entity, user.Name, cancellationToken);
        if (answer.Claim is not { } claim)
        {
            return new LinkUndoOutcome.Busy(answer.HeldBy);
        }

        try
        {
            // What was shown is looked at again by whom nobody can overtake.
            return await LoadAsync(user, eventId, cancellationToken) is { View.Hindrance: null } now && string.Equals(now.View.Seen, seen, StringComparison.Ordinal)
                ? await ApplyAsync(claim, user, now, cancellationToken)
                : new LinkUndoOutcome.Changed();
        }
        catch (ClaimLostException)
        {
            return new LinkUndoOutcome.Busy(null);
        }
        finally
        {
            await claims.ReleaseAsync(claim);
        }
    }

    private Task<LinkUndoOutcome> ApplyAsync(Claim claim, UserContext user, Loaded now, CancellationToken cancellationToken) => now.View.Disconnects
        ? events.UnlinkAsync(claim, user, now.View.Connection.Id, now.Link!, cancellationToken)
        : events.RelinkAsync(claim, user, [now.View.Line.Event.Id, .. now.Returning], now.ParentLinkId, cancellationToken);

    private async Task<Loaded?> LoadAsync(UserContext user, long eventId, CancellationToken cancellationToken)
    {
        if (await events.FindAsync(eventId, cancellationToken) is not { Event: var happened } line
            || await connections.FindAsync(happened.ConnectionId, cancellationToken) is not { } connection || !ConnectionList.MaySee(connection, user))
        {
            return null;
        }

        var name = await crm.FindNameAsync(happened.Entity, cancellationToken);
        var view = new LinkUndoView(connection, line, name, [], null, RunOrders.MayOrder(connection, user), "", 0);
        return happened.Kind switch
        {
            LinkEventKind.Linked => await DisconnectingAsync(view, cancellationToken),
            LinkEventKind.Unlinked => await LinkingAsync(view, cancellationToken),
            _ => new Loaded(view with { Hindrance = new LinkUndoHindrance.NotOffered() }),
        };
    }

    private async Task<Loaded> DisconnectingAsync(LinkUndoView view, CancellationToken cancellationToken)
    {
        var happened = view.Line.Event;
        if (await links.FindAsync(happened.LinkId, cancellationToken) is not { State: LinkState.Active } link)
        {
            return new Loaded(view with { Hindrance = new LinkUndoHindrance.LinkGone() });
        }

        var children = await links.ListAsync(await links.ListChildrenAsync(link.Id, cancellationToken), cancellationToken);
        var below = children.Where(child => child.ParentLinkId == link.Id).OrderBy(child => child.Entity.Id).ToList();
        var names = await NamesAsync(below.Select(child => child.Entity), cancellationToken);
        var values = happened.OperationId is { } save ? await history.CountDoneAsync(save, cancellationToken) : 0;
        return new Loaded(view with
        {
            Persons = [.. below.Select(child => new PersonBelow(child.Entity, names.GetValueOrDefault(child.Entity.Id), child.ErpKey, null))],
            Seen = string.Join('.', [link.RowVersion, .. below.Select(child => child.Entity.Id)]),
            ValuesOfSave = values,
        })
        { Link = new LinkSeen(link.Id, link.RowVersion, [.. below.Select(child => child.Entity.Id)]) };
    }

    private async Task<Loaded> LinkingAsync(LinkUndoView view, CancellationToken cancellationToken)
    {
        var happened = view.Line.Event;
        var parent = happened.Entity.Type == EntityType.Person ? await ParentAsync(happened, cancellationToken) : null;
        var below = await events.ListBelowAsync(happened, cancellationToken);
        var names = await NamesAsync(below.Select(child => child.Entity), cancellationToken);
        var hindrances = await HindrancesAsync([happened, .. below], cancellationToken);
        var persons = below.Select((child, index) => new PersonBelow(
            child.Entity, names.GetValueOrDefault(child.Entity.Id), child.ErpKey,
            names.ContainsKey(child.Entity.Id) ? hindrances[index + 1] : new LinkUndoHindrance.RecordGone())).ToList();
        var hindrance = view.RecordName is null ? new LinkUndoHindrance.RecordGone()
            : hindrances[0] ?? (happened.Entity.Type == EntityType.Person && parent is null ? new LinkUndoHindrance.CompanyNotLinked() : null);
        var returning = below.Where((_, index) => persons[index].Hindrance is null).Select(child => child.Id).ToList();
        return new Loaded(view with { Persons = persons, Hindrance = hindrance, Seen = string.Join('.', [parent ?? 0, .. returning]) })
        {
            Returning = returning, ParentLinkId = parent,
        };
    }

    /// <summary>Why links of one connection cannot be made again, each null when it can; as many queries for many as for one.</summary>
    private async Task<IReadOnlyList<LinkUndoHindrance?>> HindrancesAsync(IReadOnlyList<LinkEvent> parted, CancellationToken cancellationToken)
    {
        var connectionId = parted[0].ConnectionId;
        var own = (await links.ListAsync([.. parted.Select(one => one.Entity)], cancellationToken)).Where(link => link.ConnectionId == connectionId).ToLookup(link => link.Entity);
        var holders = new Dictionary<(string KeySpace, string Key), EntityRef>();
        foreach (var space in parted.GroupBy(one => one.KeySpace))
        {
            foreach (var (key, holder) in await links.FindHoldersAsync(connectionId, space.Key, [.. space.Select(one => one.ErpKey)], cancellationToken))
            {
                holders[(space.Key, key)] = holder;
            }
        }

        var names = await crm.GetNamesAsync(holders.Values, cancellationToken);
        return [.. parted.Select(one => own[one.Entity].FirstOrDefault() is { } link ? new LinkUndoHindrance.LinkedAgain(link.ErpKey)
            : holders.TryGetValue((one.KeySpace, one.ErpKey), out var holder) ? new LinkUndoHindrance.ActorTaken(holder, names.GetValueOrDefault(holder))
            : (LinkUndoHindrance?)null)];
    }

    /// <summary>What a person's link hung below if that still stands, else the link of its company.</summary>
    private async Task<long?> ParentAsync(LinkEvent parted, CancellationToken cancellationToken) =>
        parted.ParentLinkId is { } above && await links.FindAsync(above, cancellationToken) is { State: LinkState.Active } still
            ? still.Id
            : (await parents.FindAsync(parted.Entity, parted.ConnectionId, cancellationToken))?.Id;

    private async Task<IReadOnlyDictionary<long, string>> NamesAsync(IEnumerable<EntityRef> persons, CancellationToken cancellationToken) =>
        await crm.GetNamesAsync(EntityType.Person, [.. persons.Select(person => person.Id)], cancellationToken);

    /// <param name="View">What is shown of it.</param>
    private sealed record Loaded(LinkUndoView View)
    {
        /// <summary>What is disconnected.</summary>
        public LinkSeen? Link { get; init; }

        /// <summary>Events of the persons below that come back.</summary>
        public IReadOnlyList<long> Returning { get; init; } = [];

        public long? ParentLinkId { get; init; }
    }
}
