using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;

namespace SuperOfficeErpLink.Browser.Tests.Pages;

/// <summary>A company's tab ERP, or that of another kind of record.</summary>
internal sealed class ErpTab(Window window, long company, string card = "company")
{
    public IPage Page => window.Page;

    public Window Window => window;

    public string Path => $"/{card}/{company}/erp";

    /// <summary>The block of connection "Demo ERP".</summary>
    public ILocator Block => Page.GetByRole(AriaRole.Region, new() { Name = "Demo ERP", Exact = true });

    public ILocator Alert => Page.GetByRole(AriaRole.Alert);

    public ILocator Status => Page.GetByRole(AriaRole.Status);

    public ILocator Heading => Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    /// <summary>What the tab marks as not saved yet.</summary>
    public ILocator Pending => Block.Locator(".pending");

    /// <summary>The name of the tab itself; says "(tilknyttet)" beside its dot.</summary>
    public ILocator Tab => Page.GetByRole(AriaRole.Navigation, new() { Name = "Faner" }).GetByRole(AriaRole.Link, new() { NameRegex = new("^ERP") });

    public ILocator Value(string field) => Block.Locator("dl.fields > div").Filter(new() { Has = Page.Locator("dt").Filter(new() { HasTextRegex = new($"^{field}$") }) }).Locator("dd");

    public Task OpenAsync() => window.GoAsync(Path);

    public Task EditAsync() => Button("Rediger").ClickAsync();

    public Task SaveAsync() => Button("Gem").ClickAsync();

    public Task CancelAsync() => Button("Annuller").ClickAsync();

    public Task SyncNowAsync() => Button("Synkroniser nu").ClickAsync();

    public Task DismissAsync() => Button("Set").ClickAsync();

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Block.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <param name="type">Kunde or Leverandør.</param>
    public async Task<ConnectDialog> ConnectAsAsync(string type)
    {
        await Link(type).ClickAsync();
        var connect = new ConnectDialog(window);
        await window.IsOpenAsync(connect.Dialog);
        return connect;
    }

    public async Task<CompareDialog> CompareAsync(string by = "Sammenlign")
    {
        await Link(by).ClickAsync();
        var compare = new CompareDialog(window);
        await window.IsOpenAsync(compare.Dialog);
        return compare;
    }

    public async Task<DisconnectDialog> DisconnectAsync()
    {
        await Link("Afbryd tilknytning").ClickAsync();
        var disconnect = new DisconnectDialog(window);
        await window.IsOpenAsync(disconnect.Dialog);
        return disconnect;
    }

    public async Task UndoAsync() => await Block.GetByRole(AriaRole.Button, new() { Name = "Fortryd valget" }).ClickAsync();

    public Task ShowsLinkedAsync(string type, string key) => Task.WhenAll(
        Assertions.Expect(Block.Locator(".erp-linked-as")).ToHaveTextAsync($"tilknyttet som {type}"),
        Assertions.Expect(Block.Locator(".erp-connection-head .erp-key")).ToHaveTextAsync(key));

    public Task IsInViewModeAsync() => Assertions.Expect(Button("Rediger")).ToBeVisibleAsync();

    public Task IsInEditModeAsync() => Assertions.Expect(Button("Gem")).ToBeVisibleAsync();
}
