using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Conflicts;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class ConflictStore(IDbContextFactory<ErpLinkDbContext> contexts) : IConflictStore
{
    public async Task<IReadOnlyList<ConflictGroupCount>> ListGroupsAsync(IReadOnlyCollection<Guid> connectionIds, string? linkedBy, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await context.Conflicts.Where(row => connectionIds.Contains(row.ConnectionId))
            .Join(context.Links.Where(link => linkedBy == null || link.LinkedBy == linkedBy), row => row.LinkId, link => link.Id, (row, link) => new { row, link.ActorType })
            .GroupBy(both => new { both.row.ConnectionId, both.row.FieldPair, both.row.DiffClass, both.ActorType })
            .Select(group => new { group.Key, Count = group.Count(), Oldest = group.Min(both => both.row.Since) }).ToListAsync(cancellationToken);
        return [.. groups.Select(group => new ConflictGroupCount(
            new ConflictGroup(group.Key.ConnectionId, group.Key.ActorType, FieldPair.Parse(group.Key.FieldPair)!.Value, group.Key.DiffClass), group.Count, group.Oldest))];
    }

    public async Task<int> CountAsync(ConflictGroup group, string? linkedBy, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Of(context, group).Join(Links(context, group, linkedBy), row => row.LinkId, link => link.Id, (row, _) => row).CountAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<OpenConflict>> ListAsync(ConflictGroup group, string? linkedBy, long afterLinkId, int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Of(context, group).AsNoTracking().Where(row => row.LinkId > afterLinkId)
            .Join(Links(context, group, linkedBy), row => row.LinkId, link => link.Id, (row, link) => new { row, link.EntityType, link.EntityId, link.ErpKey })
            .OrderBy(both => both.row.LinkId).Take(atMost).ToListAsync(cancellationToken);
        return [.. rows.Select(both => new OpenConflict(
            both.row.LinkId, new EntityRef(both.EntityType, both.EntityId), both.ErpKey, LinkOutcomes.ToConflict(both.row)))];
    }

    public async Task<IReadOnlyDictionary<long, LastWrite>> FindLastWritesAsync(ConflictGroup group, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (crm, erp) = (group.Pair.Crm, group.Pair.Erp);
        var links = await context.Links.Where(link => linkIds.Contains(link.Id)).Select(link => new { link.Id, link.EntityType, link.EntityId }).ToListAsync(cancellationToken);
        var entities = links.Select(link => link.EntityId).Distinct().ToList();
        var types = links.Select(link => link.EntityType).Distinct().ToList();
        var rows = await context.Changes.AsNoTracking()
            .Where(row => types.Contains(row.EntityType) && entities.Contains(row.EntityId) && row.ConnectionId == group.ConnectionId
                && row.CrmField == crm && row.ErpField == erp && row.State == ChangeState.Done)
            .Select(row => new { row.Id, row.LinkId, row.Side, row.At, row.UserId, row.Cause }).ToListAsync(cancellationToken);
        return rows.Where(row => row.LinkId is { } link && linkIds.Contains(link)).GroupBy(row => row.LinkId!.Value)
            .ToDictionary(group => group.Key, group => group.MaxBy(row => row.Id) is { } last ? new LastWrite(group.Key, last.Side, last.At, last.UserId ?? "", last.Cause) : null!);
    }

    public async Task DecideOthersAsync(ConflictGroup group, IReadOnlyCollection<FieldPair> pairs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var (type, own, difference) = ((int)group.Type, group.Pair.ToString(), (int)group.Difference);
        foreach (var pair in pairs.Select(pair => pair.ToString()))
        {
            var others = context.Conflicts.Where(row => row.ConnectionId == group.ConnectionId && row.FieldPair == pair
                && context.Links.Any(link => link.Id == row.LinkId && link.ActorType == group.Type)
                && !context.Conflicts.Any(one => one.LinkId == row.LinkId && one.FieldPair == own && one.DiffClass == group.Difference));
            await context.Retries.Where(retry => others.Any(row => row.LinkId == retry.LinkId)).ExecuteUpdateAsync(
                set => set.SetProperty(retry => retry.WholeRecord, true).SetProperty(retry => retry.DueAt, now), cancellationToken);
            await context.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO "Retries" ("LinkId", "ConnectionId", "DueAt", "Attempts", "WholeRecord")
                 SELECT c."LinkId", c."ConnectionId", {now.ToUnixTimeMilliseconds()}, 0, {true} FROM "Conflicts" c JOIN "Links" l ON l."Id" = c."LinkId"
                 WHERE c."ConnectionId" = {group.ConnectionId} AND c."FieldPair" = {pair} AND l."ActorType" = {type}
                   AND NOT EXISTS (SELECT 1 FROM "Conflicts" g WHERE g."LinkId" = c."LinkId" AND g."FieldPair" = {own} AND g."DiffClass" = {difference})
                   AND NOT EXISTS (SELECT 1 FROM "Retries" r WHERE r."LinkId" = c."LinkId")
                 """,
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static IQueryable<ConflictRow> Of(ErpLinkDbContext context, ConflictGroup group)
    {
        var pair = group.Pair.ToString();
        return context.Conflicts.Where(row => row.ConnectionId == group.ConnectionId && row.FieldPair == pair && row.DiffClass == group.Difference);
    }

    private static IQueryable<LinkRow> Links(ErpLinkDbContext context, ConflictGroup group, string? linkedBy) =>
        context.Links.Where(link => link.ActorType == group.Type && (linkedBy == null || link.LinkedBy == linkedBy));
}
