using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Web.Areas.Admin.Pages.Connections;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Moves;

/// <summary>The administrator's list of old and new numbers.</summary>
public sealed class RenumberTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly string Address = $"/admin/connections/{DemoConnection.Id}/renumber";

    [Fact]
    public async Task A_list_is_shown_first_then_done_and_can_be_taken_back()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        Execute("INSERT INTO customer (no, name) VALUES ('N1', 'Ny et')");

        var look = await LookAsync(admin, "Gammelt;Nyt\nC1001;N1\nC1002;C1003\nC1003;C1002\nC9999;N1x\nC1004;findes ikke\nnoget");

        look.Document.Body!.TextContent.ShouldContain("3 af 6 linjer kan udføres.");
        look.Texts("tbody tr").Count.ShouldBe(6);
        (await KeysAsync()).ShouldBe(["C1001", "C1002", "C1003", "C1004"]);

        var done = await admin.SubmitAsync(look, "form[action*='Apply']");

        done.Messages.ShouldContain("3 af 6 linjer er udført.");
        (await KeysAsync()).ShouldBe(["N1", "C1003", "C1002", "C1004"]);
        (await app.InDatabaseAsync(database => database.LinkEvents.CountAsync(row => row.Kind == LinkEventKind.Renumbered && row.EntityId <= 4))).ShouldBe(3);
        (await app.InDatabaseAsync(database => database.Audit.CountAsync(row => row.What == "links.renumbered" && row.After == "3"))).ShouldBe(1);
        (await admin.OpenAsync($"/admin/connections/{DemoConnection.Id}")).Html.ShouldContain("Nye numre givet");

        var result = await admin.SubmitAsync(done, "form[action*='Result']");
        result.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        result.Html.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(7);
        result.Html.ShouldContain("C9999;N1x;Det gamle nummer er ikke tilknyttet");
        result.Html.ShouldContain("C1001;N1;Udført");

        var back = await admin.OpenAsync(done.Document.QuerySelector("a[href*='Back']")!.GetAttribute("href")!);
        var again = await admin.FollowAsync((await admin.SubmitAsync(await LookAsync(admin, back.Html), "form[action*='Apply']")).Location!);
        again.Messages.ShouldContain("3 af 3 linjer er udført.");
        (await KeysAsync()).ShouldBe(["C1001", "C1002", "C1003", "C1004"]);
    }

    [Fact]
    public async Task A_list_sent_twice_from_one_page_moves_no_link_on_and_what_it_did_may_be_loaded_again()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        Execute("INSERT INTO customer (no, name) VALUES ('N11', 'Ny'), ('N12', 'Ny')");
        var chain = await LookAsync(admin, "C1011;N11\nN11;N12");
        var ring = await LookAsync(admin, "C1012;C1013\nC1013;C1012");

        foreach (var _ in Enumerable.Range(0, 2))
        {
            (await admin.SubmitAsync(chain, "form[action*='Apply']")).Messages.ShouldContain("1 af 2 linjer er udført.");
            var done = await admin.FollowAsync((await admin.SubmitAsync(ring, "form[action*='Apply']")).Location!);
            done.Messages.ShouldContain("2 af 2 linjer er udført.");
            (await admin.OpenAsync(done.Address)).Messages.ShouldContain("2 af 2 linjer er udført.");
            (await admin.SubmitAsync(done, "form[action*='Result']")).Html.ShouldContain("C1012;C1013;Udført");
        }

        (await app.InDatabaseAsync(database => database.Links.Where(row => row.EntityType == Core.Crm.EntityType.Company && row.EntityId >= 11 && row.EntityId <= 13)
            .OrderBy(row => row.EntityId).Select(row => row.ErpKey).ToListAsync())).ShouldBe(["N11", "C1013", "C1012"]);
    }

    [Fact]
    public async Task An_order_without_its_id_is_refused()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var look = await LookAsync(admin, "C1014;C1014x");

        (await admin.SubmitAsync(look, "form[action*='Apply']", ("Operation", null))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await admin.OpenAsync($"{Address}?handler=Done&operation={Guid.NewGuid()}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Lines_that_no_longer_hold_are_left_and_listed()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        Execute("INSERT INTO customer (no, name) VALUES ('N5', 'Ny fem')");
        var look = await LookAsync(admin, "C1005;N5");
        Execute("DELETE FROM customer WHERE no = 'N5'");

        var done = await admin.SubmitAsync(look, "form[action*='Apply']");

        done.Messages.ShouldContain("0 af 1 linjer er udført.");
        done.Texts("tbody tr").ShouldHaveSingleItem().ShouldContain("Det nye nummer findes ikke i ERP");
    }

    [Fact]
    public async Task A_file_is_read_as_spreadsheets_write_it()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var form = await admin.OpenAsync(Address);
        foreach (var encoding in (Encoding[])[new UTF8Encoding(true), new UnicodeEncoding(false, true), Encoding.Latin1])
        {
            using var content = new MultipartFormDataContent
            {
                { new StringContent(form.Document.QuerySelector("form[action*='Look'] [name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
                { new StringContent("Customer"), "Type" },
                { FileOf([.. encoding.GetPreamble(), .. encoding.GetBytes("Før;Efter\r\nC1006;Møller\r\n")]), "Upload", "numre.csv" },
            };
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Address}?handler=Look") { Content = content };

            var look = await admin.SendAsync(request);

            look.Texts("tbody tr").ShouldHaveSingleItem().ShouldContain("Møller");
        }
    }

    [Theory]
    [InlineData("<script>alert(1)</script>;\"><img src=x onerror=alert(2)>")]
    [InlineData("</textarea><script>alert(3)</script>;b")]
    [InlineData("C1007;=HYPERLINK(\"\"x\"\")")]
    public async Task What_stands_in_a_list_is_only_text_and_no_formula(string line)
    {
        var admin = await app.SignedInAsAdministratorAsync();

        var look = await LookAsync(admin, line);
        var done = await admin.SubmitAsync(look, "form[action*='Apply']", ("List", line));
        var csv = await admin.SubmitAsync(done, "form[action*='Result']");

        foreach (var page in (Page[])[look, done])
        {
            page.Status.ShouldBe(HttpStatusCode.OK);
            page.Document.QuerySelectorAll("main script:not([src]), img[src=x]").ShouldBeEmpty();
        }

        csv.Html.Split("\r\n").Skip(1).SelectMany(row => row.Split(';')).ShouldAllBe(cell => cell.Length == 0 || !"=+-@".Contains(cell.TrimStart('"')[0]));
    }

    [Fact]
    public async Task Too_large_a_list_is_answered()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        var form = await admin.OpenAsync(Address);
        using var content = new MultipartFormDataContent
        {
            { new StringContent(form.Document.QuerySelector("form[action*='Look'] [name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new StringContent("Customer"), "Type" },
            { FileOf(new byte[RenumberModel.MostBytes + 1]), "Upload", "numre.csv" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Address}?handler=Look") { Content = content };

        (await admin.SendAsync(request)).Messages.ShouldContain("Listen er for stor: højst 8 MB.");
        (await LookAsync(admin, string.Join('\n', Enumerable.Range(0, RenumberList.MostLines + 1).Select(at => $"a{at};b{at}")))).Messages.ShouldContain("for mange linjer");
        (await LookAsync(admin, " \n")).Messages.ShouldContain("Vælg en fil, eller indsæt en liste.");
    }

    [Fact]
    public async Task A_list_of_a_hundred_thousand_lines_is_shown_in_the_first_lines_only()
    {
        var admin = await app.SignedInAsAdministratorAsync();

        var look = await LookAsync(admin, string.Join('\n', Enumerable.Range(0, RenumberList.MostLines).Select(at => $"a{at};b{at}")));

        look.Texts("tbody tr").Count.ShouldBe(200);
        look.Document.Body!.TextContent.ShouldContain("0 af 100000 linjer kan udføres.");
    }

    [Fact]
    public async Task Only_administrators_may_even_send_a_list()
    {
        var user = await app.SignedInAsCrmUserAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Address}?handler=Apply") { Content = new FormUrlEncodedContent([new("List", "C1008;C1009"), new("Type", "Customer")]) };

        (await user.SendAsync(request)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static ByteArrayContent FileOf(byte[] bytes)
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return file;
    }

    private static async Task<Page> LookAsync(Browser admin, string list)
    {
        // Encoded as a form with a file field is.
        var form = await admin.OpenAsync(Address);
        using var content = new MultipartFormDataContent
        {
            { new StringContent(form.Document.QuerySelector("form[action*='Look'] [name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new StringContent("Customer"), "Type" },
            { new StringContent(list), "List" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Address}?handler=Look") { Content = content };
        return await admin.SendAsync(request);
    }

    private Task<List<string>> KeysAsync() => app.InDatabaseAsync(database =>
        database.Links.Where(row => row.EntityType == Core.Crm.EntityType.Company && row.EntityId <= 4).OrderBy(row => row.EntityId).Select(row => row.ErpKey).ToListAsync());

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(string.Create(CultureInfo.InvariantCulture, $"Data Source={Path.Combine(app.DataDirectory, "erp/demo-erp.db")};Pooling=False"));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
