using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>How connections fare, what the start page draws, and deleting personal data; on products of their own.</summary>
[Collection(OwnProductTests.Name)]
public sealed class OperatingTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task Driftsstatus_shows_an_ERP_that_went_away_with_its_ladder_and_when_it_is_back()
    {
        var own = await StartPreparedAsync();
        var window = await OpenOnAsync(own);
        await window.GoAsync("/health");
        var card = window.Page.GetByRole(AriaRole.Article, new() { Name = "Demo ERP" });
        await Expect(card).ToContainTextAsync("Virker");
        await Expect(card.Locator(".ladder")).ToHaveCountAsync(0);
        await Expect(card).ToContainTextAsync("100,0 %");

        own.MoveErp("", ".away");
        var other = await OpenOnAsync(own);
        await other.GoAsync("/");
        await RunPage.SyncAllAsync(other);

        // The page looks by itself.
        await Expect(card).ToContainTextAsync("Svarer ikke");
        await Expect(card.Locator(".ladder li")).ToHaveTextAsync([.. new[] { "5 sek.", "10 sek.", "20 sek.", "40 sek.", "80 sek.", "2,7 min.", "5 min." }.Select(pause => new Regex($"^{Regex.Escape(pause)}( \\(her nu\\))?$"))]);
        await Expect(card.Locator(".ladder [aria-current=step]")).ToHaveCountAsync(1);
        await Expect(card).ToContainTextAsync(new Regex(@"En kørsel venter \d+ sek\. og prøver igen kl\. \d\d[.:]\d\d[.:]\d\d"));
        await Expect(card.Locator("dl").First).ToContainTextAsync(new Regex(@"Fejlet siden\s*\d\d[.-]\d\d[.-]\d{4}"));

        own.MoveErp(".away", "");
        await Expect(card).ToContainTextAsync("Virker", new() { Timeout = 60_000 });
        await Expect(card.Locator(".ladder")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task The_start_page_draws_what_was_written_and_what_is_open()
    {
        var own = await StartPreparedAsync();
        var today = DateTime.UtcNow.Date;
        for (var day = 2; day < 26; day++)
        {
            own.Ours.Do(
                "INSERT INTO DailyFigures (ConnectionId, Day, ToErp, ToCrm, Problems, Conflicts) SELECT Id, @day, @erp, @crm, @problems, @conflicts FROM Connections",
                ("@day", today.AddDays(-day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("@erp", 40 + (day * 37 % 90)), ("@crm", 20 + (day * 53 % 60)), ("@problems", day / 3), ("@conflicts", day % 7));
        }

        var window = await OpenOnAsync(own);
        await window.GoAsync("/");

        var changes = window.Page.GetByRole(AriaRole.Figure, new() { NameRegex = new("Ændringer") });
        await Expect(changes.Locator("rect")).ToHaveCountAsync(48);
        await changes.GetByText("Som tabel").ClickAsync();
        await Expect(changes.GetByRole(AriaRole.Row)).ToHaveCountAsync(31);
    }

    [BrowserFact]
    public async Task Slet_persondata_says_what_goes_and_stays_and_leaves_nothing_to_sync()
    {
        var own = await StartPreparedAsync();
        new Given(own).CustomerHas("C1014", "phone", "+45 70 20 30 40");
        var window = await OpenOnAsync(own, asAdministrator: true);
        var tab = new ErpTab(window, 14);
        await tab.OpenAsync();
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToContainTextAsync("SuperOffice");
        own.Ours.Ask("SELECT count(*) FROM Changes WHERE EntityId = 14 AND Sent = '+45 70 20 30 40'").ShouldBe("1");

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Historik" }).Last.ClickAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Slet persondata" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Det her slettes for altid" })).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("ERP-tilknytningen til Demo ERP (C1014)")).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("Gamle og nye værdier i historikken, linjer: 1")).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("At der er skrevet noget, hvornår, af hvem")).ToBeVisibleAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Slet persondata" }).ClickAsync();

        await Expect(window.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Persondata for Firma 14 er slettet.");
        await Expect(window.Page.GetByText("Der er intet gemt")).ToBeVisibleAsync();
        own.Ours.Ask("SELECT count(*) FROM Changes WHERE EntityId = 14 AND (Sent IS NOT NULL OR Old IS NOT NULL)").ShouldBe("0");
        own.Ours.Ask("SELECT count(*) FROM Changes WHERE EntityId = 14 AND EntityType = 1").ShouldBe("1");
        own.Ours.LinkOf(14).ShouldBeNull();
        own.Erp.CustomerOf("C1014", "phone").ShouldBe("+45 70 20 30 40");
        own.Ours.CompanyOf(14, "Phone").ShouldBe("+45 70 20 30 40");
        new Given(own).CustomerHas("C1014", "phone", "11 11 11 11");
        await window.GoAsync("/");
        await (await RunPage.SyncAllAsync(window)).EndsAsAsync("Fuldført");
        own.Ours.CompanyOf(14, "Phone").ShouldBe("+45 70 20 30 40");
    }
}
