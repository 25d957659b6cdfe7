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

    private static IQueryable<ChangeRow> Of(ErpLinkDbContext context, RunSubject.Undo subject)
    {
        var (change, operation, run) = (subject.ChangeId, subject.OperationId, subject.RunId);

        // What was deleted as personal data cannot be put back.
        var done = context.Changes.Where(row => row.State == ChangeState.Done && row.LinkId != null && row.Sent != null);
        return change is not null ? done.Where(row => row.Id == change)
            : operation is not null ? done.Where(row => row.OperationId == operation)
            : done.Where(row => row.RunId == run);
    }
}
