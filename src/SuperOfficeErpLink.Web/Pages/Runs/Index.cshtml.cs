using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Runs;

namespace SuperOfficeErpLink.Web.Pages.Runs;

/// <summary>The newest runs of the connections the user may use, and where runs are started from.</summary>
public sealed class IndexModel(RunControl queue, IConnectionStore connections, RunWords words, RunTexts texts) : PageModel
{
    private const int Most = 50;
    private const int MostSelected = 1000;

    public RunList List { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var names = (await connections.ListAsync(cancellationToken)).ToDictionary(connection => connection.Id, connection => connection.Name);
        List = new RunList(await queue.ListAsync(User.ToContext(), Most, cancellationToken), names, words);
    }

    /// <summary>"Sync all now".</summary>
    public async Task<IActionResult> OnPostSyncAllAsync(CancellationToken cancellationToken) =>
        GoTo(await queue.SyncAllAsync(User.ToContext(), cancellationToken), texts["SyncAll.NoConnection"], "/");

    /// <summary>Records picked in a list.</summary>
    public async Task<IActionResult> OnPostSelectedAsync(string card, long[] ids, CancellationToken cancellationToken)
    {
        var type = CardPaths.Parse(card);
        if (type == EntityType.None)
        {
            return NotFound();
        }

        var picked = ids.Distinct().Take(MostSelected).Select(id => new EntityRef(type, id)).ToList();
        return GoTo(
            picked.Count == 0 ? [] : await queue.SyncSelectedAsync(User.ToContext(), picked, cancellationToken),
            picked.Count == 0 ? texts["Selected.PickFirst"] : texts["Selected.None"], $"/{card.ToLowerInvariant()}");
    }

    /// <summary>To the one run, or to all of them.</summary>
    private IActionResult GoTo(IReadOnlyList<QueuedRun> queued, string whenNone, string back)
    {
        if (queued.Count == 0)
        {
            TempData["StatusMessage"] = whenNone;
            return LocalRedirect(Url.Content($"~{back}"));
        }

        if (queued.Any(run => run.Joined))
        {
            TempData["StatusMessage"] = texts["SyncAll.Joined"];
        }

        return queued is [var only] ? RedirectToPage("/Runs/Run", new { id = only.Run.Id }) : RedirectToPage();
    }
}
