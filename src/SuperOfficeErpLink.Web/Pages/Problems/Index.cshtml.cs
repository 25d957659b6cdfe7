using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Csv;
using SuperOfficeErpLink.Web.Issues;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Problems;

/// <summary>What cannot be synced and what waits, by cause; those of whole connections first.</summary>
public sealed class IndexModel(ProblemList problems, ProblemRetries retries, ProblemFiles files, ProblemWords words, IssueTexts texts) : PageModel
{
    [FromQuery]
    public string? Mine { get; set; }

    public bool IsMine => Mine == "1";

    public OpenProblems Open { get; private set; } = new([], []);

    public ProblemWords Words => words;

    /// <summary>The user may let something on the page be tried again.</summary>
    public bool MayRetryAny => Open.Causes.Any(one => MayRetry(one.Connection, one.Cause));

    public async Task OnGetAsync(CancellationToken cancellationToken) => Open = await problems.ListAsync(User.ToContext(), IsMine, cancellationToken);

    public Task<IActionResult> OnGetCsvAsync(CancellationToken cancellationToken) =>
        CsvFile.WriteAsync(Response, files.CauseFile, files.CauseHeader, files.CausesAsync(User.ToContext(), IsMine, cancellationToken), cancellationToken);

    /// <summary>All behind one cause.</summary>
    public async Task<IActionResult> OnPostRetryAsync(string? cause, CancellationToken cancellationToken) =>
        ProblemPaths.Parse(cause) is not { } of ? NotFound()
        : await retries.RetryAsync(User.ToContext(), of, IsMine, cancellationToken) is { } run ? Redirect(Url.Content($"~/runs/{run.Id}"))
        : Stay(texts["Problems.Over"]);

    /// <summary>All there are: to the one run, or to all of them.</summary>
    public async Task<IActionResult> OnPostRetryAllAsync(CancellationToken cancellationToken) =>
        await retries.RetryAllAsync(User.ToContext(), IsMine, cancellationToken) switch
        {
            [] => Stay(texts["Problems.NothingToRetry"]),
            [var only] => Redirect(Url.Content($"~/runs/{only.Id}")),
            _ => RedirectToPage("/Runs/Index"),
        };

    public bool MayRetry(Connection connection, ProblemCause cause) => cause.CanRetry && RunOrders.MayOrder(connection, User.ToContext());

    private RedirectToPageResult Stay(string message)
    {
        TempData["StatusMessage"] = message;
        return RedirectToPage(new { mine = IsMine ? "1" : null });
    }
}
