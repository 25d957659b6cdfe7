using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>An actor that the ERP does not have yet is created from the record.</summary>
[Collection(OtherProductTests.Name)]
public sealed class CreatingTests(Product product) : BrowserTest(product)
{
    private readonly RunningProduct alone = new();

    public override async Task DisposeAsync()
    {
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            alone.Dispose();
        }
    }

    [BrowserFact]
    public async Task A_customer_is_created_with_every_kind_of_field_and_its_number_stands_in_SuperOffice()
    {
        Given.CompanyHas(301, "Name", "Nordhavns Sejlmageri");
        Given.CompanyHas(301, "Country", "");
        Given.CompanyHas(301, "PaymentTerm", "");
        var tab = await OpenTabAsync(301);
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        await Expect(connect.Go).ToBeDisabledAsync();
        var create = await connect.CreateAsync();

        await Expect(create.Dialog).ToContainTextAsync("Opret \"Nordhavns Sejlmageri\" i Demo ERP");
        await Expect(create.Sent("Navn")).ToHaveTextAsync("Nordhavns Sejlmageri");
        await Expect(create.Sent("Land")).ToHaveTextAsync("Danmark standardværdi");
        await Expect(create.Field("Kreditmaksimum")).ToHaveValueAsync("25000");
        await Expect(create.Field("Betalingsbetingelse").Locator("option:checked")).ToHaveTextAsync("Netto 14 dage");
        await Expect(create.Field("Betalingsbetingelse").Locator("option").Filter(new() { HasText = "Netto 60 dage" })).ToHaveCountAsync(0);
        await create.Field("Betalingsbetingelse").SelectOptionAsync(new SelectOptionValue { Label = "Netto 30 dage" });
        await create.Field("Kreditmaksimum").FillAsync("12.500,50");
        await create.Field("Kreditvurderet den").FillAsync("2026-01-31");
        await create.Field("Rabat %").FillAsync("15");
        await create.Field("Nyhedsbrev").CheckAsync();
        await create.CreateAsync();

        await Expect(tab.Pending).ToContainTextAsync("Oprettes i Demo ERP som Kunde: Nordhavns Sejlmageri. Gemmes først, når du klikker på Gem");
        await Expect(tab.Pending).ToContainTextAsync("Kreditvurderet den: 31.01.2026");
        CreatedOf("Nordhavns Sejlmageri").ShouldBeEmpty();

        await tab.SaveAsync();
        await Expect(tab.Status.First).ToContainTextAsync("Oprettet i Demo ERP: C");
        var made = CreatedOf("Nordhavns Sejlmageri").ShouldHaveSingleItem().Split('|');
        made[1..].ShouldBe(["N30", "12500.5", "2026-01-31", "15", "1", "SuperOffice", "DK"]);
        await tab.ShowsLinkedAsync("Kunde", made[0]);
        (Ours.CompanyOf(301, "Number"), Ours.CompanyOf(301, "CreditLimit"), Ours.CompanyOf(301, "PaymentTerm"), Ours.CompanyOf(301, "Country"))
            .ShouldBe((made[0], "12500.5", "net30", "DK"));
        Erp.WritesOf(made[0]).ShouldBe("1");
        Ours.HistoryOf(301).ShouldContain("name||Nordhavns Sejlmageri");
        await tab.SyncNowAsync();
        await Expect(tab.Status.First).ToHaveTextAsync("Demo ERP: alt er synkroniseret.");
    }

    [BrowserFact]
    public async Task Actors_that_look_alike_come_first_and_one_can_be_linked_instead()
    {
        var tab = await OpenTabAsync(102);
        await tab.EditAsync();
        var create = await (await tab.ConnectAsAsync("Kunde")).CreateAsync();

        await Expect(create.Likely).ToHaveCountAsync(2);
        await create.Dialog.GetByRole(AriaRole.Link, new() { Name = "Tilknyt C1037 i stedet" }).ClickAsync();
        await tab.Window.IsOpenAsync(new CompareDialog(tab.Window).Dialog);
        Ours.Ask("SELECT count(*) FROM Drafts WHERE EntityType = 1 AND EntityId = 102").ShouldBe("0");
    }

    [BrowserFact]
    public async Task What_is_missing_wrong_or_refused_is_said_at_the_field_and_what_was_typed_is_kept()
    {
        Given.CompanyHas(302, "Name", "Vesterbros Cykelværksted");
        Given.CompanyHas(302, "Category", "competitor");
        Given.CompanyHas(302, "Street", new string('v', 60));
        var tab = await OpenTabAsync(302);
        await tab.EditAsync();
        var create = await (await tab.ConnectAsAsync("Kunde")).CreateAsync();
        await Expect(create.NotesOf("Kundegruppe")).ToContainTextAsync("SuperOffice: “Konkurrent”. Kan ikke overføres");
        await Expect(create.NotesOf("Gade")).ToContainTextAsync("længere end de 50 tegn");
        await create.Field("Rabat %").FillAsync("ti");
        await create.Field("Kreditmaksimum").FillAsync("1.5");
        await create.CreateAsync();

        await Expect(create.Alert).ToHaveTextAsync("Nogle felter skal rettes først.");
        await Expect(create.NotesOf("Kundegruppe").First).ToHaveTextAsync("Skal udfyldes.");
        await Expect(create.NotesOf("Rabat %")).ToHaveTextAsync("Skal være et helt tal.");
        await Expect(create.NotesOf("Kreditmaksimum")).ToContainTextAsync("Skal være et tal");
        await Expect(create.Field("Rabat %")).ToHaveValueAsync("ti");
        await create.Field("Kundegruppe").SelectOptionAsync(new SelectOptionValue { Label = "Intern" });
        await create.Field("Kreditmaksimum").FillAsync("1,5");
        await create.Field("Rabat %").FillAsync("150");
        await create.CreateAsync();
        await Expect(tab.Pending).ToBeVisibleAsync();
        await tab.SaveAsync();

        await tab.Window.IsOpenAsync(create.Dialog);
        await Expect(create.NotesOf("Rabat %")).ToContainTextAsync("ERP-systemet afviste det");
        await Expect(create.Field("Kreditmaksimum")).ToHaveValueAsync("1,5");
        CreatedOf("Vesterbros Cykelværksted").ShouldBeEmpty();
        await create.Field("Rabat %").FillAsync("50");
        await create.CreateAsync();
        await Expect(tab.Pending).ToBeVisibleAsync();
        await tab.SaveAsync();
        await Expect(tab.Status.First).ToContainTextAsync("Oprettet i Demo ERP: C");
        CreatedOf("Vesterbros Cykelværksted").ShouldHaveSingleItem();
        Ours.CompanyOf(302, "Street").ShouldBe(new string('v', 60));
    }

    [BrowserFact]
    public async Task A_value_that_changed_before_Save_is_shown_anew_and_the_choice_can_be_taken_back()
    {
        Given.CompanyHas(303, "Name", "Amager Glasværk");
        var tab = await OpenTabAsync(303);
        await tab.EditAsync();
        var create = await (await tab.ConnectAsAsync("Kunde")).CreateAsync();
        await create.CreateAsync();
        await Expect(tab.Pending).ToBeVisibleAsync();
        Given.CompanyHas(303, "Phone", "+45 33 33 33 33");
        await tab.SaveAsync();

        await tab.Window.IsOpenAsync(create.Dialog);
        await Expect(create.Alert).ToContainTextAsync("Værdier er ændret");
        await Expect(create.Sent("Telefon")).ToHaveTextAsync("+45 33 33 33 33");
        CreatedOf("Amager Glasværk").ShouldBeEmpty();
        await tab.OpenAsync();
        await tab.UndoAsync();
        await Expect(tab.Pending).ToHaveCountAsync(0);
        await Expect(tab.Link("Kunde")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_customer_is_created_without_script()
    {
        Given.CompanyHas(304, "Name", "Hellerup Hattemageri");
        var tab = await OpenTabAsync(304, script: false);
        await tab.EditAsync();
        var create = await (await tab.ConnectAsAsync("Kunde")).CreateAsync("Tilknyt");
        await create.Field("Rabat %").FillAsync("7");
        await create.CreateAsync();
        await tab.SaveAsync();
        await Expect(tab.Status.First).ToContainTextAsync("Oprettet i Demo ERP: C");
        CreatedOf("Hellerup Hattemageri").ShouldHaveSingleItem().Split('|')[4].ShouldBe("7");
    }

    [BrowserFact]
    public async Task A_user_without_the_right_sees_why_nothing_can_be_created()
    {
        await alone.StartPreparedAsync();
        alone.Ours.Do("UPDATE Access SET CanCreate = 0").ShouldBePositive();
        var tab = new ErpTab(await OpenOnAsync(alone), 103);
        await tab.OpenAsync();
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");

        await Expect(connect.NoMatch).ToBeDisabledAsync();
        await Expect(connect.Dialog).ToContainTextAsync("Du må ikke oprette ERP-aktører på dette ERP-link.");
    }

    [BrowserFact]
    public async Task An_actor_whose_answer_was_lost_is_settled_by_the_user_where_the_ERP_keeps_no_reference()
    {
        await alone.StartPreparedAsync(("ErpLink__ErpTimeoutSeconds", "1"));
        alone.Ours.Do("UPDATE Connections SET Settings = replace(Settings, '\\u0022reference\\u0022: \\u0022reference\\u0022,', '')").ShouldBe(1);
        var tab = new ErpTab(await OpenOnAsync(alone), 103);
        await tab.OpenAsync();
        await tab.EditAsync();
        await (await (await tab.ConnectAsAsync("Kunde")).CreateAsync()).CreateAsync();
        await Expect(tab.Pending).ToBeVisibleAsync();
        using (alone.Erp.Hold())
        {
            await tab.SaveAsync();
            await Expect(tab.Alert.First).ToContainTextAsync("Svaret fra Demo ERP gik tabt");
        }

        var name = alone.Ours.CompanyOf(103, "Name")!;
        SpinWait.SpinUntil(() => alone.Erp.Ask("SELECT count(*) FROM customer WHERE name = @name", ("@name", name)) == "1", TimeSpan.FromSeconds(15)).ShouldBeTrue();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Afklar oprettelse" }).ClickAsync();
        var settle = tab.Page.GetByRole(AriaRole.Dialog, new() { Name = "Afklar oprettelse", Exact = true });
        await tab.Window.IsOpenAsync(settle);
        await settle.GetByRole(AriaRole.Button, new() { Name = "Den blev ikke oprettet" }).ClickAsync();
        await Expect(settle.GetByRole(AriaRole.Alert)).ToContainTextAsync("Den kan stadig nå frem i ERP.");
        await settle.GetByRole(AriaRole.Radio).First.CheckAsync();
        await settle.GetByRole(AriaRole.Button, new() { Name = "Det er denne" }).ClickAsync();

        await Expect(tab.Status.First).ToContainTextAsync("Oprettet i Demo ERP: C");
        await tab.ShowsLinkedAsync("Kunde", alone.Ours.LinkOf(103)!);
        alone.Erp.Ask("SELECT count(*) FROM customer WHERE name = @name", ("@name", name)).ShouldBe("1");
        alone.Ours.CompanyOf(103, "Number").ShouldBe(alone.Ours.LinkOf(103));
    }

    private IReadOnlyList<string> CreatedOf(string name) => Erp.Rows(
        "SELECT no, payment_term, credit_limit, credit_check, discount, newsletter, origin, country FROM customer WHERE name = @name AND reference LIKE 'SOEL-%'",
        ("@name", name));
}
