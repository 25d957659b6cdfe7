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
        [property: JsonPropertyName("value")] double Value, [property: JsonPropertyName("unit")] string? Unit, [property: JsonPropertyName("baseline")] double? Baseline);
}
