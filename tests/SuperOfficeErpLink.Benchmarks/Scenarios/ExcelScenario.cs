using System.Diagnostics;
using System.Globalization;
using SuperOfficeErpLink.Benchmarks.Running;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>The workbook connector beside a plain program on the Open XML SDK: reading everything, following changes, and writing, what was written read back.</summary>
internal sealed class ExcelScenario : IScenario
{
    private const string Rows = "--rows";
    private const string WriteRows = "--write-rows";
    private const string Only = "--only";
    private const int Everything = 100;
    private const int Pairs = 5;
    private const string Column = "street";

    public string Name => "connector-excel";

    /// <summary><c>--only 1</c> is how the scenario calls itself for its memory.</summary>
    public IReadOnlyDictionary<string, int> Options { get; } =
        new Dictionary<string, int>(StringComparer.Ordinal) { [Rows] = 100_000, [WriteRows] = 10_000, [Only] = Everything };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        if (options[Only] != Everything)
        {
            await ReadAllAsync(new WorkbookErp(options.Keep ?? throw new CannotRunException("--keep names the folder."), "read.xlsx"), options[Rows], cancellationToken);
            report.Megabytes("read", Process.GetCurrentProcess().PeakWorkingSet64 / 1e6);
            return;
        }

        using var folder = new WorkFolder(options.Keep);
        var erp = new WorkbookErp(folder.Path, "read.xlsx");
        erp.Make(options[Rows]);
        report.Seconds("read", await PairAsync(() => Task.CompletedTask, () => ReadAllAsync(erp, options[Rows], cancellationToken), () => RequireRows(erp, options[Rows])));
        report.Megabytes("read", await OwnProcess.PeakAsync([Name, Rows, options[Rows].ToString(CultureInfo.InvariantCulture), Only, "1", "--keep", folder.Path], cancellationToken));
        await ChangesAsync(erp, options[Rows], report, cancellationToken);

        var written = new WorkbookErp(folder.Path, "write.xlsx");
        written.Make(options[WriteRows]);
        await WritesAsync(written, 1, report, cancellationToken);
        await WritesAsync(written, Math.Min(100, options[WriteRows]), report, cancellationToken);
    }

    private static async Task ReadAllAsync(WorkbookErp erp, int rows, CancellationToken cancellationToken)
    {
        await using var session = await erp.OpenAsync(cancellationToken);
        var (records, _) = await FollowAsync(session, null, cancellationToken);
        Require(records, rows);
    }

    /// <summary>Before each turn somebody else changes one record. Raw reads everything and compares it with what it read before.</summary>
    private static async Task ChangesAsync(WorkbookErp erp, int rows, Report report, CancellationToken cancellationToken)
    {
        await using var session = await erp.OpenAsync(cancellationToken);
        await using var others = await erp.OpenAsync(cancellationToken);
        var (_, cursor) = await FollowAsync(session, null, cancellationToken);
        var before = PlainWorkbook.Read(erp.File);
        var turn = 0;
        report.Seconds("changes", await PairAsync(
            () => UpdateAsync(others, [turn % rows], $"Changed {++turn}", cancellationToken),
            async () =>
            {
                (var records, cursor) = await FollowAsync(session, cursor, cancellationToken);
                Require(records, 1);
            },
            () =>
            {
                var now = PlainWorkbook.Read(erp.File);
                Require(now.Zip(before).Count(pair => !pair.First.AsSpan().SequenceEqual(pair.Second)), 1);
                before = now;
                return Task.CompletedTask;
            }));
    }

    private static async Task WritesAsync(WorkbookErp erp, int records, Report report, CancellationToken cancellationToken)
    {
        await using var session = await erp.OpenAsync(cancellationToken);
        var turn = 0;
        report.Seconds(string.Create(CultureInfo.InvariantCulture, $"write-{records}"), await PairAsync(
            () =>
            {
                turn++;
                return Task.CompletedTask;
            },
            () => UpdateAsync(session, Enumerable.Range(0, records), $"Ours {turn}", cancellationToken),
            () =>
            {
                PlainWorkbook.Write(erp.File, Column, Enumerable.Range(0, records).ToDictionary(WorkbookErp.Key, _ => $"Raw {turn}", StringComparer.Ordinal));
                var at = Array.IndexOf(WorkbookErp.Columns, Column);
                Require(PlainWorkbook.Read(erp.File).Count(row => row[at] == $"Raw {turn}"), records);
                return Task.CompletedTask;
            }));
    }

    private static async Task UpdateAsync(IErpSession session, IEnumerable<int> records, string text, CancellationToken cancellationToken)
    {
        var updates = records.Select(record => new ActorUpdate(WorkbookErp.Key(record), null, [new FieldChange(Column, FieldValue.NotRead, FieldValue.Of(text))])).ToList();
        var outcomes = await ((IErpWriter)session).UpdateAsync(ActorType.Customer, new FieldSet([Column]), updates, cancellationToken);
        Require(outcomes.OfType<SaveOutcome.Saved>().Count(saved => saved.Record.Values[0].Text == text), updates.Count);
    }

    private static async Task<(int Records, string? Cursor)> FollowAsync(IErpSession session, string? cursor, CancellationToken cancellationToken)
    {
        var records = 0;
        await foreach (var page in ((IErpChanges)session).ReadChangesAsync(ActorType.Customer, WorkbookErp.Fields, cursor, cancellationToken))
        {
            records += page.Changed.Count;
            cursor = page.Next;
        }

        return (records, cursor);
    }

    private static Task RequireRows(WorkbookErp erp, int rows)
    {
        Require(PlainWorkbook.Read(erp.File).Count - 1, rows);
        return Task.CompletedTask;
    }

    private static async Task<PairedTimes> PairAsync(Func<Task> prepare, Func<Task> ours, Func<Task> raw)
    {
        var times = new PairedTimes();
        while (times.Count < Pairs)
        {
            await prepare();
            await times.AddAsync(ours, raw);
        }

        return times;
    }

    private static void Require(int found, int wanted)
    {
        if (found != wanted)
        {
            throw new IncompleteException($"{wanted} records were to come of the workbook, {found} did.");
        }
    }
}
