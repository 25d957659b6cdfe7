using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class WriteStore(IDbContextFactory<ErpLinkDbContext> contexts, FenceStore fences, TimeProvider time) : IWriteStore
{
    public async Task<IReadOnlyList<Change>> StartAsync(Fence fence, IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, fence, cancellationToken);
        var known = await KnownAsync(context, changes, cancellationToken);
        var now = time.GetUtcNow();
        var rows = new List<ChangeRow>(changes.Count);
        foreach (var change in changes)
        {
            if (!known.TryGetValue(change.Id, out var row))
            {
                context.Changes.Add(row = ChangeRows.ToRow(change));
            }

            // What the other side holds is as fresh as what is replaced: both may have moved since this was planned.
            (row.State, row.Old, row.Source, row.At) = (ChangeState.Sending, change.Old, change.Source, now);
            rows.Add(row);
        }

        var operations = changes.Select(change => change.OperationId).OfType<Guid>().Distinct().ToList();
        await context.Operations.Where(row => operations.Contains(row.Id) && row.Open)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Step, OperationStep.Checked), cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [.. rows.Select(ChangeRows.ToChange)];
    }

    public async Task SettleAsync(Fence fence, IReadOnlyList<Change> changes, IReadOnlyList<WrittenBase> bases, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, fence, cancellationToken);
        await ApplyAsync(context, changes, cancellationToken);
        await LinkOutcomes.SetBasesAsync(context, bases, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task RecordAsync(Fence fence, IReadOnlyList<LinkOutcome> outcomes, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, fence, cancellationToken);
        await LinkOutcomes.ApplyAsync(context, outcomes, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Change>> ListOpenAsync(long linkId, CancellationToken cancellationToken) =>
        (await LoadIssuesAsync([linkId], cancellationToken)).GetValueOrDefault(linkId, LinkIssues.None).Open;

    public async Task<IReadOnlyList<FieldConflict>> ListConflictsAsync(long linkId, CancellationToken cancellationToken) =>
        (await LoadIssuesAsync([linkId], cancellationToken)).GetValueOrDefault(linkId, LinkIssues.None).Conflicts;

    public async Task<IReadOnlyList<FieldProblem>> ListProblemsAsync(long linkId, CancellationToken cancellationToken) =>
        (await LoadIssuesAsync([linkId], cancellationToken)).GetValueOrDefault(linkId, LinkIssues.None).Problems;

    public async Task<IReadOnlyDictionary<long, LinkIssues>> LoadIssuesAsync(IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await LinkIssueRows.LoadAsync(context, linkIds, cancellationToken);
    }

    public async Task<IReadOnlyList<Change>> ListReplacedEditsAsync(EntityRef entity, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Changes.AsNoTracking()
            .Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id && row.ShownUntilDismissed && row.State == ChangeState.Done)
            .OrderByDescending(row => row.Id).Take(20).ToListAsync(cancellationToken);
        return [.. rows.Select(ChangeRows.ToChange)];
    }

    public async Task DismissAsync(EntityRef entity, long changeId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Changes.Where(row => row.Id == changeId && row.EntityType == entity.Type && row.EntityId == entity.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ShownUntilDismissed, false), cancellationToken);
    }

    public async Task PostponeAsync(long linkId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Retries.SingleOrDefaultAsync(row => row.LinkId == linkId, cancellationToken) is { } retry)
        {
            retry.Attempts++;
            retry.DueAt = time.GetUtcNow() + Outcomes.RetryAfter(retry.Attempts);
            await context.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task<DateTimeOffset?> FindNextTryAsync(long linkId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Retries.Where(row => row.LinkId == linkId).Select(row => (DateTimeOffset?)row.DueAt).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<long>> ListDueRetriesAsync(int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();

        // A record to be decided whole waits for a run; its approved writes do not.
        return await context.Retries
            .Where(row => row.DueAt <= now && (!row.WholeRecord || context.Changes.Any(change => change.LinkId == row.LinkId
                && (change.State == ChangeState.Planned || change.State == ChangeState.Unknown || change.State == ChangeState.Sending)
                && !context.Runs.Any(run => run.Id == change.RunId && run.Open)
                && !context.Operations.Any(operation => operation.Id == change.OperationId && operation.Open))))
            .OrderBy(row => row.DueAt).Select(row => row.LinkId).Take(atMost).ToListAsync(cancellationToken);
    }

    internal static async Task ApplyAsync(ErpLinkDbContext context, IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(context, changes, cancellationToken);
        foreach (var change in changes)
        {
            ChangeRows.Apply(known[change.Id], change);
        }
    }

    private static async Task<Dictionary<long, ChangeRow>> KnownAsync(ErpLinkDbContext context, IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        var ids = changes.Where(change => change.Id != 0).Select(change => change.Id).ToList();
        return ids.Count == 0 ? [] : await context.Changes.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
    }
}
