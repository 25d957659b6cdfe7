using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.History;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.History;

/// <summary>Says exactly what taking a link or a disconnect back would do, and does it.</summary>
public sealed class LinkModel(LinkUndo undo, HistoryWords words, HistoryTexts texts) : PageModel
{
    [FromRoute]
    public long Id { get; set; }

    public LinkUndoView Shown { get; private set; } = null!;

    public HistoryWords Words => words;

    public Notice? Notice { get; private set; }

    public string RecordPath => $"~{CardPaths.Of(Shown.Line.Event.Entity)}/erp";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await undo.FindAsync(User.ToContext(), Id, cancellationToken) is not { } shown)
        {
            return NotFound();
        }

        Shown = shown;
        await words.LoadAsync([shown.Connection], cancellationToken);
        return Page();
    }

    /// <param name="seen">Of what the page showed.</param>
    /// <exception cref="Core.Access.AccessDeniedException">When the user may not link on the connection.</exception>
    public async Task<IActionResult> OnPostAsync(string? seen, CancellationToken cancellationToken)
    {
        if (await OnGetAsync(cancellationToken) is not PageResult)
        {
            return NotFound();
        }

        switch (await undo.ApplyAsync(User.ToContext(), Id, seen ?? "", cancellationToken))
        {
            case LinkUndoOutcome.Done:
                TempData["StatusMessage"] = texts[Shown.Disconnects ? "LinkUndo.Disconnected" : "LinkUndo.LinkedAgain"];
                return LocalRedirect(Url.Content(RecordPath));
            case LinkUndoOutcome.Busy busy:
                Notice = new Notice(NoticeKind.Warning, busy.By is { } name ? texts["LinkUndo.BusyBy", name] : texts["LinkUndo.Busy"]);
                break;
            default:
                Notice = new Notice(NoticeKind.Warning, texts["LinkUndo.Changed"]);
                break;
        }

        return await OnGetAsync(cancellationToken);
    }

    public string Why(LinkUndoHindrance hindrance) => hindrance switch
    {
        LinkUndoHindrance.LinkGone => texts["Hindrance.LinkGone"],
        LinkUndoHindrance.LinkedAgain linked => texts["Hindrance.LinkedAgain", Shown.Connection.Name, linked.ErpKey],
        LinkUndoHindrance.ActorTaken taken => texts["Hindrance.ActorTaken", taken.HolderName ?? words.Record(taken.Holder)],
        LinkUndoHindrance.CompanyNotLinked => texts["Hindrance.CompanyNotLinked", Shown.Connection.Name],
        LinkUndoHindrance.RecordGone => texts["Hindrance.RecordGone", words.CrmName],
        _ => texts["Hindrance.NotOffered"],
    };
}
