using System.Globalization;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Logging;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Jobs.Hangfire;

/// <summary>Hangfire's server. Every node has one; of work that is due, one of them gets it.</summary>
public sealed class HangfireEngine(HangfireStorage storage, IEnumerable<IRecurringWork> works, IServiceScopeFactory scopes, ILoggerFactory loggers)
    : IJobEngine, IDisposable
{
    /// <summary>Runs wait for an ERP most of the time.</summary>
    private const int Workers = 10;

    private static readonly TimeSpan LongestPolling = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private BackgroundJobServer? server;
    private Task? ended;

    public Task BeginAsync(CancellationToken cancellationToken) => Task.Run(Begin, cancellationToken);

    public Task EndAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return (ended ??= EndAsync(server)).WaitAsync(cancellationToken);
        }
    }

    public bool IsTrouble(Exception failure) => failure is BackgroundJobClientException or DistributedLockTimeoutException;

    public void Dispose()
    {
        server?.Dispose();

        // It is kept in a static, and must not outlive the loggers it leads to.
        LogProvider.SetCurrentLogProvider(null);
    }

    private static async Task EndAsync(BackgroundJobServer? server)
    {
        if (server is not null)
        {
            server.SendStop();
            await server.WaitForShutdownAsync(CancellationToken.None);
        }
    }

    private void Begin()
    {
        // Without a version in the names of types, jobs outlive an update of the product.
        GlobalConfiguration.Configuration.SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer()
            .UseLogProvider(new AspNetCoreLogProvider(loggers));
        var jobs = storage.Open();
        var recurring = new RecurringJobManager(jobs, HangfireJobs.Filters, new TimeHere());
        foreach (var (name, times) in works.Select(work => (work.Name, work.Times)))
        {
            recurring.AddOrUpdate<HangfireJobs>(name, work => work.DoAsync(name, CancellationToken.None), CronOf(times), new RecurringJobOptions { TimeZone = TimeZoneInfo.Local });
        }

        server = new BackgroundJobServer(Options(), jobs);
    }

    private BackgroundJobServerOptions Options() => new()
    {
        Activator = new AspNetCoreJobActivator(scopes),
        FilterProvider = HangfireJobs.Filters,
        TimeZoneResolver = new TimeHere(),
        WorkerCount = Workers,
        SchedulePollingInterval = works.Select(work => work.Times).OfType<WorkTimes.Every>().Select(every => every.Interval / 4).Append(LongestPolling).Min(),

        // Work is interrupted at once, and the host says how long it waits for it to end.
        StopTimeout = TimeSpan.Zero,
        ShutdownTimeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>An interval that does not divide its minute or hour is shorter at the end of it.</summary>
    private static string CronOf(WorkTimes times) => times switch
    {
        WorkTimes.Every(var interval) when interval < TimeSpan.FromMinutes(1) => string.Create(CultureInfo.InvariantCulture, $"*/{Math.Max(1, (int)interval.TotalSeconds)} * * * * *"),
        WorkTimes.Every(var interval) => string.Create(CultureInfo.InvariantCulture, $"*/{Math.Min(59, (int)interval.TotalMinutes)} * * * *"),
        WorkTimes.Nightly(var at) => string.Create(CultureInfo.InvariantCulture, $"{at.Minute} {at.Hour} * * *"),
        _ => throw new InvalidOperationException($"Hangfire has no schedule for {times}."),
    };
}

/// <summary>Every schedule is in the time where the process is, whose zone has no name that can be looked up in some containers.</summary>
internal sealed class TimeHere : ITimeZoneResolver
{
    public TimeZoneInfo GetTimeZoneById(string timeZoneId) => TimeZoneInfo.Local;
}
