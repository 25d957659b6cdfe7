using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Runs;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Runs;

/// <summary>Automatic sync on and off, sweeps by hand, and all runs.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class IndexModel(RunControl queue, IConnectionStore connections, RunWords words, RunTexts texts, TimeProvider time) : PageModel
{
    private const int Most = 100;

    public IReadOnlyList<Connection> Connections { get; private set; } = [];

    public RunList List { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Connections = await connections.ListAsync(cancellationToken);
        List = new RunList(
            await queue.ListAsync(User.ToContext(), Most, cancellationToken), Connections.ToDictionary(connection => connection.Id, connection => connection.Name), words);
    }

    public async Task<IActionResult> OnPostAutomaticAsync(Guid connection, bool on, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(connection, cancellationToken) is null)
        {
            return NotFound();
        }

        await connections.SetAutomaticSyncAsync(connection, on, User.DisplayName(), time.GetUtcNow(), cancellationToken);
        return RedirectToPage();
    }

    public Task<IActionResult> OnPostChangesAsync(Guid connection, CancellationToken cancellationToken) => StartAsync(connection, RunKind.Changes, cancellationToken);

    public Task<IActionResult> OnPostEverythingAsync(Guid connection, CancellationToken cancellationToken) => StartAsync(connection, RunKind.Everything, cancellationToken);

    private async Task<IActionResult> StartAsync(Guid connection, RunKind kind, CancellationToken cancellationToken)
    {
        if (await queue.SweepAsync(User.ToContext(), connection, kind, cancellationToken) is not { } queued)
        {
            TempData["StatusMessage"] = texts["Admin.Inactive"];
            return RedirectToPage();
        }

        return LocalRedirect(Url.Content($"~/runs/{queued.Run.Id}"));
    }
}
