using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Csv;
using SuperOfficeErpLink.Web.Issues;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Problems;

/// <summary>The records behind one cause, each with the field and the value that cannot go over.</summary>
public sealed class CauseModel(ProblemList problems, ProblemRetries retries, ProblemFiles files, ProblemWords words, IssueTexts texts) : PageModel
{
    [FromRoute]
    public string? Id { get; set; }

    [FromQuery]
    public string? Mine { get; set; }

    /// <summary>The line after which the page begins.</summary>
    [FromQuery]
    public long? After { get; set; }

    [FromQuery]
    public string? Text { get; set; }

    public bool IsMine => Mine == "1";

    public ProblemPage Shown { get; private set; } = null!;

    public IReadOnlyDictionary<EntityRef, string> Names { get; private set; } = new Dictionary<EntityRef, string>();

    public bool MayRetry { get; private set; }

    public ProblemWords Words => words;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (ProblemPaths.Parse(Id) is not { } cause)
        {
            return NotFound();
        }

        if (await problems.LoadAsync(User.ToContext(), cause, IsMine, After is { } number ? new LineKey(number, Text ?? "") : null, cancellationToken) is not { } shown)
        {
            return Over();
        }

        Shown = shown;
        MayRetry = shown.Cause.CanRetry && RunOrders.MayOrder(shown.Connection, User.ToContext());
        await words.LoadAsync(shown, cancellationToken);
        Names = await files.NamesAsync(shown, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancellationToken) =>
        ProblemPaths.Parse(Id) is { } cause
            ? await CsvFile.WriteAsync(Response, files.LineFile, files.LineHeader, files.LinesAsync(User.ToContext(), cause, IsMine, cancellationToken), cancellationToken)
            : NotFound();

    /// <param name="line">See <see cref="KeyOf"/>.</param>
    public async Task<IActionResult> OnPostOneAsync(string? line, CancellationToken cancellationToken) =>
        ProblemPaths.Parse(Id) is { } cause && line?.Split(':', 2) is [var link, var field] && long.TryParse(link, NumberStyles.None, CultureInfo.InvariantCulture, out var linkId)
            ? GoTo(await retries.RetryAsync(User.ToContext(), cause, linkId, field, cancellationToken))
            : NotFound();

    public async Task<IActionResult> OnPostAllAsync(CancellationToken cancellationToken) =>
        ProblemPaths.Parse(Id) is { } cause ? GoTo(await retries.RetryAsync(User.ToContext(), cause, IsMine, cancellationToken)) : NotFound();

    public string NameOf(ShownLine line) => Names.GetValueOrDefault(line.Line.Entity, line.Line.Entity.Key);

    /// <summary>A line as a form sends it.</summary>
    public static string KeyOf(ShownLine line) => string.Create(CultureInfo.InvariantCulture, $"{line.Line.LinkId}:{line.Line.Pair}");

    private IActionResult GoTo(Run? run) => run is null ? Over() : Redirect(Url.Content($"~/runs/{run.Id}"));

    /// <summary>What was solved meanwhile, or is another's: nothing tells which.</summary>
    private RedirectToPageResult Over()
    {
        TempData["StatusMessage"] = texts["Problems.Over"];
        return RedirectToPage("/Problems/Index", new { mine = IsMine ? "1" : null });
    }
}
