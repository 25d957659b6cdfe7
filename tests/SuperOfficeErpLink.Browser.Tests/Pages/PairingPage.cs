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

    public ILocator Choice(long person) => Row(person).Locator("select[name$=Choice]");

    public ILocator Radio(long person, string field, string side) => Row(person).GetByRole(AriaRole.Radio, new() { Name = $"{field}: {side}", Exact = true });

    public Task OpenAsync(string? connection) => window.GoAsync($"/company/{company}/erp/persons?connection={connection}");

    public Task UnfoldAsync(long person) => Row(person).Locator("summary").ClickAsync();

    /// <summary>A field that is asked for of an actor.</summary>
    public ILocator Field(long person, string label) => Row(person).GetByLabel(label);

    /// <summary>What is sent without being asked for.</summary>
    public ILocator Sent(long person) => Row(person).Locator("dl.fields");

    /// <summary>An empty key: not to be linked. Waits until the page shows what that writes.</summary>
    public Task ChooseAsync(long person, string key) => ChooseValueAsync(person, key.Length == 0 ? "" : $"pair:{key}");

    /// <summary>To be created. Waits until the page shows what is sent.</summary>
    public Task ChooseCreateAsync(long person) => ChooseValueAsync(person, "create");

    private async Task ChooseValueAsync(long person, string value)
    {
        await page.RunAndWaitForResponseAsync(
            () => Choice(person).SelectOptionAsync(value), response => response.Url.Contains("handler=Show", StringComparison.Ordinal));
        await Assertions.Expect(Row(person).Locator("input[name$=Shown]")).ToHaveCountAsync(value.Length == 0 ? 0 : 1);
        if (value.Length > 0)
        {
            await Assertions.Expect(Row(person).Locator("input[name$=Shown]")).ToHaveValueAsync(value);
        }
    }
}
