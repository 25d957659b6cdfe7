using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>Says what creating a gone actor anew means, and leads to the dialog that creates. Only the draft changes.</summary>
public sealed class RecreateModel(CardHeads heads, ErpTexts texts, MoveTexts moves, ErpTab tab, DraftEditor drafts) : ErpPage(heads)
{
    [FromQuery]
    public Guid Connection { get; set; }

    public TabConnection Block { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        !await LoadAsync(cancellationToken) ? NotFound()
        : Block.Actor is { IsGone: true } ? Page()
        : Go(TabPath, new Notice(NoticeKind.Info, moves["Relink.NotGone", Block.Connection.Name]));

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        // Never during an outage, and never beside an actor that is still there.
        if (Block.Actor is not { IsGone: true })
        {
            return Go(TabPath, new Notice(NoticeKind.Info, moves["Relink.NotGone", Block.Connection.Name]));
        }

        return await drafts.RecreateAsync(Actor, Entity, Connection, cancellationToken) switch
        {
            DraftOutcome.Changed => Go($"{TabPath}/create?connection={Connection}&type={Block.Link!.ActorType}"),
            DraftOutcome.NotLinked => Go(TabPath, new Notice(NoticeKind.Warning, texts["Disconnect.NotLinked"])),
            _ => Go(TabPath, new Notice(NoticeKind.Warning, texts["Save.DraftChanged"])),
        };
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken)
            || (await tab.LoadAsync(Actor, Entity, cancellationToken)).Connections.FirstOrDefault(block => block.Connection.Id == Connection) is not { Link: not null } block)
        {
            return false;
        }

        Block = block;
        return true;
    }
}
