using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>"Sync now": a run over the one record on a user's screen, done while he waits. Should the process die, it goes on as any other.</summary>
public sealed class RecordRun(IConnectionStore connections, IRunStore runs, ILeaseStore leases, RecordSync sync)
{
    public async Task<SyncResult> SyncAsync(UserContext user, Link link, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(link.ConnectionId, cancellationToken);
        connection.DemandUse(user);
        var queued = (await runs.QueueAsync(new NewRun(connection.Id, RunKind.OneRecord, user, connection.MappingVersion, [link.Id]), cancellationToken)).Run;
        if (await runs.TakeAsync(queued.Id, Guid.NewGuid(), cancellationToken) is not var (lease, run))
        {
            return new SyncResult.Busy(null);
        }

        try
        {
            var result = await sync.SyncAsync(user, link, run.Id, cancellationToken);
            await runs.AdvanceAsync(lease, run, new AppliedBatch([link.Id], [], CountsOf(result)), CancellationToken.None);
            await runs.EndAsync(lease, run, StateOf(result), (result as SyncResult.Unreachable)?.Failure.UserText, CancellationToken.None);
            return result;
        }
        finally
        {
            await leases.ReleaseAsync(lease);
        }
    }

    private static RunCounts CountsOf(SyncResult result) => result switch
    {
        SyncResult.Synced synced => new RunCounts(
            Total: 1, Decided: 1, ToErp: synced.ToErp, ToCrm: synced.ToCrm, Conflicts: synced.Conflicts, Problems: synced.Problems),
        SyncResult.Gone => new RunCounts(Total: 1, Decided: 1, Problems: 1, Gone: 1),
        SyncResult.Busy => new RunCounts(Total: 1, Waiting: 1),
        _ => new RunCounts(Total: 1),
    };

    private static RunState StateOf(SyncResult result) => result switch
    {
        SyncResult.Synced { Problems: 0 } => RunState.Completed,
        SyncResult.Busy => RunState.Cancelled,
        SyncResult.Unreachable => RunState.Failed,
        _ => RunState.CompletedWithProblems,
    };
}
