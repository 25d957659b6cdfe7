using SuperOfficeErpLink.Benchmarks.Running;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>
/// The ERP tab of linked companies and the search dialog of others, for one user and at 50 requests a second; beside each figure the
/// connector's own time for what the page asks of the ERP.
/// </summary>
internal sealed class PagesScenario : IScenario
{
    private const string Companies = "--companies";
    private const string Seconds = "--seconds";
    private const int PerSecond = 50;
    private const int WarmUp = 400;

    public string Name => "pages";

    public IReadOnlyDictionary<string, int> Options { get; } = new Dictionary<string, int>(StringComparer.Ordinal) { [Companies] = 500, [Seconds] = 20 };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(options.Keep);
        using var app = await WebApp.StartAsync(folder.Path, options[Companies], cancellationToken);
        await using var erp = await DemoErp.OpenAsync(folder.Path, cancellationToken);
        if (erp.Links.Count == 0 || erp.NotLinked.Count == 0)
        {
            throw new CannotRunException($"A demo of {options[Companies]} companies has none to search for; give {Companies} 100 or more.");
        }

        var length = TimeSpan.FromSeconds(options[Seconds]);
        await MeasureAsync("erp-tab", (index, token) => app.PageAsync(Pick(erp.Links, index).TabPath, token), (index, token) => erp.ReadAsync(Pick(erp.Links, index), token));
        await MeasureAsync(
            "search", (index, token) => app.PageAsync(Pick(erp.NotLinked, index).SearchPath(erp.Connection), token),
            (index, token) => erp.SearchAsync(Pick(erp.NotLinked, index), token));

        async Task MeasureAsync(string page, Func<int, CancellationToken, Task> ours, Func<int, CancellationToken, Task> baseline)
        {
            for (var index = 0; index < WarmUp; index++)
            {
                await ours(index, cancellationToken);
                await baseline(index, cancellationToken);
            }

            Write($"{page} 1 user", await Load.OneUserAsync(length, ours, baseline, cancellationToken));
            Write($"{page} {PerSecond}/s", await Load.OpenLoopAsync(PerSecond, length, ours, baseline, cancellationToken));
        }

        void Write(string name, (Latencies Ours, Latencies Baseline) measured)
        {
            report.Milliseconds(name, "p50Ms", measured.Ours.Percentile(50), measured.Baseline.Percentile(50));
            report.Milliseconds(name, "p95Ms", measured.Ours.Percentile(95), measured.Baseline.Percentile(95));
            report.PerSecond(name, measured.Ours.PerSecond, measured.Baseline.PerSecond);
        }
    }

    private static T Pick<T>(IReadOnlyList<T> from, int index) => from[index % from.Count];
}
