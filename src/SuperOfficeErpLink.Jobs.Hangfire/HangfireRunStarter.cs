using System.Collections.Concurrent;
using Hangfire;
using Hangfire.States;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Jobs.Hangfire;

/// <summary>Starts runs through Hangfire. One that still waits for a worker is not enqueued again, however often it is looked for.</summary>
public sealed class HangfireRunStarter(HangfireStorage storage) : IRunStarter
{
    private const int MostRemembered = 1000;

    private readonly ConcurrentDictionary<long, string> enqueued = new();

    public Task StartAsync(long runId, CancellationToken cancellationToken) => Task.Run(() => Start(runId), cancellationToken);

    private void Start(long runId)
    {
        var jobs = storage.Open();
        if (enqueued.TryGetValue(runId, out var job) && Waits(jobs, job))
        {
            return;
        }

        if (enqueued.Count >= MostRemembered)
        {
            // Whatever still waits among them may be enqueued once more.
            enqueued.Clear();
        }

        enqueued[runId] = new BackgroundJobClient(jobs, HangfireJobs.Filters).Enqueue<HangfireJobs>(work => work.WorkOnRunAsync(runId, CancellationToken.None));
    }

    private static bool Waits(JobStorage jobs, string job)
    {
        using var connection = jobs.GetConnection();
        return connection.GetStateData(job)?.Name == EnqueuedState.StateName;
    }
}
