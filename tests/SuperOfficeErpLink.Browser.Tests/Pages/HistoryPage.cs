using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;

namespace SuperOfficeErpLink.Browser.Tests.Pages;

/// <summary>The history of one record, or of all.</summary>
internal sealed class HistoryPage(Window window)
{
    public IPage Page => window.Page;

    public ILocator Changes => Page.GetByRole(AriaRole.Table, new() { Name = "Ændringer" });

    public ILocator Links => Page.GetByRole(AriaRole.Table, new() { Name = "Tilknytninger" });

    public ILocator Why(string field) => Page.Locator("details.why").Filter(new() { Has = Page.Locator(".why-name").Filter(new() { HasTextRegex = new($"^{field}$") }) });

    /// <summary>Newest first.</summary>
    public ILocator Change(string text) => Changes.Locator("tbody tr").Filter(new() { HasText = text }).First;

    public Task OpenAsync(long company, string card = "company") => window.GoAsync($"/{card}/{company}/erp/history");

    /// <summary>Opens a change's choices and takes one: the run's page shows what it will do.</summary>
    public async Task<RunPage> UndoAsync(ILocator change, string what)
    {
        await change.Locator("summary").ClickAsync();
        await change.GetByRole(AriaRole.Button, new() { Name = what, Exact = true }).ClickAsync();
        var run = new RunPage(window);
        await run.EndsAsAsync("Afventer dig");
        return run;
    }
}
