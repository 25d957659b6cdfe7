using System.Diagnostics;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>The same work by us and by plain means, in turns; the first ones only warm up.</summary>
internal sealed class PairedTimes(int warmUps)
{
    private readonly List<(double Ours, double Baseline)> pairs = [];

    public double Ours => Median(Counted.Select(pair => pair.Ours));

    public double Baseline => Median(Counted.Select(pair => pair.Baseline));

    public double Ratio => Median(Counted.Select(pair => pair.Ours / pair.Baseline));

    private IEnumerable<(double Ours, double Baseline)> Counted => pairs.Skip(warmUps);

    public async Task AddAsync(Func<Task> ours, Func<Task> baseline) => pairs.Add((await TimeAsync(ours), await TimeAsync(baseline)));

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
