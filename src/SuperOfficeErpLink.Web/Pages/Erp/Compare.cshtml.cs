using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>The dialog in which a user says which values are right. Only the draft changes.</summary>
public sealed class CompareModel(
    CardHeads heads, ErpTexts texts, Comparer comparer, DraftEditor drafts, CompareTexts words, CreateTexts fields) : ErpPage(heads)
{
    [FromQuery]
    public Guid Connection { get; set; }

    [FromQuery]
    public ActorType Type { get; set; }

    /// <summary>Null: the actor the company is linked to, or the one picked in the draft.</summary>
    [FromQuery]
    public string? Key { get; set; }

    /// <summary>crm or erp: all preselected on that side.</summary>
    [FromQuery]
    public string? All { get; set; }

    /// <summary>The dialog the actor was picked in: find, else the simple search.</summary>
    [FromQuery]
    public string? From { get; set; }

    /// <summary>Stands for the values the user chose between.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    [BindProperty]
    public List<ChoiceInput> Choices { get; set; } = [];

    /// <summary>What was typed in fields that are asked for, by field key.</summary>
    [BindProperty]
    public Dictionary<string, string?> Value { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What stood in them before.</summary>
    [BindProperty]
    public Dictionary<string, string?> Fresh { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Null while a system does not answer.</summary>
    public CompareView? View { get; private set; }

    public AskedView Asked { get; private set; } = AskedView.None;

    public CompareTexts Words => words;

    public string BackPath => $"{TabPath}?edit=1";

    /// <summary>The search found nothing: without script its one button leads here, whatever is ticked.</summary>
    [FromQuery]
    public string? NoMatch { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        NoMatch == "1" ? Go($"{TabPath}/create?connection={Connection}&type={Type}") : await ShowAsync(null, cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        var chosen = ChoiceInput.Chosen(Choices);
        try
        {
            if (await comparer.CompareAsync(Actor, Request(), cancellationToken) is not { } comparison)
            {
                return NotFound();
            }

            if (!string.Equals(Seen, comparison.Seen, StringComparison.Ordinal))
            {
                Say(new Notice(NoticeKind.Warning, texts["Compare.ChangedMeanwhile"]));
                return await ShowAsync(comparison, chosen, cancellationToken);
            }

            var asked = AskedValues.Answer(comparison.Asked, row => fields.Entered(row, Value));
            if (asked.Mistakes.Count > 0)
            {
                Say(new Notice(NoticeKind.Warning, texts["Create.Mistakes"]));
                return await ShowAsync(comparison, chosen, cancellationToken, asked);
            }

            return await DecideAsync(comparison, comparison.ToConnect(chosen, asked.Values), cancellationToken);
        }
        catch (ConnectorException failure)
        {
            return Failed(failure);
        }
    }

    private async Task<IActionResult> DecideAsync(ActorComparison comparison, DraftConnect connect, CancellationToken cancellationToken)
    {
        var outcome = comparison.Link is { } link
            ? await drafts.CompareAsync(Actor, Entity, Connection, link.AsSeen(), connect.Choices, cancellationToken)
            : await drafts.ConnectAsync(Actor, Entity, Connection, connect, cancellationToken);
        return outcome switch
        {
            DraftOutcome.Changed => Go(BackPath),
            DraftOutcome.AlreadyLinked => Go(BackPath, new Notice(NoticeKind.Warning, texts["Compare.AlreadyLinked", comparison.Connection.Name])),
            // The tab itself says what is the matter with the company.
            DraftOutcome.CompanyNotLinked => Go(BackPath),
            DraftOutcome.NotLinked => Go(BackPath, new Notice(NoticeKind.Warning, texts["Disconnect.NotLinked"])),
            _ => Go(BackPath, new Notice(NoticeKind.Warning, texts["Save.DraftChanged"])),
        };
    }

    private async Task<IActionResult> ShowAsync(IReadOnlyDictionary<FieldPair, Choice>? chosen, CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (Request().ErpKey is { Length: 0 })
        {
            return PickFirst();
        }

        try
        {
            return await comparer.CompareAsync(Actor, Request(), cancellationToken) is { } comparison
                ? await ShowAsync(comparison, chosen, cancellationToken)
                // The search dialog was sent without a row picked: without script nothing holds its button back.
                : Key is null && Type != ActorType.None ? PickFirst() : NotFound();
        }
        catch (ConnectorException failure)
        {
            return Failed(failure);
        }
    }

    private IActionResult PickFirst() =>
        Go($"{TabPath}/{(From == "find" ? "find" : "connect")}?connection={Connection}&type={Type}", new Notice(NoticeKind.Warning, texts["Search.PickFirst"]));

    private async Task<IActionResult> ShowAsync(
        ActorComparison comparison, IReadOnlyDictionary<FieldPair, Choice>? chosen, CancellationToken cancellationToken, AskedAnswer? answer = null)
    {
        await words.LoadAsync(comparison, cancellationToken);
        var rows = comparison.Asked.Select(row => row.Row).ToList();
        await fields.LoadAsync(comparison.Connection, rows, cancellationToken);
        Asked = fields.Asked(
            comparison.Asked, new AskedInput(Value, Fresh), fields.Mistakes(rows, answer?.Mistakes ?? new Dictionary<string, CannotHold>()));
        View = new CompareView(comparison, comparison.Seen, CompareView.ParseChoice(All), chosen ?? new Dictionary<FieldPair, Choice>());
        return Page();
    }

    private PageResult Failed(ConnectorException failure)
    {
        Say(new Notice(NoticeKind.Error, texts["Compare.Failed", failure.UserText.In(CultureInfo.CurrentUICulture)]));
        return Page();
    }

    private new CompareRequest Request() => new(Entity, Connection, Type, HttpContext.Request.Query.ContainsKey("key") ? Key ?? "" : null);
}
