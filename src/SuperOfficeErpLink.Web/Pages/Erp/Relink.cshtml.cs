using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Moves;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>The dialog that finds a gone actor under its new key, shows both side by side, and links it again. Nothing is written to either system.</summary>
public sealed class RelinkModel(CardHeads heads, ErpTexts texts, MoveTexts moves, ErpTab tab, Relinker relinker, ActorSearch search, ActorTexts words, MoveWords moveWords)
    : ActorSearchPage(heads)
{
    /// <summary>The new key, typed.</summary>
    [FromQuery]
    public string? Typed { get; set; }

    /// <summary>The new key, picked.</summary>
    [FromQuery]
    public string? Key { get; set; }

    public TabConnection Block { get; private set; } = null!;

    /// <summary>What to confirm; null while a key is looked for.</summary>
    public RelinkCandidate? Candidate { get; private set; }

    public ActorTexts Words => words;

    public MoveWords Moves => moveWords;

    public string OldName => Block.Actor?.Name ?? Block.Link!.ErpKey;

    protected override string Proposed => OldName;

    private string OwnPath => $"{TabPath}/relink?connection={Connection}";

    private string? Wanted => Typed?.Trim() is { Length: > 0 } typed ? typed : Key is { Length: > 0 } ? Key : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken)
            || (await tab.LoadAsync(Actor, Entity, cancellationToken)).Connections.FirstOrDefault(block => block.Connection.Id == Connection) is not { Link: { } link } block)
        {
            return NotFound();
        }

        Block = block;
        try
        {
            if (Wanted is { } key)
            {
                switch (await relinker.LookAsync(Actor, Entity, Connection, key, cancellationToken))
                {
                    case RelinkResult.Ready ready:
                        Candidate = ready.Candidate;
                        await moveWords.LoadAsync(ready.Candidate, cancellationToken);
                        return Page();
                    case RelinkResult.NotGone or RelinkResult.NotLinked:
                        return Go(TabPath, new Notice(NoticeKind.Info, moves["Relink.NotGone", block.Connection.Name]));
                    case var hindrance:
                        Say(moveWords.Of(hindrance, key, block.Connection.Name));
                        break;
                }
            }

            Found = await search.SearchAsync(Actor, new ActorQuery(Entity, Connection, link.ActorType, SearchText, PageToken), cancellationToken);
        }
        catch (ConnectorException failure)
        {
            Say(new Notice(NoticeKind.Error, texts["Search.Failed", failure.UserText.In(CultureInfo.CurrentUICulture)]));
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken) || Wanted is not { } key)
        {
            return NotFound();
        }

        try
        {
            return await relinker.RelinkAsync(Actor, Entity, Connection, key, cancellationToken) switch
            {
                RelinkResult.Relinked relinked => Go(TabPath, new Notice(NoticeKind.Success, moves["Relink.Done", relinked.Candidate.Name, relinked.Candidate.Key])),
                RelinkResult.NotGone or RelinkResult.NotLinked => Go(TabPath, new Notice(NoticeKind.Info, moves["Relink.NotGoneHere"])),
                var hindrance => Go(OwnPath, moveWords.Of(hindrance, key, "ERP")),
            };
        }
        catch (ConnectorException failure)
        {
            return Go(OwnPath, new Notice(NoticeKind.Error, moves["Relink.Failed", failure.UserText.In(CultureInfo.CurrentUICulture)]));
        }
    }
}
