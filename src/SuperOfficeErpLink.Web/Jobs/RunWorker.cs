using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Web.Jobs;

/// <summary>
/// The outermost loop of a run: what went wrong is logged and goes no further, so that no engine tries anything again by itself. An open run is
/// looked for again every few seconds.
/// </summary>
public sealed partial class RunWorker(RunExecutor executor, ILogger<RunWorker> logger) : IRunWorker
{
    public async Task WorkAsync(long runId, CancellationToken cancellationToken)
    {
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
