using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Connections;

/// <summary>
/// Old and new keys of many actors as a list: a look at what it would do, then all of it. The list itself goes from page to page, so nothing waits
/// on the server; with it goes the id of the order, made when it is looked at, so that sent again it does only what it has not done.
/// </summary>
[Authorize(Policy = Roles.Administrator)]
[RequestSizeLimit(MostBytes * 3)]
[RequestFormLimits(MultipartBodyLengthLimit = MostBytes * 3, ValueLengthLimit = MostBytes * 2)]
public sealed class RenumberModel(IConnectionStore connections, Renumberer renumberer, ICrm crm, MoveTexts texts, ErpTexts erp) : PageModel
{
    public const int MostBytes = 8 * 1024 * 1024;
    private const int Shown = 200;

    [FromRoute]
    public Guid Id { get; set; }

    [BindProperty]
    public ActorType Type { get; set; }

    [BindProperty]
    public string? List { get; set; }

    [BindProperty]
    public IFormFile? Upload { get; set; }

    /// <summary>Names the order in the events of its links.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid Operation { get; set; }

    public Connection Connection { get; private set; } = null!;

    public IReadOnlyList<ActorType> Types { get; private set; } = [];

    public RenumberPlan? Plan { get; private set; }

    public RenumberDone? Done { get; private set; }

    /// <summary>How many lines the order has done, and of how many; null: it is not done.</summary>
    public (int Done, int Lines)? Result { get; private set; }

    public IReadOnlyList<Notice> Notices { get; private set; } = [];

    public IReadOnlyDictionary<EntityRef, string> Names { get; private set; } = new Dictionary<EntityRef, string>();

    public IReadOnlyList<RenumberVerdict> Verdicts => Done?.Verdicts ?? Plan?.Verdicts ?? [];

    /// <summary>What stands out first: what cannot be done, then what can.</summary>
    public IReadOnlyList<RenumberVerdict> ShownVerdicts { get; private set; } = [];

    /// <summary>The lines that were left, as a file has them.</summary>
    public string LeftCsv => Csv((Done?.Verdicts ?? []).Where(verdict => verdict.Status != RenumberStatus.Done).Select(verdict => (verdict.Line.From, verdict.Line.To, Say(verdict.Status))));

    public IEnumerable<(RenumberStatus Status, int Count)> Counts =>
        Verdicts.GroupBy(verdict => verdict.Status).Select(group => (group.Key, group.Count())).OrderBy(one => one.Key);

    public string Say(RenumberStatus status) => texts[$"Renumber.Status.{status}"];

    public string TypeName(ActorType type) => erp[$"Type.{type}"];

    public string NameOf(RenumberVerdict verdict) => verdict.Link is { } link ? Names.GetValueOrDefault(link.Entity) ?? erp["Save.DeletedHolder"] : "";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    public Task<IActionResult> OnPostLookAsync(CancellationToken cancellationToken)
    {
        Operation = Guid.NewGuid();
        return AnswerAsync(async list => Plan = await renumberer.LookAsync(User.ToContext(), Id, Type, list, Operation, cancellationToken), cancellationToken);
    }

    /// <summary>Where all is done, the answer is a page that may be loaded again; where lines are left, they are listed, and the order may be sent again.</summary>
    public async Task<IActionResult> OnPostApplyAsync(CancellationToken cancellationToken)
    {
        if (Operation == Guid.Empty)
        {
            return BadRequest();
        }

        var answer = await AnswerAsync(async list => Done = await renumberer.ApplyAsync(User.ToContext(), Id, Type, list, Operation, cancellationToken), cancellationToken);
        if (Done is not { } done)
        {
            return answer;
        }

        Result = (done.Done, done.Verdicts.Count);
        return done.Done == done.Verdicts.Count ? RedirectToPage(null, "Done", new { Id, Operation }) : answer;
    }

    /// <summary>What an order has done, by the events of its links.</summary>
    public async Task<IActionResult> OnGetDoneAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        await foreach (var _ in renumberer.ReadDoneAsync(User.ToContext(), Id, Operation, cancellationToken))
        {
            done++;
        }

        Result = (done, done);
        return done > 0 && await LoadAsync(cancellationToken) ? Page() : NotFound();
    }

    /// <summary>The list that takes an order back: new and old keys of what was done.</summary>
    public async Task<IActionResult> OnGetBackAsync(CancellationToken cancellationToken)
    {
        var done = new List<(string, string, string)>();
        await foreach (var step in renumberer.ReadDoneAsync(User.ToContext(), Id, Operation, cancellationToken))
        {
            done.Add((step.To, step.From, ""));
        }

        return done.Count == 0 ? NotFound() : Download(Csv(done, withStatus: false), "renumber-back.csv");
    }

    /// <summary>Every line with what became of it: what was done from the events, what was left as the page had it.</summary>
    public async Task<IActionResult> OnPostResultAsync(string? left, CancellationToken cancellationToken)
    {
        var lines = new List<(string, string, string)>();
        await foreach (var step in renumberer.ReadDoneAsync(User.ToContext(), Id, Operation, cancellationToken))
        {
            lines.Add((step.From, step.To, Say(RenumberStatus.Done)));
        }

        return Download(Csv(lines) + string.Concat((left ?? "").Split('\n').Skip(1).Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0).Select(line => $"{line}\r\n")), "renumber-result.csv");
    }

    private async Task<IActionResult> AnswerAsync(Func<RenumberList, Task> work, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        if (Upload is { Length: > MostBytes } || List?.Length > MostBytes)
        {
            return Say(texts["Renumber.TooLarge", MostBytes / 1024 / 1024]);
        }

        List = Upload is { Length: > 0 } file ? await ReadAsync(file, cancellationToken) : List;
        var list = RenumberList.Parse(List ?? "");
        if (!Types.Contains(Type) || list.Lines.Count + list.Malformed.Count == 0 || list.TooMany)
        {
            return Say(!Types.Contains(Type) ? texts["Renumber.PickType"] : list.TooMany ? texts["Renumber.TooMany", RenumberList.MostLines] : texts["Renumber.Nothing"]);
        }

        try
        {
            await work(list);
        }
        catch (ConnectorException failure)
        {
            return Say(texts["Renumber.Failed", failure.UserText.In(CultureInfo.CurrentUICulture)]);
        }

        ShownVerdicts = [.. Verdicts.OrderBy(verdict => verdict.Status is RenumberStatus.Ready or RenumberStatus.Done).ThenBy(verdict => verdict.Line.Number).Take(Shown)];
        Names = await crm.GetNamesAsync(ShownVerdicts.Select(verdict => verdict.Link?.Entity).OfType<EntityRef>(), cancellationToken);
        return Page();
    }

    private PageResult Say(string text)
    {
        Notices = [new Notice(NoticeKind.Warning, text)];
        return Page();
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(Id, cancellationToken) is not { } connection)
        {
            return false;
        }

        Connection = connection;
        var document = await connections.GetMappingAsync(Id, connection.MappingVersion, cancellationToken);
        Types = [.. document.Actors.Where(mapping => mapping.Enabled).Select(mapping => mapping.Actor)];
        return true;
    }

    /// <summary>UTF-8 or UTF-16 by its mark, else UTF-8 where it is that, else as older spreadsheets write.</summary>
    private static async Task<string> ReadAsync(IFormFile file, CancellationToken cancellationToken)
    {
        await using var stream = file.OpenReadStream();
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, cancellationToken);
        var bytes = memory.ToArray();
        try
        {
            using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
            return await reader.ReadToEndAsync(cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    private string Csv(IEnumerable<(string From, string To, string Status)> lines, bool withStatus = true)
    {
        var csv = new StringBuilder().Append(texts["Renumber.Old"]).Append(';').Append(texts["Renumber.New"]).Append(withStatus ? $";{texts["Renumber.Status"]}" : "").Append("\r\n");
        foreach (var (from, to, status) in lines)
        {
            csv.Append(RenumberList.Cell(from)).Append(';').Append(RenumberList.Cell(to)).Append(withStatus ? $";{RenumberList.Cell(status)}" : "").Append("\r\n");
        }

        return csv.ToString();
    }

    private FileContentResult Download(string csv, string name) => File([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(csv)], "text/csv; charset=utf-8", name);
}
