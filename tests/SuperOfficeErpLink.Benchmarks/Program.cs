using SuperOfficeErpLink.Benchmarks.Running;
using SuperOfficeErpLink.Benchmarks.Scenarios;

const int Failed = 1;
const int CannotRun = 2;

IScenario[] scenarios =
[
    new PagesScenario(), new SyncAllScenario(), new ChangesScenario(), new PlannerScenario(), new LatencyScenario(), new HistoryScenario(), new SoakScenario(),
    new DryRunScenario(), new ConnectorSqlScenario(), new ExcelScenario(), new ConnectorTrytonScenario(),
    new PeerTrytonScenario(), new ClusterScenario(),
];

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};

try
{
    var options = ScenarioOptions.Read(args, scenarios);
    var report = new Report(options.Scenario.Name, Console.Out);
    await options.Scenario.RunAsync(options, report, stopping.Token);
    report.Complete();
    return 0;
}
catch (CannotRunException reason)
{
    await Console.Error.WriteLineAsync(reason.Message);
    return CannotRun;
}
catch (IncompleteException reason)
{
    await Console.Error.WriteLineAsync(reason.Message);
    return Failed;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped before the end.");
    return Failed;
}
