using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>Forms are plain posts and each dialog has its own address: script only makes them pleasant.</summary>
public sealed class WithoutScriptTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task A_company_is_linked_synced_and_disconnected_without_script()
    {
        Given.Customer("K9115", like: 115, ("street", "En anden vej 15"), ("email", "anden@eksempel.dk"));
        var tab = await OpenTabAsync(115, script: false);
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        await connect.SearchAsync("");
        await connect.More.ClickAsync();
        await Expect(connect.Results.First).ToBeVisibleAsync();
        await connect.Go.ClickAsync();
        await Expect(connect.Dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Vælg først en ERP-aktør på listen.");
        await connect.SearchAsync("K9115");
        var compare = await connect.PickAsync("K9115");
        await compare.ChooseAllAsync(CompareDialog.Crm);
        await Expect(compare.Radio("E-mail", CompareDialog.Crm)).ToBeCheckedAsync();
        await compare.ChooseAllAsync(CompareDialog.Erp);
        await Expect(compare.Radio("E-mail", CompareDialog.Erp)).ToBeCheckedAsync();
        await compare.ChooseAsync("E-mail", CompareDialog.Crm);
        await compare.ConnectAsync();
        await Expect(tab.Pending).ToContainTextAsync("Gemmes først, når du klikker på Gem");
        await tab.SaveAsync();
        await tab.ShowsLinkedAsync("Kunde", "K9115");
        Erp.CustomerOf("K9115", "email").ShouldBe(Ours.CompanyOf(115, "Email"));
        Ours.CompanyOf(115, "Street").ShouldBe("En anden vej 15");

        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: alt er synkroniseret.");

        await tab.EditAsync();
        await (await tab.DisconnectAsync()).DisconnectAsync();
        await tab.SaveAsync();
        await Expect(tab.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();
    }
}
