using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>What an administrator and a CRM user do on a product that holds nothing yet, by its pages only.</summary>
internal sealed class FirstDay(RunningProduct own, Func<Task<Window>> openAsync)
{
    public const string Erp = "Demo ERP";
    private const string Password = "Et langt kodeord 1";
    private Window? administrator;
    private (string Email, string Password) user;

    private IPage Page => administrator!.Page;

    /// <summary>The company that stands in the CRM, id 1.</summary>
    public void GivenACompany(string name, string phone, string email) => own.Ours.Do(
        """
        INSERT INTO CrmCompanies (Id, Name, Number, OrganisationNumber, Street, Zip, City, Country, Phone, Email, Web, Category, PaymentTerm, NoMailings, Note, Version, UpdatedAt, UpdatedBy, Folded)
        VALUES (1, @name, '', '', '', '', '', '', @phone, @email, '', '', '', 0, '', 1, 1, 'Ane', lower(@name))
        """,
        ("@name", name), ("@phone", phone), ("@email", email));

    public async Task SetUpAsync()
    {
        administrator = await openAsync();
        await administrator.GoAsync("/setup?culture=da");
        await Page.GetByLabel("Opsætningskode").FillAsync(own.SetupCode());
        await Page.GetByLabel("Navn", new() { Exact = true }).FillAsync("Adam Admin");
        await Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync("adam@firma.example");
        await Page.GetByLabel("Adgangskode", new() { Exact = true }).FillAsync(Password);
        await Page.GetByLabel("Adgangskode igen").FillAsync(Password);
        await Page.Locator("form.stack button[type=submit]").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Log ud" })).ToBeVisibleAsync();

        await administrator.GoAsync("/admin/users");
        await Page.GetByLabel("Navn", new() { Exact = true }).FillAsync("Bo Bruger");
        await Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync("bo@firma.example");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Opret bruger" }).ClickAsync();
        user = ("bo@firma.example", await Page.GetByLabel("Adgangskode", new() { Exact = true }).InputValueAsync());
    }

    /// <param name="connector">As the page calls it.</param>
    /// <param name="fillAsync">Fills in the connector's own settings.</param>
    public async Task AddConnectionAsync(string connector, Func<IPage, Task> fillAsync, string? picture = null)
    {
        await administrator!.GoAsync("/admin/connections");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Nyt ERP-link" }).First.ClickAsync();
        await Page.GetByLabel(connector).CheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Fortsæt" }).ClickAsync();
        await Page.GetByLabel("Navn", new() { Exact = true }).FillAsync(Erp);
        await fillAsync(Page);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Test", Exact = true }).ClickAsync();
        var test = Page.GetByRole(AriaRole.Region, new() { Name = "Test", Exact = true });
        await Expect(test).ToContainTextAsync("Testen bestod på");
        await test.ScrollIntoViewIfNeededAsync();
        if (picture is not null)
        {
            await PictureTests.TakeAsync(Page, picture);
        }

        await Page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("ERP-linket er oprettet");
    }

    /// <summary>Maps the fields of customers both ways, checks, tries and publishes.</summary>
    public async Task MapAsync(params string[] fields)
    {
        await TabAsync("Tilknytninger");
        await Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex("Synkroniser ERP .Kunde.") }).CheckAsync();
        foreach (var field in fields)
        {
            await Expect(Page.GetByLabel($"SuperOffice-felt: {field}", new() { Exact = true })).Not.ToHaveValueAsync("");
            await Page.GetByLabel($"{field}: fra ERP til SuperOffice", new() { Exact = true }).CheckAsync(new() { Force = true });
            await Page.GetByLabel($"{field}: fra SuperOffice til ERP", new() { Exact = true }).CheckAsync(new() { Force = true });
        }

        await Page.GetByRole(AriaRole.Button, new() { Name = "Gem kladde" }).ClickAsync();
        await Expect(Page.GetByText("Kladden er gemt.")).ToBeVisibleAsync();
        await TabAsync("Kontrol og udgivelse");
        await Expect(Page.Locator("#check .lead")).ToContainTextAsync("poster");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Gem og start prøvekørsel" }).ClickAsync();
        await Expect(Page.GetByText("0 poster prøvet")).ToBeVisibleAsync();
        await Page.GetByLabel("Begrundelse").FillAsync("Første opsætning");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Udgiv version 2" }).ClickAsync();
        await Expect(Page.GetByText("Version 2 gælder nu.")).ToBeVisibleAsync();
    }

    /// <summary>Everyone may link, and the connection is active.</summary>
    public async Task ActivateAsync(string? picture = null)
    {
        await TabAsync("Synlighed");
        await Page.GetByLabel("Alle", new() { Exact = true }).CheckAsync();
        await Page.GetByLabel("Alle må tilknytte").CheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).ClickAsync();
        await TabAsync("Oversigt");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Aktivér" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Deaktivér" })).ToBeVisibleAsync();
        if (picture is not null)
        {
            await PictureTests.TakeAsync(Page, picture);
        }
    }

    /// <summary>The CRM user signs in for the first time and stands on the company's tab.</summary>
    public async Task<ErpTab> OpenTabAsync()
    {
        var window = await openAsync();
        await window.GoAsync("/sign-in?culture=da");
        await window.Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync(user.Email);
        await window.Page.GetByLabel("Adgangskode", new() { Exact = true }).FillAsync(user.Password);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Log ind", Exact = true }).ClickAsync();
        foreach (var (label, typed) in ((string, string)[])[("Nuværende adgangskode", user.Password), ("Ny adgangskode", Password), ("Ny adgangskode igen", Password)])
        {
            await window.Page.GetByLabel(label, new() { Exact = true }).FillAsync(typed);
        }

        await window.Page.GetByLabel("Ny adgangskode igen").PressAsync("Enter");
        await Expect(window.Page.GetByText("Din adgangskode er skiftet")).ToBeVisibleAsync();
        var tab = new ErpTab(window, 1);
        await tab.OpenAsync();
        return tab;
    }

    /// <summary>A tab of the connection's pages.</summary>
    private async Task TabAsync(string name)
    {
        await Page.Locator(".tabs-second").GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
        await Expect(Page.Locator(".tabs-second a[aria-current]")).ToHaveTextAsync(name);
    }
}
