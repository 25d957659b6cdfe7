using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Connections;

/// <summary>Brings settings into force that wait for no run any more, and marks how far the installation has come.</summary>
internal sealed partial class ConnectionWorker(
    IConnectionEditStore connections, InstallationGuard guard, Readiness readiness, TimeProvider time, ILogger<ConnectionWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Swaps = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Marks = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenDataReady.WaitAsync(stoppingToken);
        await Task.WhenAll(EveryAsync(Swaps, connections.SwapWaitingAsync, stoppingToken), EveryAsync(Marks, guard.MarkAsync, stoppingToken));
    }

    private async Task EveryAsync(TimeSpan pause, Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await work(stoppingToken);
            }
            catch (Exception failure) when (OwnDatabaseFailure.Is(failure))
            {
                // Our database's troubles pass: the next round is soon.
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connections could not be looked after; trying again")]
    private partial void LogFailed(Exception failure);
}
