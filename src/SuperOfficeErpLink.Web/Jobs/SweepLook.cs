using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Web.Jobs;

/// <summary>Looks which connections' scheduled sweeps are due, and queues them. What was queued last decides, not when it looked last.</summary>
public sealed partial class SweepLook(
    IScheduleStore schedules, IAutomaticSyncStore automatic, ErpSessions sessions, RunControl queue, JobSettings settings, TimeProvider time, ILogger<SweepLook> logger)
    : IRecurringWork
{
    public string Name => "sweeps";

    public WorkTimes Times => new WorkTimes.Every(settings.LookForSweeps);

    public async Task DoAsync(CancellationToken cancellationToken)
    {
        if (!settings.AutomaticSync || !(await automatic.GetAsync(cancellationToken)).IsOn)
        {
            return;
        }

        // A look that comes a moment early would make every interval one look longer.
        var early = settings.LookForSweeps / 2;
        foreach (var connection in (await schedules.ListAsync(cancellationToken)).Where(one => one.IsOn && sessions.HasConnector(one.ConnectorId)))
        {
            foreach (var kind in SyncClock.Due(connection.Schedule, settings.Interval(connection.Schedule) - early, connection.Last, time.GetUtcNow(), time.LocalTimeZone))
            {
                if (await queue.SweepAsync(UserContext.System, connection.Id, kind, cancellationToken) is { Joined: false } queued)
                {
                    LogQueued(kind, queued.Run.Id, connection.Id);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Scheduled sweep ({Kind}): run {RunId} of connection {ConnectionId}")]
    private partial void LogQueued(RunKind kind, long runId, Guid connectionId);
}
