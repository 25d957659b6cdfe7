using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;

namespace SuperOfficeErpLink.Browser.Tests.Pages;

/// <summary>The page Par personer of a company.</summary>
internal sealed class PairingPage(Window window, long company)
{
    private readonly IPage page = window.Page;

    public ILocator Rows => page.GetByRole(AriaRole.List, new() { Name = "Personer, der ikke er tilknyttet" }).Locator("> li");

    public ILocator Save => page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true });

    /// <summary>What was saved.</summary>
    public ILocator Saved => page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Det, der blev gemt" });

    public ILocator Row(long person) => Rows.Filter(new() { Has = page.Locator($"a[href=\"/person/{person}\"]") });

    public ILocator Choice(long person) => Row(person).GetByRole(AriaRole.Combobox);

    public ILocator Radio(long person, string field, string side) => Row(person).GetByRole(AriaRole.Radio, new() { Name = $"{field}: {side}", Exact = true });

    public Task OpenAsync(string? connection) => window.GoAsync($"/company/{company}/erp/persons?connection={connection}");

    public Task UnfoldAsync(long person) => Row(person).Locator("summary").ClickAsync();

    /// <summary>An empty key: not to be linked. Waits until the page shows what that writes.</summary>
    public async Task ChooseAsync(long person, string key)
    {
        await page.RunAndWaitForResponseAsync(
            () => Choice(person).SelectOptionAsync(key.Length == 0 ? "" : $"pair:{key}"), response => response.Url.Contains("handler=Show", StringComparison.Ordinal));
        await Assertions.Expect(Row(person).Locator("input[name$=Shown]")).ToHaveCountAsync(key.Length == 0 ? 0 : 1);
        if (key.Length > 0)
        {
            await Assertions.Expect(Row(person).Locator("input[name$=Shown]")).ToHaveValueAsync(key);
        }
    }
}
