using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>Who waits for a call to an ERP.</summary>
public enum CallFor
{
    /// <summary>Somebody at a page.</summary>
    Person = 0,

    /// <summary>A run.</summary>
    Background = 1,
}

/// <summary>What an ERP was asked so far.</summary>
/// <param name="Today">Calls since midnight UTC, by all our processes as far as it is known.</param>
/// <param name="Errors">Calls that failed within the last hour, the oldest first.</param>
public sealed record CallsUsed(int Today, IReadOnlyList<DateTimeOffset> Errors);

/// <summary>What of an ERP's limits may still be used, and by whom.</summary>
public static class CallBudget
{
    /// <summary>People keep the last part for themselves: a run that used all would lock them out for the rest of the day.</summary>
    private const double BackgroundShare = 0.9;

    private static readonly TimeSpan ErrorsCountFor = TimeSpan.FromHours(1);

    /// <summary>Why a call may not be made now, with the time to wait; null when it may. Pure.</summary>
    public static ConnectorException? Refuse(Limits limits, CallsUsed used, CallFor caller, DateTimeOffset now)
    {
        if (limits.CallsPerDay is { } calls && used.Today >= Share(calls, caller))
        {
            return new ConnectorException(
                FailureKind.RateLimited,
                LocalText.Of(
                    $"The ERP allows {calls} calls a day, and those for today are used. It goes on after midnight (UTC).",
                    $"ERP-systemet tillader {calls} kald om dagen, og dagens er brugt. Der fortsættes efter midnat (UTC)."),
                $"{used.Today} of {calls} calls are used.", NextDay(now) - now);
        }

        if (limits.ErrorsPerHour is { } errors && used.Errors.Count >= Share(errors, caller))
        {
            return new ConnectorException(
                FailureKind.RateLimited,
                LocalText.Of(
                    $"{used.Errors.Count} calls have failed within an hour. The ERP locks out whoever has {errors} such, so it is left alone for a while.",
                    $"{used.Errors.Count} kald er slået fejl inden for en time. ERP-systemet lukker den ude, der har {errors}, så det får fred lidt."),
                $"{used.Errors.Count} of {errors} errors within an hour.", used.Errors[0] + ErrorsCountFor - now);
        }

        return null;
    }

    /// <summary>More calls wait than can be made in time.</summary>
    public static ConnectorException Crowded(TimeSpan pause) => new(
        FailureKind.RateLimited,
        LocalText.Of("More is asked of the ERP right now than it allows. Try again in a moment.", "Der spørges lige nu om mere, end ERP-systemet tillader. Prøv igen om lidt."),
        $"No turn within the time there is; the next is in {pause}.", pause);

    /// <summary>Whether an error of then still counts. After a clock was set back none lies ahead. Pure.</summary>
    public static bool StillCounts(DateTimeOffset error, DateTimeOffset now) => error <= now && error > now - ErrorsCountFor;

    /// <summary>The day a call counts for.</summary>
    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static DateTimeOffset NextDay(DateTimeOffset now) => new(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);

    private static double Share(int limit, CallFor caller) => caller == CallFor.Background ? limit * BackgroundShare : limit;
}
