using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>What moves between choosing and Gem is never overwritten unseen.</summary>
public sealed class TwoWindowsTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task The_later_Gem_of_two_windows_is_refused_and_shows_what_was_saved()
    {
        Given.CustomerHas("C1021", "email", "erp21@eksempel.dk");
        var one = await OpenTabAsync(21);
        await (await one.CompareAsync()).ConnectAsync();
        var two = await OpenTabAsync(21);
        await Expect(two.Pending).ToContainTextAsync("erp21@eksempel.dk");
        await one.SaveAsync();
        await Expect(one.Status.First).ToContainTextAsync("Gemt.");
        var history = Ours.HistoryOf(21);

        await two.SaveAsync();

        await Expect(two.Alert).ToHaveTextAsync("Kladden er ændret eller gemt i et andet vindue. Intet blev gemt herfra; her er den aktuelle tilstand.");
        await two.IsInViewModeAsync();
        Ours.HistoryOf(21).ShouldBe(history);
    }

    [BrowserFact]
    public async Task A_draft_changed_in_another_window_is_not_saved_from_the_window_that_did_not_see_it()
    {
        Given.CustomerHas("C1022", "email", "erp22@eksempel.dk");
        var one = await OpenTabAsync(22);
        await (await one.CompareAsync()).ConnectAsync();
        var two = await OpenTabAsync(22);
        var compare = await two.CompareAsync();
        await compare.ChooseAsync("E-mail", CompareDialog.Crm);
        await compare.ConnectAsync();
        var writes = Erp.WritesOf("C1022");

        await one.SaveAsync();

        await Expect(one.Alert).ToContainTextAsync("Kladden er ændret eller gemt i et andet vindue.");
        await Expect(one.Pending).ToContainTextAsync("Skrives i Demo ERP:");
        Erp.WritesOf("C1022").ShouldBe(writes);
        Ours.HistoryOf(22).ShouldBeEmpty();
        await one.SaveAsync();
        await Expect(one.Status.First).ToHaveTextAsync("Gemt. Ændrede felter: SuperOffice 0, Demo ERP 1.");
    }

    [BrowserFact]
    public async Task A_value_that_moved_between_choosing_and_Gem_is_asked_again()
    {
        Given.CustomerHas("C1023", "email", "valgt@eksempel.dk");
        var tab = await OpenTabAsync(23);
        await (await tab.CompareAsync()).ConnectAsync();
        Given.CustomerHas("C1023", "email", "flyttet@eksempel.dk");

        await tab.SaveAsync();

        var compare = new CompareDialog(tab.Window);
        await Expect(compare.Alert).ToHaveTextAsync("Værdier er ændret i Demo ERP, siden du valgte (E-mail). Intet blev gemt; vælg igen.");
        await Expect(compare.Cell("E-mail", CompareDialog.Erp)).ToContainTextAsync("flyttet@eksempel.dk");
        await Expect(compare.Cell("E-mail", CompareDialog.Crm)).ToContainTextAsync(Ours.CompanyOf(23, "Email")!);
        Ours.HistoryOf(23).ShouldBeEmpty();
        await compare.ConnectAsync();
        await tab.SaveAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Gemt. Ændrede felter: SuperOffice 1, Demo ERP 0.");
        Ours.CompanyOf(23, "Email").ShouldBe("flyttet@eksempel.dk");
    }

    [BrowserFact]
    public async Task A_value_that_moved_while_the_dialog_was_open_is_shown_before_it_is_chosen()
    {
        Given.CustomerHas("C1024", "email", "set@eksempel.dk");
        var tab = await OpenTabAsync(24);
        var compare = await tab.CompareAsync();
        Given.CustomerHas("C1024", "email", "nyere@eksempel.dk");

        await compare.Dialog.GetByRole(AriaRole.Button, new() { Name = "Tilknyt", Exact = true }).ClickAsync();

        await Expect(compare.Alert).ToContainTextAsync("Værdierne blev ændret, mens du valgte.");
        await Expect(compare.Cell("E-mail", CompareDialog.Erp)).ToContainTextAsync("nyere@eksempel.dk");
    }

    [BrowserFact]
    public async Task A_card_saved_meanwhile_by_someone_else_is_refused_with_both_values()
    {
        var window = await OpenAsync();
        await window.GoAsync("/company/112?edit=1");
        await window.Page.GetByLabel("Gade").FillAsync("Min vej 1");
        Given.CompanyHas(112, "Street", "Din vej 2");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).ClickAsync();

        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Det, du har skrevet, er bevaret");
        await Expect(window.Page.GetByLabel("Gade")).ToHaveValueAsync("Min vej 1");
        await Expect(window.Page.GetByText("Gemt værdi: Din vej 2")).ToBeVisibleAsync();
        Ours.CompanyOf(112, "Street").ShouldBe("Din vej 2");
    }
}
