using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>An administrator makes, tests, schedules, orders, deletes and restores ERP connections, with the keyboard alone.</summary>
[Collection(OwnProductTests.Name)]
public sealed class ConnectionTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task A_connection_is_copied_tested_scheduled_ordered_deleted_and_restored_by_keyboard()
    {
        var own = await StartPreparedAsync();
        var window = await OpenOnAsync(own, asAdministrator: true);
        var (page, keyboard) = (window.Page, new Keyboard(window.Page));
        await window.GoAsync("/admin/connections");
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Link, new() { Name = "Kopiér", Exact = true }));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Kopi af Demo ERP" })).ToBeVisibleAsync();

        await keyboard.TabToAsync(page.GetByLabel("Databasefil"));
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync("findes-ikke.db");
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Button, new() { Name = "Test", Exact = true }));
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Forbind" })).ToContainTextAsync("Fejlede: Databasefilen findes-ikke.db findes ikke");
        await Expect(page.GetByLabel("Databasefil")).ToHaveAttributeAsync("aria-invalid", "true");

        await keyboard.TabToAsync(page.GetByLabel("Databasefil"));
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync("demo-erp.db");
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Button, new() { Name = "Test", Exact = true }));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Test", Exact = true })).ToContainTextAsync("Testen bestod på");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Læs Kunde" })).ToContainTextAsync(new Regex(@"5 poster på første side\s*\d+ ms"));
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }));
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("ERP-linket er oprettet");

        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Link, new() { Name = "Automatisk synkronisering" }));
        await keyboard.TabToAsync(page.GetByLabel("Minutter mellem to kørsler"));
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync("2000");
        await keyboard.PressAsync("Enter");
        await Expect(page.Locator(".field-error")).ToHaveTextAsync("Skriv et helt antal minutter fra 1 til 1440.");
        await keyboard.TabToAsync(page.GetByLabel("Minutter mellem to kørsler"));
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync("15");
        await keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Gemt");
        own.Ours.Ask("SELECT IntervalMinutes FROM Connections WHERE Name = 'Kopi af Demo ERP'").ShouldBe("15");

        await window.GoAsync("/admin/connections");
        var names = page.Locator(".connection-table tbody th a");
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Button, new() { Name = "Flyt Kopi af Demo ERP op" }));
        await Expect(names).ToHaveTextAsync(["Kopi af Demo ERP", "Demo ERP"]);
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Kopi af Demo ERP" }).GetByRole(AriaRole.Link, new() { Name = "Slet", Exact = true }));
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Button, new() { Name = "Slet ERP-link" }));
        await Expect(names).ToHaveTextAsync(["Demo ERP"]);
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Button, new() { Name = "Gendan Kopi af Demo ERP" }));
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("ERP-linket er gendannet");
        await window.GoAsync("/admin/connections");
        await Expect(names).ToHaveCountAsync(2);
    }

    [BrowserFact]
    public async Task A_choice_in_the_form_keeps_what_is_typed_and_the_place_of_the_keyboard()
    {
        var window = await OpenAsAdministratorAsync();
        await window.GoAsync("/admin/connections/new?connector=sql");
        await window.Page.GetByLabel("Databasefil").FillAsync("min.db");
        await window.Page.GetByLabel("Databasetype").FocusAsync();
        var refreshed = window.Page.WaitForResponseAsync(answer => answer.Url.Contains("handler=Fields", StringComparison.Ordinal));
        await window.Page.GetByLabel("Databasetype").DispatchEventAsync("change");
        await refreshed;

        await Expect(window.Page.Locator("#settings")).ToBeEnabledAsync();
        await Expect(window.Page.GetByLabel("Databasefil")).ToHaveValueAsync("min.db");
        await Expect(window.Page.GetByLabel("Databasetype")).ToBeFocusedAsync();
        await Expect(window.Page.Locator(".field-error")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Without_script_a_connection_is_tested_and_saved_too()
    {
        var own = await StartPreparedAsync();
        var window = await OpenOnAsync(own, asAdministrator: true, script: false);
        var id = own.Ours.Ask("SELECT Id FROM Connections")!.ToLowerInvariant();
        await window.GoAsync($"/admin/connections/{id}/settings");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Opdater felter" }).ClickAsync();
        await window.Page.GetByLabel("Beskrivelse").FillAsync("Vores demo");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).ClickAsync();

        await Expect(window.Page.Locator(".connection-text")).ToHaveTextAsync("Vores demo");
    }

    [BrowserFact]
    public async Task A_copy_of_the_installation_does_not_sync_by_itself_until_an_administrator_says_so()
    {
        var own = await StartPreparedAsync();
        await own.StopAsync();
        own.Ours.Do("""UPDATE Installation SET Value = '{"Machine":"drift1","Data":"/srv/erplink","Environment":"Production"}' WHERE Key = 'place'""").ShouldBe(1);
        await own.StartAsync();
        var window = await OpenOnAsync(own, asAdministrator: true);
        await window.GoAsync("/");
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Automatisk synkronisering er slået fra. Databasen kører et andet sted end før. Før: drift1 · /srv/erplink · Production.");

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Gå til ERP-links" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Slå automatisk synkronisering til" }).ClickAsync();
        await window.GoAsync("/");
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }
}
