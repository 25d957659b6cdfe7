using System.Globalization;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Hosting;

/// <summary>
/// A node that is told to stop first says so for a while: it is not ready any more, ends every connection with its next answer, and still answers whatever
/// comes. Whoever shares out the requests has turned to other nodes by the time it stops listening.
/// </summary>
/// <param name="length">Zero: it stops at once.</param>
public sealed class Drain(TimeSpan length, TimeProvider time) : IHostedLifecycleService
{
    private volatile bool begun;

    public bool HasBegun => begun;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        begun = true;
        return length > TimeSpan.Zero ? Task.Delay(length, time, cancellationToken) : Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

public static class Draining
{
    private const string Setting = "ErpLink:DrainSeconds";

    /// <summary>A node alone has nobody who could turn to another.</summary>
    private const int OfSeveral = 5;

    /// <exception cref="StartupFailure">The setting cannot be used.</exception>
    public static void AddDraining(this WebApplicationBuilder builder)
    {
        var database = builder.Services.Database();
        var seconds = builder.Configuration.GetValue<double?>(Setting) ?? (database.IsShared ? OfSeveral : 0);
        if (seconds is < 0 or > 10)
        {
            throw new StartupFailure(string.Create(CultureInfo.InvariantCulture, $"{Setting} is {seconds}, but it is from 0 to 10: a node stops within 15 seconds."));
        }

        builder.Services.AddSingleton(new Drain(TimeSpan.FromSeconds(seconds), TimeProvider.System));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Drain>());
    }

    public static void UseDraining(this WebApplication app) => app.Use((context, next) =>
    {
        if (app.Services.GetRequiredService<Drain>().HasBegun)
        {
            context.Response.Headers.Connection = "close";
        }

        return next(context);
    });
}
