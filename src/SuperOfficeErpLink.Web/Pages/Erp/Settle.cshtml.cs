using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>The dialog in which a person says what became of an actor whose creation nobody answered for.</summary>
public sealed class SettleModel(
    CardHeads heads, ErpTexts texts, CreateSettler settler, ActorSearch search, ValueTexts values, SaveNotices notices, ActorTexts words) : ActorSearchPage(heads)
{
    public UnsettledCreate Unsettled { get; private set; } = null!;

    protected override string Proposed => Unsettled.Create.ActorName;

    public string SentAt => Unsettled.Operation.SentAt is { } at ? values.Show(at) : "";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        try
        {
            if (await settler.FindAsync(Actor, Entity, Connection, cancellationToken) is not { } unsettled)
            {
                return Go(TabPath, new Notice(NoticeKind.Info, texts["Settle.NothingOpen"]));
            }

            Unsettled = unsettled;
            Found = await search.SearchAsync(
                Actor, new ActorQuery(Entity, Connection, unsettled.Create.ActorType, SearchText, PageToken), cancellationToken);
        }
        catch (ConnectorException failure)
        {
            Say(new Notice(NoticeKind.Error, texts["Search.Failed", failure.UserText.In(CultureInfo.CurrentUICulture)]));
        }

        return Unsettled is null ? Go(TabPath, [.. Notices]) : Page();
    }

    public async Task<IActionResult> OnPostThisAsync(string? key, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(key)
            ? Go($"{TabPath}/settle?connection={Connection}", new Notice(NoticeKind.Warning, texts["Search.PickFirst"]))
            : await SettleAsync(unsettled => settler.ThisOneAsync(Actor, unsettled, key, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostNotCreatedAsync(CancellationToken cancellationToken) =>
        SettleAsync(unsettled => settler.NotCreatedAsync(Actor, unsettled, cancellationToken), cancellationToken);

    public ActorTexts Words => words;

    private async Task<IActionResult> SettleAsync(Func<UnsettledCreate, Task<SettleResult>> settle, CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        try
        {
            return await settler.FindAsync(Actor, Entity, Connection, cancellationToken) is { } unsettled
                ? Said(await settle(unsettled))
                : Said(new SettleResult.NothingOpen());
        }
        catch (ConnectorException failure)
        {
            return Again(new Notice(NoticeKind.Error, texts["Settle.Failed", failure.UserText.In(CultureInfo.CurrentUICulture)]));
        }
    }

    private IActionResult Said(SettleResult result) => result switch
    {
        SettleResult.Settled settled => Go(TabPath, [.. notices.Of(new SaveResult.Done([settled.Part]))]),
        SettleResult.TooEarly early => Again(new Notice(NoticeKind.Warning, texts["Settle.TooEarly", values.Show(early.Until)])),
        SettleResult.NoSuchActor => Again(new Notice(NoticeKind.Warning, texts["Settle.NoSuchActor"])),
        SettleResult.Busy busy => Again([.. notices.Of(new SaveResult.Busy(busy.By))]),
        _ => Go(TabPath, new Notice(NoticeKind.Info, texts["Settle.NothingOpen"])),
    };

    private IActionResult Again(params Notice[] said) => Go($"{TabPath}/settle?connection={Connection}", said);
}
