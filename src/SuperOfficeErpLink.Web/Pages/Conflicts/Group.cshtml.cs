using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Conflicts;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Issues;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Conflicts;

/// <summary>A group of conflicts: both values side by side, to be chosen row by row or all at once; and rules that would settle them.</summary>
public sealed class GroupModel(ConflictList conflicts, ConflictRules rules, RunOrders orders, ICrm crm, ConflictWords words, IssueTexts texts, TimeProvider time) : PageModel
{
    [FromQuery]
    public Guid Connection { get; set; }

    [FromQuery]
    public string? Type { get; set; }

    [FromQuery]
    public string? Pair { get; set; }

    [FromQuery]
    public string? Difference { get; set; }

    [FromQuery]
    public string? Mine { get; set; }

    [FromQuery]
    public long After { get; set; }

    public bool IsMine => Mine == "1";

    public ConflictPage Shown { get; private set; } = null!;

    public IReadOnlyDictionary<long, string> Names { get; private set; } = new Dictionary<long, string>();

    /// <summary>The user may make a rule.</summary>
    public bool MayRule => User.ToContext().IsAdministrator && Shown.Rule is not null && Shown.Lines.Count > 0;

    /// <summary>Null: not asked for. Trying them reads very many conflicts.</summary>
    public IReadOnlyList<RuleOffer>? Rules { get; private set; }

    /// <summary>The user may link on the connection, and so decide.</summary>
    public bool MayDecide { get; private set; }

    public ConflictWords Words => words;

    public Notice? Notice { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    /// <summary>The page with the rules there are, and how much each would settle.</summary>
    public async Task<IActionResult> OnGetRulesAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        Rules = MayRule ? await rules.OfferAsync(User.ToContext(), Shown.Group, cancellationToken) : null;
        return Page();
    }

    /// <summary>What was chosen row by row; rows left open are not touched.</summary>
    /// <param name="shown">When the page was made, in milliseconds: an address of which another field changed later is left alone.</param>
    public async Task<IActionResult> OnPostRowsAsync(IReadOnlyList<RowInput> rows, long shown, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        var chosen = rows.Select(row => (row, Choice: CompareView.ParseChoice(row.Value))).Where(one => one.Choice is not null && one.row.Seen is not null)
            .Select(one => new ConflictChoice(one.row.Link, Shown.Group.Pair, one.Choice!.Value, one.row.Seen!)).ToList();
        if (chosen.Count == 0)
        {
            Notice = new Notice(NoticeKind.Warning, texts["Conflicts.PickFirst"]);
            return Page();
        }

        return GoTo(await orders.ChooseAsync(
            User.ToContext(), Connection, chosen, cancellationToken, IsPast(shown) ? DateTimeOffset.FromUnixTimeMilliseconds(shown) : null));
    }

    private bool IsPast(long milliseconds) => milliseconds > 0 && milliseconds <= time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <param name="shown">When the page was made, in milliseconds: what changed later is left alone.</param>
    public async Task<IActionResult> OnPostAllAsync(string? value, long shown, CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) && CompareView.ParseChoice(value) is { } choice && IsPast(shown)
            ? GoTo(await orders.ChooseAsync(User.ToContext(), Shown.Group, choice, DateTimeOffset.FromUnixTimeMilliseconds(shown), cancellationToken))
            : NotFound();

    /// <param name="version">The configuration the page was made under.</param>
    public async Task<IActionResult> OnPostRuleAsync(OnConflict? policy, Normaliser? normaliser, int version, CancellationToken cancellationToken)
    {
        if (!User.ToContext().IsAdministrator || !await LoadAsync(cancellationToken) || (policy is null) == (normaliser is null))
        {
            return NotFound();
        }

        if (await rules.PublishAsync(User.ToContext(), Shown.Group, new NewRule(policy, normaliser), version, cancellationToken))
        {
            TempData["StatusMessage"] = texts["Rule.Published"];
            return RedirectToPage("/Conflicts/Index");
        }

        Notice = new Notice(NoticeKind.Warning, texts["Rule.Changed"]);
        return Page();
    }

    public string NameOf(ConflictLine line) => Names.GetValueOrDefault(line.Of.Entity.Id, line.Of.Entity.Key);

    private RedirectResult GoTo(Run run) => Redirect(Url.Content($"~/runs/{run.Id}"));

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var user = User.ToContext();
        if (ConflictPaths.Parse(Connection, Type, Pair, Difference) is not { } group
            || await conflicts.LoadAsync(user, group, IsMine, Math.Max(After, 0), cancellationToken) is not { } shown)
        {
            return false;
        }

        Shown = shown;
        MayDecide = RunOrders.MayOrder(shown.Connection, user);
        await words.LoadAsync([group], cancellationToken);
        if (shown.Rule is { } rule)
        {
            await words.LoadAsync(shown.Connection, rule, cancellationToken);
        }

        Names = await crm.GetNamesAsync(EntityTypes.For(group.Type), [.. shown.Lines.Select(line => line.Of.Entity.Id)], cancellationToken);
        return true;
    }

    /// <param name="Seen">Stands for the values the row showed.</param>
    public sealed record RowInput(long Link, string? Seen, string? Value);
}
