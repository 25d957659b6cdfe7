using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>What became of a change to a draft.</summary>
public enum DraftOutcome
{
    Changed = 0,

    /// <summary>The record already has an actor on this connection.</summary>
    AlreadyLinked = 1,

    /// <summary>There is no link to disconnect or compare.</summary>
    NotLinked = 2,

    /// <summary>The draft was changed in another window at the same moment.</summary>
    ChangedElsewhere = 3,

    /// <summary>A person's company has no link that the person's could hang below; the tab says why.</summary>
    CompanyNotLinked = 4,
}

/// <summary>Changes a user's draft for a record. Nothing here touches either system.</summary>
public sealed class DraftEditor(IConnectionStore connections, ILinkStore links, IDraftStore drafts, PersonParents parents)
{
    /// <param name="mark">Of the order of a program: only where there is no draft; null: a person decides.</param>
    public async Task<DraftOutcome> ConnectAsync(
        UserContext user, EntityRef entity, Guid connectionId, DraftConnect connect, CancellationToken cancellationToken, string? mark = null)
    {
        var link = await DemandAsync(user, entity, connectionId, cancellationToken);
        if (!await MayStandAsync(user, entity, connectionId, cancellationToken))
        {
            return DraftOutcome.CompanyNotLinked;
        }

        return await EditAsync(user, entity, connectionId, part =>
            link is not null && part.Disconnect is null ? DraftOutcome.AlreadyLinked : DraftOutcome.Changed,
            part => link is not null && link.ActorType == connect.ActorType && string.Equals(link.ErpKey, connect.ErpKey, StringComparison.Ordinal)
                ? part with { Disconnect = null, Connect = null, Create = null, Compare = new DraftCompare(link.AsSeen(), link.ActorType, connect.Choices, connect.Asked) }
                : part with { Connect = connect, Compare = null, Create = null },
            cancellationToken, mark);
    }

    /// <summary>Decides that an actor is to be created. A reference given out before is kept, so that an earlier try is found.</summary>
    public async Task<DraftOutcome> CreateAsync(
        UserContext user, EntityRef entity, Guid connectionId, DraftCreate create, CancellationToken cancellationToken)
    {
        var link = await DemandAsync(user, entity, connectionId, cancellationToken, toCreate: true);
        return await EditAsync(user, entity, connectionId, part =>
            link is not null && part.Disconnect is null ? DraftOutcome.AlreadyLinked : DraftOutcome.Changed,
            part => part with
            {
                Connect = null,
                Compare = null,
                Create = part.Create is { } before && before.ActorType == create.ActorType ? create with { Reference = before.Reference } : create,
            },
            cancellationToken);
    }

    /// <param name="mark">As in <see cref="ConnectAsync"/>.</param>
    public Task<DraftOutcome> DisconnectAsync(UserContext user, EntityRef entity, Guid connectionId, CancellationToken cancellationToken, string? mark = null) =>
        GiveUpAsync(user, entity, connectionId, isRecreated: false, cancellationToken, mark);

    /// <summary>Gives up an actor that is gone, so that it can be created anew; a company's persons then stay linked.</summary>
    /// <exception cref="AccessDeniedException">When the user may not create actors on the connection.</exception>
    public Task<DraftOutcome> RecreateAsync(UserContext user, EntityRef entity, Guid connectionId, CancellationToken cancellationToken) =>
        GiveUpAsync(user, entity, connectionId, isRecreated: true, cancellationToken);

    private async Task<DraftOutcome> GiveUpAsync(
        UserContext user, EntityRef entity, Guid connectionId, bool isRecreated, CancellationToken cancellationToken, string? mark = null)
    {
        if (await DemandAsync(user, entity, connectionId, cancellationToken, toCreate: isRecreated) is not { } link)
        {
            return DraftOutcome.NotLinked;
        }

        var persons = await links.ListChildrenAsync(link.Id, cancellationToken);
        var seen = link.AsSeen() with { Persons = persons.Count == 0 ? null : [.. persons.Select(person => person.Id)], IsRecreated = isRecreated };
        return await EditAsync(user, entity, connectionId, _ => DraftOutcome.Changed,
            part => part with { Disconnect = seen, Compare = null }, cancellationToken, mark);
    }

    public async Task<DraftOutcome> CompareAsync(
        UserContext user, EntityRef entity, Guid connectionId, LinkSeen seen, IReadOnlyList<FieldChoice> choices, CancellationToken cancellationToken)
    {
        var link = await DemandAsync(user, entity, connectionId, cancellationToken);
        return link is null || link.Id != seen.LinkId
            ? DraftOutcome.NotLinked
            : await EditAsync(user, entity, connectionId, _ => DraftOutcome.Changed,
                part => new DraftConnection(part.ConnectionId, null, null, new DraftCompare(seen, link.ActorType, choices)), cancellationToken);
    }

    /// <summary>Takes back what was decided for one connection.</summary>
    public async Task<DraftOutcome> UndoAsync(UserContext user, EntityRef entity, Guid connectionId, CancellationToken cancellationToken)
    {
        await DemandAsync(user, entity, connectionId, cancellationToken);
        return await EditAsync(user, entity, connectionId, _ => DraftOutcome.Changed, part =>
            part.Disconnect is not null && (part.Connect is not null || part.Create is not null) ? part with { Connect = null, Create = null } : new DraftConnection(part.ConnectionId, null, null, null),
            cancellationToken);
    }

    /// <summary>Drops the whole draft at once.</summary>
    public Task CancelAsync(UserContext user, EntityRef entity, CancellationToken cancellationToken) =>
        drafts.RemoveAsync(user.Id, entity, cancellationToken);

    private async Task<DraftOutcome> EditAsync(
        UserContext user, EntityRef entity, Guid connectionId, Func<DraftConnection, DraftOutcome> check, Func<DraftConnection, DraftConnection> edit,
        CancellationToken cancellationToken, string? mark = null)
    {
        var stored = await drafts.FindAsync(user.Id, entity, cancellationToken);
        if (mark is not null && stored is not null)
        {
            return DraftOutcome.ChangedElsewhere;
        }

        var draft = stored?.Draft ?? Draft.Empty;
        var part = draft.Find(connectionId) ?? new DraftConnection(connectionId, null, null, null);
        if (check(part) is var refused and not DraftOutcome.Changed)
        {
            return refused;
        }

        // Whatever a person changes is the person's from then on.
        return await drafts.TryReplaceAsync(user.Id, entity, stored?.Token, draft.With(connectionId, edit(part) with { Mark = mark }), cancellationToken)
            ? DraftOutcome.Changed
            : DraftOutcome.ChangedElsewhere;
    }

    private async Task<bool> MayStandAsync(UserContext user, EntityRef entity, Guid connectionId, CancellationToken cancellationToken) =>
        entity.Type != EntityType.Person
        || (await connections.FindAsync(connectionId, cancellationToken) is { } connection
            && await parents.FindAsync(user.Id, entity, connection, await connections.FindDescriptionAsync(connectionId, cancellationToken), cancellationToken)
                is PersonParent.Linked);

    /// <summary>The record's active link on the connection, if any, once the user is known to have the right.</summary>
    private async Task<Link?> DemandAsync(
        UserContext user, EntityRef entity, Guid connectionId, CancellationToken cancellationToken, bool toCreate = false)
    {
        var connection = await connections.DemandAsync(connectionId, cancellationToken);
        if (toCreate)
        {
            connection.DemandCreate(user);
        }
        else
        {
            connection.DemandConnect(user);
        }

        return (await links.ListAsync(entity, cancellationToken)).FirstOrDefault(link => link.ConnectionId == connectionId && link.State == LinkState.Active);
    }
}
