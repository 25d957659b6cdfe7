using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Alerts;

/// <summary>What is wrong now, and what people are to be told of it. Pure.</summary>
public static class AlertDecider
{
    /// <summary>How long an ERP may be away before anybody is told.</summary>
    public static TimeSpan DownAfter { get; } = TimeSpan.FromMinutes(15);

    public static TimeSpan OldAfter { get; } = TimeSpan.FromDays(1);

    /// <summary>How often people are told of the same cause.</summary>
    public static TimeSpan AgainAfter { get; } = TimeSpan.FromDays(1);

    /// <summary>A connection that comes and goes is one cause, and its end is told when it has worked for this long.</summary>
    public static TimeSpan SettlesFor { get; } = TimeSpan.FromMinutes(5);

    /// <summary>One failed call that nobody has repeated is not an ERP that is down.</summary>
    private const int FailuresAtLeast = 2;

    public static IEnumerable<AlertCondition> Conditions(ConnectionFacts facts, DateTimeOffset now)
    {
        if (!facts.Active)
        {
            yield break;
        }

        if (facts.Health is { Failure: FailureKind.Unauthorized, FailingSince: { } refused })
        {
            yield return new AlertCondition(facts.ConnectionId, AlertCauses.CredentialsRefused, refused);
        }
        else if (facts.Health is { FailingSince: { } since, Failures: >= FailuresAtLeast } && now - since > DownAfter)
        {
            yield return new AlertCondition(facts.ConnectionId, AlertCauses.ConnectionDown, since);
        }

        if (facts.BrakedSince is { } braked)
        {
            yield return new AlertCondition(facts.ConnectionId, AlertCauses.Brake, braked);
        }

        if (facts.OldestProblem is { } found && now - found > OldAfter)
        {
            yield return new AlertCondition(facts.ConnectionId, AlertCauses.OldProblems, found);
        }
    }

    /// <summary>What is stored, brought up to what is wrong now.</summary>
    public static IReadOnlyList<AlertStep> Steps(IReadOnlyCollection<AlertCondition> conditions, IReadOnlyCollection<StoredAlert> open)
    {
        var steps = new List<AlertStep>();
        foreach (var condition in conditions)
        {
            var known = open.FirstOrDefault(alert => IsOf(alert, condition));
            if (known is null)
            {
                steps.Add(new AlertStep.Begin(condition));
            }
            else if (known.OverAt is not null)
            {
                steps.Add(new AlertStep.Resume(known.Id));
            }
        }

        foreach (var alert in open.Where(alert => alert.OverAt is null && !conditions.Any(condition => IsOf(alert, condition))))
        {
            steps.Add(alert.ToldAt is null ? new AlertStep.Close(alert.Id) : new AlertStep.Pass(alert.Id));
        }

        return steps;
    }

    /// <summary>Null: nothing is to be said now.</summary>
    public static AlertNews? Due(StoredAlert alert, DateTimeOffset now) => alert switch
    {
        { OverAt: { } over } => now - over >= SettlingOf(alert.Cause) ? AlertNews.Over : null,
        { ToldAt: null } => AlertNews.Begun,
        { ToldAt: { } told } => now - told >= AgainAfter ? AlertNews.Lasting : null,
    };

    private static TimeSpan SettlingOf(string cause) => cause == AlertCauses.ConnectionDown ? SettlesFor : TimeSpan.Zero;

    private static bool IsOf(StoredAlert alert, AlertCondition condition) =>
        alert.ConnectionId == condition.ConnectionId && string.Equals(alert.Cause, condition.Cause, StringComparison.Ordinal);
}
