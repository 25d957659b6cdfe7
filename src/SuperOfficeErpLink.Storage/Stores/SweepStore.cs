using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class SweepStore(IDbContextFactory<ErpLinkDbContext> contexts, TimeProvider time) : ISweepStore
{
    /// <summary>Translated once: a sweep asks for page after page.</summary>
    private static readonly Func<ErpLinkDbContext, Guid, ActorType, long, int, IAsyncEnumerable<SweptLink>> Page =
        EF.CompileAsyncQuery((ErpLinkDbContext context, Guid connectionId, ActorType type, long afterId, int atMost) =>
            context.Links.AsNoTracking()
                .Where(row => row.ConnectionId == connectionId && row.ActorType == type && row.State == LinkState.Active && row.Id > afterId)
                .OrderBy(row => row.Id).Take(atMost)
                .Select(row => new SweptLink(row.Id, row.EntityId, row.ErpKey, row.Snapshot, row.SnapshotMapping, false, row.ParentLinkId)));

    public async Task<int> CountAsync(Guid connectionId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Links.CountAsync(row => row.ConnectionId == connectionId && row.State == LinkState.Active, cancellationToken);
    }

    public async Task<IReadOnlyList<SweptLink>> ReadAsync(Guid connectionId, ActorType type, long afterId, int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var links = new List<SweptLink>(atMost);
        await foreach (var link in Page(context, connectionId, type, afterId, atMost).WithCancellation(cancellationToken))
        {
            links.Add(link);
        }

        return await WithDueAsync(context, links, cancellationToken);
    }

    public Task<IReadOnlyList<SweptLink>> FindByActorAsync(
        Guid connectionId, ActorType type, IReadOnlyCollection<string> erpKeys, CancellationToken cancellationToken) =>
        SelectAsync(
            context => Active(context, type).Where(row => row.ConnectionId == connectionId && erpKeys.Contains(row.ErpKey)).OrderBy(row => row.Id),
            cancellationToken);

    public Task<IReadOnlyList<SweptLink>> FindByEntityAsync(
        Guid connectionId, ActorType type, EntityType entityType, IReadOnlyCollection<long> entityIds, CancellationToken cancellationToken) =>
        SelectAsync(
            context => Active(context, type).Where(row => row.ConnectionId == connectionId && row.EntityType == entityType && entityIds.Contains(row.EntityId))
                .OrderBy(row => row.Id),
            cancellationToken);

    public Task<IReadOnlyList<SweptLink>> FindAsync(ActorType type, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken) =>
        SelectAsync(context => Active(context, type).Where(row => linkIds.Contains(row.Id)).OrderBy(row => row.Id), cancellationToken);

    public Task<IReadOnlyList<SweptLink>> ReadDueAsync(Guid connectionId, ActorType type, long afterId, int atMost, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return SelectAsync(
            context => context.Retries.Where(retry => retry.ConnectionId == connectionId && retry.WholeRecord && retry.DueAt <= now && retry.LinkId > afterId)
                .Join(Active(context, type).Where(row => row.ConnectionId == connectionId), retry => retry.LinkId, row => row.Id, (_, row) => row).OrderBy(row => row.Id).Take(atMost),
            cancellationToken);
    }

    public Task<IReadOnlyList<SweptLink>> ReadTargetsAsync(long runId, ActorType type, long afterId, int atMost, CancellationToken cancellationToken) =>
        SelectAsync(
            context => context.RunTargets.Where(target => target.RunId == runId && target.LinkId > afterId)
                .Join(
                    Active(context, type).Where(row => context.Runs.Any(run => run.Id == runId && run.ConnectionId == row.ConnectionId)), target => target.LinkId, row => row.Id,
                    (_, row) => row).OrderBy(row => row.Id).Take(atMost),
            cancellationToken);

    public async Task<string?> FindCursorAsync(Guid connectionId, Side side, int type, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Cursors.Where(row => row.ConnectionId == connectionId && row.Side == side && row.Type == type).Select(row => row.Value)
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<BrakeBackground> LoadBackgroundAsync(Guid connectionId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);

        // What a person asked for or looked at and let go on is not background.
        var written = await context.Changes.Where(row => row.ConnectionId == connectionId && row.At >= since && row.State == ChangeState.Done)
            .Join(context.Runs.Where(run => run.Sweeping && run.Brake == null), row => row.RunId, run => run.Id, (row, _) => row.LinkId)
            .Distinct().CountAsync(cancellationToken);
        return new BrakeBackground(
            await context.Links.CountAsync(row => row.ConnectionId == connectionId && row.State == LinkState.Active, cancellationToken), written,
            await context.Connections.Where(row => row.Id == connectionId).Select(row => row.ShowsNextRun).SingleAsync(cancellationToken));
    }

    private static IQueryable<LinkRow> Active(ErpLinkDbContext context, ActorType type) =>
        context.Links.Where(row => row.ActorType == type && row.State == LinkState.Active);

    private async Task<IReadOnlyList<SweptLink>> SelectAsync(Func<ErpLinkDbContext, IQueryable<LinkRow>> select, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var links = await select(context).AsNoTracking()
            .Select(row => new SweptLink(row.Id, row.EntityId, row.ErpKey, row.Snapshot, row.SnapshotMapping, false, row.ParentLinkId)).ToListAsync(cancellationToken);
        return await WithDueAsync(context, links, cancellationToken);
    }

    private async Task<IReadOnlyList<SweptLink>> WithDueAsync(ErpLinkDbContext context, List<SweptLink> links, CancellationToken cancellationToken)
    {
        if (links.Count == 0)
        {
            return links;
        }

        var (first, last, now) = (links[0].Id, links[^1].Id, time.GetUtcNow());
        var due = await context.Retries.Where(row => row.LinkId >= first && row.LinkId <= last && row.WholeRecord && row.DueAt <= now).Select(row => row.LinkId)
            .ToHashSetAsync(cancellationToken);
        return due.Count == 0 ? links : [.. links.Select(link => due.Contains(link.Id) ? link with { IsDue = true } : link)];
    }
}
