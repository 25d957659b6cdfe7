using System.Text;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using SuperOfficeErpLink.Web.Tests.Accounts;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>axe with every WCAG 2.2 A and AA rule on every page and with every dialog open, on a desk and on a phone, in Danish; nothing makes a page scroll sideways, in English neither.</summary>
[Collection(OtherProductTests.Name)]
public sealed class AccessibilityTests(Product product) : BrowserTest(product)
{
    private static readonly string[] Tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    private static readonly (int Width, int Height) Desk = (1280, 800);
    private static readonly (int Width, int Height) Phone = (390, 844);
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();
    private readonly HashSet<Window> withAxe = [];
    private readonly List<string> violations = [];

    [BrowserFact]
    public async Task Lists_and_cards_are_accessible()
    {
        var window = await OpenAsync();
        foreach (var path in (string[])
            ["/", "/company", "/company?q=findes+ikke", "/person", "/project", "/company/1", "/company/1?edit=1", "/company/1/persons", "/company/1/projects",
                "/person/1", "/person/1?edit=1", "/project/1", "/project/1?edit=1"])
        {
            await CheckAsync(window, path);
        }

        window.Expect(404);
        await CheckAsync(window, "/company/999999");
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_ERP_tab_and_its_dialogs_are_accessible()
    {
        var connection = Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'");
        const int unlinked = 114;
        const int linked = 25;
        const int created = 311;
        Given.Customer($"K9{unlinked}", like: unlinked, ("street", "En anden vej 1"), ("email", null), ("web", $"https://www.firma{unlinked}.dk/"));
        Given.CompanyHas(unlinked, "Web", $"www.firma{unlinked}.dk");
        Given.CompanyHas(unlinked, "Number", new string('n', 30));
        Given.CustomerHas($"C10{linked}", "email", "erp@eksempel.dk");
        Given.CompanyHas(linked, "Email", "crm@eksempel.dk");
        Given.CompanyHas(linked, "CreditLimit", "99000");
        Given.CompanyHas(linked, "Street", new string('x', 60));
        var window = await OpenAsync();
        await CheckAsync(window, "/company/28/erp");
        await CheckAsync(window, "/company/28/erp?edit=1");
        await CheckAsync(window, $"/company/{unlinked}/erp");
        await CheckAsync(window, $"/company/{unlinked}/erp?edit=1");
        await CheckAsync(window, $"/company/{unlinked}/erp/connect?connection={connection}&type=Customer");
        await CheckAsync(window, $"/company/{unlinked}/erp/connect?connection={connection}&type=Customer&q=");
        await CheckAsync(window, $"/company/{unlinked}/erp/connect?connection={connection}&type=Supplier&q=findes-ikke");
        await CheckFindAsync(window, $"/company/{unlinked}/erp/find?connection={connection}&type=Customer");
        await CheckAsync(window, $"/company/{unlinked}/erp/compare?connection={connection}&type=Customer&key=K9{unlinked}");
        var compare = new CompareDialog(window);
        await compare.FormOnly.Locator("summary").ClickAsync();
        await compare.Equal.Locator("summary").ClickAsync();
        await CheckAsync(window);
        await compare.ConnectAsync();
        await CheckAsync(window);
        await new ErpTab(window, unlinked).SaveAsync();
        await Expect(window.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Gemt.");
        await CheckAsync(window);

        var tab = new ErpTab(window, linked);
        await tab.OpenAsync();
        await tab.SyncNowAsync();
        await Expect(tab.Block).ToContainTextAsync("begge sider er ændret");
        await CheckAsync(window);
        await CheckAsync(window, $"/company/{linked}/erp/compare?connection={connection}");
        await CheckAsync(window, $"/company/{linked}/erp/disconnect?connection={connection}");

        var create = new CreateDialog(window);
        await CheckAsync(window, $"/company/102/erp/create?connection={connection}&type=Customer");
        await CheckAsync(window, $"/company/{created}/erp/create?connection={connection}&type=Customer");
        await create.Field("Rabat %").FillAsync("ti");
        await create.CreateAsync();
        await Expect(create.NotesOf("Rabat %")).ToHaveTextAsync("Skal være et helt tal.");
        await CheckAsync(window);
        await create.Field("Rabat %").FillAsync("10");
        await create.CreateAsync();
        await Expect(new ErpTab(window, created).Pending).ToBeVisibleAsync();
        await CheckAsync(window);
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_tabs_of_persons_and_projects_and_the_pairing_page_are_accessible()
    {
        var connection = Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'");
        const int company = 34;
        const int person = 100;
        Given.ErpPersonHas($"P1{person:000}", "title", $"Bogholder i ERP {person}");
        Given.PersonHas(person + 1, "Title", new string('t', 60));
        var window = await OpenAsync();
        foreach (var path in (string[])
            [$"/person/{person}/erp", $"/person/{person}/erp?edit=1", "/person/400/erp", "/person/400/erp?edit=1", "/person/109/erp?edit=1", "/project/31/erp?edit=1",
                $"/person/{person}/erp/connect?connection={connection}&type=Person", $"/project/31/erp/connect?connection={connection}&type=Project",
                $"/person/{person}/erp/compare?connection={connection}&type=Person&key=P1{person:000}"])
        {
            await CheckAsync(window, path);
        }

        var pairing = new PairingPage(window, company);
        await pairing.OpenAsync(connection);
        await pairing.UnfoldAsync(person);
        await pairing.UnfoldAsync(person + 1);
        await CheckAsync(window);
        await pairing.ChooseCreateAsync(person + 1);
        await Expect(pairing.Field(person + 1, "Titel")).ToBeVisibleAsync();
        await pairing.ChooseCreateAsync(person + 2);
        await CheckAsync(window);
        Given.ErpPersonHas($"P1{person:000}", "title", "Ændret imens");
        await pairing.Save.ClickAsync();
        await Expect(pairing.Row(person)).ToContainTextAsync("Værdier blev ændret");
        await CheckAsync(window);
        await CheckAsync(window, $"/company/{company}/erp/disconnect?connection={connection}");
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task What_is_offered_for_an_actor_that_is_gone_is_accessible()
    {
        var connection = Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'");
        Given.Customer("N1030", like: 30);
        Erp.Do("DELETE FROM customer WHERE no = 'C1030'").ShouldBe(1);
        var window = await OpenAsync();
        foreach (var path in (string[])
            ["/company/30/erp", "/company/30/erp?edit=1", $"/company/30/erp/relink?connection={connection}", $"/company/30/erp/relink?connection={connection}&typed=N1030",
                $"/company/30/erp/relink?connection={connection}&typed=C1001", $"/company/30/erp/recreate?connection={connection}"])
        {
            await CheckAsync(window, path);
        }

        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_list_of_new_numbers_is_accessible()
    {
        var window = await OpenAsAdministratorAsync();
        var connection = Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'")!.ToLowerInvariant();
        await CheckAsync(window, $"/admin/connections/{connection}/renumber");
        await window.Page.GetByLabel("eller indsæt listen").FillAsync($"C1031;C1032\nC1032;C1031\nC9999;{new string('x', 300)}\nnoget");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Vis, hvad listen gør" }).ClickAsync();
        await Expect(window.Page.GetByText("2 af 4 linjer kan udføres.")).ToBeVisibleAsync();
        await CheckAsync(window);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Giv de nye numre (2)" }).ClickAsync();
        await Expect(window.Page.GetByText("2 af 4 linjer er udført.")).ToBeVisibleAsync();
        await CheckAsync(window);
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_administrators_pages_are_accessible()
    {
        var window = await OpenAsAdministratorAsync();
        await CheckAsync(window, "/admin/connections");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Demo ERP" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Demo ERP" })).ToBeVisibleAsync();
        await CheckAsync(window);
        await CheckAsync(window, "/health");
        await CheckAsync(window, "/admin/personal-data");
        await CheckAsync(window, "/admin/personal-data?type=person&id=x");
        await CheckAsync(window, "/admin/personal-data?type=company&id=29");
        await CheckAsync(window, "/admin/personal-data?type=person&id=999999");
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_pages_of_a_configuration_are_accessible()
    {
        var own = await StartPreparedAsync();
        var window = await OpenOnAsync(own, asAdministrator: true);
        var start = $"/admin/connections/{own.Ours.Ask("SELECT Id FROM Connections")!.ToLowerInvariant()}";
        await CheckAsync(window, $"{start}/mappings?type=Customer");
        await window.Page.GetByLabel("SuperOffice-felt: Gade 2").SelectOptionAsync("note");
        await Expect(window.Page.GetByLabel("Gade 2: fra ERP til SuperOffice")).ToBeEnabledAsync();
        await window.Page.GetByLabel("Gade 2: fra ERP til SuperOffice").CheckAsync(new() { Force = true });
        await window.Page.GetByLabel("SuperOffice-felt: Oprindelse").SelectOptionAsync("phone");
        await Expect(window.Page.GetByLabel("Oprindelse: fra ERP til SuperOffice")).ToBeEnabledAsync();
        await window.Page.GetByLabel("Oprindelse: fra ERP til SuperOffice").CheckAsync(new() { Force = true });
        await window.Page.GetByText("Almindelige").First.ClickAsync();
        await CheckAsync(window);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Gem kladde" }).ClickAsync();
        await Expect(window.Page.Locator(".field-error")).ToBeVisibleAsync();
        await CheckAsync(window);
        foreach (var page in (string[])["lists?type=Customer", "lists?type=Project", "defaults?type=Customer", "rank?type=Customer", "publish?handler=Check", "versions", "versions/1"])
        {
            await CheckAsync(window, $"{start}/{page}");
        }

        await window.GoAsync($"{start}/mappings?type=Customer");
        await window.Page.GetByLabel("SuperOffice-felt: Oprindelse").SelectOptionAsync("");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Gem kladde" }).ClickAsync();
        await window.GoAsync($"{start}/publish");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Gem og start prøvekørsel" }).ClickAsync();
        await Expect(window.Page.Locator(".dry-run-table")).ToBeVisibleAsync();
        await CheckAsync(window);
        await CheckAsync(window, $"{start}/dry-run");

        var file = await (await window.Page.Context.APIRequest.GetAsync($"{own.Address}{start}/versions?handler=File&version=1")).TextAsync();
        await window.GoAsync($"{start}/versions");
        await window.Page.GetByLabel("Fil", new() { Exact = true }).SetInputFilesAsync(
            new FilePayload { Name = "erp-link-1.json", MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(file.Replace("demo-erp.db", "en-anden-erp.db", StringComparison.Ordinal)) });
        await window.Page.GetByLabel("Erstat kladden").CheckAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Hent som kladde" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Åbn indstillingerne med filens værdier" })).ToBeVisibleAsync();
        await CheckAsync(window);
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_pages_of_a_connection_are_accessible()
    {
        var own = await StartPreparedAsync();
        var id = own.Ours.Ask("SELECT Id FROM Connections")!.ToLowerInvariant();
        var window = await OpenOnAsync(own, asAdministrator: true);
        await CheckAsync(window, $"/admin/connections/{id}/settings");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Test", Exact = true }).ClickAsync();
        await Expect(window.Page.Locator(".test-result")).ToBeVisibleAsync();
        await CheckAsync(window);
        await window.Page.GetByLabel("Databasefil").FillAsync("findes-ikke.db");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).ClickAsync();
        await Expect(window.Page.Locator(".field-error")).ToBeVisibleAsync();
        await CheckAsync(window);
        await CheckAsync(window, $"/admin/connections/{id}/schedule");
        await window.Page.GetByLabel("Minutter mellem to kørsler").FillAsync("x");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).ClickAsync();
        await Expect(window.Page.Locator(".field-error")).ToBeVisibleAsync();
        await CheckAsync(window);
        await CheckAsync(window, "/admin/connections/new");
        await CheckAsync(window, $"/admin/connections/new?copy={id}");
        await CheckAsync(window, $"/admin/connections/{id}/delete");
        own.Ours.Do("UPDATE Connections SET ConnectorId = 'visma', Active = 0");
        own.Ours.Do("INSERT INTO Installation (Key, Value) VALUES ('automatic-sync', '{\"IsOn\":false,\"Reason\":0,\"By\":\"Anne\"}')");
        await CheckAsync(window, $"/admin/connections/{id}");
        await CheckAsync(window, $"/admin/connections/{id}/settings");
        await CheckAsync(window, "/admin/connections");
        await CheckAsync(window, "/");
        own.Ours.Do("UPDATE Connections SET DeletedAt = 1");
        await CheckAsync(window, "/admin/connections?deleted=true");
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_page_of_API_keys_is_accessible()
    {
        var window = await OpenAsAdministratorAsync();
        await CheckAsync(window, "/admin/api-tokens");
        var make = window.Page.GetByRole(AriaRole.Button, new() { Name = "Opret API-nøgle" });
        await make.ClickAsync();
        await Expect(window.Page.GetByText("Vælg mindst én.")).ToBeVisibleAsync();
        await CheckAsync(window);
        await window.Page.GetByLabel("Navn", new() { Exact = true }).FillAsync("<b>Tilgængelig</b>");
        await window.Page.GetByLabel("Se ERP-links").CheckAsync();
        await make.ClickAsync();
        await Expect(window.Page.Locator("#made")).ToBeVisibleAsync();
        await CheckAsync(window);
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_pages_of_users_groups_access_and_the_audit_log_are_accessible()
    {
        var own = await StartPreparedAsync(("ErpLink:Plugins:0:File", "Contoso/Contoso.dll"), ("ErpLink:Plugins:0:Sha256", new string('0', 64)));
        own.Ours.Do("UPDATE AspNetUsers SET DisplayName = @name WHERE Id = 'demo-crm'", ("@name", new string('k', 90)));
        own.Ours.Do("INSERT INTO UserGroups (Id, Name) VALUES ('DE300E29-0000-4000-8000-00000000000F', @name)", ("@name", new string('g', 100)));
        var window = await OpenOnAsync(own, asAdministrator: true);
        var page = window.Page;
        ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
        await CheckAsync(window, "/admin/users");
        await CheckAsync(window, "/admin/users?q=findes+ikke");
        await Button("Opret bruger").ClickAsync();
        await Expect(page.GetByText("Skriv et navn").First).ToBeVisibleAsync();
        await CheckAsync(window);
        await page.GetByLabel("Navn").FillAsync("Bo Berg");
        await page.GetByLabel("E-mail").FillAsync("bo@firma.dk");
        await Button("Opret bruger").ClickAsync();
        await Expect(page.Locator("#made")).ToBeVisibleAsync();
        await CheckAsync(window);
        await CheckAsync(window, "/admin/users/demo-crm");
        await Button("Tilføj").ClickAsync();
        await CheckAsync(window);
        await Button("Nulstil adgangskode").ClickAsync();
        await Expect(page.Locator("#made")).ToBeVisibleAsync();
        await CheckAsync(window);
        await CheckAsync(window, "/admin/users/demo-admin");
        await Button("Spær bruger").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("den sidste administrator");
        await CheckAsync(window);
        await CheckAsync(window, "/admin/groups");
        await CheckAsync(window, "/admin/groups/de300e29-0000-4000-8000-00000000000f");
        await CheckAsync(window, "/admin/groups/de300e29-0000-4000-8000-00000000000f?delete=true");
        var access = $"/admin/connections/{own.Ours.Ask("SELECT Id FROM Connections")!.ToLowerInvariant()}/access";
        await CheckAsync(window, access);
        await page.GetByLabel("Kun de valgte brugere og grupper").CheckAsync();
        await CheckAsync(window);
        await Button("Gem").ClickAsync();
        await Expect(page.GetByText("Ingen kan bruge ERP-linket")).ToBeVisibleAsync();
        await CheckAsync(window);
        await Button("Tilføj").ClickAsync();
        await Expect(page.GetByText("Gemmes først, når du klikker på Gem")).ToBeVisibleAsync();
        await Button("Tilføj").ClickAsync();
        await CheckAsync(window);
        await CheckAsync(window, "/admin/connectors");
        await CheckAsync(window, "/admin/audit");
        await CheckAsync(window, "/admin/audit?kind=findes.ikke");
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_pages_of_ones_own_account_and_the_second_step_of_signing_in_are_accessible()
    {
        var own = await StartPreparedAsync();
        var window = await OpenOnAsync(own);
        var page = window.Page;
        ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
        await CheckAsync(window, "/account");
        await Button("Skift adgangskode").ClickAsync();
        await Expect(page.GetByText("Skriv den adgangskode, du har nu.")).ToBeVisibleAsync();
        await CheckAsync(window);
        await CheckAsync(window, "/account/second-factor");
        await Button("Slå ekstra kode til").ClickAsync();
        await Expect(page.Locator(".qr")).ToBeVisibleAsync();
        await CheckAsync(window);
        var key = await page.Locator(".second-key").InnerTextAsync();
        await page.GetByLabel("Kode fra appen").FillAsync(Totp.WrongCode(key));
        await Button("Slå til").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await CheckAsync(window);
        await page.GetByLabel("Kode fra appen").FillAsync(Totp.Code(key));
        await Button("Slå til").ClickAsync();
        await Expect(page.Locator(".recovery-codes")).ToBeVisibleAsync();
        await CheckAsync(window);
        await CheckAsync(window, "/account/second-factor");
        await Button("Slå fra").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await CheckAsync(window);

        var second = await OpenAsync(own.Address, null);
        await second.GoAsync("/sign-in?culture=da");
        await second.Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync("crm@demo.example");
        await second.Page.GetByLabel("Adgangskode", new() { Exact = true }).FillAsync("Demo-1234!");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Log ind", Exact = true }).ClickAsync();
        await Expect(second.Page.GetByLabel("Kode")).ToBeVisibleAsync();
        await CheckAsync(second);
        await second.Page.GetByLabel("Kode").FillAsync("000");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Log ind", Exact = true }).ClickAsync();
        await Expect(second.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await CheckAsync(second);
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_pages_of_runs_are_accessible()
    {
        var own = await StartPreparedAsync();
        own.Erp.Do("UPDATE customer SET phone = '+45 70 20 30 40' WHERE no BETWEEN 'C1001' AND 'C1035'");
        var window = await OpenOnAsync(own, asAdministrator: true);
        await CheckAsync(window, "/runs");
        await CheckAsync(window, "/");
        await window.Page.Locator("#chart-changes summary").ClickAsync();
        await CheckAsync(window);
        var run = await RunPage.SyncAllAsync(window);
        await run.EndsAsAsync("Sikkerhedsstop");
        await CheckAsync(window);
        await run.Button("Kun de første 10").ClickAsync();
        await run.EndsAsAsync("Fuldført");
        await CheckAsync(window);
        await CheckAsync(window, "/runs");
        await CheckAsync(window, "/admin/runs");
        own.MoveErp("", ".away");
        await window.GoAsync("/");
        await RunPage.SyncAllAsync(window);
        await window.GoAsync("/health");
        await Expect(window.Page.Locator(".ladder")).ToBeVisibleAsync();
        await CheckAsync(window);
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_lists_of_conflicts_are_accessible()
    {
        const int linked = 24;
        Given.CustomerHas($"C10{linked}", "email", "erp@eksempel.dk");
        Given.CompanyHas(linked, "Email", "crm@eksempel.dk");
        var tab = new ErpTab(await OpenAsync(), linked);
        await tab.OpenAsync();
        await tab.SyncNowAsync();
        await Expect(tab.Block).ToContainTextAsync("begge sider er ændret");
        var window = await OpenAsAdministratorAsync();
        await CheckAsync(window, "/conflicts?mine=1");
        await CheckAsync(window, "/conflicts");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "E-mail" }).First.ClickAsync();
        await CheckAsync(window);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Vis, hvad reglerne ville afgøre" }).ClickAsync();
        await Expect(window.Page.GetByText("af gruppens konflikter.").First).ToBeVisibleAsync();
        await CheckAsync(window);
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_pages_of_problems_are_accessible()
    {
        var own = await StartPreparedAsync();
        var window = await OpenOnAsync(own);
        await CheckAsync(window, "/problems");
        own.Ours.Do("UPDATE CrmCompanies SET Street = @street, Version = Version + 1 WHERE Id IN (7, 8)", ("@street", new string('x', 60)));
        own.Erp.Do("UPDATE customer SET phone = '+45 70 20 30 40' WHERE no BETWEEN 'C1010' AND 'C1038'");
        await window.GoAsync("/");
        var run = await RunPage.SyncAllAsync(window);
        await run.EndsAsAsync("Sikkerhedsstop");
        var tab = new ErpTab(window, 7);
        await tab.OpenAsync();
        await tab.SyncNowAsync();
        await Expect(tab.Block).ToContainTextAsync("Den er for lang.");
        await CheckAsync(window);
        await CheckAsync(window, "/problems");
        await CheckAsync(window, "/problems?mine=1");
        await CheckAsync(window, $"/problems/{own.Ours.Ask("SELECT Id FROM Problems")}");
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_pages_of_the_history_are_accessible()
    {
        var own = await StartPreparedAsync();
        own.Erp.Do("UPDATE customer SET phone = '+45 70 20 30 40' WHERE no IN ('C1007', 'C1008')");
        var window = await OpenOnAsync(own);
        await CheckAsync(window, "/history");
        await CheckAsync(window, "/history/links");
        await CheckAsync(window, "/company/101/erp/history");
        await window.GoAsync("/");
        await (await RunPage.SyncAllAsync(window)).EndsAsAsync("Fuldført");
        own.Ours.Do("UPDATE CrmCompanies SET Phone = '55 55 55 55', Version = Version + 1 WHERE Id = 8");
        var history = new HistoryPage(window);
        await history.OpenAsync(7);
        await history.Why("Telefon").Locator("summary").ClickAsync();
        await history.Change("70 20 30 40").Locator("summary").ClickAsync();
        await CheckAsync(window);
        await CheckAsync(window, $"/company/7/erp/history?field={Uri.EscapeDataString("phone|phone")}");
        await CheckAsync(window, "/history?side=Crm");
        await history.UndoAsync(history.Change("70 20 30 40"), "Hele kørsel 1");
        await CheckAsync(window);

        var tab = new ErpTab(window, 34);
        await tab.OpenAsync();
        await tab.EditAsync();
        await (await tab.DisconnectAsync()).DisconnectAsync();
        await tab.SaveAsync();
        await Expect(tab.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();
        await CheckAsync(window, "/company/34/erp/history");
        await CheckAsync(window, "/history/links");
        await CheckAsync(window, "/history/links/1");
        violations.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Signing_in_and_setting_up_are_accessible()
    {
        var production = NewProduct();
        await production.StartAsync(("ASPNETCORE_ENVIRONMENT", "Production"));
        var window = await OpenAsync(Running.Address, null);
        await CheckAsync(window, "/sign-in");
        await window.Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync("ingen@eksempel.dk");
        await window.Page.GetByLabel("Adgangskode", new() { Exact = true }).FillAsync("forkert");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Log ind", Exact = true }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await CheckAsync(window);

        var first = await OpenAsync(production.Address, null);
        await CheckAsync(first, "/sign-in");
        await CheckAsync(first, "/setup");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Opret administrator" }).ClickAsync();
        await Expect(first.Page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
        await CheckAsync(first);
        violations.ShouldBeEmpty();
    }

    /// <summary>The advanced search with a line of every kind, with mistakes, with rows and without.</summary>
    private async Task CheckFindAsync(Window window, string path)
    {
        await CheckAsync(window, path);
        var find = new FindDialog(window);
        await find.ResetAsync();
        foreach (var (line, field) in ((int, string)[])[(2, "Kreditmaksimum"), (3, "Kundegruppe"), (4, "Nyhedsbrev"), (5, "Seneste faktura")])
        {
            await find.ChooseFieldAsync(line, field);
        }

        await find.AddAsync();
        await find.Operator(2).SelectOptionAsync("Mellem");
        await find.Value(2).FillAsync("mange");
        await find.PickItemsAsync(3, "Erhverv");
        await CheckAsync(window);
        await find.Button("Søg").ClickAsync();
        await Expect(find.Line(2).Locator(".field-error")).ToBeVisibleAsync();
        await CheckAsync(window);
        await find.ResetAsync();
        await find.SearchAsync();
        await Expect(find.Results.First).ToBeVisibleAsync();
        await CheckAsync(window);
        await find.Value(1).FillAsync("findes ikke <b>");
        await find.SearchAsync();
        await Expect(find.Dialog.GetByText("Intet i ERP passer på alle linjer")).ToBeVisibleAsync();
        await CheckAsync(window);
    }

    /// <summary>The page as it stands; with a path, that page in English on a phone, where texts have the least room, and then in Danish.</summary>
    private async Task CheckAsync(Window window, string? path = null)
    {
        // The pages have no frames, so axe in the document sees all of it; Deque's own call opens a second page for each.
        if (withAxe.Add(window))
        {
            await window.Page.AddInitScriptAsync(Axe);
            await window.Page.EvaluateAsync(Axe);
        }

        if (path is not null)
        {
            await window.GoAsync(In("en", path));
            await Expect(window.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
            await window.Page.SetViewportSizeAsync(Phone.Width, Phone.Height);
            await CheckWidthAsync(window.Page);
            await window.GoAsync(In("da", path));
        }

        await CheckAsync(window, Desk, Phone);
    }

    private static string In(string language, string path) => $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}culture={language}";

    private async Task CheckAsync(Window window, params (int Width, int Height)[] sizes)
    {
        var page = window.Page;
        if (await page.Locator("dialog").CountAsync() > 0)
        {
            await Expect(page.Locator("dialog:modal")).ToBeVisibleAsync();
        }

        foreach (var (width, height) in sizes)
        {
            await page.SetViewportSizeAsync(width, height);
            violations.AddRange(await page.EvaluateAsync<string[]>(
                """
                async tags => {
                  await new Promise(requestAnimationFrame);
                  const result = await axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values: tags } });
                  return result.violations.flatMap(rule => rule.nodes.map(node => `${rule.id} on ${location.pathname} at ${innerWidth}: ${node.html}`));
                }
                """,
                Tags));
            await CheckWidthAsync(page);
        }

        await page.SetViewportSizeAsync(Desk.Width, Desk.Height);
    }

    private async Task CheckWidthAsync(IPage page) => violations.AddRange(await page.EvaluateAsync<string[]>(
        """
        async () => {
          await new Promise(requestAnimationFrame);
          const wide = document.documentElement.scrollWidth;
          return wide > innerWidth ? [`${location.pathname} in ${document.documentElement.lang} is ${wide} wide at ${innerWidth}`] : [];
        }
        """));
}
