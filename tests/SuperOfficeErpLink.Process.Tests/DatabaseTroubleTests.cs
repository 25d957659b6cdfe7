using System.Net;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>Our own database cannot be written for a while, in the middle of a Save and of a run.</summary>
public sealed class DatabaseTroubleTests
{
    private const int Links = 300;
    private const int First = 100_000;

    [SmallDiskFact]
    public async Task A_full_disk_is_said_and_a_Save_and_a_run_go_on_once_there_is_room()
    {
        using var disk = new SmallDisk();
        var folder = new ProductFolder(disk.Path);
        await CheckAsync(
            folder,
            () =>
            {
                // Emptied, our database's log has to grow for whatever is written.
                folder.Ours.Do("PRAGMA wal_checkpoint(TRUNCATE)");
                disk.Fill();
            },
            disk.MakeRoom, "fuld");
    }

    [Fact]
    public async Task A_database_that_another_program_locks_is_said_and_a_Save_and_a_run_go_on_once_it_is_free()
    {
        using var folder = new ProductFolder();
        using var other = new SqliteConnection($"Data Source={folder.Ours.Path};Pooling=False;Default Timeout=30");
        await CheckAsync(
            folder,
            () =>
            {
                other.Open();
                Do(other, "BEGIN IMMEDIATE");
            },
            () => Do(other, "ROLLBACK"),
            "optaget");
    }

    /// <param name="word">That the page must say.</param>
    private static async Task CheckAsync(ProductFolder folder, Action begin, Action end, string word)
    {
        using (var first = Start(folder))
        {
            await first.ReadyAsync();
        }

        LinkedCopies.Add(folder.Ours.Path, folder.Erp.Path, First, Links);
        using var application = Start(folder);
        var browser = await folder.SignedInAsync(application);
        var tab = await DraftAsync(browser);
        var run = await BrakedRunAsync(folder, browser);
        var decide = await browser.OpenAsync($"/runs/{run}");

        begin();
        var refused = await browser.SubmitAsync(tab, "form[action*='Save']");
        (refused.Status, refused.Title.Contains(word, StringComparison.Ordinal)).ShouldBe((HttpStatusCode.ServiceUnavailable, true), refused.Title);
        (await browser.SubmitAsync(decide, "form.run-decide")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await browser.OpenAsync("/company/1")).Status.ShouldBe(HttpStatusCode.OK);
        folder.Erp.Number("SELECT count(*) FROM write_log").ShouldBe(0);
        end();

        (await browser.SubmitAsync(await browser.OpenAsync($"/runs/{run}"), "form.run-decide")).Status.ShouldBe(HttpStatusCode.Redirect);
        await ProductFolder.UntilAsync(() => folder.Erp.Number("SELECT count(*) FROM write_log") > 0, "the run writes");
        begin();
        await Task.Delay(TimeSpan.FromSeconds(1));
        end();
        await ProductFolder.UntilAsync(() => folder.Ours.Number($"SELECT State FROM Runs WHERE Id = {run}") == 4, "the run ends");
        if (folder.Ours.Number("SELECT count(*) FROM Drafts WHERE EntityId = 101") == 1)
        {
            (await browser.SubmitAsync(await browser.OpenAsync("/company/101/erp?edit=1"), "form[action*='Save']")).Status.ShouldBe(HttpStatusCode.Redirect);
        }

        await folder.SavesFinishedAsync("the Save is whole");
        CheckWhole(folder, run);
    }

    private static void CheckWhole(ProductFolder folder, long run)
    {
        folder.Ours.Number("SELECT count(*) FROM Links WHERE EntityType = 1 AND EntityId = 101 AND State = 2").ShouldBe(1);
        folder.Ours.Number("SELECT count(*) FROM Drafts").ShouldBe(0);
        folder.Erp.Number("SELECT count(*) FROM customer WHERE no LIKE 'K%' AND phone = '+45 70 70 70 70'").ShouldBe(Links);
        folder.Erp.Number("SELECT count(*) FROM (SELECT no FROM write_log GROUP BY no HAVING count(*) > 1)").ShouldBe(0);
        folder.Ours.Number($"SELECT count(*) FROM Changes WHERE RunId = {run} AND State = 3").ShouldBe(Links);
        folder.Ours.Number("SELECT count(*) FROM Changes WHERE State IN (1, 2, 6)").ShouldBe(0);
        folder.Ours.Text("PRAGMA integrity_check").ShouldBe("ok");
    }

    private static Application Start(ProductFolder folder) =>
        folder.Start(("ErpLink__AutomaticSync", "false"), ("ErpLink__Demo__Companies", "200"), ("ErpLink__ClaimSeconds", "2"));

    private static async Task<Page> DraftAsync(Browser browser)
    {
        var compare = await browser.OpenAsync($"/company/101/erp/compare?connection={ProductFolder.Connection}&type=Customer&key=C1060&all=crm");
        compare.Status.ShouldBe(HttpStatusCode.OK);
        (await browser.SubmitAsync(compare, "form[data-compare]")).Status.ShouldBe(HttpStatusCode.Redirect);
        return await browser.OpenAsync("/company/101/erp?edit=1");
    }

    /// <summary>A run over edited companies that waits for someone to let it go on.</summary>
    private static async Task<long> BrakedRunAsync(ProductFolder folder, Browser browser)
    {
        folder.Ours.Do($"UPDATE CrmCompanies SET Phone = '+45 70 70 70 70', Version = Version + 1, UpdatedAt = {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} WHERE Id >= {First}");
        (await browser.SubmitAsync(await browser.OpenAsync("/"), "form[action*='SyncAll']")).Status.ShouldBe(HttpStatusCode.Redirect);
        var run = (long)folder.Ours.Number("SELECT max(Id) FROM Runs");
        await ProductFolder.UntilAsync(() => folder.Ours.Number($"SELECT State FROM Runs WHERE Id = {run}") == 3, "the brake stops it");
        return run;
    }

    private static void Do(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
