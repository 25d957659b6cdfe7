using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Core.Problems;

/// <summary>Problems of many links, and what waits.</summary>
public interface IProblemStore
{
    /// <param name="linkedBy">Only records that this user linked; null: all.</param>
    Task<IReadOnlyList<ProblemCause>> ListAsync(IReadOnlyCollection<Guid> connectionIds, string? linkedBy, CancellationToken cancellationToken);

    /// <summary>Null when nothing stands behind it any more.</summary>
    Task<ProblemCause?> FindAsync(CauseRef cause, string? linkedBy, CancellationToken cancellationToken);

    /// <summary>In the order of their keys, after one; fewer than <paramref name="atMost"/> means that there are no more.</summary>
    Task<IReadOnlyList<ProblemLine>> ListLinesAsync(CauseRef cause, string? linkedBy, LineKey? after, int atMost, CancellationToken cancellationToken);

    /// <summary>Runs that wait for a system or for a person, and of each connection the last run that went through it, if it failed.</summary>
    Task<IReadOnlyList<Run>> ListStandingRunsAsync(IReadOnlyCollection<Guid> connectionIds, CancellationToken cancellationToken);
}
