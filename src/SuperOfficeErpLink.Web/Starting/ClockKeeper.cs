using System.Data.Common;
using System.Net.Sockets;
using SuperOfficeErpLink.Storage.Databases;

namespace SuperOfficeErpLink.Web.Starting;

/// <summary>Looks at the database's clock every minute; while that cannot be read, time goes on as it was last seen.</summary>
internal sealed partial class ClockKeeper(SharedClock clock, ILogger<ClockKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await clock.SetAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is DbException or SocketException)
            {
                LogNotSeen(failure.GetBaseException().GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database's clock could not be read ({Cause}); time goes on as it was last seen")]
    private partial void LogNotSeen(string cause);
}
