using System.Globalization;
using SuperOfficeErpLink.Benchmarks.Running;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>A run over changes costs what changed, not what is linked: the calls it makes and the records it reads, with few links and with many.</summary>
internal sealed class ChangesScenario : IScenario
{
    private const string Links = "--links";
    private const string Changed = "--changed";
    private const int Few = 10_000;

    public string Name => "changes";

    public IReadOnlyDictionary<string, int> Options { get; } = new Dictionary<string, int>(StringComparer.Ordinal) { [Links] = 100_000, [Changed] = 1000 };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        foreach (var links in new[] { Few, options[Links] }.Distinct())
        {
            using var folder = new WorkFolder(options.Keep is { } keep ? Path.Combine(keep, links.ToString(CultureInfo.InvariantCulture)) : null);
            var files = await SyncFiles.MakeAsync(folder.Path, links, cancellationToken);
            await using var engine = new SyncEngine(files);

            // The first follows the feeds from their beginning, the second knows that all of it has been seen.
            await engine.RunAsync(RunKind.Changes, cancellationToken);
            files.Settle();
            await engine.RunAsync(RunKind.Changes, cancellationToken);
            files.EditFirst(options[Changed] / 2, "+45 72 00 00 00");
            engine.Calls.Reset();
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var run = await engine.RunAsync(RunKind.Changes, cancellationToken);
            if (run.Counts.ToErp + run.Counts.ToCrm != options[Changed] / 2 * 2)
            {
                throw new IncompleteException($"{options[Changed]} records were changed, {run.Counts.ToErp + run.Counts.ToCrm} went over.");
            }

            var name = $"{links} links";
            report.Count(name, "calls", engine.Calls.Calls);
            report.Count(name, "rows", engine.Calls.Rows);
            report.Seconds(name, watch.Elapsed.TotalSeconds);
        }
    }
}
