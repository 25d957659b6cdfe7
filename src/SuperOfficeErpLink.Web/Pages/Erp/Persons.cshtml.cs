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
    CardHeads heads, ErpTexts texts, PairingReader reader, PersonPairing pairing, PairingTexts pairingTexts, CompareTexts compareTexts, CreateTexts createTexts)
    : ErpPage(heads)
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
        var chosen = Pairs.Where(pair => pair.IsChosen).DistinctBy(pair => pair.Person).ToList();
        var twice = chosen.Where(pair => !pair.IsCreate)
            .GroupBy(pair => pair.ErpKey, StringComparer.Ordinal).Where(same => same.Count() > 1).SelectMany(same => same).ToHashSet();
        var ready = chosen.Where(pair => pair.WasShown && !twice.Contains(pair)).ToList();
        try
        {
            var results = await pairing.SaveAsync(
                Actor, Entity, Connection, [.. ready.Select(pair => pair.ToWish(createTexts, Refused(pair.Person)))], cancellationToken);
            Saved = [.. results.Where(result => result.IsLinked)];
            Remember(results);
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

    /// <summary>What the ERP refused is asked for from now on.</summary>
    private void Remember(IReadOnlyList<PairResult> results)
    {
        foreach (var result in results)
        {
            if (result.IsLinked)
            {
                CreateErrors.Forget(TempData, PersonOf(result.PersonId), Connection);
            }
            else if (RefusedBy(result) is { } refused)
            {
                CreateErrors.Keep(TempData, PersonOf(result.PersonId), Connection, refused.Errors);
            }
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
                Actor, Entity, Connection, Math.Max(From, 0), before.ToDictionary(pair => pair.Key, pair => pair.Value.ToChoice(Refused(pair.Key))), cancellationToken);
            if (View is null)
            {
                return Entity.Type == EntityType.Company ? Go(TabPath, new Notice(NoticeKind.Warning, texts["Pairing.NotPossible"])) : NotFound();
            }

            if (View.Rows.FirstOrDefault(row => row.Comparison is not null)?.Comparison is { } any)
            {
                await compareTexts.LoadAsync(any, cancellationToken);
            }

            await createTexts.LoadAsync(View.Connection, [.. View.Rows.SelectMany(row => row.Create?.Rows ?? row.Comparison?.Asked.Select(asked => asked.Row) ?? [])], cancellationToken);
            Rows = [.. View.Rows.Select((row, index) => RowOf(row, index, before.GetValueOrDefault(row.Person.Id), reasons))];
            Say([.. reasons.Results.Values.Where(result => View.Rows.All(row => row.Person.Id != result.PersonId)).Select(WithoutRow)]);
        }
        catch (ConnectorException failure)
        {
            Say(new Notice(NoticeKind.Error, pairingTexts.Down(failure)));

            // What was done already is said, whatever can be shown besides.
            Say([.. reasons.Results.Values.Select(WithoutRow)]);
        }

        // What the form held is in the rows, by person: positions may have changed.
        ModelState.Clear();
        return Page();
    }

    private PairView RowOf(PairingRow row, int index, PairInput? before, Reasons reasons)
    {
        var shown = before is { WasShown: true } ? before : null;
        var (prefix, id) = (PairView.PrefixOf(index), $"{row.Person.Key}-");
        var compare = row.Comparison is { } comparison
            ? new CompareView(comparison, comparison.Seen, null, shown is null ? new Dictionary<FieldPair, Choice>() : ChoiceInput.Chosen(shown.Choices)) { Prefix = prefix, Id = id }
            : null;
        var create = row.Create is { } form
            ? createTexts.View(form, field => Typed(field, shown), Errors(form.Rows, reasons.Results.GetValueOrDefault(row.Person.Id)), prefix, id)
            : null;
        return new PairView(row, index, compare, create, WhyNot(row, reasons))
        {
            Asked = row.Comparison is { Asked.Count: > 0 } pair
                ? createTexts.Asked(
                    pair.Asked, shown?.Asked, Errors([.. pair.Asked.Select(asked => asked.Row)], reasons.Results.GetValueOrDefault(row.Person.Id)), prefix, id)
                : AskedView.None,
        };
    }

    /// <summary>What the user typed; a field that was not on the page holds its proposal.</summary>
    private string Typed(CreateRow field, PairInput? shown) =>
        shown is { IsCreate: true } && (shown.Value.ContainsKey(field.Info.Key) || (field.Info.Type == FieldType.Checkbox && !Refused(shown.Person).Contains(field.Info.Key)))
            ? shown.Value.GetValueOrDefault(field.Info.Key) ?? ""
            : createTexts.Edit(field.Info, field.Proposed);

    private IReadOnlyDictionary<string, string> Errors(IReadOnlyList<CreateRow> rows, PairResult? result) =>
        result?.Outcome is PairOutcome.Mistaken mistaken ? createTexts.Mistakes(rows, mistaken.Fields)
            : result is not null && RefusedBy(result) is not null ? CreateErrors.Look(TempData, PersonOf(result.PersonId), Connection)
            : new Dictionary<string, string>(StringComparer.Ordinal);

    private string? WhyNot(PairingRow row, Reasons reasons) =>
        reasons.Results.TryGetValue(row.Person.Id, out var result) ? pairingTexts.Of(result, View!.Connection.Name)
            : reasons.Twice.Contains(row.Person.Id) ? texts["Pairing.Twice", View!.Connection.Name]
            : reasons.NotShown.Contains(row.Person.Id) ? texts["Pairing.LookFirst"]
            : null;

    /// <summary>A person that is no longer on the page, as one whose Save is still on its way: it is settled on its own tab.</summary>
    private Notice WithoutRow(PairResult result) => new(
        NoticeKind.Warning, $"{result.PersonName ?? texts["Save.DeletedHolder"]}: {pairingTexts.Of(result, View?.Connection.Name ?? "")}",
        $"~{CardPaths.Of(PersonOf(result.PersonId))}/erp", texts["Pairing.GoToPerson"]);

    /// <summary>Fields the ERP refused for a person before.</summary>
    private List<string> Refused(long person) => [.. CreateErrors.Look(TempData, PersonOf(person), Connection).Keys];

    private static PartResult.Refused? RefusedBy(PairResult result) =>
        result.Outcome is PairOutcome.NotSaved { Result: SaveResult.Done { Parts: [PartResult.Refused { Creating: not null } refused, ..] } } ? refused : null;

    private static EntityRef PersonOf(long id) => new(EntityType.Person, id);

    private sealed record Reasons(IReadOnlyDictionary<long, PairResult> Results, IReadOnlySet<long> NotShown, IReadOnlySet<long> Twice)
    {
        public static Reasons None { get; } = new(new Dictionary<long, PairResult>(), new HashSet<long>(), new HashSet<long>());
    }
}
