using System.Text.Json;
using SuperOfficeErpLink.Benchmarks.Running;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Tryton;
using SuperOfficeErpLink.Outbound;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>The Tryton connector beside the calls it makes, made by a plain HttpClient with the same read-back.</summary>
internal sealed class ConnectorTrytonScenario : IScenario
{
    private const string Parties = "--parties";
    private const int Pairs = 5;
    private const int Page = 500;
    private const int Singles = 20;

    private static readonly FieldSet Fields = new(TrytonParties.Fields);
    private static readonly string[][] Dated = [["create_date"], ["write_date"]];

    public string Name => "connector-tryton";

    public IReadOnlyDictionary<string, int> Options { get; } = new Dictionary<string, int>(StringComparer.Ordinal) { [Parties] = 2000 };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        await using var server = await TrytonServer.StartAsync(cancellationToken);
        await using var parties = await TrytonParties.MakeAsync(server, options[Parties], cancellationToken);
        using var gate = new OutboundGate(new OutboundPolicy { AllowLoopback = true, FilesDirectory = Path.GetTempPath() }, TimeProvider.System);
        var ours = new Traffic();
        await using var session = await new TrytonConnector().OpenAsync(
            new ConnectionContext(Guid.NewGuid(), IsSaved: true, parties.Settings, new CountedOutbound(gate, ours), TimeProvider.System), cancellationToken);
        var turn = 0;
        await PairAsync("read", () => ReadAsync(session, parties, cancellationToken), () => ReadRawAsync(parties, cancellationToken), sameBytes: true);
        await PairAsync("changes", () => FollowAsync(session, parties, cancellationToken), () => FollowRawAsync(server, parties, cancellationToken), sameBytes: true);
        await PairAsync(
            "write-1", () => WriteAsync(session, parties, Singles, 1, ++turn, cancellationToken), () => WriteRawAsync(parties, Singles, 1, ++turn, cancellationToken), sameBytes: false);
        await PairAsync(
            "write-100", () => WriteAsync(session, parties, 1, 100, ++turn, cancellationToken), () => WriteRawAsync(parties, 1, 100, ++turn, cancellationToken), sameBytes: false);

        async Task PairAsync(string name, Func<Task> connector, Func<Task> raw, bool sameBytes)
        {
            var pairs = new PairedTimes();
            while (pairs.Count < Pairs)
            {
                var (before, rawBefore) = (ours.Sum, server.Traffic.Sum);
                await pairs.AddAsync(connector, raw);
                var (made, rawMade) = (Since(before, ours.Sum), Since(rawBefore, server.Traffic.Sum));
                if (made.Calls != rawMade.Calls || (sameBytes && made.Bytes != rawMade.Bytes))
                {
                    throw new IncompleteException($"{name} is not the same raw: {made} and {rawMade}.");
                }
            }

            report.Seconds(name, pairs);
        }
    }

    private static (long Calls, long Bytes) Since((long Calls, long Bytes) before, (long Calls, long Bytes) now) => (now.Calls - before.Calls, now.Bytes - before.Bytes);

    private static async Task ReadAsync(IErpSession session, TrytonParties parties, CancellationToken cancellationToken)
    {
        foreach (var some in parties.Ids.Chunk(Page))
        {
            var read = await session.GetAsync(ActorType.Customer, Fields, [.. some.Select(TrytonParties.Key)], cancellationToken);
            Check(read.Found.Count, some.Length);
        }
    }

    private static async Task ReadRawAsync(TrytonParties parties, CancellationToken cancellationToken)
    {
        foreach (var some in parties.Ids.Chunk(Page))
        {
            Check(Materialise(await parties.ReadAsync(some, cancellationToken)).Count, some.Length);
        }
    }

    private static async Task FollowAsync(IErpSession session, TrytonParties parties, CancellationToken cancellationToken)
    {
        var seen = 0;
        await foreach (var page in ((IErpChanges)session).ReadChangesAsync(ActorType.Customer, Fields, null, cancellationToken))
        {
            seen += page.Changed.Count;
        }

        Check(seen, parties.Ids.Count);
    }

    /// <summary>The latest date of each kind of record first, behind which the next reading begins; then pages by id.</summary>
    private static async Task FollowRawAsync(TrytonServer server, TrytonParties parties, CancellationToken cancellationToken)
    {
        JsonElement? latest = null;
        foreach (var model in new[] { "party.party", "party.address", "party.contact_mechanism", "party.identifier" })
        {
            foreach (var dated in Dated)
            {
                object?[] condition = latest is null ? [dated[0], "!=", null] : [dated[0], ">", latest];
                var found = await server.ReadAsync(model, [condition], 1, new[] { new[] { dated[0], "DESC" } }, dated, cancellationToken);
                latest = found.GetArrayLength() > 0 ? found[0].GetProperty(dated[0]) : latest;
            }
        }

        var (seen, after) = (0, 0);
        for (var got = Page; got == Page; seen += got)
        {
            object?[] domain = [parties.Members, new object[] { "id", ">", after }];
            var rows = await server.ReadAsync("party.party", domain, Page, TrytonParties.ById, TrytonParties.Columns, cancellationToken);
            got = Materialise([.. rows.EnumerateArray()]).Count;
            after = got > 0 ? rows[got - 1].GetProperty("id").GetInt32() : after;
        }

        Check(seen, parties.Ids.Count);
    }

    private static async Task WriteAsync(IErpSession session, TrytonParties parties, int times, int atOnce, int turn, CancellationToken cancellationToken)
    {
        foreach (var some in parties.Ids.Chunk(atOnce).Take(times))
        {
            var updates = some.Select(id => new ActorUpdate(TrytonParties.Key(id), null,
            [
                new FieldChange("street", FieldValue.NotRead, FieldValue.Of(TrytonParties.Street(id, turn))),
                new FieldChange("phone", FieldValue.NotRead, FieldValue.Of(TrytonParties.Phone(id, turn))),
            ])).ToList();
            var outcomes = await ((IErpWriter)session).UpdateAsync(ActorType.Customer, Fields, updates, cancellationToken);
            Check(outcomes.OfType<SaveOutcome.Saved>().Count(saved => saved.Exact), some.Length);
        }
    }

    private static async Task WriteRawAsync(TrytonParties parties, int times, int atOnce, int turn, CancellationToken cancellationToken)
    {
        foreach (var some in parties.Ids.Chunk(atOnce).Take(times))
        {
            var before = await parties.ReadAsync(some, cancellationToken);
            await parties.WriteAsync(before, id => (TrytonParties.Street(id, turn), TrytonParties.Phone(id, turn)), cancellationToken);
            var after = Materialise(await parties.ReadAsync(some, cancellationToken));
            Check(after.Count, some.Length);
        }
    }

    private static List<string?[]> Materialise(List<JsonElement> records) => [.. records.Select(TrytonParties.Values)];

    private static void Check(int got, int wanted)
    {
        if (got != wanted)
        {
            throw new IncompleteException($"{wanted} records were asked for, {got} came.");
        }
    }
}
