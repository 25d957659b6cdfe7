using System.Collections.Concurrent;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>How long each of many calls took, and over what time they were made.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentBag<double> all = [];

    /// <summary>Time during which calls were under way.</summary>
    public TimeSpan Busy { get; private set; }

    public double PerSecond => all.Count / Busy.TotalSeconds;

    public void Add(TimeSpan latency) => all.Add(latency.TotalMilliseconds);

    public void WasBusy(TimeSpan time) => Busy += time;

    /// <summary>The least latency that so many percent of the calls did not exceed, in milliseconds.</summary>
    public double Percentile(int percent)
    {
        var sorted = all.Order().ToList();
        return sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100.0) - 1)];
    }
}
