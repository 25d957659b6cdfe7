using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Linking;

/// <summary>What the ERP tab's forms do to both systems, and what it shows of them.</summary>
public sealed class TabTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly string[] OurTables = ["CrmCompanies", "CrmPersons", "CrmProjects", "Links", "Changes", "Operations", "Conflicts", "Problems", "Retries", "Drafts"];
    private static readonly string[] ErpTables = ["customer", "supplier", "person", "project", "write_log"];

    [Fact]
    public async Task Annuller_leaves_both_systems_links_and_history_as_they_were()
    {
        var user = await app.SignedInAsCrmUserAsync();
        var before = Dump();
        foreach (var company in (long[])[50, 1])
        {
            var tab = await DraftAsync(user, company);

            (await user.SubmitAsync(tab, "form[action*='Cancel']")).Status.ShouldBe(HttpStatusCode.Redirect);
        }

        Dump().ShouldBe(before);
    }

    [Fact]
    public async Task A_Save_without_its_form_token_is_refused_and_writes_nothing()
    {
        var user = await app.SignedInAsCrmUserAsync();
        var tab = await DraftAsync(user, 51);
        var before = Dump();

        (await user.SubmitAsync(tab, "form[action*='Save']", ("__RequestVerificationToken", null))).Status.ShouldBe(HttpStatusCode.BadRequest);

        Dump().ShouldBe(before);
        await user.SubmitAsync(tab, "form[action*='Cancel']");
    }

    [Fact]
    public async Task Text_from_the_ERP_is_only_text()
    {
        var user = await app.SignedInAsCrmUserAsync();
        Execute("erp/demo-erp.db", "UPDATE customer SET name = '<b id=\"evil\">Ond & co.</b>' WHERE no = 'C1030'");

        var tab = await user.OpenAsync("/company/30/erp");
        var dialog = await user.OpenAsync($"/company/30/erp/compare?connection={DemoConnection.Id}&type=Customer");
        var search = await user.OpenAsync($"/company/52/erp/connect?connection={DemoConnection.Id}&type=Customer&q=evil");

        foreach (var page in (Page[])[tab, dialog, search])
        {
            page.Status.ShouldBe(HttpStatusCode.OK);
            page.Document.QuerySelector("#evil").ShouldBeNull(page.Address);
            page.Document.Body!.TextContent.ShouldContain("<b id=\"evil\">Ond & co.</b>");
        }
    }

    /// <summary>A linked company's values compared, or an unlinked one connected, and not saved.</summary>
    private async Task<Page> DraftAsync(Browser user, long company)
    {
        var key = company > 40 ? $"&key={Ask("erp/demo-erp.db", "SELECT max(no) FROM customer WHERE inactive = 0")}&all=crm" : "";
        var dialog = await user.OpenAsync($"/company/{company}/erp/compare?connection={DemoConnection.Id}&type=Customer{key}");
        dialog.Status.ShouldBe(HttpStatusCode.OK);
        (await user.SubmitAsync(dialog, "form[data-compare]")).Status.ShouldBe(HttpStatusCode.Redirect);
        return await user.OpenAsync($"/company/{company}/erp?edit=1");
    }

    private string Dump() =>
        string.Join('\n', OurTables.Select(table => Rows("erplink.db", table)).Concat(ErpTables.Select(table => Rows("erp/demo-erp.db", table))));

    private string Rows(string file, string table)
    {
        // What the tab remembers of an actor is no value of either system.
        var shown = table == "Links" ? "LastShown" : null;
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table} ORDER BY 1, 2";
        using var reader = command.ExecuteReader();
        var text = new StringBuilder(table).Append('\n');
        while (reader.Read())
        {
            for (var column = 0; column < reader.FieldCount; column++)
            {
                if (reader.GetName(column) != shown)
                {
                    text.Append(reader.GetValue(column) is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture)).Append('|');
                }
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private string Ask(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }

    private void Execute(string file, string sql) => Ask(file, sql);

    private SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(app.DataDirectory, file)};Pooling=False");
        connection.Open();
        return connection;
    }
}
