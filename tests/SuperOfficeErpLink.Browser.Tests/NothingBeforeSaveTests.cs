using SuperOfficeErpLink.Browser.Tests.Hosting;
using SuperOfficeErpLink.Browser.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>Nothing is written before Gem, however the user leaves.</summary>
public sealed class NothingBeforeSaveTests(Product product) : BrowserTest(product)
{
    // Drafts are what editing is for; the rest are notes about the ERP's answers, figures of the day, whose turn the product's own work is, how far the
    // installation has come, who signed in, and the alarm clock's own.
    private static readonly string[] NotCompared = ["Drafts", "ConnectionHealth", "Metadata", "DailyFigures", "Leases", "Installation", "AspNet", "DataProtectionKeys", "QRTZ"];

    [BrowserFact]
    public async Task Annuller_drops_a_link_that_was_chosen_and_leaves_every_table_as_it_was()
    {
        Given.Customer("K9108", like: 108, ("street", "En anden vej 1"));
        var tab = await OpenTabAsync(108);
        var before = Dump();
        await PickAsync(tab, "K9108");

        await tab.CancelAsync();

        await tab.IsInViewModeAsync();
        await Expect(tab.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();
        Dump().ShouldBe(before);
        Ours.Ask("SELECT count(*) FROM Drafts WHERE EntityId = 108").ShouldBe("0");
        await tab.EditAsync();
        await Expect(tab.Pending).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Annuller_drops_a_disconnect_and_chosen_values_and_leaves_every_table_as_it_was()
    {
        Given.CustomerHas("C1006", "phone", "12 12 12 12");
        var tab = await OpenTabAsync(6);
        var before = Dump();
        var compare = await tab.CompareAsync();
        await compare.ChooseAsync("Telefon", CompareDialog.Erp);
        await compare.ConnectAsync();
        await tab.UndoAsync();
        await (await tab.DisconnectAsync()).DisconnectAsync();

        await tab.CancelAsync();

        await tab.IsInViewModeAsync();
        await Expect(tab.Pending).ToHaveCountAsync(0);
        await tab.ShowsLinkedAsync("Kunde", "C1006");
        Dump().ShouldBe(before);
    }

    [BrowserFact]
    public async Task Escape_at_each_step_leaves_every_table_as_it_was()
    {
        Given.Customer("K9109", like: 109, ("street", "En anden vej 1"));
        var tab = await OpenTabAsync(109);
        var before = Dump();
        await tab.EditAsync();

        var connect = await tab.ConnectAsAsync("Kunde");
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(connect.Dialog).ToBeHiddenAsync();
        await tab.IsInEditModeAsync();
        Dump().ShouldBe(before);

        await tab.ConnectAsAsync("Kunde");
        await connect.SearchAsync("K9109");
        var compare = await connect.PickAsync("K9109");
        await compare.ChooseAsync("Gade", CompareDialog.Crm);
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(compare.Dialog).ToBeHiddenAsync();
        await tab.IsInEditModeAsync();
        await Expect(tab.Pending).ToHaveCountAsync(0);
        Dump().ShouldBe(before);

        var linked = await OpenTabAsync(7);
        before = Dump();
        await linked.EditAsync();
        var disconnect = await linked.DisconnectAsync();
        await linked.Page.Keyboard.PressAsync("Escape");
        await Expect(disconnect.Dialog).ToBeHiddenAsync();
        await Expect(linked.Pending).ToHaveCountAsync(0);
        Dump().ShouldBe(before);
    }

    [BrowserFact]
    public async Task Closing_the_browser_in_the_middle_writes_nothing_and_the_draft_is_there_next_time()
    {
        Given.Customer("K9110", like: 110, ("street", "En anden vej 1"));
        var tab = await OpenTabAsync(110);
        var before = Dump();
        await PickAsync(tab, "K9110");

        await tab.Window.CloseAsync();

        Dump().ShouldBe(before);
        var again = await OpenTabAsync(110);
        await again.IsInEditModeAsync();
        await Expect(again.Pending).ToContainTextAsync("K9110");
        await again.CancelAsync();
        await again.IsInViewModeAsync();
        Dump().ShouldBe(before);
    }

    [BrowserFact]
    public async Task A_Gem_without_a_changed_choice_writes_neither_to_the_ERP_nor_to_the_history()
    {
        var tab = await OpenTabAsync(8);
        var (company, history, writes) = (Ours.Rows("SELECT * FROM CrmCompanies"), Ours.Ask("SELECT count(*) FROM Changes"), Erp.Writes());
        await tab.EditAsync();
        await tab.SaveAsync();
        await tab.IsInViewModeAsync();

        await (await tab.CompareAsync()).ConnectAsync();
        await Expect(tab.Pending).ToContainTextAsync("Ingen værdier ændres.");
        await tab.SaveAsync();

        await Expect(tab.Status.First).ToHaveTextAsync("Gemt. Ingen værdier skulle ændres på Demo ERP.");
        Erp.Writes().ShouldBe(writes);
        Ours.Ask("SELECT count(*) FROM Changes").ShouldBe(history);
        Ours.Rows("SELECT * FROM CrmCompanies").ShouldBe(company);
    }

    [BrowserFact]
    public async Task Linking_to_a_customer_with_the_same_values_writes_nothing_to_the_ERP()
    {
        Given.Customer("K9111", like: 111);
        var tab = await OpenTabAsync(111);
        await PickAsync(tab, "K9111", compare => compare.ChooseAllAsync(CompareDialog.Erp));
        var writes = Erp.Writes();

        await tab.SaveAsync();

        await tab.ShowsLinkedAsync("Kunde", "K9111");
        Erp.Writes().ShouldBe(writes);
    }

    private static async Task PickAsync(ErpTab tab, string key, Func<CompareDialog, Task>? choose = null)
    {
        await tab.EditAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        await connect.SearchAsync(key);
        var compare = await connect.PickAsync(key);
        if (choose is not null)
        {
            await choose(compare);
        }

        await compare.ConnectAsync();
        await Expect(tab.Pending).ToContainTextAsync(key);
    }

    private IReadOnlyList<string> Dump() => [.. Ours.Dump(NotCompared), .. Erp.Dump()];
}
