using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class LinkListStore(IDbContextFactory<ErpLinkDbContext> contexts) : ILinkListStore
{
    public async Task<IReadOnlyList<Link>> ListAsync(
        IReadOnlyCollection<Guid> connectionIds, LinkFilter filter, long after, int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var wanted = context.Links.AsNoTracking().Where(row => connectionIds.Contains(row.ConnectionId) && row.Id > after);
        wanted = filter.EntityType is { } type ? wanted.Where(row => row.EntityType == type) : wanted;
        wanted = filter.EntityId is { } id ? wanted.Where(row => row.EntityId == id) : wanted;
        wanted = filter.ErpKey is { } key ? wanted.Where(row => row.ErpKey == key) : wanted;
        return [.. (await wanted.OrderBy(row => row.Id).Take(atMost).ToListAsync(cancellationToken)).Select(LinkStore.ToLink)];
    }
}
