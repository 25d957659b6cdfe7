using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;
using Quartz;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.PostgreSql;
using SuperOfficeErpLink.Storage.Sqlite;
using SuperOfficeErpLink.Storage.SqlServer;

namespace SuperOfficeErpLink.Web.Jobs;

internal static class QuartzRegistration
{
    public static void AddQuartzJobs(this IServiceCollection services, OwnDatabase database)
    {
        services.AddQuartz(quartz => Configure(quartz, database));
        services.AddSingleton<IJobEngine, QuartzEngine>().AddSingleton<IRunStarter, QuartzRunStarter>();
    }

    private static void Configure(IQuartzBuilder quartz, OwnDatabase database)
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
