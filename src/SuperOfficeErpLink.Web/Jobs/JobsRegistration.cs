using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;
using Quartz;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.PostgreSql;
using SuperOfficeErpLink.Storage.Sqlite;
using SuperOfficeErpLink.Storage.SqlServer;
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
        services.AddSingleton(new NodeCapacity(Math.Clamp(builder.Configuration.GetValue("ErpLink:SweepsAtOnce", 4), 1, 100)));
        services.AddSingleton(RunTimes.Default).AddSingleton(LeaseTime.Default);
        services.AddStore<ILeaseStore, LeaseStore>().AddStore<IRunStore, RunStore>().AddStore<ISweepStore, SweepStore>().AddStore<IOrderStore, OrderStore>();
        services.AddStore<IMappingStore, MappingStore>().AddStore<IDryRunStore, DryRunStore>().AddSingleton<Approvals>().AddSingleton<DryRunner>();
        services.AddSingleton<SweepDecider>().AddSingleton<OrderPlanner>().AddSingleton<RunPlanning>().AddSingleton<RunApplying>().AddSingleton<RunExecutor>();
        services.AddSingleton<RunControl>().AddSingleton<RunOrders>().AddSingleton<RecordRun>().AddSingleton<IRunStarter, QuartzRunStarter>();
        services.AddSingleton<RunTexts>().AddSingleton<RunWords>().AddScoped<RunDetails>();
        services.AddQuartz(quartz => Configure(quartz, services.Database(), settings.LookForSweeps));
        services.AddHostedService<Scheduler>();
    }

    private static void Configure(IQuartzBuilder quartz, OwnDatabase database, TimeSpan look)
    {
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = "ERP Link";
            scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            scheduler.IdleWaitTime = TimeSpan.FromSeconds(2);
        });
        quartz.UsePersistentStore(store => Store(store, database).ProvisionSchema());

        // The runs are in our own tables with their own retries: the clock neither repeats nor catches up on one.
        quartz.AddJob<RunJob>(job => job.WithIdentity(RunJob.Key).StoreDurably());
        quartz.ScheduleJob<SweepJob>(
            trigger => trigger.WithIdentity("sweeps").StartAt(DateTimeOffset.UtcNow + look)
                .WithSimpleSchedule(schedule => schedule.WithInterval(look).RepeatForever()
                    .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)),
            job => job.WithIdentity("sweeps"));
    }

    /// <summary>On a server every node has the same clock: one of them takes what is due.</summary>
    private static IPersistentStoreBuilder Store(IPersistentStoreBuilder store, OwnDatabase database) => database switch
    {
        PostgreSqlDatabase server => Clustered(store.UsePostgres(NpgsqlFactory.Instance, server.ConnectionString)),
        SqlServerDatabase server => Clustered(store.UseSqlServer(SqlClientFactory.Instance, server.ConnectionString)),
        SqliteDatabase file => store.UseSqlite(SqliteFactory.Instance, file.ConnectionString),
        _ => throw new InvalidOperationException($"Quartz has no store for {database.Name}."),
    };

    private static IPersistentStoreBuilder Clustered(IPersistentStoreBuilder store) => store.UseClustering(cluster =>
    {
        cluster.CheckinInterval = TimeSpan.FromSeconds(3);
        cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(6);
    });
}
