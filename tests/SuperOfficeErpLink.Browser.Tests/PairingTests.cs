using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>A company's persons linked in one go, and disconnected with it.</summary>
public sealed class PairingTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task Persons_are_paired_in_one_go_with_the_values_the_user_chose()
    {
        Given.ErpPersonHas("P1091", "title", "Bogholder");
        Given.PersonHas(91, "Title", "Regnskabschef");
        var tab = await OpenTabAsync(31);
        await tab.Link("Par personer").ClickAsync();
        var pairing = new PairingPage(tab.Window, 31);
        await Expect(pairing.Rows).ToHaveCountAsync(3);
        await Expect(pairing.Choice(91)).ToHaveValueAsync("pair:P1091");
        await Expect(pairing.Row(91)).ToContainTextAsync("navn ens");
        await Expect(pairing.Row(91).Locator("summary")).ToHaveTextAsync("Felter, der ændres: SuperOffice 1, Demo ERP 0");
        await Expect(pairing.Row(92)).ToContainTextAsync("Ingen værdier ændres.");
        await pairing.UnfoldAsync(91);
        await pairing.Radio(91, "Titel", CompareDialog.Crm).CheckAsync();
        await Expect(pairing.Row(91).Locator("summary")).ToHaveTextAsync("Felter, der ændres: SuperOffice 0, Demo ERP 1");
        await pairing.ChooseAsync(93, "");
        await Expect(pairing.Row(91).Locator("summary")).ToHaveTextAsync("Felter, der ændres: SuperOffice 0, Demo ERP 1");
        Ours.LinksOf("person", 91, 92, 93).ShouldBeEmpty();

        await pairing.Save.ClickAsync();

        await Expect(pairing.Saved.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Expect(pairing.Saved).ToContainTextAsync("Gemt. Ændrede felter: SuperOffice 0, Demo ERP 1.");
        await Expect(pairing.Rows).ToHaveCountAsync(1);
        await Expect(pairing.Choice(93)).ToHaveValueAsync("");
        Ours.LinksOf("person", 91, 92, 93).ShouldBe(["P1091", "P1092"]);
        Erp.ErpPersonOf("P1091", "title").ShouldBe("Regnskabschef");
    }

    [BrowserFact]
    public async Task A_pair_that_does_not_go_through_stays_with_its_reason_and_the_others_are_saved()
    {
        var tab = await OpenTabAsync(35);
        var pairing = new PairingPage(tab.Window, 35);
        await tab.Link("Par personer").ClickAsync();
        await Expect(pairing.Rows).ToHaveCountAsync(3);
        Given.ErpPersonHas("P1103", "title", "Ændret imens");
        Given.ErpPersonHas("P1104", "customer_no", "C1001");

        await pairing.Save.ClickAsync();

        await Expect(pairing.Saved.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(pairing.Row(103)).ToContainTextAsync("Værdier blev ændret i Demo ERP eller SuperOffice, mens du valgte.");
        await Expect(pairing.Row(104)).ToContainTextAsync("er ikke længere fri eller hører ikke længere til firmaet.");
        Ours.LinksOf("person", 103, 104, 105).ShouldBe(["P1105"]);
        await pairing.Save.ClickAsync();
        await Expect(pairing.Saved.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(pairing.Rows).ToHaveCountAsync(1);
        Ours.LinksOf("person", 103, 104, 105).ShouldBe(["P1103", "P1105"]);
        Given.ErpPersonHas("P1104", "customer_no", "C1035");
    }

    [BrowserFact]
    public async Task Without_script_another_choice_is_shown_before_it_is_saved()
    {
        var window = await OpenAsync(script: false);
        var pairing = new PairingPage(window, 33);
        await pairing.OpenAsync(Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'"));
        await pairing.Choice(98).SelectOptionAsync("");
        await pairing.Choice(99).SelectOptionAsync("pair:P1098");
        await pairing.Save.ClickAsync();
        await Expect(pairing.Row(99)).ToContainTextAsync("Se, hvad der bliver skrevet, og klik på Gem igen.");
        Ours.LinksOf("person", 98, 99).ShouldBeEmpty();

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Annuller" }).ClickAsync();

        Ours.LinksOf("person", 98, 99).ShouldBeEmpty();
    }

    [BrowserTheory]
    [InlineData(1280, 800, 16, 46)]
    [InlineData(390, 844, 14, 40)]
    public async Task One_person_is_created_one_paired_and_one_left_in_one_go(int width, int height, long company, long first)
    {
        var (paired, created, left) = (first, first + 1, first + 2);
        Given.PersonHas(created, "LastName", "");
        var window = await OpenAsync(width, height);
        var pairing = new PairingPage(window, company);
        await pairing.OpenAsync(Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'"));
        await pairing.ChooseCreateAsync(created);
        await Expect(pairing.Row(created)).ToContainTextAsync("Demo ERP har allerede personer under firmaet, der ligner.");
        await Expect(pairing.Row(created).GetByRole(AriaRole.Status)).ToContainTextAsync($"P1{created:000}");
        await Expect(pairing.Sent(created)).ToContainTextAsync(Ours.PersonOf(created, "FirstName")!);
        await pairing.Field(created, "Efternavn").FillAsync("Oprettet");
        await pairing.ChooseAsync(left, "");
        await Expect(pairing.Field(created, "Efternavn")).ToHaveValueAsync("Oprettet");
        (await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        await pairing.Field(created, "Efternavn").FillAsync(" ");

        await pairing.Save.ClickAsync();

        await Expect(pairing.Saved.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(pairing.Row(created).GetByRole(AriaRole.Alert)).ToHaveTextAsync("Nogle felter skal rettes først.");
        await Expect(pairing.Row(created).Locator(".field-error")).ToHaveTextAsync("Skal udfyldes.");
        Ours.LinksOf("person", paired, created, left).ShouldBe([$"P1{paired:000}"]);
        await pairing.Field(created, "Efternavn").FillAsync("Oprettet");
        await pairing.Save.ClickAsync();

        await Expect(pairing.Saved.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(pairing.Saved).ToContainTextAsync("Oprettet i Demo ERP: P");
        await Expect(pairing.Rows).ToHaveCountAsync(1);
        var keys = Ours.LinksOf("person", paired, created, left);
        keys.Count.ShouldBe(2);
        (Erp.ErpPersonOf(keys[1], "last_name"), Erp.ErpPersonOf(keys[1], "customer_no")).ShouldBe(("Oprettet", $"C10{company}"));
        Erp.WritesOf(keys[1]).ShouldBe("1");
    }

    [BrowserFact]
    public async Task Without_script_a_person_is_created_once_its_values_were_shown()
    {
        var window = await OpenAsync(script: false);
        var pairing = new PairingPage(window, 13);
        await pairing.OpenAsync(Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'"));
        foreach (var person in (long[])[37, 38, 39])
        {
            await pairing.Choice(person).SelectOptionAsync(person == 38 ? "create" : "");
        }

        await pairing.Save.ClickAsync();
        await Expect(pairing.Row(38)).ToContainTextAsync("Se, hvad der bliver skrevet, og klik på Gem igen.");
        await Expect(pairing.Sent(38)).ToContainTextAsync(Ours.PersonOf(38, "LastName")!);
        Ours.LinksOf("person", 37, 38, 39).ShouldBeEmpty();
        await pairing.Save.ClickAsync();

        await Expect(pairing.Saved.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        var key = Ours.LinksOf("person", 37, 38, 39).ShouldHaveSingleItem();
        Erp.ErpPersonOf(key, "last_name").ShouldBe(Ours.PersonOf(38, "LastName"));
    }

    [BrowserFact]
    public async Task What_the_ERP_refuses_of_a_new_person_is_said_at_its_field_and_what_was_typed_is_kept()
    {
        Erp.Do("CREATE TRIGGER person_refused BEFORE INSERT ON person WHEN NEW.email LIKE '%afvist%' BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: email'); END");
        Given.PersonHas(34, "LastName", "");
        Given.PersonHas(34, "Email", "afvist@eksempel.dk");
        var pairing = new PairingPage(await OpenAsync(), 12);
        await pairing.OpenAsync(Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'"));
        await pairing.ChooseAsync(35, "");
        await pairing.ChooseAsync(36, "");
        await pairing.ChooseCreateAsync(34);
        await pairing.Field(34, "Efternavn").FillAsync("Beholdt");

        await pairing.Save.ClickAsync();

        await Expect(pairing.Row(34).GetByRole(AriaRole.Alert)).ToContainTextAsync("Demo ERP afviste personen:");
        await Expect(pairing.Field(34, "Efternavn")).ToHaveValueAsync("Beholdt");
        Ours.LinksOf("person", 34, 35, 36).ShouldBeEmpty();
        Erp.Do("DROP TRIGGER person_refused");
        await pairing.Save.ClickAsync();
        await Expect(pairing.Saved.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        Erp.ErpPersonOf(Ours.LinksOf("person", 34, 35, 36).ShouldHaveSingleItem(), "last_name").ShouldBe("Beholdt");
    }

    [BrowserFact]
    public async Task Linking_a_company_offers_to_pair_its_persons()
    {
        Given.Customer("K9120", like: 120);
        var tab = await OpenTabAsync(120);
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        await connect.SearchAsync("K9120");
        await (await connect.PickAsync("K9120")).ConnectAsync();
        await tab.SaveAsync();

        await Expect(tab.Status.Filter(new() { HasText = "Firmaet har personer, der ikke er tilknyttet endnu." })).ToBeVisibleAsync();
        await tab.Status.GetByRole(AriaRole.Link, new() { Name = "Par personer" }).ClickAsync();
        await Expect(tab.Page.GetByText("Demo ERP har ingen personer under firmaet, som ikke allerede er tilknyttet.")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Disconnecting_a_company_names_its_persons_and_takes_them_along()
    {
        var pairing = new PairingPage(await OpenAsync(), 32);
        await pairing.OpenAsync(Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'"));
        await pairing.Save.ClickAsync();
        await Expect(pairing.Saved.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        var tab = await OpenTabAsync(32);
        await tab.EditAsync();
        var disconnect = await tab.DisconnectAsync();
        foreach (var id in (long[])[94, 95, 96])
        {
            await Expect(disconnect.Dialog).ToContainTextAsync($"{Ours.PersonOf(id, "FirstName")} {Ours.PersonOf(id, "LastName")}");
        }

        await disconnect.DisconnectAsync();
        await Expect(tab.Pending).ToContainTextAsync("Tilknyttede personer, der afbrydes samtidig: 3.");
        Ours.LinksOf("person", 94, 95, 96).Count.ShouldBe(3);
        await tab.SaveAsync();

        await Expect(tab.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();
        Ours.LinksOf("person", 94, 95, 96).ShouldBeEmpty();
    }
}
