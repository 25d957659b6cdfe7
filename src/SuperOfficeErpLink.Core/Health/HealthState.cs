using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;

namespace SuperOfficeErpLink.Core.Health;

/// <summary>How a connection fares, for people.</summary>
public enum HealthState
{
    /// <summary>Switched off by an administrator.</summary>
    Inactive = 0,

    /// <summary>Nobody has asked the ERP anything yet.</summary>
    Unknown = 1,
    Works = 2,

    /// <summary>The ERP asked to be left alone for a while.</summary>
    Waits = 3,
    Down = 4,
    CredentialsRefused = 5,

    /// <summary>The ERP answers as another client than the connection was made for.</summary>
    WrongClient = 6,

    /// <summary>Something else that an administrator must see to.</summary>
    Misconfigured = 7,

    /// <summary>A fault of ours, or of the connector.</summary>
    Defect = 8,
}

public static class HealthStates
{
    /// <summary>Pure.</summary>
    public static HealthState Of(bool active, ConnectionHealth health) => (active, health) switch
    {
        (false, _) => HealthState.Inactive,
        (_, { FailingSince: null, LastSuccess: null }) => HealthState.Unknown,
        (_, { FailingSince: null }) => HealthState.Works,
        (_, { Failure: FailureKind.Unauthorized }) => HealthState.CredentialsRefused,
        (_, { Failure: FailureKind.Misconfigured }) => string.Equals(health.Message?.English, ErpSessions.WrongClient.English, StringComparison.Ordinal)
            ? HealthState.WrongClient
            : HealthState.Misconfigured,
        (_, { Failure: FailureKind.RateLimited }) => HealthState.Waits,
        (_, { Failure: FailureKind.Defect }) => HealthState.Defect,
        _ => HealthState.Down,
    };

    /// <summary>True while syncing waits for something to change.</summary>
    public static bool IsTrouble(this HealthState state) => state >= HealthState.Waits;

    /// <summary>True when it does not pass by itself.</summary>
    public static bool NeedsAdministrator(this HealthState state) => state >= HealthState.CredentialsRefused;
}

/// <summary>Where a run that waits for an ERP stands on the ladder of growing pauses.</summary>
/// <param name="Step">Which of <paramref name="Pauses"/> it is in.</param>
/// <param name="Asked">The ERP itself said how long; the ladder is not followed then.</param>
public sealed record BackOff(IReadOnlyList<TimeSpan> Pauses, int Step, TimeSpan Pause, DateTimeOffset NextTry, bool Asked)
{
    private static readonly TimeSpan Exactly = TimeSpan.FromSeconds(1);

    /// <summary>Null: it does not wait. Pure.</summary>
    public static BackOff? Of(Runs.Run run, Runs.RunTimes times)
    {
        if (run is not { NextTry: { } next, Failures: > 0 })
        {
            return null;
        }

        var pauses = times.Ladder;
        var step = Math.Min(run.Failures, pauses.Count) - 1;
        var pause = run.Heartbeat is { } failed ? next - failed : pauses[step];
        return new BackOff(pauses, step, pause, next, Asked: (pause - pauses[step]).Duration() > Exactly);
    }
}
