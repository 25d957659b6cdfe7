using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>Default values marked "ask", asked for below the comparison when an actor that exists is linked.</summary>
public sealed class AskingTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task Numbers_dates_and_boxes_are_asked_for_counted_and_written_at_Gem()
    {
        Given.Customer("K9131", like: 131, ("discount", null));
        var (tab, compare) = await PickAsync(131, "Kunde", "K9131");
        await Expect(compare.Field("Rabat %")).ToHaveValueAsync("0");
        await Expect(compare.Field("Nyhedsbrev")).Not.ToBeCheckedAsync();
        var before = await CountAsync(compare);
        await compare.Field("Kreditvurderet den").FillAsync("2026-02-03");
        (await CountAsync(compare)).ShouldBe(before + 1);
        await compare.Field("Nyhedsbrev").CheckAsync();
        (await CountAsync(compare)).ShouldBe(before + 2);
        await compare.Field("Rabat %").FillAsync("ti");

        await compare.TryConnectAsync();

        await Expect(compare.NotesOf("Rabat %")).ToHaveTextAsync("Skal være et helt tal.");
        await Expect(compare.Field("Rabat %")).ToHaveValueAsync("ti");
        await Expect(compare.Field("Kreditvurderet den")).ToHaveValueAsync("2026-02-03");
        await Expect(compare.Field("Nyhedsbrev")).ToBeCheckedAsync();
        await compare.Field("Rabat %").FillAsync("15");
        await compare.ConnectAsync();
        await Expect(tab.Pending.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Rabat %:" })).ToContainTextAsync("15");
        Erp.WritesOf("K9131").ShouldBe("2", "Made and emptied by the test.");
        await tab.SaveAsync();

        await tab.ShowsLinkedAsync("Kunde", "K9131");
        (Erp.CustomerOf("K9131", "discount"), Erp.CustomerOf("K9131", "credit_check"), Erp.CustomerOf("K9131", "newsletter")).ShouldBe(("15", "2026-02-03", "1"));
        Erp.WritesOf("K9131").ShouldBe("3");
        Ours.HistoryOf(131).ShouldContain("discount||15");
    }

    [BrowserFact]
    public async Task A_text_the_actor_holds_stands_there_is_left_alone_or_emptied_and_moved_meanwhile_is_asked_again()
    {
        Given.Supplier("S9132", like: 132, ("our_account", "4711"));
        var (tab, compare) = await PickAsync(132, "Leverandør", "S9132");
        await Expect(compare.Field("Vores kontonr.")).ToHaveValueAsync("4711");
        await compare.ConnectAsync();
        await Expect(tab.Pending).Not.ToContainTextAsync("Vores kontonr.");
        await tab.CancelAsync();
        Erp.SupplierOf("S9132", "our_account").ShouldBe("4711");

        (tab, compare) = await PickAsync(132, "Leverandør", "S9132");
        await compare.Field("Vores kontonr.").FillAsync("");
        await compare.ConnectAsync();
        Erp.Do("UPDATE supplier SET our_account = '4712' WHERE no = 'S9132'");
        await tab.Button("Gem").ClickAsync();
        await Expect(compare.Alert).ToContainTextAsync("Vores kontonr.");
        Erp.SupplierOf("S9132", "our_account").ShouldBe("4712");
        await Expect(compare.Field("Vores kontonr.")).ToHaveValueAsync("4712");
        await compare.Field("Vores kontonr.").FillAsync("");
        await compare.ConnectAsync();
        await tab.SaveAsync();

        await tab.ShowsLinkedAsync("Leverandør", "S9132");
        (Erp.SupplierOf("S9132", "our_account") ?? "").ShouldBe("");
    }

    [BrowserFact]
    public async Task A_list_is_asked_for_with_its_items_and_without_script_too()
    {
        var own = await StartPreparedAsync();
        AskForPaymentTerm(own);
        own.Erp.Do("INSERT INTO customer (no, name, payment_term) VALUES ('K9133', 'Liste ApS', 'N30')");
        var window = await OpenOnAsync(own, script: false);
        var connection = own.Ours.Ask("SELECT Id FROM Connections WHERE Name = 'Demo ERP'");
        await window.GoAsync($"/company/133/erp/compare?connection={connection}&type=Customer&key=K9133");
        var compare = new CompareDialog(window);
        await Expect(compare.Field("Betalingsbetingelse")).ToHaveValueAsync("N30");

        await compare.Field("Betalingsbetingelse").SelectOptionAsync("N14");
        await compare.TryConnectAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).ClickAsync();

        await Expect(window.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Gemt.");
        own.Erp.CustomerOf("K9133", "payment_term").ShouldBe("N14");

        // Nothing of the page is on its way when its product goes.
        await window.Page.CloseAsync();
    }

    /// <summary>A version of the mapping in which no CRM field fills the payment terms.</summary>
    private static void AskForPaymentTerm(RunningProduct own)
    {
        var mapping = JsonNode.Parse(own.Ours.Ask("SELECT Json FROM MappingVersions")!)!;
        var customer = mapping["actors"]!.AsArray().Single(actor => actor!["actor"]!.GetValue<string>() == "Customer")!;
        var field = customer["fields"]!.AsArray().Single(field => field!["erp"]!.GetValue<string>() == "payment_term")!.AsObject();
        foreach (var name in (string[])["crm", "direction", "list"])
        {
            field.Remove(name).ShouldBeTrue(name);
        }

        own.Ours.Do(
            "INSERT INTO MappingVersions (ConnectionId, Version, At, By, Why, Json) SELECT ConnectionId, Version + 1, At, By, Why, @json FROM MappingVersions",
            ("@json", mapping.ToJsonString())).ShouldBe(1);
        own.Ours.Do("UPDATE Connections SET MappingVersion = MappingVersion + 1").ShouldBe(1);
    }

    private async Task<(ErpTab Tab, CompareDialog Compare)> PickAsync(long company, string type, string key)
    {
        var tab = await OpenTabAsync(company);
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync(type);
        await connect.SearchAsync(key);
        return (tab, await connect.PickAsync(key));
    }

    private static async Task<int> CountAsync(CompareDialog compare) =>
        int.Parse(Regex.Match(await compare.CountLine.TextContentAsync() ?? "", @"Demo ERP (\d+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
}
