using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>Which links are wanted; null: whatever it is.</summary>
public sealed record LinkFilter(Guid? ConnectionId = null, EntityType? EntityType = null, long? EntityId = null, string? ErpKey = null);

/// <summary>Links of many records, in the order they were made.</summary>
public interface ILinkListStore
{
    /// <summary>Those of these connections, after one; fewer than <paramref name="atMost"/> means that there are no more.</summary>
    Task<IReadOnlyList<Link>> ListAsync(
        IReadOnlyCollection<Guid> connectionIds, LinkFilter filter, long after, int atMost, CancellationToken cancellationToken);
}

/// <summary>Lists links for users: each sees those of the active connections he may use.</summary>
public sealed class LinkList(IConnectionStore connections, ILinkListStore list, ILinkStore links)
{
    public async Task<IReadOnlyList<Link>> ListAsync(UserContext user, LinkFilter filter, long after, int atMost, CancellationToken cancellationToken)
    {
        var usable = (await connections.ListAsync(cancellationToken))
            .Where(connection => MaySee(connection, user) && (filter.ConnectionId is null || connection.Id == filter.ConnectionId)).Select(connection => connection.Id).ToList();
        return usable.Count == 0 ? [] : await list.ListAsync(usable, filter, after, atMost, cancellationToken);
    }

    /// <summary>Null when there is none, or the user may not use its connection.</summary>
    public async Task<Link?> FindAsync(UserContext user, long id, CancellationToken cancellationToken) =>
        await links.FindAsync(id, cancellationToken) is { } link
        && await connections.FindAsync(link.ConnectionId, cancellationToken) is { } connection && MaySee(connection, user)
            ? link
            : null;

    private static bool MaySee(Connection connection, UserContext user) => connection.Active && connection.RightsOf(user).CanUse;
}
