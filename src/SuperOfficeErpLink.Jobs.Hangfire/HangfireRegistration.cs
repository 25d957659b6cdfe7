using Hangfire;
using Hangfire.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Jobs.Hangfire;

public static class HangfireRegistration
{
    /// <summary>Hangfire as the engine. Nothing is opened before it begins.</summary>
    public static IServiceCollection AddHangfireEngine(this IServiceCollection services, Func<JobStorage> open) => services
        .AddSingleton(new HangfireStorage(open)).AddSingleton<IJobEngine, HangfireEngine>().AddSingleton<IRunStarter, HangfireRunStarter>();

    /// <summary>
    /// Hangfire's pages, to look at only: runs are stopped and started in ours, which know who may. Who may look is for the caller to say, for this
    /// says nothing about it.
    /// </summary>
    /// <param name="backTo">Where its way back leads.</param>
    public static IEndpointConventionBuilder MapHangfirePages(this IEndpointRouteBuilder endpoints, string path, string backTo)
    {
        var storage = endpoints.ServiceProvider.GetRequiredService<HangfireStorage>();
        var options = new DashboardOptions
        {
            Authorization = [],
            IsReadOnlyFunc = _ => true,
            AppPath = backTo,
            DashboardTitle = "ERP Link",
            DisplayStorageConnectionString = false,
            StatsPollingInterval = 5000,
            TimeZoneResolver = new TimeHere(),
        };
        var pages = endpoints.CreateApplicationBuilder();
        pages.UsePathBase(path).Run(context => new AspNetCoreDashboardMiddleware(NotFound, storage.Open(), options, DashboardRoutes.Routes).Invoke(context));
        return endpoints.Map(path + "/{**page}", pages.Build());
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
