using System.Globalization;
using SuperOfficeErpLink.Core.Health;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Operating;

/// <summary>How connections fare, in words.</summary>
public sealed class HealthWords(OperatingTexts texts, TimeProvider time)
{
    public string State(HealthState state) => texts[$"Health.State.{state}"];

    public static string Badge(HealthState state) => state switch
    {
        HealthState.Works => "badge",
        HealthState.Inactive or HealthState.Unknown => "badge badge-quiet",
        HealthState.Waits => "badge badge-warning",
        _ => "badge badge-error",
    };

    public static string Icon(HealthState state) => state switch
    {
        HealthState.Works => "ph ph-check-circle",
        HealthState.Inactive => "ph ph-pause-circle",
        HealthState.Unknown => "ph ph-question",
        HealthState.Waits => "ph ph-hourglass",
        HealthState.CredentialsRefused => "ph ph-lock-key",
        _ => "ph ph-warning-circle",
    };

    /// <summary>Date and time to the second: on this page seconds count.</summary>
    public string At(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("G", CultureInfo.CurrentCulture);

    public string Clock(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("T", CultureInfo.CurrentCulture);

    public string Pause(TimeSpan pause) => pause.TotalSeconds < 120
        ? texts["Health.Seconds", Math.Round(pause.TotalSeconds)]
        : texts["Health.Minutes", (pause.TotalSeconds / 60).ToString("0.#", CultureInfo.CurrentCulture)];

    /// <summary>Never 100 % while one of them waits.</summary>
    public static string Percent(EqualShare share)
    {
        var part = share.Links == 0 ? 1 : (double)share.Equal / share.Links;
        return (share.Equal < share.Links ? Math.Floor(part * 1000) / 1000 : 1).ToString("P1", CultureInfo.CurrentCulture);
    }

    public static string Number(int number) => number.ToString("N0", CultureInfo.CurrentCulture);

    public string Limit(double? limit) => limit is { } known ? known.ToString("#,0.##", CultureInfo.CurrentCulture) : texts["Health.NoLimit"];
}
