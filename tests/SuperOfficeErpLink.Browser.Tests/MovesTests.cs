using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>Actors that got another number, or are gone, as people deal with them.</summary>
[Collection(OtherProductTests.Name)]
public sealed class MovesTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task A_renumbered_customer_is_linked_again_keeps_its_history_and_nothing_is_written_to_it()
    {
        var tab = await OpenTabAsync(27);
        Given.CustomerHas("C1027", "phone", "+45 70 27 27 27");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToContainTextAsync("Ændrede felter: SuperOffice 1, Demo ERP 0.");
        var link = Ours.Ask("SELECT Id FROM Links WHERE EntityType = 1 AND EntityId = 27");
        Renumber("C1027", "N1027");
        await tab.SyncNowAsync();
        await Expect(tab.Block).ToContainTextAsync("ERP-aktøren findes ikke længere i Demo ERP. Hvad vil du gøre?");

        await tab.Link("Tilknyt igen").ClickAsync();
        var dialog = tab.Page.GetByRole(AriaRole.Dialog, new() { Name = "Tilknyt igen", Exact = true });
        await tab.Window.IsOpenAsync(dialog);
        await dialog.GetByLabel("Nyt nummer:").FillAsync("N1027");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Vis", Exact = true }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Row, new() { NameRegex = new("^Nummer") })).ToContainTextAsync("C1027");
        await Expect(dialog.GetByRole(AriaRole.Row, new() { NameRegex = new("^Telefon") })).ToContainTextAsync("+45 70 27 27 27");
        Ours.LinkOf(27).ShouldBe("C1027");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Tilknyt igen", Exact = true }).ClickAsync();

        await tab.ShowsLinkedAsync("Kunde", "N1027");
        await Expect(tab.Status.First).ToContainTextAsync("Tilknyttet igen til");
        Ours.Ask("SELECT Id FROM Links WHERE EntityType = 1 AND EntityId = 27").ShouldBe(link);
        Ours.HistoryOf(27).ShouldHaveSingleItem().ShouldStartWith("phone|");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: synkroniseret. Ændrede felter: SuperOffice 1, Demo ERP 0.");
        Ours.CompanyOf(27, "Number").ShouldBe("N1027");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: alt er synkroniseret.");
        Erp.WritesOf("N1027").ShouldBe("1", "the insert itself");
    }

    [BrowserFact]
    public async Task A_deleted_customer_is_created_anew_without_script()
    {
        Erp.Do("DELETE FROM customer WHERE no = 'C1029'").ShouldBe(1);
        var tab = await OpenTabAsync(29, script: false);

        await tab.Link("Opret igen").ClickAsync();
        var ask = tab.Page.GetByRole(AriaRole.Dialog, new() { Name = "Opret igen", Exact = true });
        await ask.GetByRole(AriaRole.Button, new() { Name = "Opret igen", Exact = true }).ClickAsync();
        var create = new CreateDialog(tab.Window);
        await create.CreateAsync();
        await tab.SaveAsync();

        await Expect(tab.Status.First).ToContainTextAsync("Oprettet i Demo ERP");
        var key = Ours.LinkOf(29);
        key.ShouldNotBe("C1029");
        Erp.CustomerOf(key!, "name").ShouldBe(Ours.CompanyOf(29, "Name"));
    }

    [BrowserFact]
    public async Task An_administrator_gives_many_their_new_numbers_by_a_list_and_takes_it_back()
    {
        var own = await StartPreparedAsync();
        own.Erp.Do("UPDATE customer SET no = 'N' || substr(no, 2) WHERE no BETWEEN 'C1003' AND 'C1030'").ShouldBe(28);
        var list = string.Join('\n', Enumerable.Range(1003, 28).Select(no => $"C{no};N{no}").Prepend("Gammelt;Nyt").Concat(["C1001;C1002", "C1002;C1001", "C9999;N1"]));
        var window = await OpenOnAsync(own, asAdministrator: true);
        await window.GoAsync("/admin/connections");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Demo ERP" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Nye numre for mange" }).ClickAsync();

        await window.Page.GetByLabel("Fil (CSV)").SetInputFilesAsync(new FilePayload { Name = "numre.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(list) });
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Vis, hvad listen gør" }).ClickAsync();
        await Expect(window.Page.GetByText("30 af 31 linjer kan udføres.")).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("C9999") })).ToContainTextAsync("Det gamle nummer er ikke tilknyttet");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Giv de nye numre (30)" }).ClickAsync();

        await Expect(window.Page.GetByText("30 af 31 linjer er udført.")).ToBeVisibleAsync();
        (own.Ours.LinkOf(1), own.Ours.LinkOf(2), own.Ours.LinkOf(3)).ShouldBe(("C1002", "C1001", "N1003"));
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.GetByRole(AriaRole.Link, new() { Name = "Hent listen tilbage (CSV)" }).ClickAsync());
        (await File.ReadAllLinesAsync(await download.PathAsync())).ShouldContain("N1003;C1003");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "En ny liste" }).ClickAsync();
        own.Erp.Do("UPDATE customer SET no = 'C' || substr(no, 2) WHERE no LIKE 'N10%'").ShouldBe(28);
        await window.Page.GetByLabel("Fil (CSV)").SetInputFilesAsync(await download.PathAsync());
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Vis, hvad listen gør" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Giv de nye numre (30)" }).ClickAsync();
        await Expect(window.Page.GetByText("30 af 30 linjer er udført.")).ToBeVisibleAsync();
        (own.Ours.LinkOf(1), own.Ours.LinkOf(2), own.Ours.LinkOf(3)).ShouldBe(("C1001", "C1002", "C1003"));
        await window.GoAsync("/");
        var run = await RunPage.SyncAllAsync(window);
        await run.EndsAsAsync("Fuldført");
        await Expect(run.Page.GetByText("Intet blev ændret.")).ToBeVisibleAsync();
    }

    private void Renumber(string from, string to)
    {
        var columns = string.Join(", ", Erp.Rows("SELECT name FROM pragma_table_info('customer') WHERE name NOT IN ('no', 'version', 'changed')"));
        Erp.Do($"INSERT INTO customer (no, {columns}) SELECT @to, {columns} FROM customer WHERE no = @from", ("@to", to), ("@from", from)).ShouldBe(1);
        Erp.Do("DELETE FROM customer WHERE no = @from", ("@from", from)).ShouldBe(1);
    }
}
