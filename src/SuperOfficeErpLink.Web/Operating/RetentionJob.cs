using Quartz;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Web.Operating;

/// <summary>Removes history that is too old, every night. What is left over is left to the next night.</summary>
[DisallowConcurrentExecution]
public sealed partial class RetentionJob(Retention retention, ILogger<RetentionJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var removed = await retention.RunAsync(cancellationToken);
            LogRemoved(removed.Changes, removed.LinkEvents, removed.Operations, removed.Runs, removed.Others);
        }
        catch (Exception failure) when (OwnDatabaseFailure.Is(failure))
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "History that is too old was removed: {Changes} changes, {LinkEvents} events of links, {Operations} Saves, {Runs} runs, {Others} others")]
    private partial void LogRemoved(int changes, int linkEvents, int operations, int runs, int others);

    [LoggerMessage(Level = LogLevel.Warning, Message = "History that is too old could not be removed; the next night tries again")]
    private partial void LogFailed(Exception failure);
}
