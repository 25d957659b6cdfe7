using Quartz;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Web.Jobs;

/// <summary>Queues the scheduled sweep of every connection that is synced automatically.</summary>
public sealed partial class SweepJob(IConnectionStore connections, RunControl queue, JobSettings settings, ILogger<SweepJob> logger) : IJob
{
    public const string Kind = "kind";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (!settings.AutomaticSync)
        {
            return;
        }

        var kind = (RunKind)context.MergedJobDataMap.GetInt(Kind);
        foreach (var connection in (await connections.ListAsync(cancellationToken)).Where(connection => connection is { Active: true, AutomaticSync: true }))
        {
            if (await queue.SweepAsync(UserContext.System, connection.Id, kind, cancellationToken) is { Joined: false } queued)
            {
                LogQueued(kind, queued.Run.Id, connection.Id);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Scheduled sweep ({Kind}): run {RunId} of connection {ConnectionId}")]
    private partial void LogQueued(RunKind kind, long runId, Guid connectionId);
}
