using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Erp;

/// <summary>The dialog that finds an actor by lines of field, operator and value. It writes nothing but the user's own last lines.</summary>
public sealed class FindModel(
    CardHeads heads, ErpTexts texts, AdvancedSearch search, SearchLines lines, ErpListTexts lists, TimeProvider time) : ErpPage(heads)
{
    [FromQuery]
    public Guid Connection { get; set; }

    [FromQuery]
    public ActorType Type { get; set; }

    /// <summary>Stands for the lines that were searched with; null: nothing has been searched yet.</summary>
    [FromQuery]
    public string? Of { get; set; }

    [FromQuery(Name = "page")]
    public string? PageToken { get; set; }

    /// <summary>Which button was used.</summary>
    [BindProperty]
    public string Do { get; set; } = "";

    [BindProperty]
    public List<LineInput> Lines { get; set; } = [];

    /// <summary>Null while the ERP does not answer.</summary>
    public AdvancedForm? Form { get; private set; }

    public FieldNames Fields { get; private set; } = new([]);

    public IReadOnlyList<LineView> Shown { get; private set; } = [];

    public FoundActors? Found { get; private set; }

    /// <summary>The line that is gone on with.</summary>
    public int Focus { get; private set; }

    public SearchLines Words => lines;

    public string TypeName => texts[$"Type.{Type}"];

    public string PathTo(string dialog) => $"{TabPath}/{dialog}?connection={Connection}&type={Type}";

    public string NextPath => $"{PathTo("find")}&of={Of}&page={Uri.EscapeDataString(Found!.NextToken!)}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        return await AskingAsync(async () =>
        {
            if (Form!.Stale.Count > 0)
            {
                Say(new Notice(NoticeKind.Info, texts["Find.Stale", string.Join(", ", Form.Stale.Select(line => NameOf(line.Field)).Distinct())]));
            }

            var kept = Form.Remembered is { Count: > 0 } remembered ? remembered : Form.Standard;
            await ShowAsync(kept, cancellationToken);
            if (Of is not null && Of != HashOf(kept))
            {
                Say(new Notice(NoticeKind.Warning, texts["Find.ChangedElsewhere"]));
            }
            else if (Of is not null)
            {
                Found = await search.SearchAsync(Actor, Target, kept, PageToken, cancellationToken);
            }

            return Page();
        }, cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHeadAsync(cancellationToken))
        {
            return NotFound();
        }

        Lines = [.. Lines.Take(Criteria.MostLines)];
        return await AskingAsync(async () =>
        {
            switch (Do)
            {
                case "reset":
                    await ShowAsync(Form!.Standard, cancellationToken);
                    return Page();
                case "search":
                    return await SearchAsync(cancellationToken);
                default:
                    Change();
                    await ShowAgainAsync(isChecked: false, cancellationToken);
                    return Page();
            }
        }, cancellationToken);
    }

    private SearchTarget Target => new(Entity, Connection, Type);

    /// <summary>What needs the ERP's description; while it does not answer, the page says so.</summary>
    private async Task<IActionResult> AskingAsync(Func<Task<IActionResult>> go, CancellationToken cancellationToken)
    {
        try
        {
            Form = await search.OpenAsync(Actor, Target, cancellationToken);
            if (Form is null)
            {
                return NotFound();
            }

            Fields = new FieldNames(Form.Fields);
            return await go();
        }
        catch (ConnectorException failure)
        {
            Say(new Notice(NoticeKind.Error, texts["Search.Failed", failure.UserText.In(CultureInfo.CurrentUICulture)]));
            return Page();
        }
    }

    private async Task<IActionResult> SearchAsync(CancellationToken cancellationToken)
    {
        var read = Lines.ConvertAll(input => Check(input));
        if (read.Exists(line => line.Problem is not null))
        {
            Say(new Notice(NoticeKind.Error, texts["Find.Invalid"]));
            Focus = read.FindIndex(line => line.Problem is not null);
            await ShowAgainAsync(isChecked: true, cancellationToken);
            return Page();
        }

        var kept = read.Select(line => line.Line).OfType<SearchLine>().ToList();
        kept = kept.Count > 0 ? kept : [.. Form!.Standard];
        await search.RememberAsync(Actor, Target, kept, cancellationToken);
        return Go($"{PathTo("find")}&of={HashOf(kept)}");
    }

    private (SearchLine? Line, LineProblem? Problem) Check(LineInput input)
    {
        var (line, problem) = SearchLines.Read(Fields, input, time.LocalTimeZone);
        return (line, problem ?? (line is not null && Criteria.Check(Form!.ActorType, line) is LineCheck.Refused refused ? refused.Problem : null));
    }

    private void Change()
    {
        if (Do == "add" && Lines.Count < Criteria.MostLines)
        {
            Lines.Add(new LineInput());
            Focus = Lines.Count - 1;
        }
        else if (Do == "clear")
        {
            Lines.ForEach(line => (line.Value, line.Second, line.Items) = (null, null, []));
        }
        else if (Do.StartsWith("remove-", StringComparison.Ordinal) && int.TryParse(Do["remove-".Length..], out var index) && index >= 0 && index < Lines.Count)
        {
            Lines.RemoveAt(index);
            Focus = Math.Max(0, Math.Min(index, Lines.Count - 1));
        }
    }

    private async Task ShowAsync(IReadOnlyList<SearchLine> kept, CancellationToken cancellationToken)
    {
        var shown = new List<LineView>();
        foreach (var line in kept)
        {
            shown.Add(lines.Show(shown.Count, Fields, line, await ItemsAsync(Form!.ActorType.Find(line.Field), cancellationToken)));
        }

        Shown = shown;
    }

    /// <param name="isChecked">With what is wrong; a line that is still being made is only told that its field is unknown.</param>
    private async Task ShowAgainAsync(bool isChecked, CancellationToken cancellationToken)
    {
        var shown = new List<LineView>();
        foreach (var input in Lines)
        {
            var problem = Check(input).Problem;
            problem = isChecked || (problem == LineProblem.NoSuchField && !string.IsNullOrWhiteSpace(input.Field)) ? problem : null;
            shown.Add(lines.Again(shown.Count, Fields, input, await ItemsAsync(Fields.Find(input.Field), cancellationToken), problem));
        }

        Shown = shown;
    }

    private async Task<IReadOnlyList<ListItem>> ItemsAsync(FieldInfo? info, CancellationToken cancellationToken) =>
        info?.List is { } list ? await lists.ItemsAsync(Form!.Connection, list, cancellationToken) : [];

    private string NameOf(string key) => Form!.ActorType.Find(key)?.Name.In(CultureInfo.CurrentUICulture) ?? key;

    private static string HashOf(IReadOnlyList<SearchLine> kept) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(kept)))[..16];
}
