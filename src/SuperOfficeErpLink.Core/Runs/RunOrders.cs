using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>What became of an order to let one side's values go over again.</summary>
/// <param name="Run">That is open.</param>
public abstract record ResyncResult(Run Run)
{
    /// <summary>Queued, or joined with an equal one.</summary>
    public sealed record Ordered(Run Run) : ResyncResult(Run);

    /// <summary>One with another say over blanks is open, and there is one at a time: nothing was ordered.</summary>
    public sealed record AnotherStands(Run Run) : ResyncResult(Run);
}

/// <summary>What people order of runs: choices in conflicts, old values put back, one side's values over the other's.</summary>
public sealed class RunOrders(IConnectionStore connections, IRunStore runs, IOrderStore orders, IRunStarter starter)
{
    /// <summary>Whoever may link on the connection orders what writes to its records, and so does an administrator.</summary>
    public static bool MayOrder(Connection connection, UserContext user) => connection.Active && (user.IsAdministrator || connection.RightsOf(user).CanConnect);

    /// <summary>Choices in conflicts of one connection, each on the values it was shown with. It goes on in the background, as any run.</summary>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    /// <param name="shownAt">When they were shown: other conflicts of the same address are decided with them as they stood then. Null: only where they are named, too.</param>
    public Task<Run> ChooseAsync(
        UserContext user, Guid connectionId, IReadOnlyList<ConflictChoice> rows, CancellationToken cancellationToken, DateTimeOffset? shownAt = null) =>
        QueueAsync(user, connectionId, RunKind.Choices, [.. rows.Select(row => row.LinkId).Distinct()], new RunSubject.Choices(rows, shownAt), cancellationToken);

    /// <summary>One choice for all conflicts of a group that have not changed since they were shown.</summary>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    public Task<Run> ChooseAsync(UserContext user, ConflictGroup group, Choice choice, DateTimeOffset shownAt, CancellationToken cancellationToken) =>
        QueueAsync(user, group.ConnectionId, RunKind.Choices, [], new RunSubject.GroupChoice(group, choice, shownAt), cancellationToken);

    /// <summary>Lets the records of a group be decided anew, after what decides them has changed.</summary>
    /// <param name="counted">The user was told how many that settles, and nothing else was to be shown.</param>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    public Task<Run> SyncGroupAsync(UserContext user, ConflictGroup group, bool counted, CancellationToken cancellationToken) =>
        QueueAsync(user, group.ConnectionId, RunKind.Selected, [], new RunSubject.OfGroup(group, counted), cancellationToken);

    /// <summary>Lets what problems stopped be tried again.</summary>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    public Task<Run> RetryAsync(UserContext user, Guid connectionId, RunSubject.OfProblem subject, CancellationToken cancellationToken) =>
        QueueAsync(user, connectionId, RunKind.Selected, [], subject, cancellationToken);

    /// <summary>The connection whose values would be put back. Null when there is nothing to take back, or the user may not see the connection.</summary>
    public async Task<Connection?> FindConnectionAsync(UserContext user, RunSubject.Undo subject, CancellationToken cancellationToken) =>
        await orders.FindConnectionAsync(subject, cancellationToken) is { } id && await connections.FindAsync(id, cancellationToken) is { } connection
        && ConnectionList.MaySee(connection, user)
            ? connection
            : null;

    /// <summary>
    /// Prepares putting old values back: the run shows its list and waits for the user to let it go on. The user's own order of the same that is open
    /// is joined: a second click is no second order. Null when there is nothing to take back.
    /// </summary>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    public async Task<Run?> UndoAsync(UserContext user, RunSubject.Undo subject, CancellationToken cancellationToken) =>
        await orders.FindConnectionAsync(subject, cancellationToken) is { } connectionId
            ? await QueueAsync(user, connectionId, RunKind.Undo, [], subject, cancellationToken)
            : null;

    /// <summary>Prepares letting one side's values go over again; the run shows its list first. An equal one that is open is joined.</summary>
    /// <exception cref="AccessDeniedException">When the user is no administrator, or the connection is not active.</exception>
    public async Task<ResyncResult> ResyncAsync(UserContext user, Guid connectionId, Side from, bool blanksClear, CancellationToken cancellationToken)
    {
        if (!user.IsAdministrator)
        {
            throw new AccessDeniedException($"User {user.Id} may not let values of connection {connectionId} go over again.");
        }

        var run = await QueueAsync(
            user, connectionId, from == Side.Crm ? RunKind.ResyncFromCrm : RunKind.ResyncFromErp, [], new RunSubject.Resync(blanksClear), cancellationToken);
        return run.Resync is { } order && order.BlanksClear == blanksClear ? new ResyncResult.Ordered(run) : new ResyncResult.AnotherStands(run);
    }

    /// <summary>The run that is queued now, or the open one of its kind; see <see cref="IRunStore.QueueAsync"/>.</summary>
    private async Task<Run> QueueAsync(
        UserContext user, Guid connectionId, RunKind kind, IReadOnlyCollection<long> linkIds, RunSubject subject, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(connectionId, cancellationToken);
        if (!MayOrder(connection, user))
        {
            throw new AccessDeniedException($"User {user.Id} may not order runs of connection {connectionId}.");
        }

        var queued = await runs.QueueAsync(new NewRun(connectionId, kind, user, connection.MappingVersion, linkIds, subject), cancellationToken);
        await starter.StartAsync(queued.Run.Id, cancellationToken);
        return queued.Run;
    }
}
