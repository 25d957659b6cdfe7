using Quartz;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Web.Jobs;

/// <summary>What Quartz wakes for a run.</summary>
public sealed class RunJob(IRunWorker worker) : IJob
{
    public const string RunId = "run";

    public static JobKey Key { get; } = new("run");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await worker.WorkAsync(context.MergedJobDataMap.GetLong(RunId), cancellationToken);
}
