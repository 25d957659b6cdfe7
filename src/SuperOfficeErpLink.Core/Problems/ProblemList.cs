using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;

namespace SuperOfficeErpLink.Core.Problems;

/// <summary>All that stands or waits.</summary>
/// <param name="Troubles">Of whole connections.</param>
/// <param name="Causes">The one with the most lines first.</param>
public sealed record OpenProblems(IReadOnlyList<ConnectionTrouble> Troubles, IReadOnlyList<(Connection Connection, ProblemCause Cause)> Causes);

/// <summary>A page of the lines behind a cause.</summary>
/// <param name="Next">The line after which the next page begins; null on the last.</param>
/// <param name="Answered">No system failed to answer when it was asked for values.</param>
public sealed record ProblemPage(Connection Connection, ProblemCause Cause, IReadOnlyList<ShownLine> Lines, LineKey? Next, bool Answered);

/// <summary>Lists problems for users: each sees those of the connections he may use, an administrator all.</summary>
public sealed class ProblemList(IConnectionStore connections, IProblemStore problems, ProblemValues values)
{
    public const int PageSize = 50;

    private const int PageInFile = 500;

    /// <param name="mine">Only records that the user linked.</param>
    public async Task<OpenProblems> ListAsync(UserContext user, bool mine, CancellationToken cancellationToken)
    {
        var visible = (await connections.ListAsync(cancellationToken)).Where(connection => ConnectionList.MaySee(connection, user)).ToDictionary(connection => connection.Id);
        var causes = await problems.ListAsync(visible.Keys, LinkedBy(user, mine), cancellationToken);
        return new OpenProblems(
            await TroublesAsync([.. visible.Values.Where(connection => connection.Active)], cancellationToken),
            [.. causes.OrderByDescending(cause => cause.Count).ThenBy(cause => cause.Key, StringComparer.Ordinal).Select(cause => (visible[cause.ConnectionId], cause))]);
    }

    /// <summary>Null when there is nothing behind the cause any more, or the user may not use its connection.</summary>
    public Task<ProblemPage?> LoadAsync(
        UserContext user, CauseRef cause, bool mine, LineKey? after, CancellationToken cancellationToken, int atMost = PageSize) =>
        LoadAsync(user, cause, mine, after, atMost, mayAsk: true, cancellationToken);

    /// <summary>All lines behind a cause, page by page; none where there is nothing to see. A system that did not answer is not asked for every page.</summary>
    public async IAsyncEnumerable<ProblemPage> StreamAsync(UserContext user, CauseRef cause, bool mine, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var mayAsk = true;
        for (LineKey? after = null; await LoadAsync(user, cause, mine, after, PageInFile, mayAsk, cancellationToken) is { } page; after = page.Next)
        {
            mayAsk &= page.Answered;
            yield return page;
            if (page.Next is null)
            {
                break;
            }
        }
    }

    internal static string? LinkedBy(UserContext user, bool mine) => mine ? user.Id : null;

    private async Task<ProblemPage?> LoadAsync(UserContext user, CauseRef cause, bool mine, LineKey? after, int atMost, bool mayAsk, CancellationToken cancellationToken)
    {
        if (await problems.FindAsync(cause, LinkedBy(user, mine), cancellationToken) is not { } found
            || await connections.FindAsync(found.ConnectionId, cancellationToken) is not { } connection || !ConnectionList.MaySee(connection, user))
        {
            return null;
        }

        var lines = await problems.ListLinesAsync(cause, LinkedBy(user, mine), after, atMost, cancellationToken);
        var read = await values.ReadAsync(connection, found, lines, mayAsk, isFile: atMost > PageSize, cancellationToken);
        return new ProblemPage(connection, found, read.Lines, lines.Count < atMost ? null : lines[^1].Key, read.Answered);
    }

    private async Task<IReadOnlyList<ConnectionTrouble>> TroublesAsync(IReadOnlyList<Connection> active, CancellationToken cancellationToken)
    {
        var standing = (await problems.ListStandingRunsAsync([.. active.Select(connection => connection.Id)], cancellationToken)).ToLookup(run => run.ConnectionId);
        var troubles = new List<ConnectionTrouble>();
        foreach (var connection in active)
        {
            troubles.AddRange(Troubles.Of(connection, await connections.GetHealthAsync(connection.Id, cancellationToken), [.. standing[connection.Id]]));
        }

        return troubles;
    }
}
