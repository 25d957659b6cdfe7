using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Web.Operating;

/// <summary>Removes history that is too old, every night. What is left over is left to the next night.</summary>
public sealed partial class NightlyRetention(Retention retention, ILogger<NightlyRetention> logger) : IRecurringWork
{
    public string Name => "retention";

    /// <summary>After the nightly sweep has begun: neither needs the other's rows.</summary>
    public WorkTimes Times => new WorkTimes.Nightly(new TimeOnly(3, 30));

    public async Task DoAsync(CancellationToken cancellationToken)
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
