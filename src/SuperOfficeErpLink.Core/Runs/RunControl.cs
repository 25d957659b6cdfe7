using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>Wakes a process to work on a run, now. Losing the call loses nothing: open runs are looked for every few seconds.</summary>
public interface IRunStarter
{
    Task StartAsync(long runId, CancellationToken cancellationToken);
}

/// <summary>What users and the clock do with runs.</summary>
public sealed class RunControl(IConnectionStore connections, ILinkStore links, IRunStore runs, IRunStarter starter)
{
    /// <summary>"Sync all now": a run over what changed for each active connection the user may use; one that is open is joined.</summary>
    public async Task<IReadOnlyList<QueuedRun>> SyncAllAsync(UserContext user, CancellationToken cancellationToken)
    {
        var queued = new List<QueuedRun>();
        foreach (var connection in await UsableAsync(user, cancellationToken))
        {
            queued.Add(await QueueAsync(new NewRun(connection.Id, RunKind.Changes, user, connection.MappingVersion, []), cancellationToken));
        }

        return queued;
    }

    /// <summary>A sweep that the clock or an administrator asks for.</summary>
    public async Task<QueuedRun?> SweepAsync(UserContext by, Guid connectionId, RunKind kind, CancellationToken cancellationToken) =>
        await connections.FindAsync(connectionId, cancellationToken) is { Active: true } connection
            ? await QueueAsync(new NewRun(connection.Id, kind, by, connection.MappingVersion, []), cancellationToken)
            : null;

    /// <summary>A sweep that a user asks for: over what changed for whoever may use the connection, over everything for administrators.</summary>
    /// <exception cref="AccessDeniedException">When he may not, or the connection is not active.</exception>
    public async Task<QueuedRun> OrderSweepAsync(UserContext user, Guid connectionId, RunKind kind, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(connectionId, cancellationToken);
        if (!connection.Active || !(user.IsAdministrator || (kind == RunKind.Changes && connection.RightsOf(user).CanUse)))
        {
            throw new AccessDeniedException($"User {user.Id} may not start a run over {kind} of connection {connectionId}.");
        }

        return await QueueAsync(new NewRun(connection.Id, kind, user, connection.MappingVersion, []), cancellationToken);
    }

    /// <summary>One linked record, in the background.</summary>
    /// <exception cref="AccessDeniedException">When the user may not use the connection, or it is not active.</exception>
    public async Task<QueuedRun> SyncOneAsync(UserContext user, Link link, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(link.ConnectionId, cancellationToken);
        connection.DemandUse(user);
        return await QueueAsync(new NewRun(connection.Id, RunKind.OneRecord, user, connection.MappingVersion, [link.Id]), cancellationToken);
    }

    /// <summary>The links of chosen records, a run per connection; records without a link are left out.</summary>
    /// <param name="connectionId">Only on this connection; null: on all.</param>
    public async Task<IReadOnlyList<QueuedRun>> SyncSelectedAsync(
        UserContext user, IReadOnlyList<EntityRef> entities, CancellationToken cancellationToken, Guid? connectionId = null)
    {
        var queued = new List<QueuedRun>();
        var linked = (await links.ListAsync(entities, cancellationToken)).Where(link => link.State == LinkState.Active).ToLookup(link => link.ConnectionId);
        foreach (var connection in (await UsableAsync(user, cancellationToken)).Where(connection => linked.Contains(connection.Id) && (connectionId ?? connection.Id) == connection.Id))
        {
            queued.Add(await QueueAsync(
                new NewRun(connection.Id, RunKind.Selected, user, connection.MappingVersion, [.. linked[connection.Id].Select(link => link.Id)]), cancellationToken));
        }

        return queued;
    }

    /// <summary>Null when there is no such run, or it is of a connection the user may not use.</summary>
    public async Task<Run?> FindAsync(UserContext user, long runId, CancellationToken cancellationToken) =>
        await runs.FindAsync(runId, cancellationToken) is { } run && await MaySeeAsync(user, run.ConnectionId, cancellationToken) ? run : null;

    /// <summary>The newest runs of the connections the user may use; an administrator sees all.</summary>
    /// <param name="connectionId">Only of this connection; null: of all.</param>
    /// <param name="before">Only older ones than this; null: from the newest on.</param>
    public async Task<IReadOnlyList<Run>> ListAsync(
        UserContext user, int atMost, CancellationToken cancellationToken, Guid? connectionId = null, long? before = null)
    {
        var visible = (await connections.ListAsync(cancellationToken))
            .Where(connection => (user.IsAdministrator || connection.RightsOf(user).CanUse) && (connectionId ?? connection.Id) == connection.Id).Select(connection => connection.Id);
        return await runs.ListAsync([.. visible], atMost, cancellationToken, before);
    }

    /// <summary>Asks it to stop between two batches; one that waits for a person ends at once.</summary>
    public async Task CancelAsync(UserContext user, long runId, CancellationToken cancellationToken)
    {
        await DemandAsync(user, runId, cancellationToken);
        await runs.RequestCancelAsync(runId, cancellationToken);
        await starter.StartAsync(runId, cancellationToken);
    }

    /// <summary>Lets a braked run go on; false when someone else has decided.</summary>
    /// <exception cref="AccessDeniedException">When the user may not link on its connection, or the run is one of those that only an administrator orders.</exception>
    public async Task<bool> ReleaseBrakeAsync(UserContext user, long runId, int? first, CancellationToken cancellationToken)
    {
        if ((await DemandAsync(user, runId, cancellationToken)).Kind.NeedsAdministrator() && !user.IsAdministrator)
        {
            throw new AccessDeniedException($"User {user.Id} may not let run {runId} go on.");
        }

        if (!await runs.ReleaseBrakeAsync(runId, first, user, cancellationToken))
        {
            return false;
        }

        await starter.StartAsync(runId, cancellationToken);
        return true;
    }

    private async Task<QueuedRun> QueueAsync(NewRun run, CancellationToken cancellationToken)
    {
        var queued = await runs.QueueAsync(run, cancellationToken);
        if (!queued.Joined)
        {
            await starter.StartAsync(queued.Run.Id, cancellationToken);
        }

        return queued;
    }

    private async Task<List<Connection>> UsableAsync(UserContext user, CancellationToken cancellationToken) =>
        [.. (await connections.ListAsync(cancellationToken)).Where(connection => connection.Active && connection.RightsOf(user).CanUse)];

    private async Task<bool> MaySeeAsync(UserContext user, Guid connectionId, CancellationToken cancellationToken) =>
        await connections.FindAsync(connectionId, cancellationToken) is { } connection && (user.IsAdministrator || connection.RightsOf(user).CanUse);

    /// <summary>To stop or release a run takes the right to link on its connection, or an administrator.</summary>
    private async Task<Run> DemandAsync(UserContext user, long runId, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(runId, cancellationToken) is not { } run
            || await connections.FindAsync(run.ConnectionId, cancellationToken) is not { } connection
            || !(user.IsAdministrator || connection.RightsOf(user).CanConnect))
        {
            throw new AccessDeniedException($"User {user.Id} may not decide over run {runId}.");
        }

        return run;
    }
}
