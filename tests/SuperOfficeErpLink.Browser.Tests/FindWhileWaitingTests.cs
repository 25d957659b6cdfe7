using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>Someone who is quicker than the server: the lines of the advanced search come back while he goes on.</summary>
[Collection(OtherProductTests.Name)]
public sealed class FindWhileWaitingTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task A_field_chosen_the_moment_its_line_has_come_gets_its_operators()
    {
        var find = await OpenAsync();
        await find.Dialog.EvaluateAsync(
            """
            dialog => new MutationObserver((_, observer) => {
              const box = document.getElementById('line-6-field');
              if (box) {
                observer.disconnect();
                box.value = 'Kreditmaksimum';
                box.dispatchEvent(new Event('change', { bubbles: true }));
              }
            }).observe(dialog, { childList: true, subtree: true })
            """);

        await find.Button("Tilføj").ClickAsync();

        await Expect(find.Operator(7)).ToBeVisibleAsync();
        await Expect(find.Field(7)).ToHaveValueAsync("Kreditmaksimum");
    }

    [BrowserFact]
    public async Task What_is_typed_and_chosen_while_a_line_is_added_is_kept_and_the_user_stays_where_he_is()
    {
        var find = await OpenAsync();
        using (await HoldAsync(find))
        {
            await find.Button("Tilføj").ClickAsync();
            await find.Value(3).FillAsync("kriterievej");
            await find.Operator(3).SelectOptionAsync("Slutter med");
            await find.Field(2).FillAsync("Kreditmaksimum");
            await find.Value(1).FillAsync("ska");
        }

        await Expect(find.Lines).ToHaveCountAsync(7);
        await Expect(find.Operator(2).Locator("option").First).ToHaveTextAsync("=");
        await find.Page.Keyboard.TypeAsync("gen");
        await Expect(find.Value(1)).ToHaveValueAsync("skagen");
        await Expect(find.Value(3)).ToHaveValueAsync("kriterievej");
        await Expect(find.Operator(3).Locator("option:checked")).ToHaveTextAsync("Slutter med");
        await Expect(find.Field(2)).ToHaveValueAsync("Kreditmaksimum");
    }

    [BrowserFact]
    public async Task Lines_taken_away_and_added_at_once_take_what_was_typed_with_them()
    {
        var find = await OpenAsync();
        var fields = await FieldsAsync(find);
        using (await HoldAsync(find))
        {
            await find.Button("Fjern linje 1").ClickAsync();
            await find.Button("Fjern linje 3").ClickAsync();
            await find.Button("Tilføj").ClickAsync();
            await find.Value(2).FillAsync("anden");
            await find.Value(5).FillAsync("femt");
        }

        await Expect(find.Field(5)).ToHaveValueAsync("");
        (await FieldsAsync(find)).ShouldBe([fields[1], fields[3], fields[4], fields[5], ""]);
        await Expect(find.Value(1)).ToHaveValueAsync("anden");
        await Expect(find.Value(3)).ToHaveValueAsync("femt");
    }

    [BrowserFact]
    public async Task A_value_typed_while_its_field_gets_other_operators_is_kept()
    {
        var find = await OpenAsync();
        using (await HoldAsync(find))
        {
            await find.Field(1).FillAsync("Kreditmaksimum");
            await find.Field(1).PressAsync("Tab");
            await find.Value(1).FillAsync("1000");
            await find.Field(2).FillAsync("Seneste faktura");
            await find.Field(2).PressAsync("Tab");
        }

        await Expect(find.Operator(1).Locator("option").First).ToHaveTextAsync("=");
        await Expect(find.Value(1)).ToHaveValueAsync("1000");
        await Expect(find.Value(2)).ToHaveAttributeAsync("type", "date");
    }

    [BrowserFact]
    public async Task An_answer_that_fails_leaves_what_was_typed_and_the_next_one_takes_it_along()
    {
        var find = await OpenAsync();
        find.Window.Expect(500);
        await find.Page.RouteAsync("**/erp/find?*", route => route.FulfillAsync(new RouteFulfillOptions { Status = 500 }), new() { Times = 1 });
        await find.Field(1).FillAsync("Kreditmaksimum");
        await find.Page.RunAndWaitForResponseAsync(() => find.Field(1).BlurAsync(), response => response.Status == 500);
        await find.Value(1).FillAsync("1000");

        await find.Button("Tilføj").ClickAsync();

        await Expect(find.Operator(1).Locator("option").First).ToHaveTextAsync("=");
        await Expect(find.Field(1)).ToHaveValueAsync("Kreditmaksimum");
        await Expect(find.Value(1)).ToHaveValueAsync("1000");
    }

    private async Task<FindDialog> OpenAsync()
    {
        var connection = Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'")!;
        return await FindDialog.OpenAsync(await OpenAsync(width: 1280), 103, connection, "Navn");
    }

    private static Task<string[]> FieldsAsync(FindDialog find) => find.Dialog.Locator("[data-find-field]").EvaluateAllAsync<string[]>("boxes => boxes.map(box => box.value)");

    /// <summary>Holds the server's answers to the lines back until it is disposed.</summary>
    private static async Task<IDisposable> HoldAsync(FindDialog find)
    {
        var held = new Held();
        await find.Page.RouteAsync("**/erp/find?*", async route =>
        {
            await held.Released;
            await route.ContinueAsync();
        });
        return held;
    }

    private sealed class Held : IDisposable
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Released => released.Task;

        public void Dispose() => released.TrySetResult();
    }
}
