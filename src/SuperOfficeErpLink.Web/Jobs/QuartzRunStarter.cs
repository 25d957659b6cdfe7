using Quartz;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Web.Jobs;

/// <summary>Starts runs through the alarm clock.</summary>
public sealed class QuartzRunStarter(ISchedulerFactory schedulers) : IRunStarter
{
    public async Task StartAsync(long runId, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.TriggerJob(RunJob.Key, new JobDataMap { [RunJob.RunId] = runId }, cancellationToken);
    }
}
