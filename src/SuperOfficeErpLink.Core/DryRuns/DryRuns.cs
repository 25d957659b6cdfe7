using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Core.DryRuns;

/// <summary>A dry run as an administrator sees it.</summary>
/// <param name="IsOfDraft">It tried the draft as it stands now.</param>
public sealed record DryRunView(Run Run, bool IsOfDraft, IReadOnlyList<FindingCount> Counts);

/// <summary>Ordering dry runs and looking at what they found. Only administrators do.</summary>
public sealed class DryRunOrders(MappingDrafts drafts, IDryRunStore store, IRunStore runs, IRunStarter starter)
{
    /// <summary>Tries the draft on all links. An open dry run of the same draft is joined; one of an older draft is stopped.</summary>
    /// <returns>Null when there is no draft.</returns>
    /// <exception cref="AccessDeniedException">When the user is no administrator.</exception>
    public async Task<Run?> StartAsync(UserContext user, Guid connectionId, CancellationToken cancellationToken)
    {
        var opened = await drafts.OpenAsync(user, connectionId, cancellationToken);
        if (opened.Draft is not { } draft)
        {
            return null;
        }

        if (await store.FindNewestAsync(connectionId, cancellationToken) is { } newest && !newest.State.IsEnded())
        {
            if (newest.Subject is RunSubject.DryRun order && order.Draft == draft.RowVersion)
            {
                return newest;
            }

            await runs.RequestCancelAsync(newest.Id, cancellationToken);
        }

        var queued = await runs.QueueAsync(
            new NewRun(connectionId, RunKind.DryRun, user, opened.Connection.MappingVersion, [], new RunSubject.DryRun(draft.RowVersion)), cancellationToken);
        await starter.StartAsync(queued.Run.Id, cancellationToken);
        return queued.Run;
    }

    /// <summary>The connection's newest dry run; null when there is none.</summary>
    /// <exception cref="AccessDeniedException">When the user is no administrator.</exception>
    public async Task<DryRunView?> FindAsync(UserContext user, Guid connectionId, CancellationToken cancellationToken)
    {
        var opened = await drafts.OpenAsync(user, connectionId, cancellationToken);
        return await store.FindNewestAsync(connectionId, cancellationToken) is { } run
            ? new DryRunView(
                run, run.Subject is RunSubject.DryRun order && order.Draft == opened.Draft?.RowVersion,
                run.State == RunState.Completed ? await store.CountAsync(run.Id, cancellationToken) : [])
            : null;
    }

    /// <exception cref="AccessDeniedException">When the user is no administrator.</exception>
    public async Task<IReadOnlyList<RecordFinding>> ListAsync(
        UserContext user, Guid connectionId, FindingFilter filter, long afterLinkId, int atMost, CancellationToken cancellationToken)
    {
        await drafts.OpenAsync(user, connectionId, cancellationToken);
        return await store.FindNewestAsync(connectionId, cancellationToken) is { } run
            ? await store.ListAsync(run.Id, filter, afterLinkId, atMost, cancellationToken)
            : [];
    }
}
