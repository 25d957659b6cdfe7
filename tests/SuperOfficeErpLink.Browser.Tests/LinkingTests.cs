using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>The help page "Knytte til ERP", step by step.</summary>
public sealed class LinkingTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task A_company_is_linked_to_the_suggested_customer_with_the_values_the_user_chose()
    {
        var tab = await OpenTabAsync(101);
        await Expect(tab.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();
        await Expect(tab.Tab).ToHaveTextAsync("ERP");

        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        await Expect(connect.Dialog.GetByRole(AriaRole.Heading, new() { Level = 3 })).ToContainTextAsync("Tilknyt \"Skagerrak Bådeværft\" til Demo ERP");
        await Expect(connect.SearchText).ToHaveValueAsync("Skagerrak Bådeværft");
        await Expect(connect.Suggestions).ToHaveCountAsync(1);
        await Expect(connect.Row("C1036")).ToContainTextAsync("CVR ens");
        await Expect(connect.Row("C1036").Locator(".score")).ToHaveTextAsync(new Regex(@"^\d{2,3}%$"));
        await Expect(connect.Go).ToBeDisabledAsync();

        var compare = await connect.PickAsync("C1036");
        await Expect(compare.Dialog).ToContainTextAsync("De valgte værdier gemmes i både SuperOffice og Demo ERP, når du klikker på Gem.");
        await Expect(compare.Radio("E-mail", CompareDialog.Crm)).ToBeCheckedAsync();
        await compare.ChooseAsync("Navn", CompareDialog.Erp);
        await compare.ChooseAsync("Gade", CompareDialog.Crm);
        await compare.ChooseAsync("Telefon", CompareDialog.Crm);
        await compare.ConnectAsync();

        await Expect(tab.Pending).ToContainTextAsync("Gemmes først, når du klikker på Gem");
        await Expect(tab.Pending).ToContainTextAsync("Bliver tilknyttet som Kunde: Skagerrak Bådeværft A/S C1036");
        await Expect(tab.Pending.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Gade:" })).ToContainTextAsync("Sankt Annæ Plads 12");
        await Expect(tab.Tab).ToHaveTextAsync("ERP");
        Ours.LinkOf(101).ShouldBeNull();
        Erp.WritesOf("C1036").ShouldBe("0");

        await tab.SaveAsync();
        await Expect(tab.Status.First).ToContainTextAsync("Gemt.");
        await tab.ShowsLinkedAsync("Kunde", "C1036");
        await Expect(tab.Tab).ToHaveTextAsync("ERP (tilknyttet)");
        await Expect(tab.Tab.Locator(".tab-dot")).ToBeVisibleAsync();
        await tab.IsInViewModeAsync();
        Ours.LinkOf(101).ShouldBe("C1036");
        Ours.CompanyOf(101, "Name").ShouldBe("Skagerrak Bådeværft A/S");
        Ours.CompanyOf(101, "Number").ShouldBe("C1036");
        Erp.CustomerOf("C1036", "street").ShouldBe("Sankt Annæ Plads 12");
        Erp.CustomerOf("C1036", "phone").ShouldBe("+45 98 44 12 36");
        Erp.CustomerOf("C1036", "email").ShouldBe("info@skagerrakbaadevaerft.dk");
        Erp.CustomerOf("C1036", "name").ShouldBe("Skagerrak Bådeværft A/S");
        var history = Ours.HistoryOf(101);
        history.ShouldContain("street|Skt. Annæ Plads 12, 2. tv.|Sankt Annæ Plads 12");
        history.ShouldContain("name|Skagerrak Bådeværft|Skagerrak Bådeværft A/S");
        history.ShouldContain("phone|98 44 12 37|+45 98 44 12 36");
        history.ShouldContain("email||info@skagerrakbaadevaerft.dk");

        var writes = Erp.WritesOf("C1036");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: alt er synkroniseret.");
        Erp.WritesOf("C1036").ShouldBe(writes);
        Ours.HistoryOf(101).ShouldBe(history);
    }

    [BrowserFact]
    public async Task A_company_is_linked_to_a_supplier_found_by_typed_text()
    {
        Given.Supplier("S9101", like: 104, ("name", "Søgbar Østersfarm I/S"), ("phone", "11 22 33 44"));
        Given.CompanyHas(104, "Phone", "+45 55 66 77 88");
        var tab = await OpenTabAsync(104);
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Leverandør");
        await connect.SearchAsync("SØGBAR ØSTERS");
        await Expect(connect.Results).ToHaveCountAsync(1);

        var compare = await connect.PickAsync("S9101");
        await compare.ChooseAsync("Navn", CompareDialog.Erp);
        await compare.ChooseAsync("Telefon", CompareDialog.Crm);
        await compare.ConnectAsync();
        await tab.SaveAsync();

        await tab.ShowsLinkedAsync("Leverandør", "S9101");
        Ours.LinkOf(104).ShouldBe("S9101");
        Ours.CompanyOf(104, "Name").ShouldBe("Søgbar Østersfarm I/S");
        Erp.SupplierOf("S9101", "phone").ShouldBe("+45 55 66 77 88");
        Ours.HistoryOf(104).ShouldContain("phone|11 22 33 44|+45 55 66 77 88");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: alt er synkroniseret.");
    }

    [BrowserFact]
    public async Task An_empty_search_lists_everything_page_by_page_and_a_taken_actor_cannot_be_picked()
    {
        var tab = await OpenTabAsync(103);
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        await Expect(connect.Dialog).ToContainTextAsync("Ingen resultater for “Qvistorp Zeppelinmuseum”");

        await connect.SearchAsync("");
        var first = await connect.Results.CountAsync();
        await connect.More.ClickAsync();
        await Expect(connect.Results).ToHaveCountAsync(2 * first);
        for (var shown = 2 * first; await connect.More.IsVisibleAsync(); shown = await connect.Results.CountAsync())
        {
            await connect.More.ClickAsync();
            await Expect(connect.Results.Nth(shown)).ToBeVisibleAsync();
        }

        var keys = await connect.Results.GetByRole(AriaRole.Radio).EvaluateAllAsync<string[]>("radios => radios.map(radio => radio.value)");
        keys.Order(StringComparer.Ordinal).ShouldBe(Erp.Rows("SELECT no FROM customer ORDER BY no"));
        await Expect(connect.Row("C1001")).ToContainTextAsync($"Tilknyttet til {Ours.CompanyOf(1, "Name")}");
        await Expect(connect.Radio("C1001")).ToBeDisabledAsync();
        await connect.Row("C1001").ClickAsync();
        await Expect(connect.Go).ToBeDisabledAsync();
    }

    [BrowserFact]
    public async Task Two_likely_customers_are_both_suggested_the_likelier_first()
    {
        var tab = await OpenTabAsync(102);
        await tab.EditAsync();

        var connect = await tab.ConnectAsAsync("Kunde");

        await Expect(connect.Suggestions).ToHaveCountAsync(2);
        await Expect(connect.Suggestions.Nth(0)).ToContainTextAsync("C1037");
        await Expect(connect.Suggestions.Nth(1)).ToContainTextAsync("C1038");
        await Expect(connect.Suggestions.Nth(1)).ToContainTextAsync("navn ens");
    }

    [BrowserFact]
    public async Task A_customer_taken_by_another_company_meanwhile_is_refused_with_the_way_there()
    {
        Given.Customer("K9105", like: 105);
        var late = await OpenTabAsync(105);
        await late.EditAsync();
        var lateConnect = await late.ConnectAsAsync("Kunde");
        await lateConnect.SearchAsync("K9105");
        await (await lateConnect.PickAsync("K9105")).ConnectAsync();
        var early = await OpenTabAsync(106);
        await early.EditAsync();
        var earlyConnect = await early.ConnectAsAsync("Kunde");
        await earlyConnect.SearchAsync("K9105");
        await (await earlyConnect.PickAsync("K9105")).ConnectAsync();
        await early.SaveAsync();
        await early.ShowsLinkedAsync("Kunde", "K9105");

        await late.SaveAsync();

        await Expect(late.Alert).ToContainTextAsync($"er allerede tilknyttet til {Ours.CompanyOf(106, "Name")}. Intet blev gemt, og kladden er beholdt.");
        await Expect(late.Pending).ToContainTextAsync("K9105");
        await late.Page.GetByRole(AriaRole.Link, new() { Name = "Gå dertil" }).ClickAsync();
        await late.Window.IsAtAsync("/company/106/erp$");
        Ours.LinkOf(105).ShouldBeNull();
    }
}
