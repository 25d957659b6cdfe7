using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class LinkStore(IDbContextFactory<ErpLinkDbContext> contexts) : ILinkStore
{
    public async Task<IReadOnlyList<Link>> ListAsync(EntityRef entity, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Links.AsNoTracking().Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(ToLink)];
    }

    public async Task<IReadOnlyList<Link>> ListAsync(IReadOnlyList<EntityRef> entities, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = new List<Link>();
        foreach (var ofType in entities.GroupBy(entity => entity.Type))
        {
            var ids = ofType.Select(entity => entity.Id).ToList();
            found.AddRange((await context.Links.AsNoTracking().Where(row => row.EntityType == ofType.Key && ids.Contains(row.EntityId)).ToListAsync(cancellationToken)).Select(ToLink));
        }

        return found;
    }

    public async Task<IReadOnlyList<Link>> FindAsync(IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Links.AsNoTracking().Where(row => linkIds.Contains(row.Id)).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(ToLink)];
    }

    public async Task<Link?> FindAsync(long linkId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Links.AsNoTracking().SingleOrDefaultAsync(row => row.Id == linkId, cancellationToken) is { } found ? ToLink(found) : null;
    }

    public async Task<string?> FindMarkAsync(Link link, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Operations.AsNoTracking()
            .Where(row => row.ConnectionId == link.ConnectionId && row.EntityType == link.Entity.Type && row.EntityId == link.Entity.Id).ToListAsync(cancellationToken);
        return rows.Select(OperationRows.ToOperation).FirstOrDefault(operation => operation.LinkId == link.Id && operation.Part.Connect is not null)?.Part.Mark;
    }

    public async Task<IReadOnlyDictionary<string, EntityRef>> FindHoldersAsync(
        Guid connectionId, string keySpace, IReadOnlyCollection<string> erpKeys, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Links.AsNoTracking()
            .Where(row => row.ConnectionId == connectionId && row.KeySpace == keySpace && erpKeys.Contains(row.ErpKey))
            .ToDictionaryAsync(row => row.ErpKey, row => new EntityRef(row.EntityType, row.EntityId), StringComparer.Ordinal, cancellationToken);
    }

    public async Task<IReadOnlyList<EntityRef>> ListChildrenAsync(long linkId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Links.AsNoTracking().Where(row => row.ParentLinkId == linkId).Select(row => new { row.EntityType, row.EntityId })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new EntityRef(row.EntityType, row.EntityId))];
    }

    public async Task<IReadOnlySet<long>> FindLinkedAsync(
        Guid connectionId, EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Links.AsNoTracking().Where(row => row.ConnectionId == connectionId && row.EntityType == type && ids.Contains(row.EntityId))
            .Select(row => row.EntityId).ToHashSetAsync(cancellationToken);
    }

    public async Task SaveShownAsync(long linkId, ShownActor shown, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var json = JsonSerializer.Serialize(shown);
        await context.Links.Where(row => row.Id == linkId).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastShown, json), cancellationToken);
    }

    internal static Link ToLink(LinkRow row) => new(
        row.Id, row.ConnectionId, new EntityRef(row.EntityType, row.EntityId), row.ActorType, row.KeySpace, row.ErpKey, row.State, row.Snapshot,
        row.SnapshotMapping, row.CheckedAt, row.LastShown is { } shown ? JsonSerializer.Deserialize<ShownActor>(shown) : null, row.RowVersion, row.ParentLinkId);
}
