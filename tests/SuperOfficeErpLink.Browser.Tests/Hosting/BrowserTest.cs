using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Pages;

namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>A test in browser windows; whatever a page complained of in any of them fails it.</summary>
[Collection(ProductTests.Name)]
public abstract class BrowserTest(Product product) : IAsyncLifetime
{
    // Nothing takes near as long: two products and two browsers may share two processors with whatever else runs.
    private const float Patience = 30_000;
    private readonly List<Window> windows = [];
    private readonly List<RunningProduct> products = [];

    private protected RunningProduct Running => product.Running;

    private protected Sqlite Ours => Running.Ours;

    private protected Sqlite Erp => Running.Erp;

    private protected Given Given => new(Running);

    public Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        try
        {
            foreach (var window in windows)
            {
                await window.CloseAsync();
            }
        }
        finally
        {
            // Not before: an open page that asks a product that is gone complains.
            foreach (var own in products)
            {
                own.Dispose();
            }
        }

        windows.SelectMany(window => window.Complaints).ShouldBeEmpty();
    }

    /// <summary>A product of this test's own, not started yet; it stops when the test's windows are closed.</summary>
    private protected RunningProduct NewProduct()
    {
        var own = new RunningProduct();
        products.Add(own);
        return own;
    }

    /// <summary>A product of this test's own, started with the demo as it is made.</summary>
    private protected async Task<RunningProduct> StartPreparedAsync(params (string Setting, string Value)[] settings)
    {
        var own = NewProduct();
        await own.StartPreparedAsync(settings);
        return own;
    }

    /// <summary>A window of the CRM user.</summary>
    private protected Task<Window> OpenAsync(int width = 1280, int height = 800, bool script = true) =>
        OpenAsync(Running.Address, product.SignedIn.User, width, height, script);

    private protected Task<Window> OpenAsAdministratorAsync() => OpenAsync(Running.Address, product.SignedIn.Administrator);

    /// <summary>A window of the CRM user, or of the administrator, on another product that was started prepared.</summary>
    private protected Task<Window> OpenOnAsync(RunningProduct other, bool asAdministrator = false, bool script = true) =>
        OpenAsync(other.Address, asAdministrator ? product.SignedIn.Administrator : product.SignedIn.User, script: script);

    /// <summary>A window of whoever the cookies say; null: of nobody yet.</summary>
    private protected async Task<Window> OpenAsync(string address, string? signedIn, int width = 1280, int height = 800, bool script = true)
    {
        var context = await product.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address, Locale = "da-DK", TimezoneId = "Europe/Copenhagen", StorageState = signedIn, JavaScriptEnabled = script,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        var window = new Window(context, await context.NewPageAsync(), script);
        windows.Add(window);
        return window;
    }

    /// <summary>The ERP tab of a company, or of another kind of record, in a new window.</summary>
    private protected async Task<ErpTab> OpenTabAsync(long company, bool script = true, string card = "company")
    {
        var tab = new ErpTab(await OpenAsync(script: script), company, card);
        await tab.OpenAsync();
        return tab;
    }
}
