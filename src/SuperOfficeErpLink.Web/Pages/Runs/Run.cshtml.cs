using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Runs;

namespace SuperOfficeErpLink.Web.Pages.Runs;

/// <summary>One run, live: how far it is, what it changed and what it could not do; and where it is stopped or let go on.</summary>
public sealed class RunModel(RunControl queue, IConnectionStore connections, RunDetails details, RunWords words, RunTexts texts) : PageModel
{
    private const int Few = 10;

    [FromRoute]
    public long Id { get; set; }

    public Run Run { get; private set; } = null!;

    public Connection Connection { get; private set; } = null!;

    public RunDetails Details => details;

    public RunWords Words => words;

    /// <summary>The user may stop it.</summary>
    public bool MayDecide { get; private set; }

    public bool MayRelease => MayDecide && (User.ToContext().IsAdministrator || !Run.Kind.NeedsAdministrator());

    public bool IsOpen => !Run.State.IsEnded();

    /// <summary>It changes by itself: the page looks again.</summary>
    public bool IsMoving => IsOpen && Run.State != RunState.Braked;

    public Notice? Notice { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        await details.LoadAsync(Run, Connection, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        await queue.CancelAsync(User.ToContext(), Id, cancellationToken);
        return RedirectToPage(new { Id });
    }

    public Task<IActionResult> OnPostGoOnAsync(CancellationToken cancellationToken) => ReleaseAsync(null, cancellationToken);

    public Task<IActionResult> OnPostFirstTenAsync(CancellationToken cancellationToken) => ReleaseAsync(Few, cancellationToken);

    private async Task<IActionResult> ReleaseAsync(int? first, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (await queue.ReleaseBrakeAsync(User.ToContext(), Id, first, cancellationToken))
        {
            return RedirectToPage(new { Id });
        }

        Notice = new Notice(NoticeKind.Warning, texts["Brake.AlreadyDecided"]);
        return await OnGetAsync(cancellationToken);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queue.FindAsync(User.ToContext(), Id, cancellationToken) is not { } run
            || await connections.FindAsync(run.ConnectionId, cancellationToken) is not { } connection)
        {
            return false;
        }

        (Run, Connection) = (run, connection);
        MayDecide = User.ToContext().IsAdministrator || connection.RightsOf(User.ToContext()).CanConnect;
        return true;
    }
}
