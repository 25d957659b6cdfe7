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
public sealed record JobSettings(bool AutomaticSync, TimeSpan LookForRuns);

public static class JobsRegistration
{
    /// <summary>The clock's names for the two scheduled sweeps.</summary>
    public const string ChangesTrigger = "changes";
    public const string NightlyTrigger = "nightly";

    private const int ChangesEverySeconds = 300;
    private const string Nightly = "0 0 2 * * ?";

    /// <summary>Runs, and Quartz as their alarm clock in our own database.</summary>
    public static void AddJobs(this WebApplicationBuilder builder, ErpLinkOptions options)
    {
        var services = builder.Services;
        services.AddSingleton(new JobSettings(builder.Configuration.GetValue("ErpLink:AutomaticSync", true), TimeSpan.FromSeconds(3)));
        services.AddSingleton(RunTimes.Default).AddSingleton(LeaseTime.Default);
        services.AddSingleton<ILeaseStore, LeaseStore>().AddSingleton<IRunStore, RunStore>().AddSingleton<ISweepStore, SweepStore>().AddSingleton<IOrderStore, OrderStore>();
        services.AddSingleton<IMappingStore, MappingStore>().AddSingleton<IDryRunStore, DryRunStore>().AddSingleton<Approvals>().AddSingleton<DryRunner>();
        services.AddSingleton<SweepDecider>().AddSingleton<OrderPlanner>().AddSingleton<RunPlanning>().AddSingleton<RunApplying>().AddSingleton<RunExecutor>();
        services.AddSingleton<RunControl>().AddSingleton<RunOrders>().AddSingleton<RecordRun>().AddSingleton<IRunStarter, QuartzRunStarter>();
        services.AddSingleton<RunTexts>().AddSingleton<RunWords>().AddScoped<RunDetails>();
        var changesEvery = TimeSpan.FromSeconds(Math.Max(1, builder.Configuration.GetValue("ErpLink:Sync:ChangesEverySeconds", ChangesEverySeconds)));
        services.AddQuartz(quartz => Configure(quartz, options, changesEvery));
        services.AddHostedService<Scheduler>();
    }

    private static void Configure(IQuartzBuilder quartz, ErpLinkOptions options, TimeSpan changesEvery)
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
            trigger => trigger.WithIdentity(ChangesTrigger).UsingJobData(SweepJob.Kind, (int)RunKind.Changes).StartAt(DateTimeOffset.UtcNow + changesEvery)
                .WithSimpleSchedule(schedule => schedule.WithInterval(changesEvery).RepeatForever()
                    .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)),
            job => job.WithIdentity("sweep-changes"));
        quartz.ScheduleJob<SweepJob>(
            trigger => trigger.WithIdentity(NightlyTrigger).UsingJobData(SweepJob.Kind, (int)RunKind.Everything)
                .WithCronSchedule(Nightly, schedule => schedule.InTimeZone(TimeZoneInfo.Local).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)),
            job => job.WithIdentity("sweep-everything"));
    }
}
