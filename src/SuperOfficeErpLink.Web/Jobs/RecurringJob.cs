using Quartz;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Web.Jobs;

/// <summary>What Quartz wakes again and again; its job has the work's name, and is done by one node at a time.</summary>
[DisallowConcurrentExecution]
public sealed class RecurringJob(IEnumerable<IRecurringWork> works) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await works.Single(work => work.Name == context.JobDetail.Key.Name).DoAsync(cancellationToken);
}
