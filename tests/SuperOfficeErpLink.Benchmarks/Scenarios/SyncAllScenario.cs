using System.Diagnostics;
using System.Globalization;
using SuperOfficeErpLink.Benchmarks.Running;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>A run over everything beside a plain scan of both sides: nothing changed, and one record in a hundred changed on each side.</summary>
internal sealed class SyncAllScenario : IScenario
{
    private const string Links = "--links";
    private const string Only = "--only-percent";
    private const int Pairs = 5;
    private const int Nothing = 1;

    public string Name => "sync-all";

    /// <summary><c>--only-percent</c> is how the scenario calls itself for the memory of one case: 1 for nothing changed, 2 for one in a hundred.</summary>
    public IReadOnlyDictionary<string, int> Options { get; } = new Dictionary<string, int>(StringComparer.Ordinal) { [Links] = 10_000, [Only] = 100, [ScenarioOptions.Database] = 0 };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        if (options[Only] <= 2)
        {
            await AloneAsync(options, report, cancellationToken);
            return;
        }

        using var folder = new WorkFolder(options.Keep);
        using var server = options[ScenarioOptions.Database] == 0 ? null : TrialServer.StartPostgreSql();
        if (server is not null)
        {
            server.Make("erplink");
            OurSide.Name(folder.Path, server.ConnectionString("erplink"));
        }

        var files = await SyncFiles.MakeAsync(folder.Path, options[Links], cancellationToken);
        await using (var engine = new SyncEngine(files))
        {
            await NothingChangedAsync(files, engine, report, cancellationToken);
            await SomeChangedAsync(files, engine, report, cancellationToken);
        }

        report.Megabytes("0% changed", await OwnProcess.PeakAsync(Alone(folder.Path, options[Links], Nothing), cancellationToken));
        report.Megabytes("1% changed", await OwnProcess.PeakAsync(Alone(folder.Path, options[Links], Nothing + 1), cancellationToken));
    }

    private static async Task NothingChangedAsync(SyncFiles files, SyncEngine engine, Report report, CancellationToken cancellationToken)
    {
        var pairs = new PairedTimes();
        while (pairs.Count < Pairs)
        {
            await pairs.AddAsync(() => engine.RunAsync(RunKind.Everything, cancellationToken), () => Task.FromResult(files.Scan()));
        }

        report.Seconds("0% changed", pairs);
    }

    private static async Task SomeChangedAsync(SyncFiles files, SyncEngine engine, Report report, CancellationToken cancellationToken)
    {
        var pairs = new PairedTimes();
        for (var turn = 0; pairs.Count < Pairs; turn++)
        {
            var phone = string.Create(CultureInfo.InvariantCulture, $"+45 70 00 00 {turn:00}");
            var (crm, erp) = files.Edit(100, phone);
            await pairs.AddAsync(
                async () =>
                {
                    var run = await engine.RunAsync(RunKind.Everything, cancellationToken);
                    if (run.Counts.ToErp != crm.Count || run.Counts.ToCrm != erp.Count)
                    {
                        throw new IncompleteException($"{crm.Count} and {erp.Count} records were changed, {run.Counts.ToErp} and {run.Counts.ToCrm} went over.");
                    }
                },
                () =>
                {
                    files.Scan();
                    files.WriteRaw(crm, erp, phone);
                    return Task.CompletedTask;
                });
        }

        report.Seconds("1% changed", pairs);
    }

    private string[] Alone(string folder, int links, int only) =>
        [Name, Links, links.ToString(CultureInfo.InvariantCulture), Only, only.ToString(CultureInfo.InvariantCulture), "--keep", folder];

    /// <summary>In a process of its own: one case once, and its memory at the peak.</summary>
    private async Task AloneAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        var files = await SyncFiles.OpenAsync(options.Keep ?? throw new CannotRunException("--keep names the folder."), options[Links], cancellationToken);
        if (options[Only] > Nothing)
        {
            files.Edit(100, "+45 71 00 00 00");
        }

        await using var engine = new SyncEngine(files, TimeSpan.FromDays(100 * options[Only]));
        await engine.RunAsync(RunKind.Everything, cancellationToken);
        report.Megabytes(Name, Process.GetCurrentProcess().PeakWorkingSet64 / 1e6);
    }
}
