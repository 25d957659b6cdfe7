using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>The pictures of the documentation. With ERPLINK_SCREENSHOTS=1 they go to docs/images, else nowhere that lasts.</summary>
[Collection(OtherProductTests.Name)]
public sealed class PictureTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task The_pictures_of_the_documentation_can_be_taken()
    {
        Given.CompanyHas(117, "Name", "Vesterhavets Røgeri");
        Given.CompanyHas(117, "Street", "Havnevej 14");
        Given.CompanyHas(117, "Email", "info@vesterhavetsroegeri.dk");
        Given.CompanyHas(117, "Web", "www.vesterhavetsroegeri.dk");
        Given.CompanyHas(117, "Phone", "+45 97 32 10 42");
        Given.Customer("C1901", like: 117, ("name", "Vesterhavets Røgeri A/S"), ("street", "Havnevej 14, port 3"), ("phone", "97 32 10 24"), ("email", null), ("payment_term", "N14"), ("customer_group", "ERHV"), ("credit_limit", 75000), ("last_invoice", "2025-05-14"));
        Given.Customer("C1902", like: 117, ("name", "Vesterhavets Røgeri, butik"), ("vat_no", null), ("street", "Strandgade 3"), ("phone", null));
        var folder = Environment.GetEnvironmentVariable("ERPLINK_SCREENSHOTS") == "1" ? Repository.Images : Directory.CreateTempSubdirectory("erplink-pictures-").FullName;
        var tab = await OpenTabAsync(1);
        await TakeAsync(tab, folder, "erp-tab");

        tab = new ErpTab(tab.Window, 117);
        await tab.OpenAsync();
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        await connect.Radio("C1901").CheckAsync();
        await TakeAsync(tab, folder, "connect");
        await TakeFindAsync(tab, folder);
        await tab.OpenAsync();
        await tab.EditAsync();
        connect = await tab.ConnectAsAsync("Kunde");
        var compare = await connect.PickAsync("C1901");
        await compare.ChooseAsync("Navn", CompareDialog.Erp);
        await TakeAsync(tab, folder, "compare");
        await compare.ConnectAsync();
        await TakeAsync(tab, folder, "pending");
        await tab.CancelAsync();
        await tab.IsInViewModeAsync();
        await tab.EditAsync();
        await (await tab.ConnectAsAsync("Kunde")).CreateAsync();
        await TakeAsync(tab, folder, "create");

        Given.ErpPersonHas("P1088", "title", "Bogholder");
        Given.ErpPersonHas("P1089", "phone", "97 32 10 24");
        var pairing = new PairingPage(tab.Window, 30);
        await pairing.OpenAsync(Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'"));
        await pairing.UnfoldAsync(88);
        await pairing.ChooseCreateAsync(90);
        await TakeAsync(tab, folder, "pairing");

        Directory.GetFiles(folder, "*.png").Length.ShouldBeGreaterThanOrEqualTo(5);
        if (folder != Repository.Images)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task TakeFindAsync(ErpTab tab, string folder)
    {
        var find = await FindDialog.OpenAsync(tab.Window, 117, Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'")!, "Navn");
        await find.Operator(1).SelectOptionAsync("Starter med");
        await find.Value(1).FillAsync("vesterhavet");
        await find.ChooseFieldAsync(2, "Kundegruppe");
        await find.PickItemsAsync(2, "Erhverv", "Nøglekunder");
        await find.ChooseFieldAsync(3, "Kreditmaksimum");
        await find.Operator(3).SelectOptionAsync("Mellem");
        await find.Value(3).FillAsync("50.000");
        await find.Second(3).FillAsync("100.000");
        for (var left = 5; left >= 3; left--)
        {
            await find.Button("Fjern linje 4").ClickAsync();
            await Expect(find.Lines).ToHaveCountAsync(left);
        }

        await find.SearchAsync();
        await find.Radio("C1901").CheckAsync();
        await TakeAsync(tab, folder, "find");
    }

    /// <summary>A picture of what another test has come to.</summary>
    internal static async Task TakeAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ERPLINK_SCREENSHOTS") == "1")
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Images, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
        }
    }

    private static async Task TakeAsync(ErpTab tab, string folder, string name)
    {
        await tab.Page.EvaluateAsync("document.fonts.ready.then(() => true)");
        await tab.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
    }
}
