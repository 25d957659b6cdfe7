using System.Data.Common;
using Hangfire;
using Hangfire.SqlServer;

namespace SuperOfficeErpLink.Jobs.Hangfire;

/// <summary>Where Hangfire keeps its jobs; opened when it is first needed, and tried again when that fails.</summary>
public sealed class HangfireStorage(Func<JobStorage> open)
{
    private readonly Lock opening = new();
    private JobStorage? opened;

    /// <summary>In a schema of its own beside our tables.</summary>
    /// <param name="mayPrepare">False: Hangfire's tables are there already.</param>
    public static JobStorage OnSqlServer(string connectionString, DbProviderFactory client, bool mayPrepare) => new SqlServerStorage(connectionString, new SqlServerStorageOptions
    {
        SchemaName = "Hangfire",
        PrepareSchemaIfNecessary = mayPrepare,
        SqlClientFactory = client,

        // A node that is gone is noticed after this long. Until then, and by one that was only slow, a job may be woken twice: its run's lease lets one work.
        SlidingInvisibilityTimeout = TimeSpan.FromMinutes(5),
        QueuePollInterval = TimeSpan.Zero,
        UseRecommendedIsolationLevel = true,
        DisableGlobalLocks = true,
    });

    /// <summary>Makes or changes its tables the first time, which blocks.</summary>
    public JobStorage Open()
    {
        lock (opening)
        {
            return opened ??= open();
        }
    }
}
