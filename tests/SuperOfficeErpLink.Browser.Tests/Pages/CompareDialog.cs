using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;

namespace SuperOfficeErpLink.Browser.Tests.Pages;

/// <summary>The dialog Vælg værdier.</summary>
internal sealed class CompareDialog(Window window)
{
    public const string Crm = "SuperOffice";
    public const string Erp = "Demo ERP";

    private readonly IPage page = window.Page;

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog, new() { Name = "Vælg værdier", Exact = true });

    public ILocator CountLine => Dialog.Locator(".choice-count");

    public ILocator Alert => Dialog.GetByRole(AriaRole.Alert);

    /// <summary>The radios of the fields that differ.</summary>
    public ILocator Different => Dialog.GetByRole(AriaRole.Table, new() { Name = "Felter, der er forskellige" });

    public ILocator FormOnly => Dialog.Locator("details").Filter(new() { HasText = "Samme indhold, skrevet forskelligt" });

    public ILocator Equal => Dialog.Locator("details").Filter(new() { HasText = "Ens felter" });

    /// <summary>A field of the ERP that is asked for, by its label without the mark of a mandatory one.</summary>
    public ILocator Field(string label) => Dialog.GetByLabel(label);

    /// <summary>What stands at a field that is asked for.</summary>
    public ILocator NotesOf(string label) => Dialog.Locator(".form-row").Filter(new() { Has = page.GetByLabel(label) }).Locator("p");

    public Task TryConnectAsync() => Dialog.GetByRole(AriaRole.Button, new() { Name = "Tilknyt", Exact = true }).ClickAsync();

    public ILocator Radio(string field, string side) => Dialog.GetByRole(AriaRole.Radio, new() { Name = $"{field}: {side}", Exact = true });

    /// <summary>The cell of a value with what is said about it.</summary>
    public ILocator Cell(string field, string side) => Dialog.Locator($"td:has(input[aria-label=\"{field}: {side}\"])");

    public Task ChooseAsync(string field, string side) => Radio(field, side).CheckAsync();

    public Task ChooseAllAsync(string side) => Dialog.GetByRole(AriaRole.Link, new() { Name = $"Vælg alle fra {side}" }).ClickAsync();

    public Task ChooseAddressAsync(string side) => Dialog.GetByRole(AriaRole.Button, new() { Name = $"Hele adresse fra {side}" }).ClickAsync();

    /// <summary>Ends the choice; back on the tab, which says what Gem will do.</summary>
    public async Task ConnectAsync()
    {
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Tilknyt", Exact = true }).ClickAsync();
        await Assertions.Expect(Dialog).ToBeHiddenAsync();
    }

    public Task CancelAsync() => Dialog.GetByRole(AriaRole.Link, new() { Name = "Annuller", Exact = true }).ClickAsync();

    public Task CountsAsync(int crm, int erp) => Assertions.Expect(CountLine).ToHaveTextAsync($"Felter, der ændres: SuperOffice {crm}, Demo ERP {erp}");
}
