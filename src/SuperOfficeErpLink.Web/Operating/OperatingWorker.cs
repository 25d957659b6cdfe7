using SuperOfficeErpLink.Core.Alerts;
using SuperOfficeErpLink.Core.Health;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Operating;

/// <param name="Alerts">How often it is looked what is wrong.</param>
/// <param name="Figures">How often the day's figures are brought up to date.</param>
public sealed record OperatingTimes(TimeSpan Alerts, TimeSpan Figures)
{
    public static OperatingTimes Default { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
}

/// <summary>Looks what is wrong and tells people, and keeps the figures of the day. One instance per process; a lease keeps several from telling twice.</summary>
public sealed partial class OperatingWorker(
    AlertRound alerts, IFigureStore figures, OperatingTimes times, Readiness readiness, TimeProvider time, ILogger<OperatingWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenDataReady.WaitAsync(stoppingToken);
        await Task.WhenAll(
            EveryAsync(times.Alerts, async token => await alerts.RunAsync(token), "alerts", stoppingToken),
            EveryAsync(times.Figures, figures.UpdateAsync, "figures", stoppingToken));
    }

    /// <summary>The outermost loop: a round that fails is logged and the next one tries again.</summary>
    private async Task EveryAsync(TimeSpan pause, Func<CancellationToken, Task> round, string what, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(pause, time);
        do
        {
            try
            {
                await round(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(what, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of {What} failed; trying again")]
    private partial void LogFailed(string what, Exception failure);
}
