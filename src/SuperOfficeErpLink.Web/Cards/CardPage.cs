using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Cards;

/// <summary>A record's own card: view mode, and with <c>?edit=1</c> edit mode of the whole card.</summary>
public abstract class CardPage<TRow>(CrmTable<TRow> table, EntityType type, CardForms forms, CardHeads heads, CrmTexts crm) : PageModel
    where TRow : CrmRow
{
    [FromRoute]
    public long Id { get; set; }

    [FromQuery]
    public string? Edit { get; set; }

    [BindProperty]
    public CardInput Input { get; set; } = new();

    public CardHead Head { get; private set; } = null!;

    public CardView Card { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await PageAsync(await forms.ShowAsync(table, Id, Edit == "1", cancellationToken), cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await HeadAsync(cancellationToken) is null)
        {
            return NotFound();
        }

        if (await forms.SaveAsync(table, Id, Input, User.DisplayName(), cancellationToken) is { } again)
        {
            return await PageAsync(again, cancellationToken);
        }

        TempData["StatusMessage"] = crm["Edit.Saved"];
        return LocalRedirect(Url.Content($"~{Request.Path}"));
    }

    private Task<CardHead?> HeadAsync(CancellationToken cancellationToken) =>
        heads.LoadAsync(new EntityRef(type, Id), CardPlace.Card, User.ToContext(), cancellationToken);

    private async Task<IActionResult> PageAsync(CardView? card, CancellationToken cancellationToken)
    {
        if (card is null || await HeadAsync(cancellationToken) is not { } head)
        {
            return NotFound();
        }

        (Card, Head) = (card, head);
        return Page();
    }
}
