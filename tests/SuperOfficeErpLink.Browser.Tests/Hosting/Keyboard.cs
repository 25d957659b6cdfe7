using Microsoft.Playwright;

namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>Someone without a mouse.</summary>
internal sealed class Keyboard(IPage page)
{
    private const int MostTabs = 80;

    public Task PressAsync(string key) => page.Keyboard.PressAsync(key);

    public Task TypeAsync(string text) => page.Keyboard.TypeAsync(text);

    /// <summary>Tabs on until the element has the focus, which must be seen on it.</summary>
    public async Task TabToAsync(ILocator element)
    {
        await element.WaitForAsync();
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            if (await element.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                (await element.EvaluateAsync<bool>("element => element.matches(':focus-visible')")).ShouldBeTrue($"The focus on {element} cannot be seen.");
                return;
            }

            await PressAsync("Tab");
        }

        throw new InvalidOperationException($"{element} is not reached by Tab.");
    }

    public async Task PressOnAsync(ILocator element, string key = "Enter")
    {
        await TabToAsync(element);
        await PressAsync(key);
    }
}
