using System.Diagnostics;
using SuperOfficeErpLink.Benchmarks.Running;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>Pages of a history of millions: that of one record, and the overall one with every kind of filter, near its beginning and far back.</summary>
internal sealed class HistoryScenario : IScenario
{
    private const string Rows = "--rows";
    private const string Calls = "--calls";
    private const int WarmUp = 100;
    private const int DemoCompanies = 500;

    public string Name => "history";

    public IReadOnlyDictionary<string, int> Options { get; } = new Dictionary<string, int>(StringComparer.Ordinal) { [Rows] = 5_000_000, [Calls] = 400 };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(options.Keep);
        using (await WebApp.StartAsync(folder.Path, DemoCompanies, cancellationToken))
        {
            // It makes the files.
        }

        var files = HistoryFiles.Fill(folder.Path, options[Rows]);
        using var app = await WebApp.StartAsync(folder.Path, DemoCompanies, cancellationToken);
        var filters = Filters(files);
        await MeasureAsync("record page", index => $"/company/{1 + (index % DemoCompanies)}/erp/history");
        await MeasureAsync("filtered page", index => $"/history?{filters[index % filters.Count]}");

        async Task MeasureAsync(string name, Func<int, string> address)
        {
            for (var index = 0; index < WarmUp; index++)
            {
                await app.PageAsync(address(index), cancellationToken);
            }

            var latencies = new Latencies();
            for (var index = 0; index < options[Calls]; index++)
            {
                var watch = Stopwatch.StartNew();
                await app.PageAsync(address(index), cancellationToken);
                latencies.Add(watch.Elapsed);
            }

            report.Milliseconds(name, "p50Ms", latencies.Percentile(50));
            report.Milliseconds(name, "p95Ms", latencies.Percentile(95));
        }
    }

    /// <summary>Every filter alone, those that find much and those that find next to nothing, several together, and pages far back.</summary>
    private static IReadOnlyList<string> Filters(HistoryFiles files)
    {
        var far = $"after={(HistoryFiles.Newest - (HistoryFiles.Length / 2)).ToUnixTimeMilliseconds()}-{files.Rows / 2}";
        var (connection, person, run) = ($"connection={files.Connection}", $"person={files.User}", $"run={1000 + (files.Rows / HistoryFiles.ChangesOfRun / 2)}");
        return
        [
            "", far, connection, $"{connection}&{far}", "field=Company:phone", "field=Project:name", "side=Erp", "cause=undone", "cause=resynced", "state=Rejected", "state=Unknown",
            person, $"{person}&{far}", "person=system", run, $"{run}&state=Rejected", $"from={HistoryFiles.Day(400)}&to={HistoryFiles.Day(390)}",
            $"{person}&from={HistoryFiles.Day(400)}&to={HistoryFiles.Day(300)}", $"{connection}&field=Company:phone&side=Erp&state=Done&from={HistoryFiles.Day(100)}",
            $"{connection}&{person}&field=Company:phone&cause=undone",
        ];
    }
}
