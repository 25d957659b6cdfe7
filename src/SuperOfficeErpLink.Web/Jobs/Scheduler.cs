using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Jobs;

/// <summary>Lets the engine begin once the database can be used, and looks every few seconds for open runs that nobody works on.</summary>
public sealed partial class Scheduler(
    IJobEngine engine, IRunStore runs, IRunStarter starter, JobSettings settings, Readiness readiness, TimeProvider time, ILogger<Scheduler> logger)
    : BackgroundService
{
    private bool hasBegun;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (hasBegun)
        {
            await engine.EndAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenDataReady.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(settings.LookForRuns, time);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (!hasBegun)
            {
                await engine.BeginAsync(stoppingToken);
                hasBegun = true;
                readiness.Set(ReadyParts.SchedulerRunning);
            }

            foreach (var runId in await runs.ListStartableAsync(stoppingToken))
            {
                LogTakenUp(runId);
                await starter.StartAsync(runId, stoppingToken);
            }
        }
        catch (Exception failure) when (engine.IsTrouble(failure) || OwnDatabaseFailure.Is(failure))
        {
            // Our database's troubles pass: the next look is in a few seconds.
            LogFailed(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} is open and nobody works on it: it goes on here")]
    private partial void LogTakenUp(long runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Open runs could not be looked for; trying again")]
    private partial void LogFailed(Exception failure);
}
