using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>An administrator changes what is shared: draft, check, dry run, publish, and back; by keyboard where it matters, on a product of his own.</summary>
[Collection(OwnProductTests.Name)]
public sealed class MappingTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task A_field_is_mapped_by_keyboard_tried_on_all_links_published_and_synced_and_the_way_back_is_one_click()
    {
        var own = await StartPreparedAsync();
        own.Ours.Do("UPDATE CrmCompanies SET Note = iif(Id BETWEEN 1 AND 12, 'Port ' || Id, '')");
        var start = $"/admin/connections/{own.Ours.Ask("SELECT Id FROM Connections")!.ToLowerInvariant()}";
        var window = await OpenOnAsync(own, asAdministrator: true);
        var page = window.Page;
        await window.GoAsync($"{start}/mappings?type=Customer");

        // Found among many, chosen, and its arrow set without the mouse.
        await page.GetByPlaceholder("Find et felt").FillAsync("gade 2");
        await Expect(page.Locator("tbody tr:visible")).ToHaveCountAsync(1);
        await Expect(page.GetByLabel("Gade 2: fra SuperOffice til ERP")).ToBeDisabledAsync();
        var field = page.GetByLabel("SuperOffice-felt: Gade 2");
        await field.FocusAsync();
        await field.PressAsync("N");
        await field.PressAsync("o");
        await field.PressAsync("t");
        await field.PressAsync("Tab");
        await Expect(field).ToHaveValueAsync("note");
        var arrow = page.GetByLabel("Gade 2: fra SuperOffice til ERP");
        await Expect(arrow).ToBeEnabledAsync();
        await arrow.FocusAsync();
        await arrow.PressAsync("Space");
        await Expect(arrow).ToBeCheckedAsync();
        await page.GetByPlaceholder("Find et felt").FillAsync("");
        await PictureTests.TakeAsync(page, "mappings");
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem kladde" }).PressAsync("Enter");
        await Expect(page.GetByText("Kladden er gemt. Intet ændres, før den udgives.")).ToBeVisibleAsync();
        own.Ours.Ask("SELECT MappingVersion FROM Connections").ShouldBe("1");

        await page.GetByRole(AriaRole.Link, new() { Name = "Kontrol og udgivelse" }).Last.ClickAsync();
        await Expect(page.GetByText("SuperOffice-felt: (Ingen markering) → Note")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Kontrol før udgivelse" })).ToBeVisibleAsync();
        await page.GetByLabel("Hvor de er forskellige: Gade 2").SelectOptionAsync(new SelectOptionValue { Label = "tag værdien fra SuperOffice" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem og start prøvekørsel" }).ClickAsync();
        var number = page.GetByRole(AriaRole.Link, new() { Name = "ERP får en værdi, Gade 2: 12" });
        await Expect(number).ToBeVisibleAsync();
        own.Erp.Ask("SELECT count(*) FROM write_log").ShouldBe("0");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Felter, der er nye" }).ScrollIntoViewIfNeededAsync();
        await PictureTests.TakeAsync(page, "publish");
        await number.ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(12);
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Port 1");

        await page.GetByRole(AriaRole.Link, new() { Name = "Tilbage til prøvekørslen" }).ClickAsync();
        await page.GetByLabel("Begrundelse").FillAsync("Porten skal med til ERP");
        await page.GetByRole(AriaRole.Button, new() { Name = "Udgiv version 2" }).ClickAsync();
        await Expect(page.GetByText("Version 2 gælder nu.")).ToBeVisibleAsync();
        await Expect(page.Locator("h1 .badge")).ToHaveTextAsync("Fuldført");
        own.Erp.Ask("SELECT group_concat(street2) FROM customer WHERE no = 'C1001'").ShouldBe("Port 1");
        own.Erp.Ask("SELECT count(*) FROM write_log").ShouldBe("12");

        await window.GoAsync($"{start}/versions");
        await Expect(page.GetByText("Porten skal med til ERP")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Version 1", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Fortryd" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Fortsæt" }).ClickAsync();
        await Expect(page.Locator("h1 .badge")).ToHaveTextAsync("Fuldført");
        own.Erp.Ask("SELECT count(*) FROM customer WHERE street2 LIKE 'Port %'").ShouldBe("0");

        await window.GoAsync($"{start}/versions/1");
        await page.GetByLabel("Begrundelse").FillAsync("Fortrudt");
        await page.GetByRole(AriaRole.Button, new() { Name = "Gå tilbage til version 1" }).ClickAsync();
        await Expect(page.GetByText("Opsætningen er igen som i version 1, som version 3.")).ToBeVisibleAsync();
        own.Ours.Ask("SELECT MappingVersion FROM Connections").ShouldBe("3");
    }

    [BrowserFact]
    public async Task Two_administrators_on_one_draft_lose_nothing()
    {
        var own = await StartPreparedAsync();
        var start = $"/admin/connections/{own.Ours.Ask("SELECT Id FROM Connections")!.ToLowerInvariant()}";
        var (one, other) = (await OpenOnAsync(own, asAdministrator: true), await OpenOnAsync(own, asAdministrator: true));
        await one.GoAsync($"{start}/mappings?type=Person");
        await other.GoAsync($"{start}/mappings?type=Person");
        await one.Page.GetByLabel("Vis på ERP-fanen: Fornavn").CheckAsync();
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "Gem kladde" }).ClickAsync();
        await Expect(one.Page.GetByText("Kladden er gemt.")).ToBeVisibleAsync();

        await other.Page.GetByLabel("Vis på ERP-fanen: Efternavn").CheckAsync();
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Gem kladde" }).ClickAsync();

        await Expect(other.Page.GetByText("har ændret kladden, siden du åbnede siden")).ToBeVisibleAsync();
        await Expect(other.Page.GetByLabel("Vis på ERP-fanen: Efternavn")).ToBeCheckedAsync();
        own.Ours.Ask("SELECT count(*) FROM MappingDrafts WHERE Json LIKE '%last_name%'").ShouldBe("1");
    }
}
