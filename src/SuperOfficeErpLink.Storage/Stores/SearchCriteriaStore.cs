using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class SearchCriteriaStore(IDbContextFactory<ErpLinkDbContext> contexts) : ISearchCriteriaStore
{
    public async Task<IReadOnlyList<SearchLine>?> FindAsync(string userId, Guid connectionId, ActorType actorType, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await Of(context, userId, connectionId, actorType).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return row is null ? null : [.. (JsonSerializer.Deserialize<List<StoredLine>>(row.Json) ?? []).Select(Read)];
    }

    public async Task SaveAsync(
        string userId, Guid connectionId, ActorType actorType, IReadOnlyList<SearchLine> lines, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(lines.Select(line => new StoredLine(line.Field, line.Operator.ToString(), line.Values)));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await ReplaceAsync() == 0)
        {
            context.SearchCriteria.Add(new SearchCriteriaRow { UserId = userId, ConnectionId = connectionId, ActorType = actorType, Json = json });
            try
            {
                await context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException) when (context.SearchCriteria.AsNoTracking().Any(row => row.UserId == userId && row.ConnectionId == connectionId && row.ActorType == actorType))
            {
                // Two windows searched for the first time at the same moment.
                await ReplaceAsync();
            }
        }

        Task<int> ReplaceAsync() => Of(context, userId, connectionId, actorType)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Json, json), cancellationToken);
    }

    private static IQueryable<SearchCriteriaRow> Of(ErpLinkDbContext context, string userId, Guid connectionId, ActorType actorType) =>
        context.SearchCriteria.Where(row => row.UserId == userId && row.ConnectionId == connectionId && row.ActorType == actorType);

    /// <summary>An operator that no longer exists is one that no field offers.</summary>
    private static SearchLine Read(StoredLine stored) =>
        new(stored.Field, Enum.TryParse<Operator>(stored.Operator, out var known) && Enum.IsDefined(known) ? known : (Operator)(-1), stored.Values);

    private sealed record StoredLine(string Field, string Operator, IReadOnlyList<string> Values);
}
