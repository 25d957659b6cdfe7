using SuperOfficeErpLink.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

public sealed class UnlinkingTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task Disconnecting_asks_waits_for_Gem_and_changes_nothing_in_either_system()
    {
        var tab = await OpenTabAsync(2);
        var (company, writes) = (Ours.Rows("SELECT * FROM CrmCompanies WHERE Id = 2"), Erp.Writes());
        await tab.EditAsync();
        var disconnect = await tab.DisconnectAsync();
        await Expect(disconnect.Dialog).ToContainTextAsync("Intet slettes eller ændres i SuperOffice eller Demo ERP.");
        await disconnect.DisconnectAsync();
        await Expect(tab.Pending).ToContainTextAsync("Tilknytningen bliver afbrudt. Gemmes først, når du klikker på Gem");
        Ours.LinkOf(2).ShouldBe("C1002");

        await tab.SaveAsync();

        await Expect(tab.Status.First).ToContainTextAsync("Tilknytningen på Demo ERP er afbrudt; intet er ændret i nogen af systemerne.");
        await Expect(tab.Tab).ToHaveTextAsync("ERP");
        await Expect(tab.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();
        Ours.LinkOf(2).ShouldBeNull();
        Erp.Writes().ShouldBe(writes);
        Ours.Rows("SELECT * FROM CrmCompanies WHERE Id = 2").ShouldBe(company);
    }

    [BrowserFact]
    public async Task A_company_is_moved_to_another_customer_in_one_Gem()
    {
        Given.Customer("K9003", like: 3);
        var tab = await OpenTabAsync(3);
        await tab.EditAsync();
        await (await tab.DisconnectAsync()).DisconnectAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        await connect.SearchAsync("K9003");
        await (await connect.PickAsync("K9003")).ConnectAsync();
        await Expect(tab.Pending).ToHaveCountAsync(2);
        Ours.LinkOf(3).ShouldBe("C1003");

        await tab.SaveAsync();

        await tab.ShowsLinkedAsync("Kunde", "K9003");
        Ours.LinkOf(3).ShouldBe("K9003");
        Ours.CompanyOf(3, "Number").ShouldBe("K9003");
    }

    [BrowserFact]
    public async Task A_customer_is_moved_from_one_company_to_another()
    {
        var from = await OpenTabAsync(4);
        await from.EditAsync();
        await (await from.DisconnectAsync()).DisconnectAsync();
        await from.SaveAsync();
        await Expect(from.Page.GetByText("Ikke tilknyttet ERP endnu")).ToBeVisibleAsync();

        var to = await OpenTabAsync(107);
        await to.EditAsync();
        var connect = await to.ConnectAsAsync("Kunde");
        await connect.SearchAsync("C1004");
        await (await connect.PickAsync("C1004")).ConnectAsync();
        await to.SaveAsync();

        await to.ShowsLinkedAsync("Kunde", "C1004");
        Ours.LinkOf(4).ShouldBeNull();
        Ours.LinkOf(107).ShouldBe("C1004");
    }

    [BrowserFact]
    public async Task Only_one_actor_is_offered_for_a_linked_company_and_the_tab_says_why()
    {
        var tab = await OpenTabAsync(36);
        await tab.EditAsync();

        await Expect(tab.Block).ToContainTextAsync("Et firma har én ERP-aktør pr. ERP-link; her er det tilknyttet som Leverandør.");
        await Expect(tab.Link("Kunde")).ToHaveCountAsync(0);
        await Expect(tab.Link("Leverandør")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Taking_back_one_decision_leaves_the_others_of_the_draft()
    {
        Given.Customer("K9005", like: 5);
        var tab = await OpenTabAsync(5);
        await tab.EditAsync();
        await (await tab.DisconnectAsync()).DisconnectAsync();
        var connect = await tab.ConnectAsAsync("Kunde");
        await connect.SearchAsync("K9005");
        await (await connect.PickAsync("K9005")).ConnectAsync();

        await tab.UndoAsync();
        await Expect(tab.Pending).ToHaveCountAsync(1);
        await Expect(tab.Pending).ToContainTextAsync("Tilknytningen bliver afbrudt.");
        await tab.UndoAsync();

        await Expect(tab.Pending).ToHaveCountAsync(0);
        await Expect(tab.Link("Afbryd tilknytning")).ToBeVisibleAsync();
        Ours.LinkOf(5).ShouldBe("C1005");
    }
}
