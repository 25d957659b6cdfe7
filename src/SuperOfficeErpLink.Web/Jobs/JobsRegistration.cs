using Microsoft.Data.Sqlite;
using Quartz;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
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

public static class JobsRegistration
{
    /// <summary>Runs, and Quartz as their alarm clock in our own database.</summary>
    public static void AddJobs(this WebApplicationBuilder builder, ErpLinkOptions options)
    {
        var services = builder.Services;
        var changesEvery = builder.Configuration.GetValue<int?>("ErpLink:Sync:ChangesEverySeconds") is { } seconds ? TimeSpan.FromSeconds(Math.Max(1, seconds)) : (TimeSpan?)null;
        var settings = new JobSettings(builder.Configuration.GetValue("ErpLink:AutomaticSync", true), TimeSpan.FromSeconds(3), changesEvery);
        services.AddSingleton(settings);
        services.AddSingleton(RunTimes.Default).AddSingleton(LeaseTime.Default);
        services.AddSingleton<ILeaseStore, LeaseStore>().AddSingleton<IRunStore, RunStore>().AddSingleton<ISweepStore, SweepStore>().AddSingleton<IOrderStore, OrderStore>();
        services.AddSingleton<IMappingStore, MappingStore>().AddSingleton<IDryRunStore, DryRunStore>().AddSingleton<Approvals>().AddSingleton<DryRunner>();
        services.AddSingleton<SweepDecider>().AddSingleton<OrderPlanner>().AddSingleton<RunPlanning>().AddSingleton<RunApplying>().AddSingleton<RunExecutor>();
        services.AddSingleton<RunControl>().AddSingleton<RunOrders>().AddSingleton<RecordRun>().AddSingleton<IRunStarter, QuartzRunStarter>();
        services.AddSingleton<RunTexts>().AddSingleton<RunWords>().AddScoped<RunDetails>();
        services.AddQuartz(quartz => Configure(quartz, options, settings.LookForSweeps));
        services.AddHostedService<Scheduler>();
    }

    private static void Configure(IQuartzBuilder quartz, ErpLinkOptions options, TimeSpan look)
    {
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = "ERP Link";
            scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            scheduler.IdleWaitTime = TimeSpan.FromSeconds(2);
        });
        quartz.UsePersistentStore(store => store
            .UseSqlite(SqliteFactory.Instance, new SqliteConnectionStringBuilder { DataSource = options.DatabaseFile, DefaultTimeout = 10 }.ToString())
            .ProvisionSchema());

        // The runs are in our own tables with their own retries: the clock neither repeats nor catches up on one.
        quartz.AddJob<RunJob>(job => job.WithIdentity(RunJob.Key).StoreDurably());
        quartz.ScheduleJob<SweepJob>(
            trigger => trigger.WithIdentity("sweeps").StartAt(DateTimeOffset.UtcNow + look)
                .WithSimpleSchedule(schedule => schedule.WithInterval(look).RepeatForever()
                    .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)),
            job => job.WithIdentity("sweeps"));
    }
}
