using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class RetentionStore(IDbContextFactory<ErpLinkDbContext> contexts, TimeProvider time) : IRetentionStore
{
    public async Task<RemovedHistory> RemoveAsync(DateTimeOffset before, int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);

        // What an open Save or run has done is what it goes on from.
        var changes = await context.Changes
            .Where(row => row.At < before
                && (row.State == ChangeState.Done || row.State == ChangeState.Rejected || row.State == ChangeState.Stale || row.State == ChangeState.Dropped)
                && !context.Runs.Any(run => run.Id == row.RunId && run.Open)
                && !context.Operations.Any(operation => operation.Id == row.OperationId && operation.Open))
            .OrderBy(row => row.At).Take(atMost).ExecuteDeleteAsync(cancellationToken);
        var events = await context.LinkEvents.Where(row => row.At < before).OrderBy(row => row.Id).Take(atMost).ExecuteDeleteAsync(cancellationToken);
        var operations = await context.Operations.Where(row => !row.Open && row.EndedAt < before && !context.Changes.Any(change => change.OperationId == row.Id))
            .OrderBy(row => row.Id).Take(atMost).ExecuteDeleteAsync(cancellationToken);
        var runs = await RemoveRunsAsync(context, before, atMost, cancellationToken);
        var day = DateOnly.FromDateTime(before.UtcDateTime);
        var alerts = await context.Alerts.Where(row => !row.Open && row.OverAt < before).OrderBy(row => row.Id).Take(atMost).ExecuteDeleteAsync(cancellationToken);
        var days = await context.DailyFigures.Where(row => row.Day < day).ExecuteDeleteAsync(cancellationToken);
        return new RemovedHistory(changes, events, operations, runs, alerts + days);
    }

    public async Task<int> RemoveExpiredDraftsAsync(int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var expired = await context.Drafts.AsNoTracking().Where(row => row.ExpiresAt <= now).OrderBy(row => row.ExpiresAt).Take(atMost)
            .Select(row => new { row.UserId, row.EntityType, row.EntityId }).ToListAsync(cancellationToken);
        var removed = 0;
        foreach (var draft in expired)
        {
            // Its user may be at it again.
            removed += await context.Drafts
                .Where(row => row.UserId == draft.UserId && row.EntityType == draft.EntityType && row.EntityId == draft.EntityId && row.ExpiresAt <= now)
                .ExecuteDeleteAsync(cancellationToken);
        }

        return removed;
    }

    public async Task<int> RemoveExpiredAnswersAsync(int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var oldest = time.GetUtcNow() - IdempotencyRow.KeptFor;
        return await context.Idempotency.Where(row => row.At < oldest).OrderBy(row => row.At).Take(atMost).ExecuteDeleteAsync(cancellationToken);
    }

    public async Task<int> RemoveOldFindingsAsync(DateTimeOffset before, int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var over = context.Runs.Where(run => !run.Open && run.Ended < before && !context.Connections.Any(one => one.ApprovedRunId == run.Id)).Select(run => run.Id);
        var rows = await context.DryRunFindings.AsNoTracking().Where(row => over.Contains(row.RunId)).Select(row => new { row.RunId, row.LinkId }).Take(atMost).ToListAsync(cancellationToken);
        var removed = 0;
        foreach (var run in rows.GroupBy(row => row.RunId))
        {
            var links = run.Select(row => row.LinkId).Distinct().ToList();
            removed += await context.DryRunFindings.Where(row => row.RunId == run.Key && links.Contains(row.LinkId)).ExecuteDeleteAsync(cancellationToken);
        }

        return removed;
    }

    /// <summary>A run whose changes are kept is kept with them.</summary>
    private static async Task<int> RemoveRunsAsync(ErpLinkDbContext context, DateTimeOffset before, int atMost, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var ids = await context.Runs.Where(row => !row.Open && row.Ended < before && !context.Changes.Any(change => change.RunId == row.Id))
            .OrderBy(row => row.Id).Take(atMost).Select(row => row.Id).ToListAsync(cancellationToken);
        await context.RunTargets.Where(row => ids.Contains(row.RunId)).ExecuteDeleteAsync(cancellationToken);
        var removed = await context.Runs.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return removed;
    }
}
