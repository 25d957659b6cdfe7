using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>Asks before a link is given up, and says what it means. Only the draft changes.</summary>
public sealed class DisconnectModel(
    CardHeads heads, ErpTexts texts, ErpTab tab, TabTexts words, DraftEditor drafts, ICrm records) : ErpPage(heads)
{
    [FromQuery]
    public Guid Connection { get; set; }

    public TabConnection Block { get; private set; } = null!;

    public TabTexts Words => words;

    /// <summary>Names of the persons whose links go with it; a record without a name is a deleted one.</summary>
    public IReadOnlyList<string> Persons { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken)
            || (await tab.LoadAsync(Actor, Entity, cancellationToken)).Connections.FirstOrDefault(block => block.Connection.Id == Connection) is not { Link: not null } block)
        {
            return NotFound();
        }

        Block = block;
        var names = await records.GetNamesAsync(EntityType.Person, [.. block.Children.Select(child => child.Id)], cancellationToken);
        Persons = [.. block.Children.Select(child => names.GetValueOrDefault(child.Id) ?? texts["Save.DeletedHolder"]).Order(StringComparer.CurrentCulture)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        return await drafts.DisconnectAsync(Actor, Entity, Connection, cancellationToken) switch
        {
            DraftOutcome.Changed => Go($"{TabPath}?edit=1"),
            DraftOutcome.NotLinked => Go($"{TabPath}?edit=1", new Notice(NoticeKind.Warning, texts["Disconnect.NotLinked"])),
            _ => Go($"{TabPath}?edit=1", new Notice(NoticeKind.Warning, texts["Save.DraftChanged"])),
        };
    }
}
