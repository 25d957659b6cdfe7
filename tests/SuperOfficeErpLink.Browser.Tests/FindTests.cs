using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>The advanced search.</summary>
[Collection(OtherProductTests.Name)]
public sealed class FindTests(Product product) : BrowserTest(product)
{
    private string Connection => Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'")!;

    /// <summary>Among three customers that only this test knows: F1 Æblegård, F2 æbleskoven, F3 Østersbaren.</summary>
    [BrowserTheory]
    [InlineData("Navn",
        "Starter med: ÆBLE → F1 F2", "Indeholder: skov → F2", "Slutter med: BAREN → F3", "Er lig med: østersbaren → F3", "Begynder ikke med: æble → F3",
        "Indeholder ikke: gård → F2 F3", "Slutter ikke med: baren → F1 F2", "Er ikke lig med: æblegård → F2 F3", "Mellem: æblegård|æblesk → F1")]
    [InlineData("Kreditmaksimum",
        "=: 1.000,50 → F2", ">: 1.000,50 → F3", "<: 1000,5 → F1", ">=: 1000,50 → F2 F3", "<=: 1.000,5 → F1 F2", "<>: 1000,5 → F1 F3", "Mellem: 500|1.000,50 → F1 F2")]
    [InlineData("Seneste faktura",
        "Før: 2026-01-31 → F1", "Er lig med: 2026-01-31 → F2", "Efter: 2026-01-31 → F3", "Til og med: 2026-01-31 → F1 F2", "Fra og med: 2026-01-31 → F2 F3",
        "Mellem: 2026-01-30|2026-01-31 → F1 F2")]
    [InlineData("Kundegruppe", "Er en af: Erhverv|Offentlig → F1 F2", "Er ikke en af: Erhverv → F2 F3")]
    [InlineData("Nyhedsbrev", "Ja → F1", "Nej → F2 F3", "Begge → F1 F2 F3")]
    public async Task Each_operator_of_a_field_finds_what_its_name_says(string field, params string[] cases)
    {
        GivenThree();
        var find = await FindDialog.OpenAsync(await OpenAsync(), 103, Connection, field);
        await find.ChooseFieldAsync(2, "By");
        await FillAsync(find, 2, "Er lig med", ["Findeby"]);

        var found = new List<string>();
        foreach (var wanted in cases.Select(each => each.Split(" → ")[0]))
        {
            found.Add($"{wanted} → {await FoundAsync(find, wanted)}");
        }

        found.ShouldBe(cases);
    }

    [BrowserFact]
    public async Task A_customer_found_by_lines_is_linked_and_the_lines_are_there_next_time()
    {
        Given.Customer("K9130", like: 130, ("street", "Kriterievej 20"));
        var tab = await OpenTabAsync(130);
        await tab.EditAsync();
        await (await tab.ConnectAsAsync("Kunde")).Dialog.GetByRole(AriaRole.Link, new() { Name = "avanceret søgning", Exact = true }).ClickAsync();
        var find = new FindDialog(tab.Window);
        await tab.Window.IsOpenAsync(find.Dialog);
        await find.ResetAsync();
        await find.Value(3).FillAsync("kriterievej");
        await find.SearchAsync();
        await Expect(find.Go).ToBeDisabledAsync();

        await find.Radio("K9130").CheckAsync();
        await find.Go.ClickAsync();
        var compare = new CompareDialog(tab.Window);
        await tab.Window.IsOpenAsync(compare.Dialog);
        await compare.ChooseAsync("Gade", CompareDialog.Erp);
        await compare.ConnectAsync();
        await tab.SaveAsync();

        await tab.ShowsLinkedAsync("Kunde", "K9130");
        Ours.CompanyOf(130, "Street").ShouldBe("Kriterievej 20");
        var again = new FindDialog(tab.Window);
        await tab.Window.GoAsync($"/company/103/erp/find?connection={Connection}&type=Customer");
        await Expect(again.Value(3)).ToHaveValueAsync("kriterievej");
        await again.SearchAsync();
        await Expect(again.Results).ToContainTextAsync([$"Tilknyttet til {Ours.CompanyOf(130, "Name")}"]);
        await Expect(again.Radio("K9130")).ToBeDisabledAsync();
        await again.Button("Ryd alle").ClickAsync();
        await Expect(again.Value(3)).ToHaveValueAsync("");
        var administrator = await OpenAsAdministratorAsync();
        await administrator.GoAsync($"/company/103/erp/find?connection={Connection}&type=Customer");
        await Expect(new FindDialog(administrator).Value(3)).ToHaveValueAsync("");
        await again.Dialog.GetByRole(AriaRole.Link, new() { Name = "simpel søgning" }).ClickAsync();
        await tab.Window.IsOpenAsync(new ConnectDialog(tab.Window).Dialog);
    }

    [BrowserFact]
    public async Task A_wrong_value_is_told_at_its_line_and_a_long_list_can_be_searched()
    {
        GivenThree();
        var find = await FindDialog.OpenAsync(await OpenAsync(), 103, Connection, "Kreditmaksimum");
        await find.Value(1).FillAsync("tusind");
        await find.AddAsync();
        await Expect(find.Field(7)).ToBeFocusedAsync();
        await find.ChooseFieldAsync(7, "Land");

        await find.Button("Søg").ClickAsync();
        await Expect(find.Line(1).Locator(".field-error")).ToContainTextAsync("Det er ikke et tal.");
        await Expect(find.Value(1)).ToHaveValueAsync("tusind");
        await Expect(find.Value(1)).ToBeFocusedAsync();
        await find.Value(1).FillAsync("");

        await find.Line(7).Locator("summary").ClickAsync();
        var filter = find.Line(7).GetByLabel("Find på listen");
        await Expect(filter).ToBeFocusedAsync();
        await filter.FillAsync("SVER");
        await Expect(find.Line(7).GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(1);
        await find.Line(7).GetByRole(AriaRole.Checkbox, new() { Name = "Sverige" }).CheckAsync();
        await Expect(find.Line(7).Locator("summary")).ToHaveTextAsync("Sverige");
        await filter.PressAsync("Escape");
        await Expect(find.Line(7).Locator("summary")).ToBeFocusedAsync();
        await Expect(find.Dialog).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Lines_are_made_and_searched_with_the_keyboard_alone()
    {
        GivenThree();
        var window = await OpenAsync();
        var keyboard = new Keyboard(window.Page);
        await window.GoAsync($"/company/103/erp/find?connection={Connection}&type=Customer");
        var find = new FindDialog(window);
        await window.IsOpenAsync(find.Dialog);
        await keyboard.PressOnAsync(find.Button("Nulstil til standard"));
        await Expect(find.Lines).ToHaveCountAsync(6);
        await Expect(find.Value(1)).ToBeFocusedAsync();
        await keyboard.PressOnAsync(find.Button("Tilføj"));
        await Expect(find.Field(7)).ToBeFocusedAsync();
        await keyboard.TypeAsync("kreditm");
        await keyboard.PressAsync("Tab");
        await Expect(find.Field(7)).ToHaveValueAsync("Kreditmaksimum");
        await Expect(find.Operator(7)).ToBeFocusedAsync();
        await keyboard.TypeAsync("Mellem");
        await Expect(find.Second(7)).ToBeVisibleAsync();
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("1000,5");
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("1.000,50");
        await keyboard.PressAsync("Enter");
        await window.IsAtAsync("&of=");
        await window.IsOpenAsync(find.Dialog);
        await Expect(find.Radio("K92F2")).ToBeVisibleAsync();
        await keyboard.PressOnAsync(find.Radio("K92F2"), "Space");
        await keyboard.PressOnAsync(find.Go);

        await window.IsOpenAsync(new CompareDialog(window).Dialog);
    }

    [BrowserFact]
    public async Task Lines_are_made_and_searched_without_script()
    {
        GivenThree();
        var window = await OpenAsync(script: false);
        await window.GoAsync($"/company/103/erp/find?connection={Connection}&type=Customer");
        var find = new FindDialog(window);
        await find.ResetAsync();
        await find.Button("Fjern linje 2").ClickAsync();
        await Expect(find.Lines).ToHaveCountAsync(5);
        await find.AddAsync();
        await find.Field(6).FillAsync("Kreditmaksimum");
        await find.Button("Opdater linjer").ClickAsync();
        await find.Operator(6).SelectOptionAsync("Mellem");
        await find.Value(6).FillAsync("1000,5");
        await find.Button("Søg").ClickAsync();
        await Expect(find.Line(6).Locator(".field-error")).ToHaveTextAsync("Udfyld begge værdier.");
        await find.Second(6).FillAsync("1000,5");
        await find.SearchAsync();

        (await find.KeysAsync()).ShouldContain("K92F2");
        await find.Radio("K92F2").CheckAsync();
        await find.Go.ClickAsync();
        await Expect(new CompareDialog(window).Dialog).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task More_rows_are_added_below_and_each_is_shown_once()
    {
        var find = await FindDialog.OpenAsync(await OpenAsync(), 103, Connection, "Kundenr.");
        await FillAsync(find, 1, "Starter med", ["C10"]);
        await find.SearchAsync();
        await Expect(find.Results).ToHaveCountAsync(25);

        await find.Dialog.GetByRole(AriaRole.Link, new() { Name = "Vis flere" }).ClickAsync();
        await Expect(find.Results).ToHaveCountAsync(50);

        var keys = await find.KeysAsync();
        keys.ShouldBeUnique();
        keys.ShouldAllBe(key => key.StartsWith("C10", StringComparison.Ordinal));
    }

    /// <param name="wanted">Operator and values; of a field without operators, its choice.</param>
    private static async Task<string> FoundAsync(FindDialog find, string wanted)
    {
        if (wanted.Split(": ") is [var named, var values])
        {
            await FillAsync(find, 1, named, values.Split('|'));
        }
        else
        {
            await find.Line(1).GetByRole(AriaRole.Radio, new() { Name = wanted, Exact = true }).CheckAsync();
        }

        await find.SearchAsync();
        return string.Join(' ', (await find.KeysAsync()).Order(StringComparer.Ordinal).Select(key => key.Replace("K92", "", StringComparison.Ordinal)));
    }

    private static async Task FillAsync(FindDialog find, int line, string wanted, string[] values)
    {
        await find.Operator(line).SelectOptionAsync(wanted);
        if (wanted.EndsWith("en af", StringComparison.Ordinal))
        {
            await find.PickItemsAsync(line, values);
            return;
        }

        await find.Value(line).FillAsync(values[0]);
        if (values.Length > 1)
        {
            await find.Second(line).FillAsync(values[1]);
        }
    }

    private void GivenThree()
    {
        if (Erp.CustomerOf("K92F1", "no") is null)
        {
            Given.Customer("K92F1", like: 1, ("name", "Æblegård"), ("city", "Findeby"), ("credit_limit", 999.5), ("last_invoice", "2026-01-30"), ("customer_group", "ERHV"), ("newsletter", 1), ("vat_no", null));
            Given.Customer("K92F2", like: 1, ("name", "æbleskoven"), ("city", "Findeby"), ("credit_limit", 1000.5), ("last_invoice", "2026-01-31"), ("customer_group", "OFF"), ("vat_no", null));
            Given.Customer("K92F3", like: 1, ("name", "Østersbaren"), ("city", "Findeby"), ("credit_limit", 1001), ("last_invoice", "2026-02-01"), ("vat_no", null));
        }
    }
}
