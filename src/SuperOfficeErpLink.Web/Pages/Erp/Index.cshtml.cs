using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>The ERP tab: view mode, and edit mode with <c>?edit=1</c> or while there is a draft.</summary>
public sealed class IndexModel(
    CardHeads heads, ErpTexts texts, ErpTab tab, TabTexts tabTexts, PersonTexts personTexts, Saving saving, RunControl runs, MergeChooser merges) : ErpPage(heads)
{
    [FromQuery]
    public string? Edit { get; set; }

    public ErpTabView Tab { get; private set; } = null!;

    /// <summary>Links of records that were merged into this one in the CRM.</summary>
    public IReadOnlyList<MergedLinks> Merged { get; private set; } = [];

    public TabTexts Words => tabTexts;

    public PersonTexts Persons => personTexts;

    /// <summary>Why a person cannot be linked anywhere, in view mode: there is no use in clicking Edit.</summary>
    public IEnumerable<Notice> Hindrances => IsEditing || IsLinked || !MayEdit || Tab.Connections.Any(block => block.Parent is null or PersonParent.Linked)
        ? []
        : Tab.Connections.Select(Persons.WhyNot).OfType<Notice>();

    public bool IsEditing => Edit == "1" || Tab.Draft is not null;

    public bool MayEdit => Tab.Connections.Any(block => block.Rights.CanConnect);

    public bool IsLinked => Tab.Connections.Any(block => block.Link is not null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        Tab = await tab.LoadAsync(Actor, Entity, cancellationToken);
        await tabTexts.LoadAsync(Tab, cancellationToken);
        await personTexts.LoadAsync(Tab, cancellationToken);
        Merged = await merges.FindAsync(Actor, Entity, cancellationToken);
        return Page();
    }

    /// <param name="token">Of the draft the page showed.</param>
    public async Task<IActionResult> OnPostSaveAsync(Guid token, CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        var (notices, moved, createAgain) = await saving.SaveAsync(Actor, Entity, token, cancellationToken);
        if (createAgain is { } part)
        {
            CreateErrors.Keep(TempData, Entity, part.ConnectionId, (part as PartResult.Refused)?.Errors ?? []);
            return Go($"{TabPath}/create?connection={part.ConnectionId}&type={part.Creating}", [.. notices]);
        }

        var actor = moved?.Connecting is { } connect ? $"&type={connect.ActorType}&key={Uri.EscapeDataString(connect.ErpKey)}" : "";
        return moved is null ? Go(TabPath, notices) : Go($"{TabPath}/compare?connection={moved.ConnectionId}{actor}", notices);
    }

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken cancellationToken)
    {
        await saving.CancelAsync(Actor, Entity, cancellationToken);
        return Go(TabPath);
    }

    /// <summary>Takes back what was decided for one connection.</summary>
    public async Task<IActionResult> OnPostUndoAsync(Guid connection, CancellationToken cancellationToken)
    {
        var outcome = await saving.UndoAsync(Actor, Entity, connection, cancellationToken);
        return Go($"{TabPath}?edit=1", outcome == DraftOutcome.Changed ? [] : [new Notice(NoticeKind.Warning, texts["Save.DraftChanged"])]);
    }

    public async Task<IActionResult> OnPostSyncAsync(CancellationToken cancellationToken) =>
        await LoadHeadAsync(cancellationToken) ? Go(TabPath, await saving.SyncAsync(Actor, Entity, cancellationToken)) : NotFound();

    /// <summary>The record on screen first, then a run over all that changed.</summary>
    public async Task<IActionResult> OnPostSyncAllAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        await saving.SyncAsync(Actor, Entity, cancellationToken);
        return await runs.SyncAllAsync(Actor, cancellationToken) is [var only] ? Go($"/runs/{only.Run.Id}") : Go("/runs");
    }

    public async Task<IActionResult> OnPostDismissAsync(long change, CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        await saving.DismissAsync(Actor, Entity, change, cancellationToken);
        return Go(TabPath);
    }
}
