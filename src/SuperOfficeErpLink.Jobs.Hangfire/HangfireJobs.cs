using Hangfire;
using Hangfire.Common;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Jobs.Hangfire;

/// <summary>What Hangfire wakes. It stores the names of these methods and what they are given: an id or a name and nothing else.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class HangfireJobs(IRunWorker worker, IEnumerable<IRecurringWork> works)
{
    /// <summary>In place of Hangfire's global filters, one of which tries ten times again.</summary>
    internal static IJobFilterProvider Filters { get; } = new JobFilterProviderCollection(
        new JobFilterCollection { new AutomaticRetryAttribute { Attempts = 0 }, new StatisticsHistoryAttribute() }, new JobFilterAttributeFilterProvider());

    /// <param name="runId">The run that is due.</param>
    /// <param name="cancellationToken">Hangfire's, which asks to stop with its server.</param>
    [JobDisplayName("Run {0}")]
    public Task WorkOnRunAsync(long runId, CancellationToken cancellationToken) => worker.WorkAsync(runId, cancellationToken);

    [JobDisplayName("{0}")]
    public Task DoAsync(string name, CancellationToken cancellationToken) => works.Single(work => work.Name == name).DoAsync(cancellationToken);
}
