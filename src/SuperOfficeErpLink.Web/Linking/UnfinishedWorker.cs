using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>Every few seconds finishes what a crash or an outage left. One instance per process; claims keep several from colliding.</summary>
public sealed partial class UnfinishedWorker(Unfinished unfinished, Readiness readiness, TimeProvider time, ILogger<UnfinishedWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenDataReady.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Between, time);
        do
        {
            await RoundAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>The outermost loop: a round that fails is logged and the next one tries again, for a stopped worker would leave Saves open for ever.</summary>
    private async Task RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await unfinished.RunAsync(stoppingToken) is var taken and > 0)
            {
                LogTaken(taken);
            }
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Took up {Count} unfinished pieces of work")]
    private partial void LogTaken(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unfinished work could not be taken up; trying again")]
    private partial void LogFailed(Exception failure);
}
