using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;

namespace SuperOfficeErpLink.Browser.Tests.Pages;

/// <summary>The dialog Tilknyt ERP: finds an actor.</summary>
internal sealed class ConnectDialog(Window window)
{
    private readonly IPage page = window.Page;

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog, new() { Name = "Tilknyt ERP", Exact = true });

    public ILocator SearchText => Dialog.GetByLabel("Søg i ERP:");

    public ILocator Suggestions => Dialog.GetByRole(AriaRole.Table, new() { Name = "Forslag" }).Locator("tbody tr");

    public ILocator Results => Dialog.GetByRole(AriaRole.Table, new() { Name = "Resultater" }).Locator("tbody tr");

    public ILocator More => Dialog.GetByRole(AriaRole.Link, new() { Name = "Vis flere" });

    /// <summary>Ends the choice and goes on to the values.</summary>
    public ILocator Go => Dialog.GetByRole(AriaRole.Button, new() { Name = "Tilknyt", Exact = true });

    public ILocator Row(string key) => Dialog.Locator($"tbody tr:has(input[value=\"{key}\"])");

    public ILocator Radio(string key) => Row(key).GetByRole(AriaRole.Radio);

    public async Task SearchAsync(string text)
    {
        await SearchText.FillAsync(text);
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Søg", Exact = true }).ClickAsync();
        await window.IsAtAsync("[?&]q=");
        await Assertions.Expect(SearchText).ToHaveValueAsync(text);
        await window.IsOpenAsync(Dialog);
    }

    public ILocator NoMatch => Dialog.GetByLabel("Ingen hits i ERP");

    /// <summary>Says that there is no such actor, and goes on to create it.</summary>
    /// <param name="button">What the button is called by then; without script it keeps its name.</param>
    public async Task<CreateDialog> CreateAsync(string button = "Opret")
    {
        await NoMatch.CheckAsync();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        var create = new CreateDialog(window);
        await window.IsOpenAsync(create.Dialog);
        return create;
    }

    public async Task<CompareDialog> PickAsync(string key)
    {
        await Radio(key).CheckAsync();
        await Go.ClickAsync();
        var compare = new CompareDialog(window);
        await window.IsOpenAsync(compare.Dialog);
        return compare;
    }
}
