using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>Sammenlign on a record that is linked already.</summary>
public sealed class ComparingTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task Choosing_the_CRM_side_changes_the_ERP_and_only_after_Gem()
    {
        Given.CustomerHas("C1009", "email", "regnskab@eksempel.dk");
        var ours = Ours.CompanyOf(9, "Email");
        var tab = await OpenTabAsync(9);
        var compare = await tab.CompareAsync();
        await Expect(compare.Radio("E-mail", CompareDialog.Erp)).ToBeCheckedAsync();
        await compare.ChooseAsync("E-mail", CompareDialog.Crm);
        await compare.CountsAsync(crm: 0, erp: 1);
        await compare.ConnectAsync();
        await Expect(tab.Pending).ToContainTextAsync("Skrives i Demo ERP:");
        Erp.CustomerOf("C1009", "email").ShouldBe("regnskab@eksempel.dk");

        await tab.SaveAsync();

        await Expect(tab.Status.First).ToHaveTextAsync("Gemt. Ændrede felter: SuperOffice 0, Demo ERP 1.");
        Erp.CustomerOf("C1009", "email").ShouldBe(ours);
        Ours.HistoryOf(9).ShouldBe([$"email|regnskab@eksempel.dk|{ours}"]);
    }

    [BrowserFact]
    public async Task A_value_may_go_against_its_direction_for_this_once()
    {
        Given.CustomerHas("C1010", "credit_limit", 7777);
        Given.CompanyHas(10, "CreditLimit", "1234.5");
        Given.CustomerHas("C1010", "customer_group", "OFF");
        Given.CompanyHas(10, "Category", "vip");
        var tab = await OpenTabAsync(10);
        var compare = await tab.CompareAsync();
        await Expect(compare.Radio("Kreditmaksimum", CompareDialog.Erp)).ToBeCheckedAsync();
        await Expect(compare.Radio("Kategori", CompareDialog.Crm)).ToBeCheckedAsync();
        await Expect(compare.Cell("Kreditmaksimum", CompareDialog.Crm)).ToContainTextAsync("1.234,50");
        await compare.ChooseAsync("Kreditmaksimum", CompareDialog.Crm);
        await compare.ChooseAsync("Kategori", CompareDialog.Erp);
        await compare.ConnectAsync();
        await tab.SaveAsync();

        await Expect(tab.Status.First).ToHaveTextAsync("Gemt. Ændrede felter: SuperOffice 1, Demo ERP 1.");
        Erp.CustomerOf("C1010", "credit_limit").ShouldBe("1234.5");
        Ours.CompanyOf(10, "Category").ShouldBe("public");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: alt er synkroniseret.");
        Erp.CustomerOf("C1010", "credit_limit").ShouldBe("1234.5");
        Ours.CompanyOf(10, "Category").ShouldBe("public");
    }

    [BrowserFact]
    public async Task What_the_ERP_governs_and_what_cannot_be_held_cannot_be_chosen_and_says_why()
    {
        Given.CompanyHas(11, "Number", "ET ANDET");
        Given.CompanyHas(11, "Street", new string('å', 51));
        Given.CompanyHas(11, "PaymentTerm", "prepaid");
        var tab = await OpenTabAsync(11);

        var compare = await tab.CompareAsync();

        await Expect(compare.Radio("Nummer", CompareDialog.Crm)).ToBeDisabledAsync();
        await Expect(compare.Cell("Nummer", CompareDialog.Crm)).ToContainTextAsync("Styres af Demo ERP");
        await Expect(compare.Radio("Nummer", CompareDialog.Erp)).ToBeCheckedAsync();
        await Expect(compare.Radio("Gade", CompareDialog.Crm)).ToBeDisabledAsync();
        await Expect(compare.Cell("Gade", CompareDialog.Crm)).ToContainTextAsync("Kan ikke overføres: længere end de 50 tegn, Demo ERP kan rumme");
        await Expect(compare.Radio("Betalingsbetingelse", CompareDialog.Crm)).ToBeDisabledAsync();
        await Expect(compare.Cell("Betalingsbetingelse", CompareDialog.Crm)).ToContainTextAsync("punktet er ikke tilknyttet et punkt i Demo ERP");
    }

    [BrowserFact]
    public async Task Whole_sides_and_whole_addresses_are_chosen_at_once_and_the_line_counts()
    {
        Given.CustomerHas("C1012", "street", "En anden vej 12");
        Given.CustomerHas("C1012", "city", "Skagen");
        Given.CustomerHas("C1012", "email", "anden@eksempel.dk");
        Given.CompanyHas(12, "Number", "ET ANDET");
        var tab = await OpenTabAsync(12);
        var compare = await tab.CompareAsync();
        await compare.CountsAsync(crm: 4, erp: 0);

        await compare.ChooseAddressAsync(CompareDialog.Crm);
        await compare.CountsAsync(crm: 2, erp: 2);
        await Expect(compare.Radio("Gade", CompareDialog.Crm)).ToBeCheckedAsync();
        await Expect(compare.Radio("By", CompareDialog.Crm)).ToBeCheckedAsync();
        await Expect(compare.Radio("E-mail", CompareDialog.Erp)).ToBeCheckedAsync();

        await compare.ChooseAllAsync(CompareDialog.Crm);
        await compare.CountsAsync(crm: 1, erp: 3);
        await Expect(compare.Radio("Nummer", CompareDialog.Erp)).ToBeCheckedAsync();
        await compare.ChooseAllAsync(CompareDialog.Erp);
        await compare.CountsAsync(crm: 4, erp: 0);

        await compare.Dialog.GetByRole(AriaRole.Button, new() { Name = "Adresse", Exact = true }).ClickAsync();
        await Expect(compare.Radio("Gade", CompareDialog.Crm)).ToBeHiddenAsync();
        await compare.Dialog.GetByRole(AriaRole.Button, new() { Name = "Adresse", Exact = true }).ClickAsync();
        await Expect(compare.Radio("Gade", CompareDialog.Crm)).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Fields_that_differ_in_form_only_are_folded_and_keep_both_until_one_is_chosen()
    {
        Given.CompanyHas(13, "Web", "www.bøgelund.dk");
        Given.CustomerHas("C1013", "web", "https://www.bøgelund.dk/");
        var tab = await OpenTabAsync(13);
        var compare = await tab.CompareAsync();
        await Expect(compare.Dialog).ToContainTextAsync("Der er ingen forskelle.");
        await Expect(compare.FormOnly.Locator("summary")).ToHaveTextAsync("Samme indhold, skrevet forskelligt (1)");
        await Expect(compare.Radio("Hjemmeside", CompareDialog.Crm)).ToBeHiddenAsync();
        await compare.Equal.Locator("summary").ClickAsync();
        await Expect(compare.Equal.GetByText(Ours.CompanyOf(13, "City")!)).ToBeVisibleAsync();

        await compare.FormOnly.Locator("summary").ClickAsync();
        await Expect(compare.Radio("Hjemmeside", "Behold begge")).ToBeCheckedAsync();
        await compare.ChooseAsync("Hjemmeside", CompareDialog.Crm);
        await compare.CountsAsync(crm: 0, erp: 1);
        await compare.ConnectAsync();
        await tab.SaveAsync();

        await Expect(tab.Status.First).ToHaveTextAsync("Gemt. Ændrede felter: SuperOffice 0, Demo ERP 1.");
        Erp.CustomerOf("C1013", "web").ShouldBe("www.bøgelund.dk");
    }

    [BrowserFact]
    public async Task Cancelling_the_dialog_keeps_what_the_draft_had()
    {
        Given.CustomerHas("C1014", "email", "anden@eksempel.dk");
        var tab = await OpenTabAsync(14);
        await (await tab.CompareAsync()).ConnectAsync();
        await Expect(tab.Pending).ToContainTextAsync("anden@eksempel.dk");
        var again = await tab.CompareAsync();
        await again.ChooseAsync("E-mail", CompareDialog.Crm);

        await again.CancelAsync();

        await Expect(tab.Pending).ToContainTextAsync("Skrives i SuperOffice:");
        await Expect(tab.Pending).Not.ToContainTextAsync("Skrives i Demo ERP:");
        await tab.CancelAsync();
    }
}
