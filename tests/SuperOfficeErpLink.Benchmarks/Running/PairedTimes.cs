using System.Diagnostics;
using System.Runtime;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>
/// The same work by us and by plain means, in turns. The first turns only warm up: none counts before one in which the runtime hardly
/// compiled anything, for it does so on one of the cores.
/// </summary>
internal sealed class PairedTimes
{
    private const int MostWarmUps = 40;
    private const double Hardly = 0.03;

    private readonly List<(double Ours, double Baseline)> pairs = [];
    private int warmUps;
    private bool isWarm;

    public double Ours => Median(pairs.Select(pair => pair.Ours));

    public double Baseline => Median(pairs.Select(pair => pair.Baseline));

    public double Ratio => Median(pairs.Select(pair => pair.Ours / pair.Baseline));

    /// <summary>Turns that count.</summary>
    public int Count => pairs.Count;

    /// <param name="between">Not timed.</param>
    public async Task AddAsync(Func<Task> ours, Func<Task> baseline, Func<Task>? between = null)
    {
        var before = JitInfo.GetCompilationTime();
        var first = await TimeAsync(ours);
        if (between is not null)
        {
            await between();
        }

        var second = await TimeAsync(baseline);
        if (isWarm)
        {
            pairs.Add((first, second));
            return;
        }

        warmUps++;
        isWarm = warmUps >= MostWarmUps || (JitInfo.GetCompilationTime() - before).TotalSeconds < Hardly * (first + second);
    }

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
