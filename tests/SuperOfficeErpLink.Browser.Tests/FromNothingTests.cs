using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>From an empty database to a linked company, through pages only: what an administrator and a CRM user do on their first day.</summary>
[Collection(OwnProductTests.Name)]
public sealed class FromNothingTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task An_administrator_adds_an_ERP_maps_checks_tries_publishes_and_activates_and_a_CRM_user_links_a_company()
    {
        var own = NewProduct();
        await own.StartAsync(("ErpLink__Demo__Enabled", "false"));
        Directory.CreateDirectory(Path.GetDirectoryName(own.ErpFile)!);
        (await Prepared.FilesAsync()).CopyErpTo(own.ErpFile);
        own.Erp.Do("UPDATE customer SET name = 'Svane Tømrerforretning', phone = '+45 75 12 34 56', email = NULL WHERE no = 'C1001'");
        var day = new FirstDay(own, () => OpenAsync(own.Address, signedIn: null));
        day.GivenACompany("Svane Tømrerforretning", "+45 75 12 34 56", "kontakt@svane.dk");

        await day.SetUpAsync();
        await day.AddConnectionAsync("SQL-database", FillAsync, "connection-test");
        await day.MapAsync("Navn", "Telefon", "E-mail");
        await day.ActivateAsync("connection-active");

        var tab = await day.OpenTabAsync();
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        var compare = await connect.PickAsync("C1001");
        await compare.ConnectAsync();
        await tab.SaveAsync();
        await Expect(tab.Status.First).ToContainTextAsync("Gemt.");
        own.Ours.Ask("SELECT count(*) FROM Links WHERE State = 2 AND ErpKey = 'C1001'").ShouldBe("1");
        own.Erp.Ask("SELECT email FROM customer WHERE no = 'C1001'").ShouldBe("kontakt@svane.dk");
    }

    private static async Task FillAsync(IPage page)
    {
        await page.GetByLabel("Databasefil").FillAsync("demo-erp.db");
        await page.GetByLabel("Definition").FillAsync(Repository.DemoDefinition());
    }
}
