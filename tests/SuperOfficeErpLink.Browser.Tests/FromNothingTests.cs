using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>From an empty database to a linked company, through pages only: what an administrator and a CRM user do on their first day.</summary>
[Collection(OwnProductTests.Name)]
public sealed class FromNothingTests(Product product) : BrowserTest(product)
{
    private const string Password = "Et langt kodeord 1";

    [BrowserFact]
    public async Task An_administrator_adds_an_ERP_maps_checks_tries_publishes_and_activates_and_a_CRM_user_links_a_company()
    {
        using var own = new RunningProduct();
        await own.StartAsync(("ErpLink__Demo__Enabled", "false"));
        await GivenAnErpAndACompanyAsync(own);
        var window = await OpenAsync(own.Address, signedIn: null);
        var page = window.Page;
        await SetUpAsync(window, own);
        var (email, password) = await AddUserAsync(window);

        await window.GoAsync("/admin/connections");
        await page.GetByRole(AriaRole.Link, new() { Name = "Nyt ERP-link" }).First.ClickAsync();
        await page.GetByLabel("SQL-database").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Fortsæt" }).ClickAsync();
        await page.GetByLabel("Navn", new() { Exact = true }).FillAsync("Demo ERP");
        await page.GetByLabel("Databasefil").FillAsync("demo-erp.db");
        await page.GetByLabel("Definition").FillAsync(await File.ReadAllTextAsync(Definition()));
        await page.GetByRole(AriaRole.Button, new() { Name = "Test", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Test", Exact = true })).ToContainTextAsync("Testen bestod på");
        await page.GetByRole(AriaRole.Region, new() { Name = "Test", Exact = true }).ScrollIntoViewIfNeededAsync();
        await PictureTests.TakeAsync(page, "connection-test");
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("ERP-linket er oprettet");

        await TabAsync(page, "Tilknytninger");
        await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex("Synkroniser ERP .Kunde.") }).CheckAsync();
        foreach (var field in (string[])["Navn", "Telefon", "E-mail"])
        {
            await Expect(page.GetByLabel($"SuperOffice-felt: {field}", new() { Exact = true })).Not.ToHaveValueAsync("");
            await page.GetByLabel($"{field}: fra ERP til SuperOffice", new() { Exact = true }).CheckAsync(new() { Force = true });
            await page.GetByLabel($"{field}: fra SuperOffice til ERP", new() { Exact = true }).CheckAsync(new() { Force = true });
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Gem kladde" }).ClickAsync();
        await Expect(page.GetByText("Kladden er gemt.")).ToBeVisibleAsync();
        await TabAsync(page, "Kontrol og udgivelse");
        await Expect(page.Locator("#check .lead")).ToContainTextAsync("poster");
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem og start prøvekørsel" }).ClickAsync();
        await Expect(page.GetByText("0 poster prøvet")).ToBeVisibleAsync();
        await page.GetByLabel("Begrundelse").FillAsync("Første opsætning");
        await page.GetByRole(AriaRole.Button, new() { Name = "Udgiv version 2" }).ClickAsync();
        await Expect(page.GetByText("Version 2 gælder nu.")).ToBeVisibleAsync();

        await TabAsync(page, "Synlighed");
        await page.GetByLabel("Alle", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Alle må tilknytte").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).ClickAsync();
        await TabAsync(page, "Oversigt");
        await page.GetByRole(AriaRole.Button, new() { Name = "Aktivér" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Deaktivér" })).ToBeVisibleAsync();
        await PictureTests.TakeAsync(page, "connection-active");

        await LinkAsync(own, email, password);
        own.Ours.Ask("SELECT count(*) FROM Links WHERE State = 2 AND ErpKey = 'C1001'").ShouldBe("1");
        own.Erp.Ask("SELECT email FROM customer WHERE no = 'C1001'").ShouldBe("kontakt@svane.dk");
    }

    /// <summary>The ERP is there before us, and the company stands in the CRM.</summary>
    private static async Task GivenAnErpAndACompanyAsync(RunningProduct own)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(own.ErpFile)!);
        (await Prepared.FilesAsync()).CopyErpTo(own.ErpFile);
        own.Erp.Do("UPDATE customer SET name = 'Svane Tømrerforretning', phone = '+45 75 12 34 56', email = NULL WHERE no = 'C1001'");
        own.Ours.Do(
            """
            INSERT INTO CrmCompanies (Id, Name, Number, OrganisationNumber, Street, Zip, City, Country, Phone, Email, Web, Category, PaymentTerm, NoMailings, Note, Version, UpdatedAt, UpdatedBy, Folded)
            VALUES (1, 'Svane Tømrerforretning', '', '', '', '', '', '', '+45 75 12 34 56', 'kontakt@svane.dk', '', '', '', 0, '', 1, 1, 'Ane', 'svane tømrerforretning')
            """);
    }

    private static async Task SetUpAsync(Window window, RunningProduct own)
    {
        await window.GoAsync("/setup?culture=da");
        await window.Page.GetByLabel("Opsætningskode").FillAsync(own.SetupCode());
        await window.Page.GetByLabel("Navn", new() { Exact = true }).FillAsync("Adam Admin");
        await window.Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync("adam@firma.example");
        await window.Page.GetByLabel("Adgangskode", new() { Exact = true }).FillAsync(Password);
        await window.Page.GetByLabel("Adgangskode igen").FillAsync(Password);
        await window.Page.Locator("form.stack button[type=submit]").ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Log ud" })).ToBeVisibleAsync();
    }

    private static async Task<(string Email, string Password)> AddUserAsync(Window window)
    {
        const string email = "bo@firma.example";
        await window.GoAsync("/admin/users");
        await window.Page.GetByLabel("Navn", new() { Exact = true }).FillAsync("Bo Bruger");
        await window.Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync(email);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Opret bruger" }).ClickAsync();
        return (email, await window.Page.GetByLabel("Adgangskode", new() { Exact = true }).InputValueAsync());
    }

    /// <summary>A tab of the connection's pages.</summary>
    private static async Task TabAsync(IPage page, string name)
    {
        await page.Locator(".tabs-second").GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
        await Expect(page.Locator(".tabs-second a[aria-current]")).ToHaveTextAsync(name);
    }

    private async Task LinkAsync(RunningProduct own, string email, string password)
    {
        var window = await OpenAsync(own.Address, signedIn: null);
        await window.GoAsync("/sign-in?culture=da");
        await window.Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync(email);
        await window.Page.GetByLabel("Adgangskode", new() { Exact = true }).FillAsync(password);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Log ind", Exact = true }).ClickAsync();
        foreach (var (label, typed) in ((string, string)[])[("Nuværende adgangskode", password), ("Ny adgangskode", Password), ("Ny adgangskode igen", Password)])
        {
            await window.Page.GetByLabel(label, new() { Exact = true }).FillAsync(typed);
        }

        await window.Page.GetByLabel("Ny adgangskode igen").PressAsync("Enter");
        await Expect(window.Page.GetByText("Din adgangskode er skiftet")).ToBeVisibleAsync();
        var tab = new ErpTab(window, 1);
        await tab.OpenAsync();
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        var compare = await connect.PickAsync("C1001");
        await compare.ConnectAsync();
        await tab.SaveAsync();
        await Expect(window.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Gemt.");
    }

    private static string Definition()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SuperOfficeErpLink.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "src", "SuperOfficeErpLink.Web", "Demo", "demo-erp.definition.json");
    }
}
