using System.Diagnostics;
using System.Globalization;
using SuperOfficeErpLink.Benchmarks.Running;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>
/// Run after run over many links of which one in a hundred is edited before each, now on this side and now on that, for as long as is
/// asked: nothing may differ at the end, and memory may not grow.
/// </summary>
internal sealed class SoakScenario : IScenario
{
    private const string Links = "--links";
    private const string Minutes = "--minutes";
    private const int OneIn = 100;

    /// <summary>Every so often a run over everything, with the rest over what changed.</summary>
    private const int EverythingEvery = 10;

    public string Name => "soak";

    public IReadOnlyDictionary<string, int> Options { get; } = new Dictionary<string, int>(StringComparer.Ordinal) { [Links] = 100_000, [Minutes] = 60 };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(options.Keep);
        var files = await SyncFiles.MakeAsync(folder.Path, options[Links], cancellationToken);
        await using var engine = new SyncEngine(files);

        // The first follows the feeds from their beginning.
        await engine.RunAsync(RunKind.Changes, cancellationToken);
        files.Settle();
        await engine.RunAsync(RunKind.Changes, cancellationToken);
        var (watch, runs, memory) = (Stopwatch.StartNew(), 0, new List<double>());
        while (watch.Elapsed < TimeSpan.FromMinutes(options[Minutes]))
        {
            var edited = files.EditSome(runs, OneIn, string.Create(CultureInfo.InvariantCulture, $"+45 {runs / 100:00} {runs % 100:00} 00 00"));
            var run = await engine.RunAsync(runs % EverythingEvery == EverythingEvery - 1 ? RunKind.Everything : RunKind.Changes, cancellationToken);
            if (run.Counts.ToErp + run.Counts.ToCrm != edited)
            {
                throw new IncompleteException($"Before run {runs} {edited} records were edited, {run.Counts.ToErp + run.Counts.ToCrm} went over.");
            }

            runs++;
            memory.Add(GC.GetTotalMemory(forceFullCollection: true) / 1e6);
        }

        var seconds = watch.Elapsed.TotalSeconds;
        report.PerSecond("runs", runs / seconds);
        report.Count("runs", "calls", runs);
        report.Megabytes("held after the first tenth of the runs", Median(memory.Take(Math.Max(1, memory.Count / 10))));
        report.Megabytes("held after the last tenth of the runs", Median(memory.TakeLast(Math.Max(1, memory.Count / 10))));
        report.Megabytes("process", Process.GetCurrentProcess().PeakWorkingSet64 / 1e6);
        report.Count("differences", "rows", files.Differences());
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;
}
