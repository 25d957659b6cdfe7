using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Health;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Jobs;

namespace SuperOfficeErpLink.Web.Operating;

/// <summary>How many of a connection's links nothing waits for.</summary>
/// <param name="Equal">Active links without an open conflict, problem, retry or write.</param>
/// <param name="Swept">When all of them were last read on both sides; null: never.</param>
public sealed record EqualShare(int Links, int Equal, DateTimeOffset? Swept);

/// <summary>One connection on the page.</summary>
/// <param name="BackOff">Null: no run waits for the ERP.</param>
/// <param name="Limits">What the connector says the ERP bears; null: it has not been asked yet.</param>
/// <param name="NextChanges">Of the scheduled run; null: none is scheduled.</param>
public sealed record HealthCard(
    Connection Connection, HealthState State, ConnectionHealth Health, BackOff? BackOff, Limits? Limits, LastRun? Changes, LastRun? Everything, EqualShare Share,
    DateTimeOffset? NextChanges, DateTimeOffset? NextEverything)
{
    /// <summary>When something tries the ERP again by itself.</summary>
    public DateTimeOffset? NextTry => BackOff?.NextTry ?? (NextChanges is { } changes && NextEverything is { } all && all < changes ? all : NextChanges ?? NextEverything);

    /// <summary>How often the ERP was asked today; null where it sets no limit to that.</summary>
    public int? CallsToday(DateTimeOffset now) => Limits?.CallsPerDay is null ? null : Health.CallsDay == CallBudget.DayOf(now) ? Health.Calls : 0;
}

/// <summary>The newest run of a kind.</summary>
public sealed record LastRun(long Id, RunState State, DateTimeOffset At);

/// <summary>Reads how connections fare; counts only, so that it stays cheap however many links there are.</summary>
public sealed class ConnectionHealths(
    ErpLinkDbContext database, IConnectionStore connections, RunControl runs, RunTimes times, JobSettings jobs,
    IScheduleStore schedules, IAutomaticSyncStore automatic, TimeProvider time)
{
    /// <summary>Connections the user may use; all of them for an administrator.</summary>
    public async Task<IReadOnlyList<HealthCard>> ListAsync(UserContext user, CancellationToken cancellationToken)
    {
        var isOn = jobs.AutomaticSync && (await automatic.GetAsync(cancellationToken)).IsOn;
        var scheduled = (isOn ? await schedules.ListAsync(cancellationToken) : []).Where(one => one.IsOn).ToDictionary(one => one.Id);
        var cards = new List<HealthCard>();
        foreach (var connection in (await connections.ListAsync(cancellationToken)).Where(known => ConnectionList.MaySee(known, user)))
        {
            var health = await connections.GetHealthAsync(connection.Id, cancellationToken);
            var next = scheduled.TryGetValue(connection.Id, out var one)
                ? SyncClock.Next(one.Schedule, jobs.Interval(one.Schedule), one.Last, time.GetUtcNow(), time.LocalTimeZone)
                : ((DateTimeOffset Changes, DateTimeOffset Everything)?)null;
            cards.Add(new HealthCard(
                connection, HealthStates.Of(connection.Active, health), health, await BackOffAsync(user, connection.Id, cancellationToken),
                (await connections.FindDescriptionAsync(connection.Id, cancellationToken))?.Limits, await LastAsync(connection.Id, RunKind.Changes, cancellationToken),
                await LastAsync(connection.Id, RunKind.Everything, cancellationToken), await ShareAsync(connection.Id, cancellationToken),
                next?.Changes, next?.Everything));
        }

        return cards;
    }

    /// <summary>Of the waiting run that is tried first.</summary>
    private async Task<BackOff?> BackOffAsync(UserContext user, Guid connectionId, CancellationToken cancellationToken)
    {
        var waiting = await database.Runs.AsNoTracking().Where(row => row.Open && row.ConnectionId == connectionId && row.NextTry != null)
            .OrderBy(row => row.NextTry).Select(row => row.Id).FirstOrDefaultAsync(cancellationToken);
        return waiting != 0 && await runs.FindAsync(user, waiting, cancellationToken) is { } run ? BackOff.Of(run, times) : null;
    }

    private Task<LastRun?> LastAsync(Guid connectionId, RunKind kind, CancellationToken cancellationToken) =>
        database.Runs.AsNoTracking().Where(row => row.ConnectionId == connectionId && row.Kind == kind).OrderByDescending(row => row.Id)
            .Select(row => new LastRun(row.Id, row.State, row.Ended ?? row.Started ?? row.Queued)).FirstOrDefaultAsync(cancellationToken);

    private async Task<EqualShare> ShareAsync(Guid connectionId, CancellationToken cancellationToken)
    {
        var links = await database.Links.CountAsync(row => row.ConnectionId == connectionId && row.State != LinkState.Reserved, cancellationToken);
        var waiting = await database.Conflicts.Where(row => row.ConnectionId == connectionId).Select(row => row.LinkId)
            .Union(database.Retries.Where(row => row.ConnectionId == connectionId).Select(row => row.LinkId))
            .Union(database.ProblemRecords.Where(row => database.Problems.Any(problem => problem.Id == row.ProblemId && problem.ConnectionId == connectionId)).Select(row => row.LinkId))
            .Union(database.Changes.Where(row => row.ConnectionId == connectionId && row.LinkId != null).Unsettled()
                .Select(row => row.LinkId!.Value))
            .CountAsync(cancellationToken);
        var swept = await database.Runs.Where(row => row.ConnectionId == connectionId && row.Kind == RunKind.Everything
                && (row.State == RunState.Completed || row.State == RunState.CompletedWithProblems))
            .OrderByDescending(row => row.Id).Select(row => row.Ended).FirstOrDefaultAsync(cancellationToken);
        return new EqualShare(links, Math.Max(0, links - waiting), swept);
    }
}
