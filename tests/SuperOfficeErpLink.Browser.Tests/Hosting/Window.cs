using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>One browser window. Console errors and warnings, refused or failed requests and boxes that scripts open are complaints.</summary>
internal sealed class Window
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];
    private readonly bool hasScript;
    private int? expected;

    public Window(IBrowserContext context, IPage page, bool script)
    {
        this.context = context;
        hasScript = script;
        Page = page;
        page.Console += (_, message) => Note(message.Type is "error" or "warning" && !IsExpected(message.Text), $"Console on {page.Url}: {message.Text}");
        page.PageError += (_, error) => Note(true, $"Script on {page.Url}: {error}");
        page.Response += (_, response) => Note(response.Status >= 400 && response.Status != expected, $"{response.Status} for {response.Url}");
        page.RequestFailed += (_, request) => Note(request.Failure != "net::ERR_ABORTED", $"{request.Failure} for {request.Url}");
        page.Dialog += async (_, dialog) =>
        {
            Note(true, $"A box on {page.Url}: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (complaints)
            {
                return [.. complaints];
            }
        }
    }

    /// <summary>Answers with this status are what the test is about.</summary>
    public void Expect(int status) => expected = status;

    public Task GoAsync(string path) => Page.GotoAsync(path);

    /// <summary>Waits until the address matches. Playwright's own WaitForURL may wait for ever for the load event of a page that has had it.</summary>
    public Task IsAtAsync(string pattern) => Assertions.Expect(Page).ToHaveURLAsync(new Regex(pattern));

    /// <summary>Waits until the dialog is there, and script, where it runs, has taken it over.</summary>
    public async Task IsOpenAsync(ILocator dialog)
    {
        await Assertions.Expect(dialog).ToBeVisibleAsync();
        if (hasScript)
        {
            await Assertions.Expect(Page.Locator("dialog:modal")).ToBeVisibleAsync();
        }
    }

    public Task CloseAsync() => context.CloseAsync();

    // As the browser says it, and as htmx does.
    private bool IsExpected(string message) => expected is { } status && (message.Contains($"status of {status}", StringComparison.Ordinal) || message.Contains($"Status Error Code {status}", StringComparison.Ordinal));

    private void Note(bool isComplaint, string complaint)
    {
        if (isComplaint)
        {
            lock (complaints)
            {
                complaints.Add(complaint);
            }
        }
    }
}
