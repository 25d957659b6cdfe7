using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Health;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class FigureStore(IDbContextFactory<ErpLinkDbContext> contexts, TimeProvider time) : IFigureStore
{
    /// <summary>What was written just before midnight is added to its day.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    public async Task UpdateAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var ids = await context.Connections.Where(row => row.DeletedAt == null).Select(row => row.Id).ToListAsync(cancellationToken);
        if (now.TimeOfDay < Young)
        {
            await SetWrittenAsync(context, ids, today.AddDays(-1), cancellationToken);
        }

        var rows = await SetWrittenAsync(context, ids, today, cancellationToken);
        var conflicts = await context.Conflicts.GroupBy(row => row.ConnectionId).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        var problems = await context.ProblemRecords.Join(context.Problems, record => record.ProblemId, problem => problem.Id, (record, problem) => problem.ConnectionId)
            .GroupBy(id => id).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        foreach (var row in rows)
        {
            (row.Conflicts, row.Problems) = (conflicts.GetValueOrDefault(row.ConnectionId), problems.GetValueOrDefault(row.ConnectionId));
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<DailyFigure>> ListAsync(IReadOnlyCollection<Guid> connectionIds, DateOnly from, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.DailyFigures.Where(row => connectionIds.Contains(row.ConnectionId) && row.Day >= from).GroupBy(row => row.Day)
            .Select(day => new DailyFigure(day.Key, day.Sum(row => row.ToErp), day.Sum(row => row.ToCrm), day.Sum(row => row.Problems), day.Sum(row => row.Conflicts)))
            .ToListAsync(cancellationToken);
    }

    private static async Task<List<DailyFigureRow>> SetWrittenAsync(
        ErpLinkDbContext context, List<Guid> connectionIds, DateOnly day, CancellationToken cancellationToken)
    {
        var (from, to) = (StartOf(day), StartOf(day.AddDays(1)));
        var known = await context.DailyFigures.Where(row => row.Day == day).ToDictionaryAsync(row => row.ConnectionId, cancellationToken);
        var rows = new List<DailyFigureRow>(connectionIds.Count);
        foreach (var id in connectionIds)
        {
            var written = await context.Changes.Where(row => row.ConnectionId == id && row.At >= from && row.At < to && row.State == ChangeState.Done && row.Cause != ChangeCauses.KeptBoth)
                .GroupBy(row => row.Side).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
            if (!known.TryGetValue(id, out var row))
            {
                context.DailyFigures.Add(row = new DailyFigureRow { ConnectionId = id, Day = day });
            }

            (row.ToErp, row.ToCrm) = (written.GetValueOrDefault(Side.Erp), written.GetValueOrDefault(Side.Crm));
            rows.Add(row);
        }

        return rows;
    }

    private static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
