using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Problems;

/// <summary>What is the matter with a whole connection. Pure.</summary>
public static class Troubles
{
    public const string RunWaits = "run-waits";
    public const string RunBraked = "run-braked";
    public const string RunFailed = "run-failed";

    /// <summary>Followed by the lower-case name of a <see cref="FailureKind"/>.</summary>
    public const string ConnectionPrefix = "connection-";

    /// <param name="standing">See <see cref="IProblemStore.ListStandingRunsAsync"/>.</param>
    public static IEnumerable<ConnectionTrouble> Of(Connection connection, ConnectionHealth health, IReadOnlyList<Run> standing)
    {
        var stands = standing.Where(IsWaiting).OrderBy(run => run.NextTry).Concat(standing.Where(run => run.State == RunState.Failed)).FirstOrDefault();
        if (health is { Failure: { } failure, FailingSince: { } since })
        {
            yield return new ConnectionTrouble(
                connection, $"{ConnectionPrefix}{failure.ToString().ToLowerInvariant()}", OwnerOf(failure), since, stands?.NextTry, health.Message, stands?.Id);
        }

        // A run that waits for the ERP, or ended by it, is what the connection's own line says already.
        foreach (var run in standing.Where(run => run.State == RunState.Braked || health.FailingSince is null))
        {
            yield return run.State switch
            {
                RunState.Braked => new ConnectionTrouble(connection, RunBraked, ProblemOwner.User, run.Started ?? run.Queued, null, null, run.Id),
                RunState.Failed => new ConnectionTrouble(connection, RunFailed, ProblemOwner.Administrator, run.Ended ?? run.Queued, null, run.Message, run.Id),
                _ => new ConnectionTrouble(connection, RunWaits, ProblemOwner.Erp, run.Started ?? run.Queued, run.NextTry, run.Message, run.Id),
            };
        }
    }

    /// <summary>Who can end it: systems come back by themselves, credentials and settings are an administrator's.</summary>
    public static ProblemOwner OwnerOf(FailureKind failure) => failure switch
    {
        FailureKind.Unreachable or FailureKind.RateLimited => ProblemOwner.Erp,
        FailureKind.Unauthorized or FailureKind.Misconfigured => ProblemOwner.Administrator,
        _ => ProblemOwner.Us,
    };

    private static bool IsWaiting(Run run) => run is { State: RunState.Queued or RunState.Running, NextTry: not null, Message: not null };
}
