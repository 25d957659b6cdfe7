using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;

namespace SuperOfficeErpLink.Browser.Tests.Pages;

/// <summary>The dialog Søg i ERP: finds an actor by lines of field, operator and value.</summary>
internal sealed class FindDialog(Window window)
{
    private readonly IPage page = window.Page;

    public Window Window => window;

    public IPage Page => page;

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

    /// <summary>The dialog of an unlinked company, with empty lines, of which the first is for the field.</summary>
    public static async Task<FindDialog> OpenAsync(Window window, long company, string connection, string field)
    {
        await window.GoAsync($"/company/{company}/erp/find?connection={connection}&type=Customer");
        var find = new FindDialog(window);
        await window.IsOpenAsync(find.Dialog);
        await find.ResetAsync();
        await find.ChooseFieldAsync(1, field);
        return find;
    }

    public async Task ResetAsync()
    {
        await page.RunAndWaitForResponseAsync(() => Button("Nulstil til standard").ClickAsync(), response => response.Request.Method == "POST");
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
            var shownFor = Line(number).Locator("input[type=hidden][name$='.Was']");
            var before = await shownFor.InputValueAsync();
            await Field(number).FillAsync(field);
            await Field(number).BlurAsync();
            await Assertions.Expect(shownFor).Not.ToHaveValueAsync(before);
            await Assertions.Expect(Field(number)).ToHaveValueAsync(field);
        }
    }

    /// <summary>These items and no others.</summary>
    public async Task PickItemsAsync(int number, params string[] items)
    {
        await Line(number).Locator("summary").ClickAsync();
        var ticked = Line(number).GetByRole(AriaRole.Checkbox, new() { Checked = true });
        while (await ticked.CountAsync() > 0)
        {
            await ticked.First.UncheckAsync();
        }

        foreach (var item in items)
        {
            await Line(number).GetByRole(AriaRole.Checkbox, new() { Name = item, Exact = true }).CheckAsync();
        }
    }

    /// <summary>With other lines than were searched with last: they have an address of their own.</summary>
    public async Task SearchAsync()
    {
        var before = page.Url;
        await Button("Søg").ClickAsync();
        await Assertions.Expect(page).Not.ToHaveURLAsync(before);
        await window.IsAtAsync("&of=");
        await window.IsOpenAsync(Dialog);
    }

    public Task<string[]> KeysAsync() => Results.GetByRole(AriaRole.Radio).EvaluateAllAsync<string[]>("radios => radios.map(radio => radio.value)");
}
