using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>Runs as people start, watch, stop and release them, on a product of their own: a run takes up whatever others changed.</summary>
[Collection(OwnProductTests.Name)]
public sealed class RunTests(Product product) : BrowserTest(product)
{
    private const int First = 5000;
    private const int Many = 600;

    [BrowserFact]
    public async Task A_run_is_watched_to_Fuldført_and_shows_what_it_changed()
    {
        var own = await StartPreparedAsync();
        own.Erp.Do("UPDATE customer SET phone = '+45 70 20 30 40' WHERE no = 'C1007'");
        var window = await OpenOnAsync(own);
        await window.GoAsync("/");

        var run = await RunPage.SyncAllAsync(window);
        await run.EndsAsAsync("Fuldført");

        await Expect(run.Progress).ToHaveAttributeAsync("data-run-state", "Completed");
        await Expect(run.Page.Locator(run.Count("Felter skrevet til SuperOffice"))).ToHaveTextAsync("1");
        var changes = run.Changes("Det blev ændret");
        await Expect(changes).ToContainTextAsync("Telefon");
        await Expect(changes).ToContainTextAsync("+45 70 20 30 40");
        own.Ours.CompanyOf(7, "Phone").ShouldBe("+45 70 20 30 40");
        await window.GoAsync("/company/7/erp");
        var again = await RunPage.SyncAllAsync(window);
        await again.EndsAsAsync("Fuldført");
        await Expect(again.Page.GetByText("Intet blev ændret.")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_run_that_would_change_unusually_much_is_braked_looked_at_and_released()
    {
        var own = await StartPreparedAsync();
        own.Erp.Do("UPDATE customer SET phone = '+45 70 20 30 40' WHERE no BETWEEN 'C1001' AND 'C1035'");
        own.Erp.Do("UPDATE supplier SET phone = '+45 70 20 30 40' WHERE no BETWEEN 'S1001' AND 'S1005'");
        var window = await OpenOnAsync(own);
        await window.GoAsync("/");
        var run = await RunPage.SyncAllAsync(window);

        await run.EndsAsAsync("Sikkerhedsstop");
        await Expect(run.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Den vil ændre 40 poster");
        await Expect(run.Changes("Det vil den ændre").GetByRole(AriaRole.Row)).ToHaveCountAsync(41);
        own.Ours.Ask("SELECT count(*) FROM CrmCompanies WHERE Phone = '+45 70 20 30 40'").ShouldBe("0");

        await PictureTests.TakeAsync(run.Page, "run");

        await run.Button("Kun de første 10").ClickAsync();
        await run.EndsAsAsync("Fuldført");
        own.Ours.Ask("SELECT count(*) FROM CrmCompanies WHERE Phone = '+45 70 20 30 40'").ShouldBe("10");

        await window.GoAsync("/");
        var rest = await RunPage.SyncAllAsync(window);
        await rest.EndsAsAsync("Sikkerhedsstop");
        await rest.Button("Skriv ikke").ClickAsync();
        await rest.EndsAsAsync("Afbrudt");
        own.Ours.Ask("SELECT count(*) FROM CrmCompanies WHERE Phone = '+45 70 20 30 40'").ShouldBe("10");

        await window.GoAsync("/");
        var last = await RunPage.SyncAllAsync(window);
        await last.EndsAsAsync("Sikkerhedsstop");
        await last.Button("Fortsæt").ClickAsync();
        await last.EndsAsAsync("Fuldført");
        own.Ours.Ask("SELECT count(*) FROM CrmCompanies WHERE Phone = '+45 70 20 30 40'").ShouldBe("40");
    }

    [BrowserFact]
    public async Task A_run_that_is_stopped_ends_as_Afbrudt_and_the_next_one_takes_the_rest()
    {
        var own = await StartPreparedAsync();
        own.AddLinked(First, Many);
        own.Erp.Do("UPDATE customer SET phone = '+45 70 20 30 40' WHERE no LIKE 'K%'");
        var window = await OpenOnAsync(own);
        await window.GoAsync("/");
        var run = await RunPage.SyncAllAsync(window);
        await run.EndsAsAsync("Sikkerhedsstop");
        await run.Button("Fortsæt").ClickAsync();
        await Expect(run.Progress).ToHaveAttributeAsync("data-run-state", "Running");

        await run.Button("Stop kørslen").ClickAsync();
        await run.EndsAsAsync("Afbrudt");

        var written = Written(own);
        written.ShouldBeLessThan(Many);
        await window.GoAsync("/");
        var next = await RunPage.SyncAllAsync(window);
        await next.EndsAsAsync("Sikkerhedsstop");
        await next.Button("Fortsæt").ClickAsync();
        await next.EndsAsAsync("Fuldført");
        Written(own).ShouldBe(Many);
    }

    [BrowserFact]
    public async Task A_page_that_is_closed_leaves_its_run_going_on()
    {
        var own = await StartPreparedAsync();
        own.AddLinked(First, Many);
        own.Erp.Do("UPDATE customer SET phone = '+45 70 20 30 40' WHERE no LIKE 'K%'");
        var window = await OpenOnAsync(own);
        await window.GoAsync("/");
        var run = await RunPage.SyncAllAsync(window);
        await run.EndsAsAsync("Sikkerhedsstop");
        var address = window.Page.Url;
        await run.Button("Fortsæt").ClickAsync();
        await Expect(run.Progress).ToHaveAttributeAsync("data-run-state", "Running");
        await window.Page.CloseAsync();

        var other = await OpenOnAsync(own);
        await other.GoAsync(address);
        await new RunPage(other).EndsAsAsync("Fuldført");
        Written(own).ShouldBe(Many);
    }

    [BrowserFact]
    public async Task Records_picked_in_the_list_are_synced_and_no_others()
    {
        var own = await StartPreparedAsync();
        own.Erp.Do("UPDATE customer SET phone = '+45 70 20 30 40' WHERE no IN ('C1001', 'C1002', 'C1003')");
        var window = await OpenOnAsync(own);
        await window.GoAsync("/company?linked=yes");
        foreach (var id in (long[])[1, 2])
        {
            await window.Page.GetByRole(AriaRole.Checkbox, new() { Name = $"Vælg {own.Ours.CompanyOf(id, "Name")}", Exact = true }).CheckAsync();
        }

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Synkroniser valgte" }).ClickAsync();
        await new RunPage(window).EndsAsAsync("Fuldført");

        own.Ours.CompanyOf(1, "Phone").ShouldBe("+45 70 20 30 40");
        own.Ours.CompanyOf(2, "Phone").ShouldBe("+45 70 20 30 40");
        own.Ours.CompanyOf(3, "Phone").ShouldNotBe("+45 70 20 30 40");
    }

    [BrowserFact]
    public async Task An_ERP_that_is_away_makes_the_run_wait_say_so_and_go_on_by_itself()
    {
        var own = await StartPreparedAsync();
        own.Erp.Do("UPDATE customer SET phone = '+45 70 20 30 40' WHERE no = 'C1007'");
        File.Move(own.ErpFile, own.ErpFile + ".away");
        var window = await OpenOnAsync(own);
        await window.GoAsync("/");
        var run = await RunPage.SyncAllAsync(window);
        await Expect(run.Page.Locator(".run-progress")).ToContainTextAsync("Venter:");
        await Expect(run.State).ToHaveTextAsync("Kører");

        File.Move(own.ErpFile + ".away", own.ErpFile);

        await run.EndsAsAsync("Fuldført");
        own.Ours.CompanyOf(7, "Phone").ShouldBe("+45 70 20 30 40");
    }

    [BrowserFact]
    public async Task An_administrator_switches_automatic_sync_off_and_on_and_starts_a_run_over_everything()
    {
        var own = await StartPreparedAsync();
        var window = await OpenOnAsync(own, asAdministrator: true);
        await window.GoAsync("/admin/runs");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Slå fra" }).ClickAsync();
        await Expect(window.Page.GetByText("Slået fra", new() { Exact = true })).ToBeVisibleAsync();
        own.Ours.Ask("SELECT AutomaticSync FROM Connections").ShouldBe("0");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Slå til" }).ClickAsync();
        await Expect(window.Page.GetByText("Hvert 5. minut, og alt om natten")).ToBeVisibleAsync();

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Kør alt" }).ClickAsync();

        var run = new RunPage(window);
        await run.EndsAsAsync("Fuldført");
        await Expect(run.Page.Locator(run.Count("Gennemgåede poster"))).ToHaveTextAsync("40");
    }

    private static int Written(RunningProduct own) =>
        int.Parse(own.Ours.Ask("SELECT count(*) FROM CrmCompanies WHERE Phone = '+45 70 20 30 40'")!, System.Globalization.CultureInfo.InvariantCulture);
}
