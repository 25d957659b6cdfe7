using System.Collections.Concurrent;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Jobs.Hangfire;

namespace SuperOfficeErpLink.Web.Tests.Jobs;

/// <summary>Hangfire as an alarm clock, over a storage in memory. Its log is a static, so that one such test runs at a time.</summary>
[Collection("Hangfire")]
public sealed class HangfireEngineTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Worker worker = new();
    private readonly Look look = new();
    private readonly InMemoryStorage storage = new();
    private readonly ServiceProvider services;

    public HangfireEngineTests() => services = new ServiceCollection().AddLogging()
        .AddSingleton<IRunWorker>(worker).AddSingleton<IRecurringWork>(look).AddSingleton<IRecurringWork, Night>()
        .AddHangfireEngine(() => storage).BuildServiceProvider();

    private IJobEngine Engine => services.GetRequiredService<IJobEngine>();

    private IRunStarter Starter => services.GetRequiredService<IRunStarter>();

    private IMonitoringApi Monitoring => storage.GetMonitoringApi();

    /// <summary>The runs among the jobs that ended well.</summary>
    private IEnumerable<long> Ended => Monitoring.SucceededJobs(0, 1000).Select(job => job.Value.Job.Args[0]).OfType<long>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Engine.EndAsync(CancellationToken.None).WaitAsync(Patience);
        await services.DisposeAsync();
        storage.Dispose();
    }

    [Fact]
    public async Task A_run_that_was_started_is_worked_on_once()
    {
        await Starter.StartAsync(7, CancellationToken.None);
        await Engine.BeginAsync(CancellationToken.None);
        await UntilAsync(() => Ended.Any());

        worker.Calls.ShouldBe([7]);
        Ended.ShouldBe([7]);
    }

    [Fact]
    public async Task A_failure_is_shown_and_not_tried_again()
    {
        worker.Working = _ => throw new InvalidOperationException("no");
        await Engine.BeginAsync(CancellationToken.None);
        await Starter.StartAsync(7, CancellationToken.None);
        await UntilAsync(() => Monitoring.GetStatistics().Failed == 1);

        // A second try would have been scheduled with the failure.
        Monitoring.GetStatistics().Scheduled.ShouldBe(0);
        worker.Calls.ShouldBe([7]);
    }

    [Fact]
    public async Task Ending_interrupts_what_is_worked_on_and_waits_for_its_end()
    {
        var ended = false;
        worker.Working = async stopping =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, stopping);
            }
            finally
            {
                // Its last batch.
                await Task.Delay(1000, CancellationToken.None);
                ended = true;
            }
        };
        await Engine.BeginAsync(CancellationToken.None);
        await Starter.StartAsync(7, CancellationToken.None);
        await UntilAsync(() => !worker.Calls.IsEmpty);

        await Engine.EndAsync(CancellationToken.None).WaitAsync(Patience);

        ended.ShouldBeTrue();
        worker.Calls.ShouldBe([7]);
    }

    [Fact]
    public async Task A_run_that_waits_for_a_worker_is_not_enqueued_again()
    {
        await Starter.StartAsync(7, CancellationToken.None);
        await Starter.StartAsync(7, CancellationToken.None);
        await Starter.StartAsync(8, CancellationToken.None);
        Monitoring.EnqueuedCount("default").ShouldBe(2);

        await Engine.BeginAsync(CancellationToken.None);
        await UntilAsync(() => Ended.Count() == 2);
        await Starter.StartAsync(7, CancellationToken.None);
        await UntilAsync(() => Ended.Count() == 3);

        worker.Calls.Order().ShouldBe([7, 7, 8]);
    }

    [Fact]
    public async Task Work_that_recurs_is_woken_again_and_again_in_the_time_of_this_place()
    {
        await Engine.BeginAsync(CancellationToken.None);
        await UntilAsync(() => look.Count >= 2);

        using var connection = storage.GetConnection();
        connection.GetRecurringJobs().Select(job => (job.Id, job.Cron, job.TimeZoneId, (string?)job.Error)).Order()
            .ShouldBe([("look", "*/1 * * * * *", TimeZoneInfo.Local.Id, null), ("night", "30 3 * * *", TimeZoneInfo.Local.Id, null)]);
    }

    [Fact]
    public async Task Hangfires_retries_of_others_stay_as_they_are()
    {
        await Engine.BeginAsync(CancellationToken.None);

        GlobalJobFilters.Filters.Select(filter => filter.Instance).OfType<AutomaticRetryAttribute>().Single().Attempts.ShouldBe(10);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var until = DateTime.UtcNow + Patience;
        while (!holds())
        {
            DateTime.UtcNow.ShouldBeLessThan(until);
            await Task.Delay(50);
        }
    }

    private sealed class Worker : IRunWorker
    {
        public ConcurrentQueue<long> Calls { get; } = new();

        public Func<CancellationToken, Task> Working { get; set; } = _ => Task.CompletedTask;

        public Task WorkAsync(long runId, CancellationToken cancellationToken)
        {
            Calls.Enqueue(runId);
            return Working(cancellationToken);
        }
    }

    private sealed class Look : IRecurringWork
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public string Name => "look";

        public WorkTimes Times => new WorkTimes.Every(TimeSpan.FromSeconds(1));

        public Task DoAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref count);
            return Task.CompletedTask;
        }
    }

    private sealed class Night : IRecurringWork
    {
        public string Name => "night";

        public WorkTimes Times => new WorkTimes.Nightly(new TimeOnly(3, 30));

        public Task DoAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
