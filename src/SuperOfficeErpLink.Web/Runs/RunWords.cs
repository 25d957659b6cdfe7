using System.Globalization;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Runs;

/// <summary>A run in words.</summary>
public sealed class RunWords(RunTexts texts, TimeProvider time)
{
    public string Kind(RunKind kind) => texts[$"Kind.{kind}"];

    public string State(Run run) => run is { State: RunState.Braked, Brake.IsPreview: true } ? texts["State.Preview"] : texts[$"State.{run.State}"];

    public static string Badge(RunState state) => state switch
    {
        RunState.Completed => "badge",
        RunState.Braked or RunState.CompletedWithProblems => "badge badge-warning",
        RunState.Failed => "badge badge-error",
        _ => "badge badge-quiet",
    };

    public string At(DateTimeOffset? at) => at is { } when ? TimeZoneInfo.ConvertTime(when, time.LocalTimeZone).ToString("G", CultureInfo.CurrentCulture) : "";

    /// <summary>How far it is and how fast it goes, or what it waits for.</summary>
    public string Progress(Run run)
    {
        if (run.State.IsEnded() || run.State == RunState.Braked)
        {
            return "";
        }

        if (run.CancelRequested)
        {
            return texts["Progress.Cancelling"];
        }

        if (run is { NextTry: { } next, Message: { } why })
        {
            return texts["Progress.Waiting", why.In(CultureInfo.CurrentUICulture), TimeZoneInfo.ConvertTime(next, time.LocalTimeZone).ToString("T", CultureInfo.CurrentCulture)];
        }

        return run.Started is { } started && run.Counts.Done > 0 ? Pace(run.Counts, time.GetUtcNow() - started) : texts["Progress.Queued"];
    }

    /// <summary>Why the brake stopped it.</summary>
    public IEnumerable<string> Reasons(BrakeVerdict verdict)
    {
        if (verdict.IsPreview)
        {
            yield return texts["Brake.Preview", verdict.Links];
            yield break;
        }

        if (verdict.FirstRun)
        {
            yield return texts["Brake.FirstRun"];
        }

        if (verdict.Links + verdict.WrittenBefore > verdict.LinksLimit)
        {
            yield return texts["Brake.Links", verdict.Links, verdict.WrittenBefore, verdict.LinksLimit];
        }

        if (verdict.Blanked > verdict.BlankedLimit)
        {
            yield return texts["Brake.Blanked", verdict.Blanked, verdict.BlankedLimit];
        }

        if (verdict.Gone > verdict.GoneLimit)
        {
            yield return texts["Brake.Gone", verdict.Gone, verdict.GoneLimit];
        }
    }

    private string Pace(RunCounts counts, TimeSpan spent)
    {
        var rate = counts.Done / Math.Max(spent.TotalSeconds, 1);
        var shown = rate.ToString(rate < 10 ? "0.#" : "N0", CultureInfo.CurrentCulture);
        if (counts.Steps is not { } steps)
        {
            return texts["Progress.Unknown", Number(counts.Done), shown];
        }

        var known = texts["Progress.Known", Number(counts.Done), Number(steps), shown];
        var left = (steps - counts.Done) / rate;
        return left < 1 ? known : $"{known}, {texts["Progress.Left", left < 90 ? texts["Progress.Seconds", (int)left] : texts["Progress.Minutes", (int)Math.Ceiling(left / 60)]]}";
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.CurrentCulture);
}
