using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>Conflicts found by a run, looked at in their list and decided one by one, all at once, or by a rule; and values that go over again.</summary>
[Collection(OwnProductTests.Name)]
public sealed class ConflictTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task Conflicts_are_chosen_row_by_row_and_both_sides_hold_what_was_chosen()
    {
        var own = await StartPreparedAsync();
        BothEdit(own, 7);
        BothEdit(own, 8);
        BothEdit(own, 9);
        var window = await OpenOnAsync(own);
        await FindAsync(window);
        await window.GoAsync("/conflicts");
        await Expect(window.Page.GetByRole(AriaRole.Row, new() { Name = "Telefon Kunde" })).ToContainTextAsync("3 adskiller sig i indhold");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Telefon" }).ClickAsync();
        var row = window.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = Name(own, 7) });
        await Expect(row).ToContainTextAsync("+45 11 11 11 07");
        await Expect(row).ToContainTextAsync("+45 22 22 22 07");
        await Expect(row).ToContainTextAsync("Sidst ens");
        await Expect(row).ToContainTextAsync("Posten er sidst rettet i SuperOffice");
        await PictureTests.TakeAsync(window.Page, "conflicts");

        await Radio(window, Name(own, 7), "SuperOffice").CheckAsync();
        await Radio(window, Name(own, 8), "Demo ERP").CheckAsync();
        await Radio(window, Name(own, 9), "Behold begge").CheckAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Gem valg" }).ClickAsync();
        await new RunPage(window).EndsAsAsync("Fuldført");

        own.Erp.CustomerOf("C1007", "phone").ShouldBe("+45 11 11 11 07");
        own.Ours.CompanyOf(8, "Phone").ShouldBe("+45 22 22 22 08");
        (own.Ours.CompanyOf(9, "Phone"), own.Erp.CustomerOf("C1009", "phone")).ShouldBe(("+45 11 11 11 09", "+45 22 22 22 09"));
        await window.GoAsync("/conflicts");
        await Expect(window.Page.GetByText("Ingen konflikter")).ToBeVisibleAsync();
        var writes = own.Erp.Writes();
        await FindAsync(window);
        own.Erp.Writes().ShouldBe(writes);
    }

    [BrowserFact]
    public async Task A_conflict_whose_values_changed_after_it_was_shown_is_left_alone()
    {
        var own = await StartPreparedAsync();
        BothEdit(own, 7);
        var window = await OpenOnAsync(own);
        await FindAsync(window);
        await window.GoAsync("/conflicts");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Telefon" }).ClickAsync();
        await Radio(window, Name(own, 7), "SuperOffice").CheckAsync();
        own.Erp.Do("UPDATE customer SET phone = '+45 33 33 33 33' WHERE no = 'C1007'");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Gem valg" }).ClickAsync();
        var run = new RunPage(window);
        await run.EndsAsAsync("Fuldført");

        await Expect(run.Page.Locator(run.Count("Ændret i mellemtiden, ikke rørt"))).ToHaveTextAsync("1");
        own.Erp.CustomerOf("C1007", "phone").ShouldBe("+45 33 33 33 33");
        own.Ours.CompanyOf(7, "Phone").ShouldBe("+45 11 11 11 07");
    }

    [BrowserFact]
    public async Task An_administrator_makes_it_the_rule_and_the_open_conflicts_are_settled_by_it()
    {
        var own = await StartPreparedAsync();
        BothEdit(own, 7);
        BothEdit(own, 8);
        var window = await OpenOnAsync(own, asAdministrator: true);
        await FindAsync(window);
        await window.GoAsync("/conflicts");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Telefon" }).ClickAsync();
        var offer = window.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Ved konflikt: SuperOffice vinder" });
        await Expect(offer).ToHaveCountAsync(0);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Vis, hvad reglerne ville afgøre" }).FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(offer).ToContainTextAsync("Ville afgøre 2 af gruppens konflikter.");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Gør det til reglen" })).ToBeFocusedAsync();

        await offer.GetByRole(AriaRole.Button).ClickAsync();

        await Expect(window.Page.GetByText("Reglen er udgivet")).ToBeVisibleAsync();
        own.Ours.Ask("SELECT MappingVersion FROM Connections").ShouldBe("2");
        await window.GoAsync("/runs");
        await window.Page.GetByRole(AriaRole.Row).Nth(1).GetByRole(AriaRole.Link).ClickAsync();
        await new RunPage(window).EndsAsAsync("Fuldført");
        own.Erp.CustomerOf("C1007", "phone").ShouldBe("+45 11 11 11 07");
        own.Erp.CustomerOf("C1008", "phone").ShouldBe("+45 11 11 11 08");
        await window.GoAsync("/conflicts");
        await Expect(window.Page.GetByText("Ingen konflikter")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task One_choice_for_unusually_many_shows_its_list_before_it_writes()
    {
        var own = await StartPreparedAsync();
        for (var id = 1; id <= 30; id++)
        {
            BothEdit(own, id);
        }

        var window = await OpenOnAsync(own);
        await FindAsync(window);
        await window.GoAsync("/conflicts");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Telefon" }).First.ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Tag Demo ERP for alle 30" }).ClickAsync();
        var run = new RunPage(window);
        await run.EndsAsAsync("Sikkerhedsstop");
        own.Ours.CompanyOf(7, "Phone").ShouldBe("+45 11 11 11 07");

        await run.Button("Fortsæt").ClickAsync();
        await run.EndsAsAsync("Fuldført");

        own.Ours.CompanyOf(7, "Phone").ShouldBe("+45 22 22 22 07");
        own.Ours.Ask("SELECT count(*) FROM Conflicts").ShouldBe("0");
    }

    [BrowserFact]
    public async Task Values_go_over_again_from_the_CRM_after_the_administrator_has_seen_the_list()
    {
        var own = await StartPreparedAsync();
        BothEdit(own, 7);
        var window = await OpenOnAsync(own, asAdministrator: true);
        await window.GoAsync("/admin/connections");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Demo ERP" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Synkroniser fra CRM igen" }).ClickAsync();
        var run = new RunPage(window);
        await run.EndsAsAsync("Afventer dig");
        await Expect(run.Changes("Det vil den ændre")).ToContainTextAsync("+45 11 11 11 07");
        own.Erp.CustomerOf("C1007", "phone").ShouldBe("+45 22 22 22 07");

        await run.Button("Fortsæt").ClickAsync();
        await run.EndsAsAsync("Fuldført");

        own.Erp.CustomerOf("C1007", "phone").ShouldBe("+45 11 11 11 07");
    }

    private static void BothEdit(RunningProduct own, int id)
    {
        own.Ours.Do($"UPDATE CrmCompanies SET Phone = '+45 11 11 11 {id:00}', Version = Version + 1 WHERE Id = {id}").ShouldBe(1);
        var key = own.Ours.LinkOf(id)!;
        own.Erp.Do($"UPDATE {(key[0] == 'C' ? "customer" : "supplier")} SET phone = '+45 22 22 22 {id:00}' WHERE no = '{key}'").ShouldBe(1);
    }

    private static string Name(RunningProduct own, int id) => own.Ours.CompanyOf(id, "Name")!;

    private static ILocator Radio(Window window, string record, string side) =>
        window.Page.GetByRole(AriaRole.Radio, new() { Name = $"{record}: {side}", Exact = true });

    private static async Task FindAsync(Window window)
    {
        await window.GoAsync("/");
        await (await RunPage.SyncAllAsync(window)).EndsAsAsync("Fuldført");
    }
}
