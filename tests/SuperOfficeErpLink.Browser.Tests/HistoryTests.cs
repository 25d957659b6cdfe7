using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>Why a value stands where it does, and how what was written, linked or disconnected is taken back; on a product of its own.</summary>
[Collection(OwnProductTests.Name)]
public sealed class HistoryTests(Product product) : BrowserTest(product)
{
    private const string New = "+45 70 20 30 40";

    [BrowserFact]
    public async Task A_value_that_a_run_wrote_is_explained_and_put_back_and_nothing_flows_back()
    {
        var own = await StartPreparedAsync();
        var old = own.Ours.CompanyOf(7, "Phone")!;
        own.Erp.Do($"UPDATE customer SET phone = '{New}' WHERE no = 'C1007'");
        var window = await OpenOnAsync(own);
        await SyncAllAsync(window);

        await window.GoAsync("/company/7/erp");
        await window.Page.Locator(".card-actions").GetByRole(AriaRole.Link, new() { Name = "Historik" }).ClickAsync();
        var history = new HistoryPage(window);
        await history.Why("Telefon").Locator("summary").ClickAsync();
        await Expect(history.Why("Telefon")).ToContainTextAsync($"{New} blev skrevet i SuperOffice. Værdien kom fra Demo ERP, hvor der stod {New}.");
        await Expect(history.Why("Telefon")).ToContainTextAsync("Hvorfor: Ændret i Demo ERP.");
        await Expect(history.Why("Telefon")).ToContainTextAsync("Regel: begge veje");
        await Expect(history.Why("Telefon")).ToContainTextAsync("(Tilknytninger, version 1)");
        await Expect(history.Why("By")).ToContainTextAsync("ERP Link har ikke skrevet feltet");
        await Expect(history.Change(New)).ToContainTextAsync(old);
        await PictureTests.TakeAsync(window.Page, "history-record");

        var run = await history.UndoAsync(history.Change(New), "Kun denne ændring");
        await Expect(run.Changes("Det vil den ændre")).ToContainTextAsync(old);
        own.Ours.CompanyOf(7, "Phone").ShouldBe(New);
        await run.Button("Fortsæt").ClickAsync();
        await run.EndsAsAsync("Fuldført");

        (own.Ours.CompanyOf(7, "Phone"), own.Erp.CustomerOf("C1007", "phone")).ShouldBe((old, New));
        var writes = own.Erp.Writes();
        await SyncAllAsync(window);
        await Expect(window.Page.GetByText("Intet blev ændret.")).ToBeVisibleAsync();
        (own.Ours.CompanyOf(7, "Phone"), own.Erp.CustomerOf("C1007", "phone"), own.Erp.Writes()).ShouldBe((old, New, writes));
        await history.OpenAsync(7);
        await history.Why("Telefon").Locator("summary").ClickAsync();
        await Expect(history.Why("Telefon")).ToContainTextAsync($"{old} blev sat tilbage i SuperOffice. I Demo ERP stod der {New}, og forskellen er accepteret.");

        // The undo is in the history itself, and is undone like anything else.
        var again = await history.UndoAsync(history.Change("Fortrudt af en bruger"), "Kun denne ændring");
        await again.Button("Fortsæt").ClickAsync();
        await again.EndsAsAsync("Fuldført");
        own.Ours.CompanyOf(7, "Phone").ShouldBe(New);
    }

    [BrowserFact]
    public async Task What_was_changed_since_is_left_alone_and_the_page_says_why()
    {
        var own = await StartPreparedAsync();
        own.Erp.Do($"UPDATE customer SET phone = '{New}' WHERE no IN ('C1007', 'C1008')");
        var window = await OpenOnAsync(own);
        await SyncAllAsync(window);
        own.Ours.Do("UPDATE CrmCompanies SET Phone = '55 55 55 55', Version = Version + 1 WHERE Id = 8");

        await window.GoAsync("/history");
        var history = new HistoryPage(window);
        await Expect(history.Changes.Locator("tbody tr")).ToHaveCountAsync(2);
        var run = await history.UndoAsync(history.Change(own.Ours.CompanyOf(7, "Name")!), "Hele kørsel 1");

        await Expect(run.Changes("Det vil den ændre").Locator("tbody tr")).ToHaveCountAsync(1);
        var left = run.Changes("Det bliver ikke rørt");
        await Expect(left).ToContainTextAsync(own.Ours.CompanyOf(8, "Name")!);
        await Expect(left).ToContainTextAsync("55 55 55 55");
        await Expect(left).ToContainTextAsync("SuperOffice er ændret siden.");
        await PictureTests.TakeAsync(window.Page, "undo-preview");
        await run.Button("Skriv ikke").ClickAsync();
        await run.EndsAsAsync("Afbrudt");
        own.Ours.CompanyOf(7, "Phone").ShouldBe(New);
    }

    [BrowserFact]
    public async Task A_disconnect_is_taken_back_from_the_history_and_names_the_persons_that_come_along()
    {
        var own = await StartPreparedAsync();
        var window = await OpenOnAsync(own);
        var tab = new ErpTab(window, 2);
        await tab.OpenAsync();
        await tab.EditAsync();
        await (await tab.DisconnectAsync()).DisconnectAsync();
        await tab.SaveAsync();
        await Expect(tab.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();
        own.Ours.LinkOf(2).ShouldBeNull();
        var writes = own.Erp.Writes();

        var history = new HistoryPage(window);
        await history.OpenAsync(2);
        await Expect(history.Links).ToContainTextAsync("Tilknytning til Kunde C1002 afbrudt");
        await history.Links.GetByRole(AriaRole.Link, new() { Name = "Fortryd: Tilknytning til Kunde C1002 afbrudt" }).ClickAsync();
        await Expect(window.Page.Locator("main")).ToContainTextAsync("bliver tilknyttet Kunde C1002 på Demo ERP igen.");
        await PictureTests.TakeAsync(window.Page, "link-undo");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Tilknyt igen" }).ClickAsync();

        await tab.ShowsLinkedAsync("Kunde", "C1002");
        own.Ours.LinkOf(2).ShouldBe("C1002");
        own.Erp.Writes().ShouldBe(writes);
        await SyncAllAsync(window);
        await Expect(window.Page.GetByText("Intet blev ændret.")).ToBeVisibleAsync();

        await window.GoAsync("/history/links");
        await history.Links.GetByRole(AriaRole.Link, new() { Name = "Fortryd: Tilknyttet som Kunde C1002" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Fortryd tilknytningen" }).ClickAsync();
        await Expect(tab.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();
        own.Ours.LinkOf(2).ShouldBeNull();
    }

    private static async Task SyncAllAsync(Window window)
    {
        await window.GoAsync("/");
        var run = await RunPage.SyncAllAsync(window);
        await run.EndsAsAsync("Fuldført");
    }
}
