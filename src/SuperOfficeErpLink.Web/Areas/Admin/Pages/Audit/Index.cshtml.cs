using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Auditing;
using SuperOfficeErpLink.Web.Csv;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Audit;

/// <summary>"Ændringslog": what administrators changed, who and when, the newest first.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class IndexModel(ErpLinkDbContext database, AuditWords words, AccountTexts texts, TimeProvider time) : PageModel
{
    private const int PageSize = 50;
    private const int FileSize = 1000;

    [BindProperty(SupportsGet = true)]
    public AuditQuery Query { get; set; } = new();

    public IReadOnlyList<AuditRow> Rows { get; private set; } = [];

    /// <summary>Where the next page begins; null: there is none.</summary>
    public long? Next { get; private set; }

    public IReadOnlyDictionary<Guid, string> Connections { get; private set; } = new Dictionary<Guid, string>();

    public IReadOnlyList<string> People { get; private set; } = [];

    /// <summary>By key, in the order of their words.</summary>
    public IReadOnlyList<(string Key, string Words)> Kinds { get; private set; } = [];

    public AuditWords Words => words;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var rows = database.Audit.AsNoTracking();
        var found = await Query.Of(rows, time).Take(PageSize + 1).ToListAsync(cancellationToken);
        Rows = found.Count > PageSize ? found[..PageSize] : found;
        Next = found.Count > PageSize ? Rows[^1].Id : null;
        await NameConnectionsAsync(cancellationToken);
        People = [.. (await rows.Select(row => row.By).Distinct().ToListAsync(cancellationToken)).Order(StringComparer.CurrentCultureIgnoreCase)];
        Kinds =
        [
            .. (await rows.Select(row => row.What).Distinct().ToListAsync(cancellationToken)).Select(kind => (Key: kind, Words: words.What(kind)))
                .OrderBy(kind => kind.Words, StringComparer.CurrentCultureIgnoreCase),
        ];
    }

    /// <summary>All that the filter lets through, not only the page.</summary>
    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancellationToken)
    {
        await NameConnectionsAsync(cancellationToken);
        string[] header = ["At", "By", "What", "Subject", "Connection", "Before", "After"];
        return await CsvFile.WriteAsync(
            Response, $"erp-link-audit-{time.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture)}.csv", [.. header.Select(column => texts[$"Audit.Column.{column}"])],
            LinesAsync(cancellationToken), cancellationToken);
    }

    public string Connection(AuditRow row) => row.ConnectionId is { } id ? Connections.GetValueOrDefault(id, "") : "";

    private async IAsyncEnumerable<IReadOnlyList<string>> LinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Read in parts: a slow reader of the file keeps no query open.
        for (long? before = null; ;)
        {
            var rows = Query.Of(database.Audit.AsNoTracking(), time);
            var part = await (before is { } id ? rows.Where(row => row.Id < id) : rows).Take(FileSize).ToListAsync(cancellationToken);
            foreach (var row in part)
            {
                yield return [words.At(row), row.By, words.What(row.What), words.Subject(row), Connection(row), words.Before(row), words.After(row)];
            }

            if (part.Count < FileSize)
            {
                yield break;
            }

            before = part[^1].Id;
        }
    }

    /// <summary>Those that were deleted, too: the log tells of them.</summary>
    private async Task NameConnectionsAsync(CancellationToken cancellationToken) =>
        Connections = await database.Connections.AsNoTracking().ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken);
}
