using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>
/// When the sweeps of connections were queued last. Runs only ever come to the end of their table: what was seen is kept, and each look reads what came since.
/// </summary>
public sealed class ScheduleStore(IDbContextFactory<ErpLinkDbContext> contexts) : IScheduleStore
{
    private readonly ConcurrentDictionary<Guid, Seen> known = new();

    public async Task<IReadOnlyList<ScheduledConnection>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Connections.AsNoTracking().Where(row => row.DeletedAt == null).OrderBy(row => row.Rank).ThenBy(row => row.Name)
            .Select(row => new { row.Id, row.ConnectorId, row.Active, row.AutomaticSync, row.IntervalMinutes, row.NightlyAt, row.QuietFrom, row.QuietTo }).ToListAsync(cancellationToken);
        var scheduled = new List<ScheduledConnection>(rows.Count);
        foreach (var row in rows)
        {
            var seen = await LookAsync(context, row.Id, cancellationToken);
            scheduled.Add(new ScheduledConnection(
                row.Id, row.ConnectorId, row.Active && row.AutomaticSync, new SyncSchedule(row.IntervalMinutes, row.NightlyAt, row.QuietFrom, row.QuietTo),
                new LastSweeps(seen.Changes, seen.Everything, seen.Since)));
        }

        return scheduled;
    }

    private async Task<Seen> LookAsync(ErpLinkDbContext context, Guid id, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(id, out var before))
        {
            var since = await context.MappingVersions.Where(row => row.ConnectionId == id).OrderBy(row => row.Version).Select(row => (DateTimeOffset?)row.At).FirstOrDefaultAsync(cancellationToken);
            before = new Seen(0, null, null, since ?? DateTimeOffset.UnixEpoch);
        }

        var newer = await context.Runs.AsNoTracking()
            .Where(run => run.ConnectionId == id && run.Id > before.UpTo && (run.Kind == RunKind.Changes || run.Kind == RunKind.Everything))
            .GroupBy(run => run.Kind).Select(group => new { group.Key, Last = group.Max(run => run.Id) }).ToListAsync(cancellationToken);
        if (newer.Count == 0)
        {
            return known[id] = before;
        }

        var ids = newer.Select(one => one.Last).ToList();
        var at = await context.Runs.AsNoTracking().Where(run => ids.Contains(run.Id)).ToDictionaryAsync(run => run.Kind, run => run.Queued, cancellationToken);
        return known[id] = before with
        {
            UpTo = ids.Max(),
            Changes = at.TryGetValue(RunKind.Changes, out var changes) ? changes : before.Changes,
            Everything = at.TryGetValue(RunKind.Everything, out var everything) ? everything : before.Everything,
        };
    }

    private sealed record Seen(long UpTo, DateTimeOffset? Changes, DateTimeOffset? Everything, DateTimeOffset Since);
}
