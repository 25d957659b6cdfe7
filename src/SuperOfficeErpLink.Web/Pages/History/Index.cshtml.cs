using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Csv;
using SuperOfficeErpLink.Web.History;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.History;

/// <summary>Everything that was written, with filters; and where taking something back is asked for.</summary>
public sealed class IndexModel(HistoryReader history, RunOrders orders, HistoryWords words, HistoryTexts texts, TimeProvider time) : PageModel
{
    /// <summary>In the order people ask for them.</summary>
    private static readonly string[] AllCauses =
    [
        ChangeCauses.OtherSideChanged, ChangeCauses.OwnerReplacedEdit, ChangeCauses.Chosen, ChangeCauses.Created, ChangeCauses.ConflictChosen, ChangeCauses.KeptBoth,
        ChangeCauses.Undone, ChangeCauses.Resynced,
    ];

    [BindProperty(SupportsGet = true)]
    public HistoryQuery Query { get; set; } = new();

    public HistoryView Shown { get; private set; } = null!;

    public IReadOnlyList<HistoryPerson> People { get; private set; } = [];

    public HistoryWords Words => words;

    public HistoryTable Table => new(Shown.Page.Lines, words, User.ToContext(), NamesRecords: true);

    public static IReadOnlyList<string> Causes => AllCauses;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Shown = await history.LoadAsync(User.ToContext(), Query.ToFilter(time), Query.Place, cancellationToken);
        People = await history.ListPeopleAsync(cancellationToken);
        await words.LoadAsync(Shown.Connections, cancellationToken);
        await words.NameAsync(Shown.Page.Lines.Select(line => line.Change.Entity), cancellationToken);
    }

    /// <summary>All that the filter lets through, not only the page.</summary>
    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancellationToken)
    {
        await words.LoadAsync(await history.VisibleAsync(User.ToContext(), cancellationToken), cancellationToken);
        string[] header = ["At", "Connection", "RecordKind", "RecordId", "Record", "Field", "System", "Old", "New", "Why", "Part", "Version", "By", "State"];
        return await CsvFile.WriteAsync(
            Response, $"erp-link-history-{time.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture)}.csv", [.. header.Select(column => texts[$"Column.{column}"])],
            RowsAsync(Query.ToFilter(time), cancellationToken), cancellationToken);
    }

    /// <summary>Puts values back: of one change, its Save, its run, or all of its record since; the run's page shows them first.</summary>
    /// <exception cref="Core.Access.AccessDeniedException">When the user may not link on the connection.</exception>
    public async Task<IActionResult> OnPostUndoAsync(long? change, Guid? save, long? run, long? since, CancellationToken cancellationToken)
    {
        if (new object?[] { change, save, run, since }.Count(given => given is not null) != 1)
        {
            return BadRequest();
        }

        var undo = await orders.UndoAsync(User.ToContext(), new RunSubject.Undo(change, save, run, since), cancellationToken);
        if (undo is not null)
        {
            return RedirectToPage("/Runs/Run", new { id = undo.Id });
        }

        TempData["StatusMessage"] = texts["Undo.Nothing"];
        return RedirectToPage();
    }

    private async IAsyncEnumerable<IReadOnlyList<string>> RowsAsync(HistoryFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var lines in history.ReadAsync(User.ToContext(), filter, cancellationToken))
        {
            await words.NameAsync(lines.Select(line => line.Change.Entity), cancellationToken);
            foreach (var line in lines)
            {
                var change = line.Change;
                yield return
                [
                    words.At(change.At), words.Connection(change.ConnectionId), words.Kind(change.Entity.Type), change.Entity.Key, words.Record(change.Entity), words.Field(change),
                    words.System(change.ConnectionId, change.Side), words.Old(change), words.New(change), words.Cause(change), words.Part(line),
                    change.MappingVersion.ToString(CultureInfo.CurrentCulture), line.By, words.State(change),
                ];
            }
        }
    }
}
