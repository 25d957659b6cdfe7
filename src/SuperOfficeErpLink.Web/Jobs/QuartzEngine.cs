using System.Globalization;
using Quartz;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Web.Jobs;

/// <summary>Quartz in our own database, whichever it is; on a server every node has the same clock.</summary>
public sealed class QuartzEngine(ISchedulerFactory schedulers, IEnumerable<IRecurringWork> works, TimeProvider time) : IJobEngine
{
    private IScheduler? scheduler;

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var beginning = await schedulers.GetScheduler(cancellationToken);
        foreach (var work in works)
        {
            await beginning.ScheduleJob(JobBuilder.Create<RecurringJob>().WithIdentity(work.Name).Build(), TriggerOf(work), ScheduleJobOptions.Replacing, cancellationToken);
        }

        await beginning.Start(cancellationToken);
        scheduler = beginning;
    }

    public Task EndAsync(CancellationToken cancellationToken) => scheduler?.Shutdown(true, cancellationToken).AsTask() ?? Task.CompletedTask;

    public bool IsTrouble(Exception failure) => failure is SchedulerException;

    private ITrigger TriggerOf(IRecurringWork work)
    {
        var trigger = TriggerBuilder.Create().WithIdentity(work.Name);
        return work.Times switch
        {
            WorkTimes.Every(var interval) => trigger.StartAt(time.GetUtcNow() + interval)
                .WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)).Build(),
            WorkTimes.Nightly(var at) => trigger.WithCronSchedule(
                string.Create(CultureInfo.InvariantCulture, $"0 {at.Minute} {at.Hour} * * ?"),
                schedule => schedule.InTimeZone(TimeZoneInfo.Local).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)).Build(),
            var times => throw new InvalidOperationException($"Quartz has no trigger for {times}."),
        };
    }
}
