using System.Text.Json;
using System.Text.Json.Serialization;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>One line of JSON per figure, as soon as it is known.</summary>
internal sealed class Report(string scenario, TextWriter output)
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <param name="baseline">The same by other means, measured in the same run.</param>
    public void Milliseconds(string name, string metric, double value, double? baseline = null) => Write(new Figure(scenario, name, metric, Round(value), "ms", Round(baseline)));

    public void PerSecond(string name, double value, double? baseline = null) => Write(new Figure(scenario, name, "perSecond", Round(value), "1/s", Round(baseline)));

    public void Seconds(string name, double value) => Write(new Figure(scenario, name, "seconds", Round(value), "s", null));

    /// <summary>Beside the same by other means, measured in the same run.</summary>
    public void Seconds(string name, double value, double baseline) =>
        Write(new Figure(scenario, name, "seconds", Round(value), "s", Round(baseline), Round(value / baseline)));

    /// <summary>Beside plain means; the ratio is the median of the pairs'.</summary>
    public void Seconds(string name, PairedTimes times) =>
        Write(new Figure(scenario, name, "seconds", Round(times.Ours), "s", Round(times.Baseline), Round(times.Ratio)));

    public void Megabytes(string name, double value) => Write(new Figure(scenario, name, "peakMb", Round(value), "MB", null));

    public void Count(string name, string metric, long value) => Write(new Figure(scenario, name, metric, value, null, null));

    /// <summary>The peak that another process of this program has reported.</summary>
    public static double? ReadMegabytes(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonSerializer.Deserialize<Figure>(line, Json)).FirstOrDefault(figure => figure?.Metric == "peakMb")?.Value;

    /// <summary>The last line: everything was measured.</summary>
    public void Complete() => Write(new Figure(scenario, "all", "ok", 1, null, null));

    private void Write(Figure figure)
    {
        output.WriteLine(JsonSerializer.Serialize(figure, Json));
        output.Flush();
    }

    private static double Round(double value) => Math.Round(value, 3);

    private static double? Round(double? value) => value is { } known ? Round(known) : null;

    private sealed record Figure(
        [property: JsonPropertyName("scenario")] string Scenario, [property: JsonPropertyName("case")] string Case, [property: JsonPropertyName("metric")] string Metric,
        [property: JsonPropertyName("value")] double Value, [property: JsonPropertyName("unit")] string? Unit, [property: JsonPropertyName("baseline")] double? Baseline,
        [property: JsonPropertyName("ratio")] double? Ratio = null);
}
