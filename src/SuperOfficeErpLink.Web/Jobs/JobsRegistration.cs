using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Stores;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Runs;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Jobs;

/// <param name="AutomaticSync">False: this installation makes no scheduled runs, whatever the connections say.</param>
/// <param name="LookForRuns">How often open runs without a process are looked for.</param>
/// <param name="ChangesEvery">Stands above every connection's own interval; null: it does not.</param>
public sealed record JobSettings(bool AutomaticSync, TimeSpan LookForRuns, TimeSpan? ChangesEvery = null)
{
    /// <summary>Between two looks for sweeps that are due.</summary>
    public TimeSpan LookForSweeps => ChangesEvery is { } shorter && shorter < TimeSpan.FromMinutes(1) ? shorter : TimeSpan.FromMinutes(1);

    public TimeSpan Interval(Core.Connections.SyncSchedule schedule) => ChangesEvery ?? TimeSpan.FromMinutes(schedule.IntervalMinutes);
}

/// <summary>Pages that the engine brings; registered only where it does.</summary>
public sealed record JobDashboard(string Address);

public static class JobsRegistration
{
    /// <summary>Runs, and the engine that is their alarm clock.</summary>
    public static void AddJobs(this WebApplicationBuilder builder, ErpLinkOptions options)
    {
        var services = builder.Services;
        var changesEvery = builder.Configuration.GetValue<int?>("ErpLink:Sync:ChangesEverySeconds") is { } seconds ? TimeSpan.FromSeconds(Math.Max(1, seconds)) : (TimeSpan?)null;
        var settings = new JobSettings(builder.Configuration.GetValue("ErpLink:AutomaticSync", true), TimeSpan.FromSeconds(3), changesEvery);
        services.AddSingleton(settings);
        services.AddSingleton(new NodeCapacity(Math.Clamp(builder.Configuration.GetValue("ErpLink:SweepsAtOnce", Math.Max(2, Environment.ProcessorCount)), 1, 100)));
        services.AddSingleton(RunTimes.Default).AddSingleton(LeaseTime.Default);
        services.AddStore<ILeaseStore, LeaseStore>().AddStore<IRunStore, RunStore>().AddStore<ISweepStore, SweepStore>().AddStore<IOrderStore, OrderStore>();
        services.AddStore<IMappingStore, MappingStore>().AddStore<IDryRunStore, DryRunStore>().AddSingleton<Approvals>().AddSingleton<DryRunner>();
        services.AddSingleton<SweepDecider>().AddSingleton<OrderPlanner>().AddSingleton<RunPlanning>().AddSingleton<RunApplying>().AddSingleton<RunExecutor>();
        services.AddSingleton<RunControl>().AddSingleton<RunOrders>().AddSingleton<RecordRun>();
        services.AddSingleton<RunTexts>().AddSingleton<RunWords>().AddScoped<RunDetails>();
        services.AddSingleton<IRunWorker, RunWorker>().AddSingleton<IRecurringWork, SweepLook>();
        services.AddEngine(options, services.Database());
        services.AddHostedService<Scheduler>();
    }

    /// <summary>The engine's own pages, for administrators, where it has any.</summary>
    public static void MapJobDashboard(this WebApplication app)
    {
#if HANGFIRE
        if (app.Services.GetService<JobDashboard>() is { } dashboard)
        {
            app.MapHangfire(dashboard);
        }
#endif
    }

    private static void AddEngine(this IServiceCollection services, ErpLinkOptions options, OwnDatabase database)
    {
#if HANGFIRE
        if (options.Jobs == JobEngine.Hangfire)
        {
            services.AddHangfireJobs(options, database);
            return;
        }
#endif
        services.AddQuartzJobs(database);
    }
}
