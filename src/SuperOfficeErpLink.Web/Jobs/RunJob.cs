using Quartz;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Web.Jobs;

/// <summary>Works on one run. The alarm clock only wakes it: what stands in our own tables says what there is to do.</summary>
public sealed partial class RunJob(RunExecutor executor, ILogger<RunJob> logger) : IJob
{
    public const string RunId = "run";

    public static JobKey Key { get; } = new("run");

    /// <summary>The outermost loop of a run: what went wrong is logged, and an open run is looked for again every few seconds.</summary>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var runId = context.MergedJobDataMap.GetLong(RunId);
        try
        {
            await executor.ExecuteAsync(runId, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(runId, failure);
        }
        catch (OperationCanceledException)
        {
            LogStopped(runId);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {RunId} stopped in an unexpected way; if it is still open it goes on by itself")]
    private partial void LogFailed(long runId, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} was interrupted because the process stops; it goes on with the next start")]
    private partial void LogStopped(long runId);
}
