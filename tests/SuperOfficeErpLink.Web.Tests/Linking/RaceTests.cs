using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Linking;

/// <summary>Two users save two companies' links to one actor at the same moment, through the whole application.</summary>
public sealed class RaceTests : IAsyncLifetime
{
    private const int Rounds = 50;
    private readonly TestApp app = new([("ErpLink:Demo:Companies", "200")]);

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Fact]
    public async Task Of_two_who_save_one_actor_at_once_one_gets_it_and_the_other_sees_who_and_keeps_his_draft()
    {
        Browser[] users = [await app.SignedInAsCrmUserAsync(), await app.SignedInAsAdministratorAsync()];
        var actors = Ask($"SELECT no FROM customer WHERE inactive = 0 AND no > 'C1035' ORDER BY no LIMIT {Rounds}");
        actors.Count.ShouldBe(Rounds);
        var winners = new int[users.Length];
        for (var round = 0; round < Rounds; round++)
        {
            var (key, companies) = (actors[round], new[] { 41L + (2 * round), 42L + (2 * round) });
            var tabs = new Page[users.Length];
            for (var user = 0; user < users.Length; user++)
            {
                tabs[user] = await DraftAsync(users[user], companies[user], key);
            }

            var answers = await Task.WhenAll(users.Select((user, index) => Task.Run(() => user.SubmitAsync(tabs[index], "form[action*='Save']"))));

            answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Redirect);
            var links = await app.InDatabaseAsync(database => database.Links.Where(link => link.ErpKey == key).ToListAsync());
            var held = links.ShouldHaveSingleItem();
            held.State.ShouldBe(LinkState.Active);
            Ask($"SELECT operation FROM write_log WHERE no = '{key}'").ShouldBe(["UPDATE"]);
            var winner = Array.IndexOf(companies, held.EntityId);
            winners[winner]++;
            await LoserSeesTheHolderAsync(users[1 - winner], answers[1 - winner], companies[1 - winner], held.EntityId);
        }

        (await app.InDatabaseAsync(database => database.Operations.CountAsync(operation => operation.Open))).ShouldBe(0);
        winners.Sum().ShouldBe(Rounds);
    }

    private async Task LoserSeesTheHolderAsync(Browser loser, Page answer, long company, long holder)
    {
        var holderName = await app.InDatabaseAsync(database => database.Companies.Where(row => row.Id == holder).Select(row => row.Name).SingleAsync());
        var tab = await loser.OpenAsync(answer.Location!);
        tab.Status.ShouldBe(HttpStatusCode.OK);
        tab.Messages.ShouldContain(holderName);
        tab.Document.QuerySelector($"[role=alert] a[href='/company/{holder}/erp']").ShouldNotBeNull();
        (await app.InDatabaseAsync(database => database.Drafts.CountAsync(draft => draft.EntityId == company))).ShouldBe(1);
        (await app.InDatabaseAsync(database => database.Links.CountAsync(link => link.EntityId == company))).ShouldBe(0);
        tab.Document.QuerySelector("form[action*='Save']").ShouldNotBeNull();
    }

    /// <summary>Decides for the CRM's values wherever they can go over, and opens the tab that offers to save it.</summary>
    private static async Task<Page> DraftAsync(Browser user, long company, string key)
    {
        var dialog = await user.OpenAsync($"/company/{company}/erp/compare?connection={DemoConnection.Id}&type=Customer&key={key}&all=crm");
        dialog.Status.ShouldBe(HttpStatusCode.OK);
        (await user.SubmitAsync(dialog, "form[data-compare]")).Status.ShouldBe(HttpStatusCode.Redirect);
        return await user.OpenAsync($"/company/{company}/erp?edit=1");
    }

    private List<string> Ask(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(app.DataDirectory, "erp", "demo-erp.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }
}
