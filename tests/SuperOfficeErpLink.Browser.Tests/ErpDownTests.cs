using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>The ERP goes away and comes back, in an instance of its own.</summary>
[Collection(OtherProductTests.Name)]
public sealed class ErpDownTests(Product product) : BrowserTest(product)
{
    private readonly RunningProduct alone = new();

    public override async Task DisposeAsync()
    {
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            alone.Dispose();
        }
    }

    [BrowserFact]
    public async Task Without_the_ERP_the_tab_shows_last_known_values_and_nothing_that_was_chosen_is_lost()
    {
        await alone.StartPreparedAsync();
        new Given(alone).CustomerHas("C1001", "email", "ny@eksempel.dk");
        var tab = new ErpTab(await OpenOnAsync(alone), 1);
        await tab.OpenAsync();
        var phone = await tab.Value("Telefon").TextContentAsync();
        await (await tab.CompareAsync()).ConnectAsync();
        await Expect(tab.Pending).ToContainTextAsync("ny@eksempel.dk");
        alone.MoveErp("", ".away");

        var answer = await tab.Page.GotoAsync(tab.Path);
        answer!.Request.Timing.ResponseStart.ShouldBeLessThan(2000f);
        await Expect(tab.Alert).ToContainTextAsync("ERP-systemet svarede ikke:");
        await Expect(tab.Alert).ToContainTextAsync(new Regex(@"Værdierne er de sidst kendte, fra \d\d\.\d\d\.\d{4} \d\d[.:]\d\d"));
        await Expect(tab.Value("Telefon")).ToHaveTextAsync(phone!);
        await tab.ShowsLinkedAsync("Kunde", "C1001");
        await tab.SaveAsync();
        await Expect(tab.Alert.First).ToContainTextAsync("Demo ERP kunne ikke nås:");
        await Expect(tab.Alert.First).ToContainTextAsync("Intet er ændret, og kladden er beholdt. Klik på Gem for at prøve igen.");
        await Expect(tab.Pending).ToContainTextAsync("ny@eksempel.dk");

        var other = new ErpTab(await OpenOnAsync(alone), 101);
        await other.OpenAsync();
        await other.EditAsync();
        var connect = await other.ConnectAsAsync("Kunde");
        await Expect(connect.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Der kunne ikke søges i ERP:");
        await Expect(connect.Row("C1036")).ToHaveCountAsync(0);
        var linked = new ErpTab(other.Window, 2);
        await linked.OpenAsync();
        await linked.SyncNowAsync();
        await Expect(linked.Alert.First).ToContainTextAsync("Demo ERP kunne ikke synkroniseres:");
        await other.Page.GoBackAsync();
        await other.OpenAsync();
        await other.EditAsync();
        await other.ConnectAsAsync("Kunde");

        alone.MoveErp(".away", "");
        await connect.Dialog.GetByRole(AriaRole.Link, new() { Name = "Prøv igen" }).ClickAsync();
        await Expect(connect.Row("C1036")).ToBeVisibleAsync();
        await tab.SaveAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Gemt. Ændrede felter: SuperOffice 1, Demo ERP 0.");
        await Expect(tab.Alert).ToHaveCountAsync(0);
        alone.Ours.CompanyOf(1, "Email").ShouldBe("ny@eksempel.dk");
    }
}
