using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>The procedure of a company, for persons and projects.</summary>
public sealed class PersonTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task A_person_is_linked_synced_compared_and_disconnected()
    {
        Given.ErpPersonHas("P1085", "title", "Bogholder");
        Given.PersonHas(85, "Title", "Regnskabschef");
        var tab = await OpenTabAsync(85, card: "person");
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Person");
        await Expect(connect.Suggestions).ToHaveCountAsync(1);
        await connect.SearchAsync("");
        await Expect(connect.Results).ToHaveCountAsync(3);
        var compare = await connect.PickAsync("P1085");
        await compare.ChooseAsync("Titel", CompareDialog.Crm);
        await compare.ConnectAsync();
        await Expect(tab.Pending).ToContainTextAsync("Gemmes først, når du klikker på Gem");
        Ours.LinksOf("person", 85).ShouldBeEmpty();

        await tab.SaveAsync();

        await tab.ShowsLinkedAsync("Person", "P1085");
        await Expect(tab.Tab).ToHaveTextAsync("ERP (tilknyttet)");
        Ours.LinksOf("person", 85).ShouldBe(["P1085"]);
        Erp.ErpPersonOf("P1085", "title").ShouldBe("Regnskabschef");
        Given.ErpPersonHas("P1085", "mobile", "+45 11 22 33 44");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: synkroniseret. Ændrede felter: SuperOffice 1, Demo ERP 0.");
        Ours.PersonOf(85, "Mobile").ShouldBe("+45 11 22 33 44");
        await (await tab.CompareAsync()).CancelAsync();
        await (await tab.DisconnectAsync()).DisconnectAsync();
        await tab.CancelAsync();
        Ours.LinksOf("person", 85).ShouldBe(["P1085"]);
        await tab.EditAsync();
        await (await tab.DisconnectAsync()).DisconnectAsync();
        await tab.SaveAsync();
        await Expect(tab.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();
        Ours.LinksOf("person", 85).ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_person_of_a_company_that_is_not_linked_is_led_to_the_company()
    {
        var tab = await OpenTabAsync(355, card: "person");
        await Expect(tab.Page.GetByText($"{Ours.CompanyOf(119, "Name")} er ikke tilknyttet på Demo ERP endnu.")).ToBeVisibleAsync();
        await tab.EditAsync();
        await Expect(tab.Link("Person")).ToHaveCountAsync(0);
        await tab.Link("Gå til firmaets ERP-fane").ClickAsync();
        await tab.Window.IsAtAsync("/company/119/erp$");

        Given.Customer("K9119", like: 119);
        var company = new ErpTab(tab.Window, 119);
        await company.EditAsync();
        var connect = await company.ConnectAsAsync("Kunde");
        await connect.SearchAsync("K9119");
        await (await connect.PickAsync("K9119")).ConnectAsync();
        await tab.OpenAsync();
        await tab.EditAsync();
        await Expect(tab.Block).ToContainTextAsync("men det er ikke gemt endnu. Klik på Gem dér først.");
        await company.OpenAsync();
        await company.SaveAsync();
        await company.ShowsLinkedAsync("Kunde", "K9119");
        await tab.OpenAsync();
        await tab.EditAsync();
        await Expect(tab.Link("Person")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_person_of_a_supplier_cannot_be_linked_and_the_tab_says_why()
    {
        var tab = await OpenTabAsync(106, card: "person");
        await tab.EditAsync();

        await Expect(tab.Block).ToContainTextAsync("er tilknyttet som Leverandør, og i Demo ERP hører personer kun til en Kunde.");
        await Expect(tab.Link("Person")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_person_that_moved_to_another_company_says_so()
    {
        var tab = await OpenTabAsync(97, card: "person");
        await tab.EditAsync();
        await (await (await tab.ConnectAsAsync("Person")).PickAsync("P1097")).ConnectAsync();
        await tab.SaveAsync();
        await tab.ShowsLinkedAsync("Person", "P1097");
        Given.PersonHas(97, "CompanyId", 34);

        await tab.OpenAsync();

        await Expect(tab.Alert).ToContainTextAsync($"Personen hører i SuperOffice nu til {Ours.CompanyOf(34, "Name")}, men er tilknyttet under {Ours.CompanyOf(33, "Name")}");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: alt er synkroniseret.");
        Given.PersonHas(97, "CompanyId", 33);
    }

    [BrowserFact]
    public async Task A_project_is_linked_synced_and_disconnected()
    {
        var tab = await OpenTabAsync(30, card: "project");
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Projekt");
        await connect.SearchAsync("J1030");
        await (await connect.PickAsync("J1030")).ConnectAsync();
        await tab.SaveAsync();

        await tab.ShowsLinkedAsync("Projekt", "J1030");
        Ours.LinksOf("project", 30).ShouldBe(["J1030"]);
        await tab.EditAsync();
        await Expect(tab.Block).ToContainTextAsync("Et projekt har én ERP-aktør pr. ERP-link; her er det tilknyttet som Projekt.");
        await tab.CancelAsync();
        Erp.Do("UPDATE project SET end_date = '2027-01-31' WHERE no = 'J1030'");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: synkroniseret. Ændrede felter: SuperOffice 1, Demo ERP 0.");
        await tab.EditAsync();
        await (await tab.DisconnectAsync()).DisconnectAsync();
        await tab.SaveAsync();
        await Expect(tab.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();
        Ours.LinksOf("project", 30).ShouldBeEmpty();
    }
}
