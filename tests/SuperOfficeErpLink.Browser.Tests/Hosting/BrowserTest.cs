using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Pages;

namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>A test in browser windows; whatever a page complained of in any of them fails it.</summary>
[Collection(ProductTests.Name)]
public abstract class BrowserTest(Product product) : IAsyncLifetime
{
    private readonly List<Window> windows = [];

    private protected RunningProduct Running => product.Running;

    private protected Sqlite Ours => Running.Ours;

    private protected Sqlite Erp => Running.Erp;

    private protected Given Given => new(Running);

    public Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var window in windows)
        {
            await window.CloseAsync();
        }

        windows.SelectMany(window => window.Complaints).ShouldBeEmpty();
    }

    /// <summary>A window of the CRM user.</summary>
    private protected Task<Window> OpenAsync(int width = 1280, int height = 800, bool script = true) =>
        OpenAsync(Running.Address, product.SignedIn, width, height, script);

    private protected async Task<Window> OpenAsAdministratorAsync(int width = 1280, int height = 800) =>
        await OpenAsync(Running.Address, await product.SignInAsync(Running.Address, "admin@demo.example"), width, height, script: true);

    /// <summary>A window of whoever the cookies say; null: of nobody yet.</summary>
    private protected async Task<Window> OpenAsync(string address, string? signedIn, int width = 1280, int height = 800, bool script = true)
    {
        var context = await product.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address, Locale = "da-DK", TimezoneId = "Europe/Copenhagen", StorageState = signedIn, JavaScriptEnabled = script,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout(15_000);
        Assertions.SetDefaultExpectTimeout(15_000);
        var window = new Window(context, await context.NewPageAsync(), script);
        windows.Add(window);
        return window;
    }

    private protected Task<string> SignInAsAdministratorAsync(string address) => product.SignInAsync(address, "admin@demo.example");

    private protected Task<string> SignInAsync(string address) => product.SignInAsync(address, "crm@demo.example");

    /// <summary>The ERP tab of a company, or of another kind of record, in a new window.</summary>
    private protected async Task<ErpTab> OpenTabAsync(long company, bool script = true, string card = "company")
    {
        var tab = new ErpTab(await OpenAsync(script: script), company, card);
        await tab.OpenAsync();
        return tab;
    }
}
