using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;

namespace SuperOfficeErpLink.Browser.Tests.Pages;

/// <summary>The dialog Afbryd tilknytning.</summary>
internal sealed class DisconnectDialog(Window window)
{
    private readonly IPage page = window.Page;

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog, new() { Name = "Afbryd tilknytning", Exact = true });

    public async Task DisconnectAsync()
    {
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Afbryd tilknytning", Exact = true }).ClickAsync();
        await Assertions.Expect(Dialog).ToBeHiddenAsync();
    }
}
