using System.Globalization;
using SuperOfficeErpLink.Benchmarks.Running;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>
/// Our whole engine beside a plain script on Tryton's own client library: phone and street were changed in every company, and one run over changes carries them
/// over, from the same state as the script does.
/// </summary>
internal sealed class PeerTrytonScenario : IScenario
{
    private const string Parties = "--parties";
    private const int Pairs = 5;

    /// <summary>Phone and street.</summary>
    private const int ChangesOfOne = 2;

    public string Name => "peer-tryton";

    public IReadOnlyDictionary<string, int> Options { get; } = new Dictionary<string, int>(StringComparer.Ordinal) { [Parties] = 2000 };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(options.Keep);
        await using var server = await TrytonServer.StartAsync(cancellationToken);
        using var peer = await TrytonPeer.StartAsync(server, cancellationToken);
        await using var parties = await TrytonParties.MakeAsync(server, options[Parties], cancellationToken);
        var links = new TrytonLinks(folder.Path);
        await links.MakeAsync(parties, cancellationToken);
        await using var engine = links.Engine();

        // The first follows the feeds from their beginning, as a new connection's does.
        await engine.RunAsync(RunKind.Changes, cancellationToken);
        var pairs = new PairedTimes();
        for (var change = 1; pairs.Count < Pairs; change++)
        {
            var file = Path.Combine(folder.Path, "changed.json");
            TrytonPeer.Write(file, parties, change);
            await links.EditAsync(change, engine.Now, cancellationToken);
            await TurnAsync(pairs, engine, peer, parties, file, change, cancellationToken);
        }

        report.Seconds(string.Create(CultureInfo.InvariantCulture, $"{options[Parties]} parties"), pairs);
    }

    /// <summary>What we wrote is looked at and taken back before the script's turn, and is there again after it: all agree then.</summary>
    private static async Task TurnAsync(
        PairedTimes pairs, SyncEngine engine, TrytonPeer peer, TrytonParties parties, string file, int change, CancellationToken cancellationToken)
    {
        await pairs.AddAsync(
            async () =>
            {
                var run = await engine.RunAsync(RunKind.Changes, cancellationToken, releases: true);
                if (run.Counts.ToErp != ChangesOfOne * parties.Ids.Count)
                {
                    throw new IncompleteException($"{ChangesOfOne * parties.Ids.Count} values were changed, {run.Counts.ToErp} went over.");
                }
            },
            () => peer.CarryOverAsync(file, parties.Ids.Count, cancellationToken),
            async () =>
            {
                await parties.CheckAsync(change, "Our run", cancellationToken);
                await parties.SetAsync(change - 1, cancellationToken);
            });
        await parties.CheckAsync(change, "The script", cancellationToken);
    }
}
