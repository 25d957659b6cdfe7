using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>A company's persons beside those of its actor: which are the same, saved in one go.</summary>
public sealed class PersonsModel(
    CardHeads heads, ErpTexts texts, PairingReader reader, PersonPairing pairing, PairingTexts pairingTexts, CompareTexts compareTexts) : ErpPage(heads)
{
    [FromQuery]
    public Guid Connection { get; set; }

    /// <summary>How many of the company's persons the page passes over.</summary>
    [FromQuery]
    public int From { get; set; }

    [BindProperty]
    public List<PairInput> Pairs { get; set; } = [];

    /// <summary>Null while a system does not answer.</summary>
    public PairingView? View { get; private set; }

    public IReadOnlyList<PairView> Rows { get; private set; } = [];

    /// <summary>What was saved, when the page is the answer to a Save.</summary>
    public IReadOnlyList<PairResult> Saved { get; private set; } = [];

    public PairingTexts Words => pairingTexts;

    public CompareTexts CompareWords => compareTexts;

    /// <summary>Actors that no shown person is to be linked to.</summary>
    public IReadOnlyList<FreeActor> OnlyErp => [.. View!.Free.Where(actor => Rows.All(row => row.Row.ErpKey != actor.Key))];

    public string PathFrom(int from) => $"{HttpContext.Request.Path}?connection={Connection}&from={from}";

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(Reasons.None, cancellationToken);

    /// <summary>Shows what the choices made so far would write.</summary>
    public Task<IActionResult> OnPostShowAsync(CancellationToken cancellationToken) => ShowAsync(Reasons.None, cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var chosen = Pairs.Where(pair => pair.ErpKey.Length > 0).DistinctBy(pair => pair.Person).ToList();
        var twice = chosen.GroupBy(pair => pair.ErpKey, StringComparer.Ordinal).Where(same => same.Count() > 1).SelectMany(same => same).ToHashSet();
        var ready = chosen.Where(pair => pair.WasShown && !twice.Contains(pair)).ToList();
        try
        {
            var results = await pairing.SaveAsync(Actor, Entity, Connection, [.. ready.Select(pair => pair.ToWish())], cancellationToken);
            Saved = [.. results.Where(result => result.IsLinked)];
            if (chosen.Count == 0)
            {
                Say(new Notice(NoticeKind.Info, texts["Pairing.NothingChosen"]));
            }

            var reasons = new Reasons(
                results.Where(result => !result.IsLinked).ToDictionary(result => result.PersonId),
                chosen.Where(pair => !pair.WasShown).Select(pair => pair.Person).ToHashSet(), twice.Select(pair => pair.Person).ToHashSet());
            return await ShowAsync(reasons, cancellationToken);
        }
        catch (ConnectorException failure)
        {
            Say(new Notice(NoticeKind.Error, pairingTexts.Down(failure)));
            return await ShowAsync(Reasons.None, cancellationToken);
        }
    }

    private async Task<IActionResult> ShowAsync(Reasons reasons, CancellationToken cancellationToken)
    {
        var (said, before) = (Notices, Pairs.DistinctBy(pair => pair.Person).ToDictionary(pair => pair.Person));
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        Say(said);
        try
        {
            View = await reader.LoadAsync(
                Actor, Entity, Connection, Math.Max(From, 0), before.ToDictionary(pair => pair.Key, pair => pair.Value.ErpKey), cancellationToken);
            if (View is null)
            {
                return Entity.Type == EntityType.Company ? Go(TabPath, new Notice(NoticeKind.Warning, texts["Pairing.NotPossible"])) : NotFound();
            }

            if (View.Rows.FirstOrDefault(row => row.Comparison is not null)?.Comparison is { } any)
            {
                await compareTexts.LoadAsync(any, cancellationToken);
            }

            Rows = [.. View.Rows.Select((row, index) => RowOf(row, index, before.GetValueOrDefault(row.Person.Id), reasons))];
        }
        catch (ConnectorException failure)
        {
            Say(new Notice(NoticeKind.Error, pairingTexts.Down(failure)));
        }

        // What the form held is in the rows, by person: positions may have changed.
        ModelState.Clear();
        return Page();
    }

    private PairView RowOf(PairingRow row, int index, PairInput? before, Reasons reasons)
    {
        var chosen = before is { WasShown: true } ? ChoiceInput.Chosen(before.Choices) : new Dictionary<FieldPair, Choice>();
        var compare = row.Comparison is { } comparison
            ? new CompareView(comparison, comparison.Seen, null, chosen) { Prefix = $"Pairs[{index}].", Id = $"{row.Person.Key}-" }
            : null;
        return new PairView(row, index, compare, WhyNot(row, reasons));
    }

    private string? WhyNot(PairingRow row, Reasons reasons) =>
        reasons.Results.TryGetValue(row.Person.Id, out var result) ? pairingTexts.Of(result, View!.Connection.Name)
            : reasons.Twice.Contains(row.Person.Id) ? texts["Pairing.Twice", View!.Connection.Name]
            : reasons.NotShown.Contains(row.Person.Id) ? texts["Pairing.LookFirst"]
            : null;

    private sealed record Reasons(IReadOnlyDictionary<long, PairResult> Results, IReadOnlySet<long> NotShown, IReadOnlySet<long> Twice)
    {
        public static Reasons None { get; } = new(new Dictionary<long, PairResult>(), new HashSet<long>(), new HashSet<long>());
    }
}
