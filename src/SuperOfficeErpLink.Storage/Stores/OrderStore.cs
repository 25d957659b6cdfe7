using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class OrderStore(IDbContextFactory<ErpLinkDbContext> contexts) : IOrderStore
{
    public async Task<Guid?> FindConnectionAsync(RunSubject.Undo subject, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Of(context, subject).OrderBy(row => row.Id).Select(row => (Guid?)row.ConnectionId).FirstOrDefaultAsync(cancellationToken);
    }

    public async Task<ILookup<long, Change>> ListDoneAsync(RunSubject.Undo subject, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (first, last) = linkIds.Count == 0 ? (0, 0) : (linkIds.Min(), linkIds.Max());
        var rows = await Of(context, subject).AsNoTracking().Where(row => row.LinkId >= first && row.LinkId <= last).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return rows.ToLookup(row => row.LinkId!.Value, ChangeRows.ToChange);
    }

    /// <summary>The performed changes that an order takes back.</summary>
    internal static IQueryable<ChangeRow> Of(ErpLinkDbContext context, RunSubject.Undo subject)
    {
        var (change, operation, run, since) = (subject.ChangeId, subject.OperationId, subject.RunId, subject.SinceChangeId);
        var done = context.Changes.Where(row => row.State == ChangeState.Done && row.LinkId != null);
        return change is not null ? done.Where(row => row.Id == change)
            : operation is not null ? done.Where(row => row.OperationId == operation)
            : since is not null ? Since(context, done, since.Value)
            : done.Where(row => row.RunId == run);
    }

    /// <summary>By way of its record: that has an index.</summary>
    private static IQueryable<ChangeRow> Since(ErpLinkDbContext context, IQueryable<ChangeRow> done, long since) =>
        context.Changes.Where(first => first.Id == since)
            .Join(done, first => new { first.EntityType, first.EntityId, first.LinkId }, row => new { row.EntityType, row.EntityId, row.LinkId }, (first, row) => row)
            .Where(row => row.Id >= since);
}
