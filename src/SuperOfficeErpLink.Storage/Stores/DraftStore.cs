using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class DraftStore(IDbContextFactory<ErpLinkDbContext> contexts, TimeProvider time) : IDraftStore
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    public async Task<StoredDraft?> FindAsync(string userId, EntityRef entity, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var row = await Of(context, userId, entity).AsNoTracking().SingleOrDefaultAsync(draft => draft.ExpiresAt > now, cancellationToken);
        return row is null ? null : new StoredDraft(Read(row.Json), row.Token);
    }

    public async Task<IReadOnlySet<long>> FindDraftedAsync(
        string userId, EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        return await context.Drafts.AsNoTracking().Where(row => row.UserId == userId && row.EntityType == type && ids.Contains(row.EntityId) && row.ExpiresAt > now)
            .Select(row => row.EntityId).ToHashSetAsync(cancellationToken);
    }

    public async Task<bool> TryReplaceAsync(string userId, EntityRef entity, Guid? seen, Draft draft, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var row = await Of(context, userId, entity).SingleOrDefaultAsync(cancellationToken);
        if ((row is { } stored && stored.ExpiresAt > now ? stored.Token : (Guid?)null) != seen)
        {
            return false;
        }

        Put(context, row, userId, entity, draft, now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task RemoveAsync(string userId, EntityRef entity, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await Of(context, userId, entity).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Removes what a Save has done from the user's draft, as part of its transaction.</summary>
    internal static async Task RemovePartAsync(
        ErpLinkDbContext context, string userId, EntityRef entity, DraftConnection part, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = await Of(context, userId, entity).SingleOrDefaultAsync(cancellationToken);

        // What the user has decided since for the same connection is not what was saved.
        if (row is null || Write(Draft.Empty.With(part.ConnectionId, Read(row.Json).Find(part.ConnectionId))) != Write(Draft.Empty.With(part.ConnectionId, part)))
        {
            return;
        }

        Put(context, row, userId, entity, Read(row.Json).With(part.ConnectionId, null), now);
    }

    internal static string Write(Draft draft) => JsonSerializer.Serialize(draft);

    private static Draft Read(string json) => JsonSerializer.Deserialize<Draft>(json) ?? Draft.Empty;

    private static IQueryable<DraftRow> Of(ErpLinkDbContext context, string userId, EntityRef entity) =>
        context.Drafts.Where(row => row.UserId == userId && row.EntityType == entity.Type && row.EntityId == entity.Id);

    private static void Put(ErpLinkDbContext context, DraftRow? row, string userId, EntityRef entity, Draft draft, DateTimeOffset now)
    {
        if (draft.IsEmpty)
        {
            if (row is not null)
            {
                context.Drafts.Remove(row);
            }

            return;
        }

        if (row is null)
        {
            context.Drafts.Add(row = new DraftRow { UserId = userId, EntityType = entity.Type, EntityId = entity.Id });
        }

        (row.Json, row.Token, row.ExpiresAt) = (Write(draft), Guid.NewGuid(), now + KeptFor);
    }
}
