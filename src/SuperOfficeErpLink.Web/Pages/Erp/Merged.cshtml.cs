using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>Two linked CRM records were merged: both actors side by side, and the choice which of them is kept.</summary>
public sealed class MergedModel(CardHeads heads, ErpTexts texts, MoveTexts moves, MergeChooser chooser, ActorReader actors, TabTexts words) : ErpPage(heads)
{
    [FromQuery]
    public Guid Connection { get; set; }

    public MergedLinks Pair { get; private set; } = null!;

    public TabActor Own { get; private set; } = null!;

    public TabActor Merged { get; private set; } = null!;

    public TabTexts Words => words;

    public bool MayChoose => Pair.Connection.RightsOf(Actor).CanConnect;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        if ((await chooser.FindAsync(Actor, Entity, cancellationToken)).FirstOrDefault(pair => pair.Connection.Id == Connection) is not { } found)
        {
            return Go(TabPath, new Notice(NoticeKind.Info, moves["Merged.Nothing"]));
        }

        Pair = found;
        var read = await Task.WhenAll(actors.ReadAsync(found.Connection, found.Own, cancellationToken), actors.ReadAsync(found.Connection, found.Merged, cancellationToken));
        (Own, Merged) = (read[0].Actor!, read[1].Actor!);
        return Page();
    }

    /// <param name="keep">The id of the link whose actor is kept.</param>
    public async Task<IActionResult> OnPostAsync(long own, long merged, long keep, CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (keep == 0)
        {
            return Go($"{TabPath}/merged?connection={Connection}", new Notice(NoticeKind.Warning, moves["Merged.PickFirst"]));
        }

        try
        {
            return await chooser.KeepAsync(Actor, Entity, own, merged, keep, cancellationToken) switch
            {
                KeepResult.Kept kept => Go(TabPath, new Notice(NoticeKind.Success, moves["Merged.Done", kept.Link.ErpKey])),
                KeepResult.Busy busy => Go($"{TabPath}/merged?connection={Connection}", new Notice(NoticeKind.Warning, busy.By is { } by ? texts["Save.BusyBy", by] : texts["Save.Busy"])),
                _ => Go(TabPath, new Notice(NoticeKind.Info, moves["Merged.Nothing"])),
            };
        }
        catch (ConnectorException failure)
        {
            return Go($"{TabPath}/merged?connection={Connection}", new Notice(NoticeKind.Error, moves["Relink.Failed", failure.UserText.In(CultureInfo.CurrentUICulture)]));
        }
    }
}
