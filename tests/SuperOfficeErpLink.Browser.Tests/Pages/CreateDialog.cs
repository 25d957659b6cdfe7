using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;

namespace SuperOfficeErpLink.Browser.Tests.Pages;

/// <summary>The dialog Opret i ERP: prepares a new actor.</summary>
internal sealed class CreateDialog(Window window)
{
    private readonly IPage page = window.Page;

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog, new() { Name = "Opret i ERP", Exact = true });

    public ILocator Likely => Dialog.GetByRole(AriaRole.Table, new() { Name = "Findes måske allerede" }).Locator("tbody tr");

    public ILocator Alert => Dialog.GetByRole(AriaRole.Alert);

    /// <summary>By its label without the mark of a mandatory one.</summary>
    public ILocator Field(string label) => Dialog.GetByLabel(label);

    public ILocator Sent(string label) => Dialog.Locator("dl.fields > div").Filter(new() { Has = page.Locator("dt").Filter(new() { HasText = label }) }).Locator("dd");

    /// <summary>What stands at a field: a mistake or a reason.</summary>
    public ILocator NotesOf(string label) => Dialog.Locator(".form-row").Filter(new() { Has = page.GetByLabel(label) }).Locator("p");

    public Task CreateAsync() => Dialog.GetByRole(AriaRole.Button, new() { Name = "Opret", Exact = true }).ClickAsync();
}
