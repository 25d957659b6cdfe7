using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;

namespace SuperOfficeErpLink.Browser.Tests.Pages;

/// <summary>The dialog Søg i ERP: finds an actor by lines of field, operator and value.</summary>
internal sealed class FindDialog(Window window)
{
    private readonly IPage page = window.Page;

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog, new() { Name = "Søg i ERP", Exact = true });

    public ILocator Lines => Dialog.Locator("fieldset.find-line");

    public ILocator Results => Dialog.GetByRole(AriaRole.Table, new() { Name = "Resultater" }).Locator("tbody tr");

    public ILocator Go => Button("Tilknyt");

    public ILocator Button(string name) => Dialog.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Line(int number) => Dialog.GetByRole(AriaRole.Group, new() { Name = $"Linje {number}", Exact = true });

    public ILocator Field(int number) => Line(number).GetByLabel("Felt", new() { Exact = true });

    public ILocator Operator(int number) => Line(number).GetByLabel("Operator", new() { Exact = true });

    public ILocator Value(int number) => Line(number).GetByLabel("Værdi", new() { Exact = true });

    public ILocator Second(int number) => Line(number).GetByLabel("og", new() { Exact = true });

    public ILocator Radio(string key) => Dialog.Locator($"tbody tr:has(input[value=\"{key}\"])").GetByRole(AriaRole.Radio);

    /// <summary>The dialog of an unlinked company, with nothing but one empty line for the field.</summary>
    public static async Task<FindDialog> OpenAsync(Window window, long company, string connection, string field)
    {
        await window.GoAsync($"/company/{company}/erp/find?connection={connection}&type=Customer");
        var find = new FindDialog(window);
        await window.IsOpenAsync(find.Dialog);
        await find.ResetAsync();
        for (var left = await find.Lines.CountAsync() - 1; left > 0; left--)
        {
            await find.Button("Fjern linje 1").ClickAsync();
            await Assertions.Expect(find.Lines).ToHaveCountAsync(left);
        }

        await find.ChooseFieldAsync(1, field);
        return find;
    }

    public async Task ResetAsync()
    {
        await Button("Nulstil til standard").ClickAsync();
        await Assertions.Expect(Lines).ToHaveCountAsync(6);
        await Assertions.Expect(Field(1)).ToHaveValueAsync("Navn");
    }

    public async Task AddAsync()
    {
        var lines = await Lines.CountAsync();
        await Button("Tilføj").ClickAsync();
        await Assertions.Expect(Lines).ToHaveCountAsync(lines + 1);
    }

    /// <summary>Types a field's name and waits until its operators stand beside it.</summary>
    public async Task ChooseFieldAsync(int number, string field)
    {
        if (await Field(number).InputValueAsync() != field)
        {
            await page.RunAndWaitForResponseAsync(
                async () =>
                {
                    await Field(number).FillAsync(field);
                    await Field(number).BlurAsync();
                },
                response => response.Request.Method == "POST");
            await Assertions.Expect(Line(number).Locator("input[type=hidden][name$='.Was']")).Not.ToHaveValueAsync("");
            await Assertions.Expect(Field(number)).ToHaveValueAsync(field);
        }
    }

    public async Task PickItemsAsync(int number, params string[] items)
    {
        await Line(number).Locator("summary").ClickAsync();
        foreach (var item in items)
        {
            await Line(number).GetByRole(AriaRole.Checkbox, new() { Name = item, Exact = true }).CheckAsync();
        }
    }

    public async Task SearchAsync()
    {
        await Button("Søg").ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("&of=", StringComparison.Ordinal));
        await window.IsOpenAsync(Dialog);
    }

    public Task<string[]> KeysAsync() => Results.GetByRole(AriaRole.Radio).EvaluateAllAsync<string[]>("radios => radios.map(radio => radio.value)");
}
