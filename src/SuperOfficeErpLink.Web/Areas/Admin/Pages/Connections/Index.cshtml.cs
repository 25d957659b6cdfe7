using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Connections;

/// <summary>All ERP connections in their order with how they fare, deleted ones on demand, and automatic sync for all of them.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class IndexModel(
    IConnectionStore connections, IConnectionEditStore edits, ConnectionEditor editor, ErpSessions sessions, IAutomaticSyncStore automatic, ErpLinkDbContext database,
    RunTexts runs, ConnectionTexts texts, TimeProvider time) : PageModel
{
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    /// <summary>Null: not asked for.</summary>
    public IReadOnlyList<ConnectionDetails>? Deleted { get; private set; }

    public bool IsAutomatic { get; private set; }

    public async Task OnGetAsync(bool deleted, CancellationToken cancellationToken)
    {
        var names = sessions.Connectors.ToDictionary(info => info.Id, info => info.Name, StringComparer.Ordinal);
        var rows = new List<Row>();
        foreach (var details in await edits.ListAsync(deleted: false, cancellationToken))
        {
            var id = details.Connection.Id;
            var last = await database.Runs.AsNoTracking().Where(run => run.ConnectionId == id).OrderByDescending(run => run.Id)
                .Select(run => new LastRun(run.Id, run.State, run.Ended ?? run.Started ?? run.Queued)).FirstOrDefaultAsync(cancellationToken);
            rows.Add(new Row(details, names.GetValueOrDefault(details.Connection.ConnectorId), await connections.GetHealthAsync(id, cancellationToken), last));
        }

        Rows = rows;
        Deleted = deleted ? await edits.ListAsync(deleted: true, cancellationToken) : null;
        IsAutomatic = (await automatic.GetAsync(cancellationToken)).IsOn;
    }

    public async Task<IActionResult> OnPostAutomaticAsync(bool on, CancellationToken cancellationToken)
    {
        await automatic.SetAsync(on, User.DisplayName(), time.GetUtcNow(), cancellationToken);
        TempData["StatusMessage"] = texts[on ? "Automatic.TurnedOn" : "Automatic.TurnedOff"];
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostMoveAsync(Guid id, bool up, CancellationToken cancellationToken)
    {
        await editor.MoveAsync(User.ToContext(), id, up, cancellationToken);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostRestoreAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await editor.RestoreAsync(User.ToContext(), id, cancellationToken))
        {
            return NotFound();
        }

        TempData["StatusMessage"] = texts["Delete.Restored"];
        return Redirect(Url.Content($"~/admin/connections/{id}"));
    }

    public string Say(LastRun run) => $"{runs[$"State.{run.State}"]} · {At(run.At)}";

    public string At(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("g", CultureInfo.CurrentCulture);

    public sealed record LastRun(long Id, Core.Runs.RunState State, DateTimeOffset At);

    /// <param name="Connector">Null: this installation does not have it.</param>
    public sealed record Row(ConnectionDetails Details, LocalText? Connector, ConnectionHealth Health, LastRun? Last)
    {
        public Connection Connection => Details.Connection;
    }
}
