using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>Whatever either system holds is text on every page.</summary>
public sealed class HostileTextTests(Product product) : BrowserTest(product)
{
    private const string Markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    private const string Short = "<img src=x onerror=alert(1)>";
    private const string Breakout = "\"'><svg onload=alert(3)></title></textarea>{{7*7}} ø😀\u202Eabc";
    private static readonly string Long = string.Concat(Enumerable.Repeat("æøå😀<b>x</b>", 4000 / 12))[..3990];

    [BrowserFact]
    public async Task Markup_in_names_and_values_of_either_side_is_text_everywhere()
    {
        Given.CompanyHas(113, "Name", $"{Markup} {Breakout}");
        Given.CompanyHas(113, "Note", Long);
        Given.CompanyHas(113, "City", Breakout);
        Given.CompanyHas(113, "Email", "\"><script>alert(4)</script>@x.dk");
        Given.CompanyHas(113, "Web", "javascript:alert(5)");
        Given.Customer("K9113", like: 1, ("name", $"{Breakout} {Markup}"), ("street", Markup), ("city", $"{Markup} by"), ("web", "javascript:alert(6)"), ("phone", Markup), ("email", Long));
        var window = await OpenAsync();
        var page = window.Page;
        await window.GoAsync($"/company?q={Uri.EscapeDataString("<img src=x")}");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "<img src=x" })).ToHaveCountAsync(0);
        await window.GoAsync("/company?page=2");
        await IsTextAsync(page);
        await window.GoAsync("/company/113");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(Markup);
        await Expect(page.GetByText("javascript:alert(5)")).ToBeVisibleAsync();
        await Expect(page.Locator("a[href^='javascript']")).ToHaveCountAsync(0);
        await IsTextAsync(page);
        await window.GoAsync("/company/113?edit=1");
        await Expect(page.GetByLabel("Note")).ToHaveValueAsync(Long);
        await IsTextAsync(page);

        var tab = new ErpTab(window, 113);
        await tab.OpenAsync();
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        await IsTextAsync(page);
        await connect.SearchAsync("K9113");
        await Expect(connect.Row("K9113")).ToContainTextAsync(Markup);
        await IsTextAsync(page);
        var compare = await connect.PickAsync("K9113");
        await Expect(compare.Cell("By", CompareDialog.Crm)).ToContainTextAsync("<svg onload=alert(3)>");
        await Expect(compare.Cell("Telefon", CompareDialog.Erp)).ToContainTextAsync(Markup);
        await IsTextAsync(page);
        await compare.ConnectAsync();
        await Expect(tab.Pending).ToContainTextAsync(Markup);
        await IsTextAsync(page);
        await tab.SaveAsync();
        await tab.ShowsLinkedAsync("Kunde", "K9113");
        await IsTextAsync(page);
        var history = new HistoryPage(window);
        await history.OpenAsync(113);
        await Expect(history.Changes).ToContainTextAsync(Markup);
        await IsTextAsync(page);
        await window.GoAsync("/history");
        await Expect(history.Changes).ToContainTextAsync(Markup);
        await IsTextAsync(page);
        await window.GoAsync($"/history/links/{Ours.Ask("SELECT max(Id) FROM LinkEvents WHERE EntityId = 113")}");
        await Expect(page.Locator("main")).ToContainTextAsync(Short);
        await IsTextAsync(page);
        await tab.OpenAsync();
        await tab.EditAsync();
        await tab.DisconnectAsync();
        await IsTextAsync(page);

        await window.GoAsync("/company/103/erp");
        var other = new ErpTab(window, 103);
        await other.EditAsync();
        var taken = await other.ConnectAsAsync("Kunde");
        await taken.SearchAsync("K9113");
        await Expect(taken.Row("K9113")).ToContainTextAsync("Tilknyttet til");
        await IsTextAsync(page);

        var find = await FindDialog.OpenAsync(window, 103, Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'")!, "Gade");
        await find.Value(1).FillAsync(Markup);
        await find.SearchAsync();
        await Expect(find.Value(1)).ToHaveValueAsync(Markup);
        await Expect(find.Results.First).ToContainTextAsync(Markup);
        await IsTextAsync(page);
    }

    [BrowserFact]
    public async Task Markup_in_a_person_is_text_where_it_is_paired_and_where_it_is_created()
    {
        Given.PersonHas(82, "LastName", Short);
        Given.PersonHas(82, "Title", $"{Breakout} {Markup}");
        Given.PersonHas(82, "Email", "\"><script>alert(4)</script>@x.dk");
        Given.ErpPersonHas("P1082", "last_name", Short);
        Given.ErpPersonHas("P1082", "title", Breakout);
        Given.PersonHas(83, "FirstName", Breakout);
        var window = await OpenAsync(390, 844);
        var pairing = new PairingPage(window, 28);
        await pairing.OpenAsync(Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'"));
        await Expect(pairing.Row(82)).ToContainTextAsync(Short);
        await IsTextAsync(window.Page);
        await pairing.ChooseCreateAsync(82);
        await pairing.ChooseCreateAsync(83);
        await Expect(pairing.Sent(82)).ToContainTextAsync(Short);
        await IsTextAsync(window.Page);
        await FitsAsync(window.Page);

        await pairing.Save.ClickAsync();

        await Expect(pairing.Saved).ToContainTextAsync(Short);
        await IsTextAsync(window.Page);
        await FitsAsync(window.Page);
    }

    [BrowserFact]
    public async Task Markup_in_both_values_of_a_conflict_is_text_in_the_list()
    {
        Given.CompanyHas(23, "Email", "\"><script>alert(4)</script>@x.dk");
        Given.CompanyHas(23, "Name", Short);
        Given.CustomerHas("C1023", "name", Short);
        Given.CustomerHas("C1023", "email", Short);
        var window = await OpenAsync(390, 844);
        var tab = new ErpTab(window, 23);
        await tab.OpenAsync();
        await tab.SyncNowAsync();
        await Expect(tab.Block).ToContainTextAsync("begge sider er ændret");
        await window.GoAsync("/conflicts");
        await IsTextAsync(window.Page);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "E-mail" }).First.ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = Short })).ToBeVisibleAsync();
        await IsTextAsync(window.Page);
        await FitsAsync(window.Page);
    }

    [BrowserFact]
    public async Task Markup_is_text_in_the_names_and_settings_of_connections()
    {
        var own = await StartPreparedAsync();
        var id = own.Ours.Ask("SELECT Id FROM Connections")!.ToLowerInvariant();
        own.Ours.Do(
            "UPDATE Connections SET Name = @name, Description = @text, Settings = json_set(Settings, '$.file', @file), Active = 0",
            ("@name", $"{Markup} {Breakout}"), ("@text", $"{Breakout} {Markup} {Long}"), ("@file", $"{Breakout}{Markup}"));
        var window = await OpenOnAsync(own, asAdministrator: true);
        foreach (var path in (string[])["", $"/{id}", $"/{id}/settings", $"/{id}/schedule", $"/{id}/delete", $"/new?copy={id}"])
        {
            await window.GoAsync($"/admin/connections{path}");
            await IsTextAsync(window.Page);
        }

        await window.Page.SetViewportSizeAsync(390, 844);
        foreach (var path in (string[])[$"/{id}", $"/{id}/settings", $"/{id}/schedule", $"/{id}/delete", $"/new?copy={id}"])
        {
            await window.GoAsync($"/admin/connections{path}");
            await FitsAsync(window.Page);
        }

        await window.GoAsync($"/admin/connections/{id}/settings");
        await window.Page.GetByLabel("Databasetype").FocusAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Test", Exact = true }).ClickAsync();
        await Expect(window.Page.Locator(".field-error").First).ToBeVisibleAsync();
        await IsTextAsync(window.Page);
        await FitsAsync(window.Page);
    }

    [BrowserFact]
    public async Task Markup_is_text_where_a_gone_actor_is_found_again_and_where_many_are()
    {
        var connection = Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'")!.ToLowerInvariant();
        Given.CustomerHas("C1027", "name", $"{Breakout} {Markup}");
        Given.CompanyHas(27, "Name", $"{Markup} {Breakout}");
        var window = await OpenAsync(390, 844);
        var tab = new ErpTab(window, 27);
        await tab.OpenAsync();
        Given.Customer(Short, like: 1, ("name", $"{Breakout} {Markup}"), ("phone", Long), ("street", Markup));
        Erp.Do("DELETE FROM customer WHERE no = 'C1027'").ShouldBe(1);
        foreach (var path in (string[])
            ["", $"/relink?connection={connection}", $"/relink?connection={connection}&typed={Uri.EscapeDataString(Short)}", $"/relink?connection={connection}&typed={Uri.EscapeDataString(Breakout)}",
                $"/recreate?connection={connection}"])
        {
            await window.GoAsync($"/company/27/erp{path}");
            await IsTextAsync(window.Page);
            await FitsAsync(window.Page);
        }

        var admin = await OpenAsAdministratorAsync();
        await admin.GoAsync($"/admin/connections/{connection}/renumber");
        await admin.Page.GetByLabel("eller indsæt listen").FillAsync($"C1027;{Short}\n{Short};\"{Markup}\"\n</textarea><svg onload=alert(1)>;x\n{Markup}");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Vis, hvad listen gør" }).ClickAsync();
        await Expect(admin.Page.GetByText("1 af 4 linjer kan udføres.")).ToBeVisibleAsync();
        await IsTextAsync(admin.Page);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Giv de nye numre (1)" }).ClickAsync();
        await Expect(admin.Page.GetByText("1 af 4 linjer er udført.")).ToBeVisibleAsync();
        await IsTextAsync(admin.Page);
    }

    [BrowserFact]
    public async Task Four_thousand_characters_are_shown_and_push_no_page_wider()
    {
        Given.CustomerHas("C1026", "phone", Long);
        Given.CustomerHas("C1026", "name", new string('å', 4000));
        var window = await OpenAsync(390, 844);
        var tab = new ErpTab(window, 26);
        await tab.OpenAsync();
        await Expect(tab.Value("Telefon")).ToContainTextAsync(Long[^40..]);
        await FitsAsync(tab.Page);
        var compare = await tab.CompareAsync();
        await Expect(compare.Radio("Telefon", CompareDialog.Erp)).ToBeDisabledAsync();
        await Expect(compare.Cell("Telefon", CompareDialog.Erp)).ToContainTextAsync("længere end de 40 tegn, SuperOffice kan rumme");
        await FitsAsync(tab.Page);
        await compare.CancelAsync();

        await tab.OpenAsync();
        await tab.SyncNowAsync();
        await Expect(tab.Block).ToContainTextAsync("Telefon kan ikke overføres til SuperOffice: Den er for lang. Gør den kortere.");
        await FitsAsync(tab.Page);
        var problems = new ProblemsPage(window);
        await problems.OpenAsync();
        await Expect(problems.Causes).ToBeVisibleAsync();
        await IsTextAsync(tab.Page);
        await FitsAsync(tab.Page);
        await problems.OpenCauseAsync("En værdi kan ikke overføres til SuperOffice: Den er for lang.");
        await Expect(problems.Lines).ToContainTextAsync(Long[^40..]);
        await IsTextAsync(tab.Page);
        await FitsAsync(tab.Page);
        await window.GoAsync("/company/103/erp?edit=1");
        var connect = await new ErpTab(window, 103).ConnectAsAsync("Kunde");
        await connect.SearchAsync("C1026");
        await Expect(connect.Row("C1026")).ToContainTextAsync(new string('å', 4000));
        await FitsAsync(tab.Page);
    }

    [BrowserFact]
    public async Task Markup_in_the_name_of_a_record_or_a_connection_is_text_where_data_is_deleted_and_health_is_shown()
    {
        var own = await StartPreparedAsync();
        own.Ours.Do("UPDATE Connections SET Name = @name", ("@name", $"{Breakout} {Markup}")).ShouldBe(1);
        own.Ours.Do("UPDATE CrmCompanies SET Name = @name WHERE Id = 15", ("@name", $"{Markup} {Breakout}")).ShouldBe(1);
        own.Ours.Do("UPDATE Links SET ErpKey = @key WHERE EntityType = 1 AND EntityId = 15", ("@key", Markup)).ShouldBe(1);
        var window = await OpenOnAsync(own, asAdministrator: true);
        await window.Page.SetViewportSizeAsync(390, 844);

        await window.GoAsync("/admin/personal-data?type=company&id=15");
        await Expect(window.Page.GetByText("ERP-tilknytningen til")).ToContainTextAsync(Markup);
        await IsTextAsync(window.Page);
        await FitsAsync(window.Page);
        await window.GoAsync("/health");
        await Expect(window.Page.GetByRole(AriaRole.Article)).ToContainTextAsync(Markup);
        await IsTextAsync(window.Page);
        await FitsAsync(window.Page);
    }

    [BrowserFact]
    public async Task Markup_in_names_of_users_and_groups_is_text_everywhere()
    {
        var own = await StartPreparedAsync();
        own.Ours.Do("UPDATE AspNetUsers SET DisplayName = @name WHERE Id = 'demo-crm'", ("@name", Markup));
        own.Ours.Do("INSERT INTO UserGroups (Id, Name) VALUES ('DE300E29-0000-4000-8000-00000000000F', @name)", ("@name", $"{Short} {Breakout}"));
        own.Ours.Do("INSERT INTO UserGroupMembers (GroupId, UserId) VALUES ('DE300E29-0000-4000-8000-00000000000F', 'demo-crm')");
        own.Ours.Do(
            "INSERT INTO Audit (At, [By], What, Subject, Before, After) VALUES (1, @name, @name, @name, @json, @name)", ("@name", Markup), ("@json", $"{{\"{Short}\":\"{Short}\"}}"));
        var access = $"/admin/connections/{own.Ours.Ask("SELECT Id FROM Connections")!.ToLowerInvariant()}/access";
        var window = await OpenOnAsync(own, asAdministrator: true);
        var page = window.Page;
        await window.GoAsync(access);
        await page.GetByRole(AriaRole.Button, new() { Name = "Tilføj", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).ClickAsync();
        foreach (var path in (string[])
            ["/admin/users", "/admin/users/demo-crm", "/admin/groups", "/admin/groups/de300e29-0000-4000-8000-00000000000f", "/admin/groups/de300e29-0000-4000-8000-00000000000f?delete=true",
                access, "/admin/audit", access[..^"/access".Length]])
        {
            await window.GoAsync(path);
            await Expect(page.Locator("main")).ToContainTextAsync(Short);
            await IsTextAsync(page);
        }

        var hers = await OpenOnAsync(own);
        await hers.GoAsync("/account");
        await Expect(hers.Page.Locator("main")).ToContainTextAsync(Short);
        await IsTextAsync(hers.Page);
    }

    [BrowserFact]
    public async Task Markup_in_the_settings_of_a_plug_in_is_text()
    {
        var own = await StartPreparedAsync(("ErpLink:Plugins:0:File", $"{Short} {Breakout}"), ("ErpLink:Plugins:0:Sha256", Markup), ("ErpLink:PluginsDirectory", $"/{Short.Replace('/', ' ')}"));
        var window = await OpenOnAsync(own, asAdministrator: true);
        await window.Page.SetViewportSizeAsync(390, 844);
        await window.GoAsync("/admin/connectors");

        await Expect(window.Page.Locator(".connector-table")).ToContainTextAsync(Short);
        await Expect(window.Page.Locator(".connector-table")).ToContainTextAsync("Bruges ikke");
        await IsTextAsync(window.Page);
        await FitsAsync(window.Page);
    }

    private static async Task IsTextAsync(IPage page)
    {
        var made = await page.Locator("img[src='x'], svg, script:not([src]), main b, [onerror], [onload], a[href^='javascript']").EvaluateAllAsync<string[]>("all => all.map(one => one.outerHTML)");
        made.ShouldBeEmpty(page.Url);
    }

    private static async Task FitsAsync(IPage page) =>
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390, page.Url);
}
