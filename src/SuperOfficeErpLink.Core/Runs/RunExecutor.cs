using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>
/// Takes a run from wherever it stands to its end: plan, brake, apply. Whatever happens to the process, another goes on from what is
/// stored; whoever was paused meanwhile finds the lease taken and writes nothing more.
/// </summary>
public sealed class RunExecutor(
    IRunStore runs, ILeaseStore leases, IConnectionStore connections, RunPlanning planning, RunApplying applying, DryRunner dryRunner, ErpSessions sessions, NodeCapacity capacity,
    RunTimes times, TimeProvider time)
{
    /// <summary>False when there was nothing to do here: it ended, waits for a person, another process works on it, or this one has no room.</summary>
    public async Task<bool> ExecuteAsync(long runId, CancellationToken cancellationToken)
    {
        ErpSessions.CallInBackground();
        if (await runs.FindAsync(runId, cancellationToken) is not { } queued || capacity.TryEnter(queued.Kind.IsSweeping()) is not { } place)
        {
            return false;
        }

        using var _ = place;
        if (await runs.TakeAsync(runId, Guid.NewGuid(), cancellationToken) is not var (lease, run))
        {
            return false;
        }

        return await leases.RunAsync(
            lease, times.Heartbeat, time,
            async working =>
            {
                await WorkAsync(lease, run, working);
                return true;
            },
            whenLost: true, cancellationToken);
    }

    private async Task WorkAsync(Lease lease, Run run, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(run.ConnectionId, cancellationToken) is not { } connection || !(connection.Active || run.Kind == RunKind.DryRun))
        {
            await runs.EndAsync(lease, run, RunState.Cancelled, RunTexts.NotActive, cancellationToken);
            return;
        }

        try
        {
            await WorkAsync(lease, run, connection with { MappingVersion = run.MappingVersion }, cancellationToken);
        }
        catch (ConnectorException failure) when (failure.IsTransient)
        {
            await runs.WaitAsync(lease, run, failure.UserText, time.GetUtcNow() + times.PauseAfter(run.Failures, failure.RetryAfter), cancellationToken);
        }
        catch (ConnectorException failure)
        {
            await runs.EndAsync(lease, run, RunState.Failed, failure.UserText, cancellationToken);
        }
        catch (Exception defect) when (IsDefect(defect))
        {
            await runs.EndAsync(lease, run, RunState.Failed, RunTexts.Unexpected, cancellationToken);
            throw;
        }
    }

    /// <summary>Our own database's troubles pass, and so does being stopped or fenced out: the run stays open and goes on.</summary>
    private static bool IsDefect(Exception failure) =>
        failure is not (OperationCanceledException or LeaseLostException or ClaimLostException) && !OwnDatabaseFailure.Is(failure);

    private async Task WorkAsync(Lease lease, Run run, Connection connection, CancellationToken cancellationToken)
    {
        if (run.Kind == RunKind.DryRun)
        {
            var tried = await dryRunner.TryAsync(lease, run, connection, cancellationToken);
            await runs.EndTrialAsync(lease, run, tried, cancellationToken);
            return;
        }

        var counts = run.Counts;
        if (!run.Planned)
        {
            if (await planning.PlanAsync(lease, run, connection, cancellationToken) is not { } planned)
            {
                await runs.EndAsync(lease, run, RunState.Cancelled, null, cancellationToken);
                return;
            }

            counts = planned;
            if (run.Kind.IsSweeping() && counts is { PlannedLinks: 0 })
            {
                await runs.EndIdleAsync(lease, run, counts, StateOf(counts), cancellationToken);
                return;
            }

            var verdict = run.IsApproved()
                ? null
                : Brake.Judge(
                    run.Kind, counts, await planning.LoadBackgroundAsync(connection.Id, cancellationToken), BrakeLimits.Default, run.Subject is RunSubject.OfGroup { Counted: true });
            await runs.EndPlanningAsync(lease, run, counts, verdict, cancellationToken);
            if (verdict is { IsApproved: false })
            {
                return;
            }
        }

        var limits = (await sessions.DescribeAsync(connection, orStored: false, cancellationToken)).Limits;
        var (ended, finished) = await applying.ApplyAsync(lease, run, connection, counts, limits.WriteBatch, cancellationToken);
        await runs.EndAsync(lease, run, finished ? StateOf(ended) : RunState.Cancelled, null, cancellationToken);
    }

    private static RunState StateOf(RunCounts counts) => counts.Problems + counts.Gone > 0 ? RunState.CompletedWithProblems : RunState.Completed;
}

/// <summary>The lease a run works under.</summary>
public static class RunLeases
{
    /// <summary>One sweep at a time for a connection; runs over chosen records go beside it.</summary>
    public static string NameOf(long runId, Guid connectionId, bool isSweeping) => isSweeping ? $"sweep:{connectionId}" : $"run:{runId}";
}

/// <summary>When a run's process shows that it lives, and how long a run waits for a system.</summary>
/// <param name="Heartbeat">Well below the time a lease is held.</param>
public sealed record RunTimes(TimeSpan Heartbeat, TimeSpan FirstPause, TimeSpan LongestPause)
{
    public static RunTimes Default { get; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));

    /// <summary>The pauses after one failure, two, and so on; the last one is for all that follow.</summary>
    public IReadOnlyList<TimeSpan> Ladder => [.. Enumerable.Range(0, 21).Select(failures => PauseAfter(failures, null)).Distinct()];

    /// <summary>Doubles with every failure; a system that says how long is waited for that long.</summary>
    public TimeSpan PauseAfter(int failures, TimeSpan? asked) =>
        asked ?? TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << Math.Clamp(failures, 0, 20), LongestPause.Ticks));
}

internal static class RunTexts
{
    public static LocalText NotActive { get; } = LocalText.Of("The ERP connection is no longer active.", "ERP-linket er ikke længere aktivt.");

    public static LocalText Unexpected { get; } = LocalText.Of(
        "Something unexpected happened. Nothing was written that is not listed here; the log says more.",
        "Der skete noget uventet. Der er ikke skrevet andet end det, der står her; loggen siger mere.");
}
