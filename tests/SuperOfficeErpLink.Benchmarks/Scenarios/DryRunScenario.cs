using System.Diagnostics;
using System.Globalization;
using SuperOfficeErpLink.Benchmarks.Running;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>A dry run over all links: of a draft that the links' own bases answer, and of one with a new pair that is read on both sides.</summary>
internal sealed class DryRunScenario : IScenario
{
    private const string Links = "--links";
    private const string Fields = "--fields";
    private const string Only = "--only";
    private const int Turns = 3;
    private const int Everything = 100;

    /// <summary>Pairs besides those of the demo's mapping.</summary>
    private static readonly FieldMapping[] More =
    [
        new("street2", "orgnr", Direction.CrmToErp), new("discount", "creditlimit", Direction.CrmToErp, FieldType.Decimal), new("credit_check", "lastinvoice", Direction.CrmToErp, FieldType.Date),
        new("newsletter", "nomailings", Direction.CrmToErp, FieldType.Checkbox), new("origin", "name", Direction.CrmToErp), new("balance", "note", Direction.ErpToCrm, FieldType.Decimal),
    ];

    public string Name => "dry-run";

    /// <summary><c>--only 1</c> is how the scenario calls itself for its memory.</summary>
    public IReadOnlyDictionary<string, int> Options { get; } = new Dictionary<string, int>(StringComparer.Ordinal) { [Links] = 100_000, [Fields] = 20, [Only] = Everything };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        if (options[Only] != Everything)
        {
            var kept = await SyncFiles.OpenAsync(options.Keep ?? throw new CannotRunException("--keep names the folder."), options[Links], cancellationToken);
            await using var alone = new SyncEngine(kept);
            await alone.TryAsync(Otherwise, cancellationToken);
            report.Megabytes(Name, Process.GetCurrentProcess().PeakWorkingSet64 / 1e6);
            return;
        }

        using var folder = new WorkFolder(options.Keep);
        var files = await SyncFiles.MakeAsync(folder.Path, options[Links], cancellationToken, document => WithFields(document, options[Fields]));
        await using (var engine = new SyncEngine(files))
        {
            await MeasureAsync("snapshots", engine, Otherwise, report, options[Links], cancellationToken);
            report.Megabytes("snapshots", await OwnProcess.PeakAsync(
                [Name, Links, options[Links].ToString(CultureInfo.InvariantCulture), Only, "1", "--keep", folder.Path], cancellationToken));
            await MeasureAsync("live", engine, WithNewPair, report, options[Links], cancellationToken);
        }
    }

    private static async Task MeasureAsync(
        string name, SyncEngine engine, Func<MappingDocument, MappingDocument> draft, Report report, int links, CancellationToken cancellationToken)
    {
        var seconds = new List<double>();
        for (var turn = 0; turn <= Turns; turn++)
        {
            engine.Calls.Reset();
            var watch = Stopwatch.StartNew();
            var run = await engine.TryAsync(draft, cancellationToken);
            if (run.Counts.Decided < links)
            {
                throw new IncompleteException($"{run.Counts.Decided} of {links} links were tried.");
            }

            // The first one warms up.
            if (turn > 0)
            {
                seconds.Add(watch.Elapsed.TotalSeconds);
            }
        }

        report.Seconds(name, seconds.Order().ElementAt(Turns / 2));
        report.Count(name, "calls", engine.Calls.Calls);
        report.Count(name, "rows", engine.Calls.Rows);
    }

    private static MappingDocument WithFields(MappingDocument document, int fields)
    {
        var pairs = document.For(ActorType.Customer)!.Pairs.Count;
        return fields >= pairs && fields <= pairs + More.Length
            ? Change(document, customers => customers with { Fields = [.. customers.Fields, .. More.Take(fields - pairs)] })
            : throw new CannotRunException($"{Fields} is {pairs} to {pairs + More.Length}.");
    }

    /// <summary>Other directions, policies and normalisers, and a list item that is mapped to none: all that bases answer.</summary>
    private static MappingDocument Otherwise(MappingDocument document) => Change(document, customers => customers with
    {
        Fields = [.. customers.Fields.Select(field => field.Erp switch
        {
            "phone" => field with { Direction = Direction.ErpToCrm, Normaliser = Normaliser.Text },
            "email" => field with { OnConflict = OnConflict.CrmWins },
            "name" => field with { WhenBlank = WhenBlank.NeverClears },
            _ => field,
        })],
    });

    private static MappingDocument WithNewPair(MappingDocument document) => Change(document, customers => customers with
    {
        Fields = [.. customers.Fields.Select(field => field.Erp == "web" ? field with { Crm = "email", Direction = Direction.CrmToErp, First = FirstValue.FillBlanks } : field)],
    });

    private static MappingDocument Change(MappingDocument document, Func<ActorMapping, ActorMapping> change) =>
        new([.. document.Actors.Select(actor => actor.Actor == ActorType.Customer ? change(actor) : actor)]);
}
