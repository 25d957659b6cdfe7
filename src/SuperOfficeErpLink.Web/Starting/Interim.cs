using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Sqlite;

namespace SuperOfficeErpLink.Web.Starting;

public sealed class Readiness
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsReady => ready.Task.IsCompletedSuccessfully;

    public Task WhenReady => ready.Task;

    public StartupFailure? Failure => null;

    public void Set() => ready.TrySetResult();
}

#pragma warning disable CA1710
public sealed class StartupFailure(string message) : Exception(message);

internal static class Interim
{
    public static (string DataDirectory, bool DemoEnabled) AddErpLinkData(this WebApplicationBuilder builder)
    {
        var directory = builder.Configuration["ErpLink:DataDirectory"] ?? Path.Combine(builder.Environment.ContentRootPath, "App_Data");
        Directory.CreateDirectory(directory);
        builder.Services.AddDbContext<ErpLinkDbContext>(options => options.UseErpLinkSqlite(Path.Combine(directory, "erplink.db")));
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddHostedService<Migrate>();
        return (directory, builder.Environment.IsDevelopment());
    }

    private sealed class Migrate(IServiceScopeFactory scopes, Readiness readiness) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ErpLinkDbContext>().Database.MigrateAsync(stoppingToken);
            readiness.Set();
        }
    }
}
