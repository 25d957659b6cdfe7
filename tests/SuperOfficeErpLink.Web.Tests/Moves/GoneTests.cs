using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Moves;

/// <summary>What a record's tab offers when its actor is gone.</summary>
public sealed class GoneTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task The_tab_of_a_gone_actor_offers_three_ways_and_each_has_a_page()
    {
        var user = await app.SignedInAsCrmUserAsync();
        Execute("DELETE FROM customer WHERE no = 'C1010'");

        var tab = await user.OpenAsync("/company/10/erp");

        tab.Messages.ShouldContain("ERP-aktøren findes ikke længere i Demo ERP.");
        tab.Texts(".gone-choices dt").ShouldBe(["Tilknyt igen", "Opret igen", "Afbryd tilknytning"]);
        foreach (var link in tab.Document.QuerySelectorAll(".gone-choices a"))
        {
            (await user.OpenAsync(link.GetAttribute("href")!)).Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Both_actors_are_shown_before_the_link_gets_its_new_number()
    {
        var user = await app.SignedInAsCrmUserAsync();
        Execute("UPDATE customer SET no = 'N1011' WHERE no = 'C1011'");

        var confirm = await user.OpenAsync($"/company/11/erp/relink?connection={DemoConnection.Id}&typed=+N1011+");
        confirm.Document.QuerySelector("tbody")!.TextContent.ShouldContain("C1011");
        confirm.Document.QuerySelector("tbody")!.TextContent.ShouldContain("N1011");
        (await KeyOfAsync(11)).ShouldBe("C1011");
        var done = await user.SubmitAsync(confirm, "form[method=post][action*='relink']");

        (await user.FollowAsync(done.Location!)).Messages.ShouldContain("Tilknyttet igen til");
        (await KeyOfAsync(11)).ShouldBe("N1011");
    }

    [Theory]
    [InlineData("C1013", "er allerede tilknyttet")]
    [InlineData("findes-ikke", "Der er ingen ERP-aktør af samme type med nummeret findes-ikke.")]
    [InlineData("<img src=x onerror=alert(1)>", "Der er ingen ERP-aktør")]
    public async Task A_number_that_cannot_be_taken_is_said_and_changes_nothing(string key, string said)
    {
        var user = await app.SignedInAsCrmUserAsync();
        Execute("DELETE FROM customer WHERE no = 'C1012'");

        var page = await user.OpenAsync($"/company/12/erp/relink?connection={DemoConnection.Id}&typed={Uri.EscapeDataString(key)}");

        page.Messages.ShouldContain(said);
        page.Document.QuerySelector("img[src=x]").ShouldBeNull();
        (await KeyOfAsync(12)).ShouldBe("C1012");
    }

    [Fact]
    public async Task An_actor_that_is_there_is_neither_relinked_nor_recreated()
    {
        var user = await app.SignedInAsCrmUserAsync();
        foreach (var dialog in (string[])["relink", "recreate", "merged"])
        {
            var answer = await user.OpenAsync($"/company/14/erp/{dialog}?connection={DemoConnection.Id}{(dialog == "relink" ? "&key=K9" : "")}");
            (answer.Location, dialog).ShouldBe(("/company/14/erp", dialog));
        }
    }

    [Fact]
    public async Task Opret_igen_leads_to_the_dialog_that_creates()
    {
        var user = await app.SignedInAsCrmUserAsync();
        Execute("DELETE FROM customer WHERE no = 'C1015'");
        var ask = await user.OpenAsync($"/company/15/erp/recreate?connection={DemoConnection.Id}");

        var answer = await user.SubmitAsync(ask, "dialog form");

        answer.Location!.ShouldStartWith("/company/15/erp/create?connection=");
        (await user.OpenAsync(answer.Location!)).Status.ShouldBe(HttpStatusCode.OK);
        (await user.OpenAsync("/company/15/erp")).Document.QuerySelectorAll(".pending").Length.ShouldBe(1);
    }

    private Task<string> KeyOfAsync(long company) => app.InDatabaseAsync(database =>
        database.Links.Where(row => row.EntityType == EntityType.Company && row.EntityId == company).Select(row => row.ErpKey).SingleAsync());

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(app.DataDirectory, "erp/demo-erp.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
