using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Web.Demo;

namespace SuperOfficeErpLink.Web.Starting;

/// <summary>
/// Opens the database before anything else of the host starts, then makes the demo while the host already answers "not ready".
/// </summary>
internal sealed class Preparation(
    ErpLinkOptions options, OwnDatabase own, DatabaseOpening database, DemoMaker demo, Readiness readiness, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<Preparation> logger) : BackgroundService
{
    private IAsyncDisposable? startLock;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } failure)
        {
            await ReleaseAsync();
            readiness.Fail(failure);
            throw failure;
        }

        readiness.Set(ReadyParts.Migrated);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await ReleaseAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (options.DemoEnabled)
            {
                await demo.MakeAsync(stoppingToken);
            }

            readiness.Set(ReadyParts.DemoMade);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogInformation("The demo was not finished; the next start makes it anew");
        }
        catch (Exception failure)
        {
            readiness.Fail(Explain(failure));
            lifetime.StopApplication();
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    private StartupFailure Explain(Exception failure)
    {
        if (DataFailures.Explain(failure, options, own) is { } line)
        {
            return line;
        }

        logger.LogError(failure, "The demo could not be made");
        return new StartupFailure($"The demo could not be made: {failure.Message} See the log.", failure);
    }

    private async Task<StartupFailure?> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            startLock = await StartLock.TakeAsync(own, logger, time, cancellationToken);
            await database.OpenAsync(cancellationToken);
            return null;
        }
        catch (Exception failure) when (DataFailures.Explain(failure, options, own) is { } line)
        {
            return line;
        }
    }

    private ValueTask ReleaseAsync() => Interlocked.Exchange(ref startLock, null)?.DisposeAsync() ?? ValueTask.CompletedTask;
}
