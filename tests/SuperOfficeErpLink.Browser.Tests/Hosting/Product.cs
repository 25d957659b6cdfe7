using Microsoft.Playwright;
using SuperOfficeErpLink.Process.Tests;

namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>The product running on a folder of its own, with a browser to use it by. Made once for all tests.</summary>
public sealed class Product : IAsyncLifetime
{
    private readonly RunningProduct running = new();
    private IPlaywright? playwright;
    private IBrowser? browser;

    internal RunningProduct Running => running;

    internal IBrowser Browser => browser ?? throw new InvalidOperationException(BrowserReason.NoChromium);

    /// <summary>The cookies of a CRM user who has signed in.</summary>
    internal string SignedIn { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is null)
        {
            return;
        }

        await running.StartAsync();
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.LaunchAsync(playwright);
        SignedIn = await SignInAsync(running.Address, "crm@demo.example");
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        playwright?.Dispose();
        running.Dispose();
    }

    internal async Task<string> SignInAsync(string address, string email)
    {
        await using var context = await Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = address, Locale = "da-DK" });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in?culture=da");
        await page.GetByLabel("E-mail", new() { Exact = true }).FillAsync(email);
        await page.GetByLabel("Adgangskode", new() { Exact = true }).FillAsync("Demo-1234!");
        await page.GetByRole(AriaRole.Button, new() { Name = "Log ind", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Log ud" })).ToBeVisibleAsync();
        return await context.StorageStateAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class ProductTests : ICollectionFixture<Product>
{
    public const string Name = "The product in a browser";
}

/// <summary>One process with its files.</summary>
internal sealed class RunningProduct : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("erplink-browser-").FullName;
    private Application? application;

    public string Address { get; private set; } = "";

    public string ErpFile => Path.Combine(folder, "erp", "demo-erp.db");

    /// <summary>Our own database.</summary>
    public Sqlite Ours => new(Path.Combine(folder, "erplink.db"));

    public Sqlite Erp => new(ErpFile);

    public async Task StartAsync(params (string Setting, string Value)[] settings)
    {
        application = new Application(folder, [("TZ", "Europe/Copenhagen"), ("ErpLink__AutomaticSync", "false"), .. settings]);
        Address = (await application.ReadyAsync()).TrimEnd('/');
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"{Address}/health/ready"));
        answer.IsSuccessStatusCode.ShouldBeTrue("It says that it listens, but not that it is ready.");
    }

    /// <summary>Many linked companies, from an id on, that agree with their customers K0000 and so on.</summary>
    public void AddLinked(int first, int count) => LinkedCopies.Add(Path.Combine(folder, "erplink.db"), ErpFile, first, count);

    public void Dispose()
    {
        application?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
