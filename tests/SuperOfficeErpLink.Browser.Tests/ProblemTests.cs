using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>Problems from what causes them to their end, on a product of their own.</summary>
[Collection(OwnProductTests.Name)]
public sealed class ProblemTests(Product product) : BrowserTest(product)
{
    private const string TooLongForErp = "En værdi kan ikke overføres til Demo ERP: Den er for lang.";
    private static readonly string Street = new('x', 60);

    [BrowserFact]
    public async Task A_value_too_long_for_the_ERP_is_listed_under_its_cause_and_Prøv_igen_ends_it_when_the_cause_is_gone()
    {
        var own = await StartPreparedAsync();
        own.Ours.Do("UPDATE CrmCompanies SET Street = @street, Version = Version + 1 WHERE Id = 7", ("@street", Street));
        var window = await OpenOnAsync(own);
        await window.GoAsync("/problems");
        await Expect(window.Page.GetByText("Ingen problemer")).ToBeVisibleAsync();
        var tab = new ErpTab(window, 7);
        await tab.OpenAsync();
        await tab.SyncNowAsync();
        await Expect(tab.Block).ToContainTextAsync("Gade kan ikke overføres til Demo ERP: Den er for lang. Gør den kortere. Hvem løser det: dig");

        await window.Page.GetByRole(AriaRole.Navigation, new() { Name = "Navigator" }).GetByRole(AriaRole.Link, new() { Name = "Problemer" }).ClickAsync();
        var problems = new ProblemsPage(window);
        await Expect(problems.Cause(TooLongForErp)).ToContainTextAsync("Gør den kortere.");
        await Expect(problems.Cause(TooLongForErp)).ToContainTextAsync("Hvem løser det: en bruger");
        await problems.OpenCauseAsync(TooLongForErp);
        var line = problems.Line(own.Ours.CompanyOf(7, "Name")!);
        await Expect(line).ToContainTextAsync("Gade");
        await Expect(line).ToContainTextAsync(Street);
        await Expect(line.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", "/company/7/erp");

        own.Ours.Do("UPDATE CrmCompanies SET Street = 'Kort Vej 7', Version = Version + 1 WHERE Id = 7");
        await line.GetByRole(AriaRole.Button).ClickAsync();
        await new RunPage(window).EndsAsAsync("Fuldført");

        own.Erp.CustomerOf("C1007", "street").ShouldBe("Kort Vej 7");
        await problems.OpenAsync();
        await Expect(window.Page.GetByText("Ingen problemer")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task An_ERP_that_is_away_is_listed_with_the_run_that_waits_until_it_is_back()
    {
        var own = await StartPreparedAsync();
        own.Erp.Do("UPDATE customer SET phone = '+45 70 20 30 40' WHERE no = 'C1007'");
        File.Move(own.ErpFile, own.ErpFile + ".away");
        var window = await OpenOnAsync(own);
        await window.GoAsync("/");
        var run = await RunPage.SyncAllAsync(window);
        await Expect(run.Page.Locator(".run-progress")).ToContainTextAsync("Venter:");

        var problems = new ProblemsPage(window);
        await problems.OpenAsync();
        await Expect(problems.Connections).ToContainTextAsync("Demo ERP");
        await Expect(problems.Connections).ToContainTextAsync("Hvem løser det:");
        File.Move(own.ErpFile + ".away", own.ErpFile);
        await problems.Connections.GetByRole(AriaRole.Link, new() { Name = "Åbn kørslen" }).ClickAsync();
        await run.EndsAsAsync("Fuldført");

        await problems.OpenAsync();
        await Expect(window.Page.GetByText("Ingen problemer")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Problems_are_listed_tried_again_and_downloaded_without_script()
    {
        var own = await StartPreparedAsync();
        foreach (var id in (int[])[7, 8])
        {
            own.Ours.Do("UPDATE CrmCompanies SET Street = @street, Version = Version + 1 WHERE Id = @id", ("@street", Street), ("@id", id));
        }

        var window = await OpenOnAsync(own, script: false);
        foreach (var id in (long[])[7, 8])
        {
            var tab = new ErpTab(window, id);
            await tab.OpenAsync();
            await tab.SyncNowAsync();
            await Expect(tab.Block).ToContainTextAsync("Den er for lang.");
        }

        var problems = new ProblemsPage(window);
        await problems.OpenAsync();
        await Expect(problems.Cause(TooLongForErp).GetByRole(AriaRole.Cell).First).ToHaveTextAsync("2");
        var download = await window.Page.RunAndWaitForDownloadAsync(() => problems.Csv.ClickAsync());
        download.SuggestedFilename.ShouldMatch("^problemer-[0-9-]{10}\\.csv$");
        own.Ours.Do("UPDATE CrmCompanies SET Street = 'Kort Vej 7', Version = Version + 1 WHERE Id IN (7, 8)");
        await problems.Cause(TooLongForErp).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Kørsel");
        while (own.Ours.Ask("SELECT count(*) FROM ProblemRecords") != "0")
        {
            await problems.OpenAsync();
        }

        await problems.OpenAsync();
        await Expect(window.Page.GetByText("Ingen problemer")).ToBeVisibleAsync();
    }
}
