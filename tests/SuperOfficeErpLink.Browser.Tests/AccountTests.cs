using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Web.Tests.Accounts;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>Users, groups, access, the second factor and the audit log, by keyboard; on products of their own.</summary>
[Collection(OwnProductTests.Name)]
public sealed class AccountTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task A_user_is_added_given_a_group_and_let_in_and_the_log_tells_of_it()
    {
        var own = await StartPreparedAsync();
        var window = await OpenOnAsync(own, asAdministrator: true);
        var (page, keyboard) = (window.Page, new Keyboard(window.Page));
        await window.GoAsync("/admin/groups");
        await keyboard.TabToAsync(page.GetByLabel("Navn"));
        await keyboard.TypeAsync("Sælgere");
        await keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Gruppen Sælgere er oprettet");

        await window.GoAsync("/admin/users");
        await keyboard.TabToAsync(page.GetByLabel("Navn"));
        await keyboard.TypeAsync("Bo Berg");
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("bo@firma.dk");
        await keyboard.PressOnAsync(Button(page, "Opret bruger"));
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Bo Berg er oprettet");
        var password = await page.GetByLabel("Adgangskode").InputValueAsync();
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Link, new() { Name = "Åbn Bo Berg" }));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Bo Berg");
        await keyboard.PressOnAsync(Button(page, "Tilføj"));
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("føjet til gruppen");

        await window.GoAsync("/admin/connections");
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Link, new() { Name = "Demo ERP" }));
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Link, new() { Name = "Synlighed" }));
        await keyboard.TabToAsync(page.GetByLabel("Alle", new() { Exact = true }));
        await keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Alle" })).ToBeHiddenAsync();
        await keyboard.PressOnAsync(Button(page, "Tilføj"));
        await Expect(page.GetByText("Gemmes først, når du klikker på Gem")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Sælgere må tilknytte")).ToBeFocusedAsync();
        await keyboard.PressAsync(" ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).FocusAsync();
        await keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Synligheden er gemt");
        await Expect(page.GetByLabel("Sælgere må tilknytte")).ToBeCheckedAsync();

        var bo = await SignInAsync(own, "bo@firma.dk", password);
        await Expect(bo.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Vælg din egen adgangskode");
        var his = new Keyboard(bo.Page);
        await his.TabToAsync(bo.Page.GetByLabel("Nuværende adgangskode"));
        foreach (var typed in (string[])[password, "Ny-adgangskode-1", "Ny-adgangskode-1"])
        {
            await his.TypeAsync(typed);
            await his.PressAsync("Tab");
        }

        await his.PressAsync("Enter");
        await Expect(bo.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Din adgangskode er skiftet");
        await bo.GoAsync("/company/1/erp");
        await Expect(bo.Page.GetByRole(AriaRole.Heading, new() { Name = "Demo ERP" })).ToBeVisibleAsync();
        var karen = await OpenOnAsync(own);
        karen.Expect(404);
        await karen.GoAsync("/company/1/erp");
        await Expect(karen.Page.GetByRole(AriaRole.Heading, new() { Name = "Demo ERP" })).ToHaveCountAsync(0);

        await window.GoAsync("/admin/audit");
        var rows = page.GetByRole(AriaRole.Table).Locator("tbody tr");
        await Expect(rows.First).ToContainTextAsync(new Regex("Bo Berg.*Egen adgangskode skiftet", RegexOptions.Singleline));
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Synlighed ændret" })).ToContainTextAsync("Gruppe Sælgere: må se, må tilknytte");
        (await page.ContentAsync()).ShouldNotContain(password);
        await page.GetByLabel("Hvad").SelectOptionAsync("Medlem føjet til gruppe");
        await keyboard.PressOnAsync(Button(page, "Vis"));
        await Expect(rows).ToHaveCountAsync(1);
    }

    [BrowserFact]
    public async Task A_user_turns_on_a_second_factor_signs_in_with_it_and_is_shut_out_at_once_when_disabled()
    {
        var own = await StartPreparedAsync();
        var window = await OpenOnAsync(own);
        var (page, keyboard) = (window.Page, new Keyboard(window.Page));
        await window.GoAsync("/");
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Link, new() { Name = "Din konto" }));
        await keyboard.PressOnAsync(page.GetByRole(AriaRole.Link, new() { Name = "Ekstra kode" }));
        await keyboard.PressOnAsync(Button(page, "Slå ekstra kode til"));
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR-kode til appen" })).ToBeVisibleAsync();
        var key = await page.Locator(".second-key").InnerTextAsync();
        await keyboard.TabToAsync(page.GetByLabel("Kode fra appen"));
        await keyboard.TypeAsync(Totp.Code(key));
        await keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Den ekstra kode er slået til");
        await Expect(page.Locator(".recovery-codes li")).ToHaveCountAsync(10);
        var recovery = await page.Locator(".recovery-codes code").First.InnerTextAsync();

        foreach (var code in (string[])[Totp.Code(key), recovery])
        {
            var again = await SignInAsync(own, "crm@demo.example", "Demo-1234!");
            var typing = new Keyboard(again.Page);
            await Expect(again.Page.GetByLabel("Kode")).ToBeFocusedAsync();
            await typing.TypeAsync(code);
            await typing.PressAsync("Enter");
            await Expect(again.Page.GetByRole(AriaRole.Button, new() { Name = "Log ud" })).ToBeVisibleAsync();
        }

        var admin = await OpenOnAsync(own, asAdministrator: true);
        var his = new Keyboard(admin.Page);
        await admin.GoAsync("/admin/users");
        await his.PressOnAsync(admin.Page.GetByRole(AriaRole.Link, new() { Name = "Karen Krogh" }));
        await his.PressOnAsync(Button(admin.Page, "Spær bruger"));
        await Expect(admin.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Brugeren er spærret");
        await window.GoAsync("/company");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Log ind" })).ToBeVisibleAsync();
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private async Task<Window> SignInAsync(RunningProduct own, string email, string password)
    {
        var window = await OpenAsync(own.Address, null);
        await window.GoAsync("/sign-in?culture=da");
        var keyboard = new Keyboard(window.Page);
        await keyboard.TabToAsync(window.Page.GetByLabel("E-mail", new() { Exact = true }));
        await keyboard.TypeAsync(email);
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync(password);
        await keyboard.PressAsync("Enter");
        return window;
    }
}
