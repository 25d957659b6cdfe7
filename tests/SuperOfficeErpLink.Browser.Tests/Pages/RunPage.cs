using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests.Pages;

/// <summary>The page of one run.</summary>
internal sealed class RunPage(Window window)
{
    public IPage Page => window.Page;

    public ILocator State => Page.Locator("h1 [role=status]");

    public ILocator Progress => Page.GetByRole(AriaRole.Progressbar, new() { Name = "Fremdrift" });

    public ILocator Changes(string heading) => Page.GetByRole(AriaRole.Table, new() { Name = heading });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public string Count(string label) => $"dl.run-counts > div:has(dt:text-is(\"{label}\")) dd";

    /// <summary>From any page with the button.</summary>
    public static async Task<RunPage> SyncAllAsync(Window window)
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Synkroniser alt nu", Exact = true }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Kørsel");
        return new RunPage(window);
    }

    public async Task EndsAsAsync(string state)
    {
        await Expect(State).ToHaveTextAsync(state, new() { Timeout = 60_000 });
        await Expect(Progress).ToBeVisibleAsync();
    }
}
