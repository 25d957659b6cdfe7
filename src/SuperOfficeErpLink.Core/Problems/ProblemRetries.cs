using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Core.Problems;

/// <summary>What people try again: one line, all behind a cause, or all there are. A run does it, as everything that a person orders.</summary>
public sealed class ProblemRetries(IConnectionStore connections, IProblemStore problems, RunOrders orders)
{
    /// <summary>All lines behind a cause. Null when there are none any more.</summary>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    public async Task<Run?> RetryAsync(UserContext user, CauseRef cause, bool mine, CancellationToken cancellationToken) =>
        await problems.FindAsync(cause, ProblemList.LinkedBy(user, mine), cancellationToken) is { CanRetry: true } found
            ? await orders.RetryAsync(user, found.ConnectionId, SubjectOf(cause) with { LinkedBy = ProblemList.LinkedBy(user, mine) }, cancellationToken)
            : null;

    /// <summary>One line behind a cause. Null when it is not there any more.</summary>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    public async Task<Run?> RetryAsync(UserContext user, CauseRef cause, long linkId, string field, CancellationToken cancellationToken) =>
        await problems.FindAsync(cause, null, cancellationToken) is { CanRetry: true } found
            ? await orders.RetryAsync(user, found.ConnectionId, SubjectOf(cause) with { LinkId = linkId, Field = cause is CauseRef.Stored ? field : null }, cancellationToken)
            : null;

    /// <summary>All problems of all connections that the user may link on, a run for each connection that has any.</summary>
    public async Task<IReadOnlyList<Run>> RetryAllAsync(UserContext user, bool mine, CancellationToken cancellationToken)
    {
        var mayRetry = (await connections.ListAsync(cancellationToken)).Where(connection => RunOrders.MayOrder(connection, user)).Select(connection => connection.Id).ToList();
        var causes = await problems.ListAsync(mayRetry, ProblemList.LinkedBy(user, mine), cancellationToken);
        var runs = new List<Run>();
        foreach (var connectionId in mayRetry.Where(id => causes.Any(cause => cause.CanRetry && cause.ConnectionId == id)))
        {
            runs.Add(await orders.RetryAsync(user, connectionId, new RunSubject.OfProblem(LinkedBy: ProblemList.LinkedBy(user, mine)), cancellationToken));
        }

        return runs;
    }

    private static RunSubject.OfProblem SubjectOf(CauseRef cause) => cause switch
    {
        CauseRef.Stored stored => new RunSubject.OfProblem(stored.ProblemId),
        CauseRef.Waiting waiting => new RunSubject.OfProblem(Waiting: waiting.Kind),
        _ => throw new InvalidOperationException($"Cause {cause.GetType().Name} has no lines."),
    };
}
