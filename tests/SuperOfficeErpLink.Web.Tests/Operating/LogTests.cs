using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Operating;

/// <summary>What the product writes of its work holds no field values.</summary>
public sealed class LogTests
{
    private const string Marked = "Zebrasen";
    private const string Name = Marked + " & Søn";
    private const string Phone = "70203040";

    [Fact]
    public async Task A_save_a_sync_a_search_and_errors_leave_no_value_in_the_logs()
    {
        var app = new TestApp();
        await app.InitializeAsync();
        try
        {
            await WorkAsync(app);

            // Only then has everything been written.
            await ((IAsyncDisposable)app).DisposeAsync();
            var log = string.Concat(Directory.GetFiles(Path.Combine(app.DataDirectory, "logs")).Select(File.ReadAllText));
            log.ShouldContain("POST");
            log.ShouldContain("SqliteException");
            log.ShouldNotContain(Marked);
            log.ShouldNotContain(Phone);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(app.DataDirectory, recursive: true);
        }
    }

    private static async Task WorkAsync(TestApp app)
    {
        var user = await app.SignedInAsCrmUserAsync();

        // A Save with a value chosen.
        Do(app, "erp/demo-erp.db", $"UPDATE customer SET name = '{Name}' WHERE no = 'C1003'");
        var dialog = await user.OpenAsync($"/company/3/erp/compare?connection={DemoConnection.Id}&type=Customer");
        dialog.Document.Body!.TextContent.ShouldContain(Marked);
        (await user.SubmitAsync(dialog, "form[data-compare]")).Status.ShouldBe(HttpStatusCode.Redirect);
        await user.SubmitAsync(await user.OpenAsync("/company/3/erp?edit=1"), "form[action*='Save']");
        (await app.InDatabaseAsync(context => context.Changes.AnyAsync(row => row.Sent == Name))).ShouldBeTrue();

        // A sync, one that the ERP refuses, and searches.
        Do(app, "erp/demo-erp.db", $"UPDATE customer SET phone = '{Phone}' WHERE no = 'C1004'");
        await user.SubmitAsync(await user.OpenAsync("/company/4/erp"), "form[action*='handler=Sync']");
        Do(app, "erp/demo-erp.db", $"CREATE TRIGGER refuses BEFORE UPDATE ON customer WHEN NEW.name LIKE '%{Marked}%' BEGIN SELECT RAISE(ABORT, '{Marked} is locked'); END");
        Do(app, "erplink.db", $"UPDATE CrmCompanies SET Name = '{Name} igen', Version = Version + 1 WHERE Id = 5");
        await user.SubmitAsync(await user.OpenAsync("/company/5/erp"), "form[action*='handler=Sync']");
        await user.OpenAsync($"/company?q={Marked}");
        await user.OpenAsync($"/company/102/erp/connect?connection={DemoConnection.Id}&type=Customer&q={Marked}");
        await app.Browser().TrySignInAsync($"{Marked}@eksempel.dk", Marked);

        // An ERP that is away, and a fault of ours with a value in its statement.
        File.Move(Path.Combine(app.DataDirectory, "erp", "demo-erp.db"), Path.Combine(app.DataDirectory, "erp", "away.db"));
        await user.SubmitAsync(await user.OpenAsync("/company/4/erp"), "form[action*='handler=Sync']");
        Do(app, "erplink.db", "ALTER TABLE CrmCompanies RENAME TO Away");
        ((int)(await user.OpenAsync($"/company?q={Marked}")).Status).ShouldBeGreaterThanOrEqualTo(500);
        ((int)(await user.OpenAsync("/company/3")).Status).ShouldBeGreaterThanOrEqualTo(500);
    }

    private static void Do(TestApp app, string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(app.DataDirectory, file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
