using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

public sealed class KeyboardTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task A_company_is_linked_and_disconnected_with_the_keyboard_alone()
    {
        Given.Customer("K9116", like: 116, ("street", "En anden vej 16"), ("email", "anden@eksempel.dk"), ("payment_term", "N8"));
        var tab = await OpenTabAsync(116);
        var keyboard = new Keyboard(tab.Page);
        await keyboard.PressOnAsync(tab.Button("Rediger"));
        await keyboard.PressOnAsync(tab.Link("Kunde"));

        var connect = new ConnectDialog(tab.Window);
        await tab.Window.IsOpenAsync(connect.Dialog);
        await Expect(connect.SearchText).ToBeFocusedAsync();
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync("K9116");
        await keyboard.PressAsync("Enter");
        await Expect(connect.Results).ToHaveCountAsync(1);
        await tab.Window.IsOpenAsync(connect.Dialog);
        await keyboard.PressOnAsync(connect.Radio("K9116"), "Space");
        await keyboard.PressOnAsync(connect.Go);

        var compare = new CompareDialog(tab.Window);
        await tab.Window.IsOpenAsync(compare.Dialog);
        await keyboard.PressOnAsync(compare.Dialog.GetByRole(AriaRole.Link, new() { Name = "Vælg alle fra Demo ERP" }));
        await keyboard.TabToAsync(compare.Radio("E-mail", CompareDialog.Erp));
        await keyboard.PressAsync("ArrowLeft");
        await Expect(compare.Radio("E-mail", CompareDialog.Crm)).ToBeCheckedAsync();
        await keyboard.PressOnAsync(compare.Dialog.GetByRole(AriaRole.Button, new() { Name = "Tilknyt", Exact = true }));
        await Expect(tab.Pending).ToContainTextAsync("K9116");
        await keyboard.PressOnAsync(tab.Button("Gem"));

        await tab.ShowsLinkedAsync("Kunde", "K9116");
        Erp.CustomerOf("K9116", "email").ShouldBe(Ours.CompanyOf(116, "Email"));
        Ours.CompanyOf(116, "Street").ShouldBe("En anden vej 16");

        await keyboard.PressOnAsync(tab.Button("Rediger"), "Space");
        await keyboard.PressOnAsync(tab.Link("Afbryd tilknytning"));
        var disconnect = new DisconnectDialog(tab.Window);
        await tab.Window.IsOpenAsync(disconnect.Dialog);
        await Expect(disconnect.Dialog.GetByRole(AriaRole.Button, new() { Name = "Afbryd tilknytning" })).ToBeFocusedAsync();
        await keyboard.PressAsync("Escape");
        await Expect(disconnect.Dialog).ToBeHiddenAsync();
        await keyboard.PressOnAsync(tab.Link("Afbryd tilknytning"));
        await tab.Window.IsOpenAsync(disconnect.Dialog);
        await Expect(disconnect.Dialog.GetByRole(AriaRole.Button, new() { Name = "Afbryd tilknytning" })).ToBeFocusedAsync();
        await keyboard.PressAsync("Space");
        await Expect(tab.Pending).ToContainTextAsync("Tilknytningen bliver afbrudt.");
        await keyboard.PressOnAsync(tab.Button("Gem"), "Space");
        await Expect(tab.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task The_focus_stays_within_an_open_dialog()
    {
        var tab = await OpenTabAsync(103);
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        await Expect(connect.SearchText).ToBeFocusedAsync();

        for (var tabs = 0; tabs < 15; tabs++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");

            // Beyond the last element the browser's own bar has its turn: then nothing of the page has the focus.
            (await tab.Page.EvaluateAsync<bool>("document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement)")).ShouldBeTrue();
        }
    }
}
