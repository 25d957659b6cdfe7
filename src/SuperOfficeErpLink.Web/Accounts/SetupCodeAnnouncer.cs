using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>Logs a set-up code while no administrator exists.</summary>
public sealed class SetupCodeAnnouncer(Readiness readiness, IServiceScopeFactory scopes, SetupCode code, ILogger<SetupCodeAnnouncer> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAny(readiness.WhenReady, Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken));
        if (!readiness.IsReady)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        if (!await scope.ServiceProvider.GetRequiredService<FirstAdministrator>().ExistsAsync(stoppingToken))
        {
            logger.LogWarning("Set-up code: {SetupCode} (open /setup within 30 minutes to make the first administrator)", code.Issue());
        }
    }
}
