using System.Globalization;
using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

public sealed class SyncingTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task A_change_made_in_the_ERP_comes_over_with_Synkroniser_nu()
    {
        Given.CustomerHas("C1015", "phone", "+45 70 10 20 30");
        var tab = await OpenTabAsync(15);
        await Expect(tab.Value("Telefon")).ToHaveTextAsync("+45 70 10 20 30");

        await tab.SyncNowAsync();

        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: synkroniseret. Ændrede felter: SuperOffice 1, Demo ERP 0.");
        Ours.CompanyOf(15, "Phone").ShouldBe("+45 70 10 20 30");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: alt er synkroniseret.");
    }

    [BrowserFact]
    public async Task A_change_typed_on_the_card_goes_to_the_ERP_with_Synkroniser_nu()
    {
        var window = await OpenAsync();
        await window.GoAsync("/company/16");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Rediger" }).ClickAsync();
        await window.Page.GetByLabel("Telefon").FillAsync("+45 70 16 16 16");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).ClickAsync();
        await Expect(window.Page.GetByText("Kortet er gemt.")).ToBeVisibleAsync();
        var tab = new ErpTab(window, 16);
        await tab.OpenAsync();

        await tab.SyncNowAsync();

        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: synkroniseret. Ændrede felter: SuperOffice 0, Demo ERP 1.");
        await Expect(tab.Value("Telefon")).ToHaveTextAsync("+45 70 16 16 16");
        Erp.CustomerOf("C1016", "phone").ShouldBe("+45 70 16 16 16");
    }

    [BrowserFact]
    public async Task A_field_changed_in_both_systems_is_a_conflict_that_is_decided_on_the_tab()
    {
        Given.CustomerHas("C1017", "email", "erp@eksempel.dk");
        Given.CompanyHas(17, "Email", "crm@eksempel.dk");
        Given.CustomerHas("C1017", "phone", "+45 70 17 17 17");
        var tab = await OpenTabAsync(17);
        await tab.SyncNowAsync();
        await Expect(tab.Alert).ToHaveTextAsync("Demo ERP: synkroniseret. Ændrede felter: SuperOffice 1, Demo ERP 0. Konflikter at tage stilling til: 1.");
        await Expect(tab.Block).ToContainTextAsync("E-mail: begge sider er ændret. SuperOffice: crm@eksempel.dk. Demo ERP: erp@eksempel.dk.");
        Ours.CompanyOf(17, "Phone").ShouldBe("+45 70 17 17 17");
        Ours.CompanyOf(17, "Email").ShouldBe("crm@eksempel.dk");
        Erp.CustomerOf("C1017", "email").ShouldBe("erp@eksempel.dk");

        var compare = await tab.CompareAsync("Vælg værdier");
        await compare.ChooseAsync("E-mail", CompareDialog.Crm);
        await compare.ConnectAsync();
        await tab.SaveAsync();

        await Expect(tab.Status.First).ToHaveTextAsync("Gemt. Ændrede felter: SuperOffice 0, Demo ERP 1.");
        await Expect(tab.Block.GetByText("begge sider er ændret")).ToHaveCountAsync(0);
        Erp.CustomerOf("C1017", "email").ShouldBe("crm@eksempel.dk");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: alt er synkroniseret.");
    }

    [BrowserFact]
    public async Task A_CRM_edit_that_the_ERP_replaced_is_shown_until_someone_has_seen_it()
    {
        Given.CompanyHas(18, "CreditLimit", "99000");
        var erp = Erp.CustomerOf("C1018", "credit_limit");
        var tab = await OpenTabAsync(18);
        await tab.SyncNowAsync();
        var replaced = tab.Status.Filter(new() { HasText = "Kreditmaksimum: ERP erstattede “99.000,00” med" });
        await Expect(replaced).ToBeVisibleAsync();
        Number(Ours.CompanyOf(18, "CreditLimit")).ShouldBe(Number(erp));

        await tab.OpenAsync();
        await Expect(replaced).ToBeVisibleAsync();
        await tab.DismissAsync();

        await Expect(replaced).ToHaveCountAsync(0);
        await tab.OpenAsync();
        await tab.ShowsLinkedAsync("Kunde", "C1018");
        await Expect(replaced).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_customer_deleted_in_the_ERP_is_said_to_be_gone_and_can_be_disconnected()
    {
        Erp.Do("DELETE FROM customer WHERE no = 'C1019'").ShouldBe(1);
        var tab = await OpenTabAsync(19);
        await Expect(tab.Alert).ToContainTextAsync("ERP-aktøren findes ikke længere i Demo ERP.");

        await tab.EditAsync();
        await (await tab.DisconnectAsync()).DisconnectAsync();
        await tab.SaveAsync();

        await Expect(tab.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();
        Ours.LinkOf(19).ShouldBeNull();
    }

    [BrowserFact]
    public async Task An_inactive_customer_stays_linked_and_is_marked()
    {
        Given.CustomerHas("C1020", "inactive", 1);
        Given.CustomerHas("C1020", "phone", "+45 70 20 20 20");
        var tab = await OpenTabAsync(20);
        await Expect(tab.Block).ToContainTextAsync("Inaktiv");

        await tab.SyncNowAsync();

        await Expect(tab.Status.First).ToContainTextAsync("Ændrede felter: SuperOffice 1, Demo ERP 0.");
        Ours.CompanyOf(20, "Phone").ShouldBe("+45 70 20 20 20");
    }

    private static decimal Number(string? text) => decimal.Parse(text!, CultureInfo.InvariantCulture);
}
