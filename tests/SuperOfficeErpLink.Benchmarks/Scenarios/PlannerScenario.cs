using System.Diagnostics;
using SuperOfficeErpLink.Benchmarks.Running;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>
/// How many pairs of records one core decides, each of twenty fields, from what both sides hold and a stored snapshot. What is equal
/// must not take any memory.
/// </summary>
internal sealed class PlannerScenario : IScenario
{
    private const string Pairs = "--pairs";
    private const string Rounds = "--rounds";
    private const int Fields = 20;
    private const int OneIn = 10;
    private static readonly HashSet<string> FedElsewhere = new(StringComparer.Ordinal);

    public string Name => "planner";

    /// <summary>The best of so many rounds counts: another process on the core makes a round slower, never faster.</summary>
    public IReadOnlyDictionary<string, int> Options { get; } = new Dictionary<string, int>(StringComparer.Ordinal) { [Pairs] = 20_000, [Rounds] = 25 };

    public Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        var rules = Rules();
        var equal = Make(rules, options[Pairs], changedPairs: 0, changedFields: 0);
        var (rate, bytes) = Measure(rules, equal, options[Rounds], expected: 0, cancellationToken);
        if (bytes > 0)
        {
            throw new IncompleteException($"Deciding {options[Pairs]} equal pairs took {bytes} bytes.");
        }

        report.PerSecond("equal", rate);

        // One record in ten has an edited field.
        (rate, _) = Measure(rules, Make(rules, options[Pairs], OneIn, changedFields: 1), options[Rounds], options[Pairs] / OneIn, cancellationToken);
        report.PerSecond("10% changed", rate);

        // Every record has two edited fields of twenty.
        (rate, _) = Measure(rules, Make(rules, options[Pairs], 1, Fields / OneIn), options[Rounds], options[Pairs] * (Fields / OneIn), cancellationToken);
        report.PerSecond("10% of the fields changed", rate);
        return Task.CompletedTask;
    }

    private static (double PerSecond, long Bytes) Measure(RecordRules rules, Sample[] samples, int rounds, int expected, CancellationToken cancellationToken)
    {
        var (best, least) = (0.0, long.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (writes, before) = (0, GC.GetAllocatedBytesForCurrentThread());
            var started = Stopwatch.GetTimestamp();
            foreach (var sample in samples)
            {
                writes += Decide(rules, sample).Writes.Count;
            }

            best = Math.Max(best, samples.Length / Stopwatch.GetElapsedTime(started).TotalSeconds);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            if (writes != expected)
            {
                throw new IncompleteException($"{expected} fields were changed, {writes} are planned.");
            }
        }

        return (best, least);
    }

    /// <summary>As a sweep decides a link.</summary>
    private static LinkVerdict Decide(RecordRules rules, Sample sample)
    {
        if (SnapshotCodec.IsExactly(sample.Snapshot, sample.Crm, sample.Erp))
        {
            return LinkVerdict.Untouched;
        }

        var bases = new BasePair?[Fields];
        SnapshotCodec.Decode(sample.Snapshot, bases, sample.Crm, sample.Erp);
        return LinkVerdict.Of(
            rules, new RecordState(sample.Crm, sample.Erp, bases), LinkIssues.None, FedElsewhere, erpWaits: false, isDue: false, resync: null, DateTimeOffset.UnixEpoch);
    }

    /// <summary>A customer's usual fields: texts, an address of four that is decided whole, two lists, a number and a date.</summary>
    private static RecordRules Rules()
    {
        FieldMapping[] mappings =
        [
            .. Enumerable.Range(0, 12).Select(index => new FieldMapping($"text{index}", $"Text{index}", Direction.Both)),
            .. Enumerable.Range(0, 4).Select(index => new FieldMapping($"address{index}", $"Address{index}", Direction.Both, Group: "address")),
            .. Enumerable.Range(0, 2).Select(index => new FieldMapping(
                $"list{index}", $"List{index}", Direction.Both, FieldType.List, List: new ListMapping([.. Enumerable.Range(0, 10).Select(item => new ListMappingItem($"c{item}", $"e{item}"))]))),
            new FieldMapping("number", "Number", Direction.ErpToCrm, FieldType.Decimal), new FieldMapping("date", "Date", Direction.CrmToErp, FieldType.Date),
        ];
        return new RecordRules(
            new ActorMapping(ActorType.Customer, Enabled: true, mappings), 1,
            new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update, [.. mappings.Select(mapping => Info(mapping.Erp, mapping))]),
            [.. mappings.Select(mapping => Info(mapping.Crm!, mapping))]);

        static FieldInfo Info(string key, FieldMapping mapping) => new(
            key, new LocalText(key), null, mapping.Type, FieldAccess.Normal, mapping.Type == FieldType.Text ? 100 : 0, null, mapping.List is null ? null : key, null, false, mapping.Group, null, 0, []);
    }

    private static Sample[] Make(RecordRules rules, int pairs, int changedPairs, int changedFields) => [.. Enumerable.Range(0, pairs).Select(number =>
    {
        var texts = Enumerable.Range(0, Fields).Select(index => TextOf(rules.Fields[index].Mapping, number)).ToList();
        var snapshot = SnapshotCodec.Encode([.. texts.Select(text => (BasePair?)new BasePair(text.Crm, text.Erp))]);

        // Each side's texts are its own, as they are when they were read.
        var (crm, erp) = (texts.Select(text => FieldValue.Of(new string(text.Crm))).ToArray(), texts.Select(text => FieldValue.Of(new string(text.Erp))).ToArray());
        for (var index = 0; changedPairs > 0 && number % changedPairs == 0 && index < changedFields; index++)
        {
            erp[index * 3] = FieldValue.Of($"Changed {number}");
        }

        return new Sample(snapshot, crm, erp);
    })];

    private static (string Crm, string Erp) TextOf(FieldMapping mapping, int number) => mapping.Type switch
    {
        FieldType.List => ($"c{number % 10}", $"e{number % 10}"),
        FieldType.Decimal => ($"{number}.5", $"{number}.5"),
        FieldType.Date => ("2026-01-31", "2026-01-31"),
        _ => ($"{mapping.Crm} nr. {number} ÆØÅ", $"{mapping.Crm} nr. {number} ÆØÅ"),
    };

    private sealed record Sample(byte[] Snapshot, FieldValue[] Crm, FieldValue[] Erp);
}
