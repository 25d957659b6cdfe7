using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>The dialog that prepares a new actor. Only the draft changes.</summary>
public sealed class CreateModel(
    CardHeads heads, ErpTexts texts, Creator creator, DraftEditor drafts, ActorSearch search, CreateTexts words) : ErpPage(heads)
{
    [FromQuery]
    public Guid Connection { get; set; }

    [FromQuery]
    public ActorType Type { get; set; }

    /// <summary>Stands for the CRM's values as the form was shown.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    /// <summary>As typed, by ERP field key.</summary>
    [BindProperty]
    public Dictionary<string, string?> Value { get; set; } = [];

    /// <summary>Null while a system does not answer, or where nothing can be created.</summary>
    public CreateView? View { get; private set; }

    /// <summary>Actors that it may be already; null when there are none.</summary>
    public FoundActors? Likely { get; private set; }

    public CreateTexts Words => words;

    public string BackPath => $"{TabPath}?edit=1";

    public string TypeName => texts[$"Type.{Type}"];

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => AnswerAsync(isPost: false, cancellationToken);

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => AnswerAsync(isPost: true, cancellationToken);

    public string Reasons(FoundActor actor) =>
        actor.Match is { } match ? string.Join(", ", match.Reasons.Select(reason => texts[$"Reason.{reason.Kind}", reason.Percent])) : "";

    public string ComparePath(FoundActor actor) => $"{TabPath}/compare?connection={Connection}&type={Type}&key={Uri.EscapeDataString(actor.Key)}";

    private async Task<IActionResult> AnswerAsync(bool isPost, CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        try
        {
            var refused = CreateErrors.Look(TempData, Entity, Connection);
            if (await creator.LoadAsync(Actor, Entity, Connection, Type, [.. refused.Keys], cancellationToken) is not { } form)
            {
                return NotFound();
            }

            if (form.Obstacle != CreateObstacle.None)
            {
                Say(new Notice(NoticeKind.Warning, texts[$"Create.{form.Obstacle}", form.Connection.Name]));
                return Page();
            }

            await words.LoadAsync(form, cancellationToken);
            return isPost ? await DecideAsync(form, cancellationToken) : await ShowAsync(form, row => TypedBefore(form, row), refused, cancellationToken);
        }
        catch (ConnectorException failure)
        {
            Say(new Notice(NoticeKind.Error, texts["Create.Failed", failure.UserText.In(CultureInfo.CurrentUICulture)]));
            return Page();
        }
    }

    private async Task<IActionResult> DecideAsync(CreateForm form, CancellationToken cancellationToken)
    {
        var answer = form.Answer(info => words.Read(info, Value.GetValueOrDefault(info.Key)), Guid.NewGuid());
        var mistakes = words.Mistakes(form.Rows, answer.Mistakes);
        var hasMoved = !string.Equals(Seen, form.Stamp, StringComparison.Ordinal);
        if (hasMoved || mistakes.Count > 0)
        {
            Say(new Notice(NoticeKind.Warning, hasMoved ? texts["Create.ChangedMeanwhile"] : texts["Create.Mistakes"]));
            return await ShowAsync(form, row => Value.GetValueOrDefault(row.Info.Key) ?? "", mistakes, cancellationToken);
        }

        var outcome = await drafts.CreateAsync(Actor, Entity, Connection, answer.Draft, cancellationToken);
        if (outcome == DraftOutcome.Changed)
        {
            CreateErrors.Forget(TempData, Entity, Connection);
            return Go(BackPath);
        }

        return Go(BackPath, new Notice(
            NoticeKind.Warning, outcome == DraftOutcome.AlreadyLinked ? texts["Compare.AlreadyLinked", form.Connection.Name] : texts["Save.DraftChanged"]));
    }

    private async Task<PageResult> ShowAsync(
        CreateForm form, Func<CreateRow, string> typed, IReadOnlyDictionary<string, string> errors, CancellationToken cancellationToken)
    {
        var found = await search.SearchAsync(Actor, new ActorQuery(Entity, Connection, Type, null, null), cancellationToken);
        View = words.View(form, typed, errors);
        Likely = found is { Suggestions.Count: > 0 } ? found : null;
        return Page();
    }

    /// <summary>What the draft says, unless the CRM's value of the field has changed since.</summary>
    private string TypedBefore(CreateForm form, CreateRow row)
    {
        var before = form.Before?.Values.FirstOrDefault(value => value.IsTyped && value.Pair.Erp == row.Info.Key);
        var hasMoved = row.CrmInfo is not null && form.Before?.Seen.FirstOrDefault(seen => seen.Pair == row.Pair)?.Text != row.Crm.Text;
        return words.Edit(row.Info, before is null || hasMoved ? row.Proposed : before.Text);
    }
}
