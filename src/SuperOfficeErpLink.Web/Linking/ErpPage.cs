using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Web.Cards;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>A record's ERP tab or one of its dialogs: the card's head, who asks, and the words for the next page.</summary>
public abstract class ErpPage(CardHeads heads) : PageModel
{
    private const string NoticesKey = "ErpNotices";

    /// <summary>The kind of record, as the address has it.</summary>
    [FromRoute]
    public string Card { get; set; } = "";

    [FromRoute]
    public long Id { get; set; }

    public CardHead Head { get; private set; } = null!;

    public EntityRef Entity => new(CardPaths.Parse(Card), Id);

    public UserContext Actor => User.ToContext();

    /// <summary>The tab's own address.</summary>
    public string TabPath => $"{CardPaths.Of(Entity)}/erp";

    /// <summary>What the page before had to say.</summary>
    public IReadOnlyList<Notice> Notices { get; private set; } = [];

    /// <summary>False when there is no such record, or the user may use no connection.</summary>
    /// <param name="evenToAdministrator">What the page shows is an administrator's to see whatever connections he may use.</param>
    protected async Task<bool> LoadHeadAsync(CancellationToken cancellationToken, bool evenToAdministrator = false)
    {
        if (await heads.LoadAsync(Entity, CardPlace.Erp, Actor, cancellationToken) is not { } head || !(head.HasErp || (evenToAdministrator && Actor.IsAdministrator)))
        {
            return false;
        }

        Head = head;
        Notices = TempData[NoticesKey] is string json ? JsonSerializer.Deserialize<List<Notice>>(json) ?? [] : [];
        return true;
    }

    /// <summary>On to another page, which shows the notices.</summary>
    protected IActionResult Go(string path, params IReadOnlyList<Notice> notices)
    {
        if (notices.Count > 0)
        {
            TempData[NoticesKey] = JsonSerializer.Serialize(notices);
        }

        return LocalRedirect(Url.Content($"~{path}"));
    }

    protected void Say(params IReadOnlyList<Notice> notices) => Notices = [.. Notices, .. notices];
}
