using System.Text.Json;
using Microsoft.Playwright;

namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>
/// The product's files as its first start leaves them, with the cookies of both people on them. Made once; every product of the tests starts on a copy, so
/// that none waits for migrations, the demo and the sign-in page again.
/// </summary>
internal sealed class Prepared
{
    private static readonly Lazy<Task<Prepared>> Made = new(MakeAsync);
    private readonly string folder;

    private Prepared(string folder, string user, string administrator)
    {
        this.folder = folder;
        User = user;
        Administrator = administrator;
    }

    /// <summary>The cookies of a CRM user who has signed in.</summary>
    public string User { get; }

    public string Administrator { get; }

    public static Task<Prepared> FilesAsync() => Made.Value;

    /// <summary>Asks as the CRM user, without a browser.</summary>
    public HttpClient Client(string address)
    {
        using var state = JsonDocument.Parse(User);
        var cookies = state.RootElement.GetProperty("cookies").EnumerateArray().Select(cookie => $"{cookie.GetProperty("name").GetString()}={cookie.GetProperty("value").GetString()}");
        var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Add("Cookie", string.Join("; ", cookies));
        return client;
    }

    public void CopyTo(string target)
    {
        foreach (var directory in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(target, Path.GetRelativePath(folder, directory)));
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(target, Path.GetRelativePath(folder, file)));
        }

        // The copy is to be the installation itself, not one that notices that it is a copy.
        new Sqlite(Path.Combine(target, "erplink.db")).Do("DELETE FROM Installation WHERE Key = 'place'");
    }

    /// <summary>Only the ERP's file, as it stands before anybody has linked to it.</summary>
    public void CopyErpTo(string target) => File.Copy(Path.Combine(folder, "erp", "demo-erp.db"), target);

    private static async Task<Prepared> MakeAsync()
    {
        var files = MemoryFolder.Make("erplink-browser-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(files, recursive: true);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        using var first = RunningProduct.On(files);
        await first.StartAsync();
        var made = new Prepared(files, await SignInAsync(browser, first.Address, "crm@demo.example"), await SignInAsync(browser, first.Address, "admin@demo.example"));
        await first.StopAsync();
        return made;
    }

    private static async Task<string> SignInAsync(IBrowser browser, string address, string email)
    {
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = address, Locale = "da-DK" });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in?culture=da");
        await page.GetByLabel("E-mail", new() { Exact = true }).FillAsync(email);
        await page.GetByLabel("Adgangskode", new() { Exact = true }).FillAsync("Demo-1234!");
        await page.GetByRole(AriaRole.Button, new() { Name = "Log ind", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Log ud" })).ToBeVisibleAsync();
        return await context.StorageStateAsync();
    }
}
