using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Web.Tests.Hosting;
using Xunit.Abstractions;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>The application killed, and put to sleep, in the middle of a run over many changed links.</summary>
public sealed class KilledRunTests(ITestOutputHelper output) : IDisposable
{
    private const int Links = 2000;
    private const int Kills = 5;
    private const int First = 100_000;
    private readonly ProductFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_killed_five_times_goes_on_by_itself_and_writes_each_actor_once()
    {
        var application = await WithChangesAsync();
        try
        {
            var run = await StartRunAsync(await folder.SignedInAsync(application));
            for (var kill = 1; kill <= Kills; kill++)
            {
                await ProductFolder.UntilAsync(() => Written() >= Links * kill / (Kills + 2), $"the run comes to kill {kill}");
                application.Kill();
                application.Dispose();
                var written = Written();
                written.ShouldBeInRange(1, Links - 1, $"kill {kill}");

                application = Start();
                await application.ReadyAsync();
                var watch = Stopwatch.StartNew();
                await ProductFolder.UntilAsync(() => Written() > written, $"the run goes on after kill {kill}");
                output.WriteLine($"killed with {written} of {Links} written; went on {watch.Elapsed.TotalSeconds:0.0} s after ready");
                watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
            }

            await ProductFolder.UntilAsync(() => State(run) >= 4, "the run ends");
            CheckWhole(run);
            await CheckSecondRunAsync(application);
        }
        finally
        {
            application.Dispose();
        }
    }

    [Fact]
    public async Task A_process_that_slept_while_another_took_its_run_over_writes_nothing_more()
    {
        using var sleeper = await WithChangesAsync();
        var run = await StartRunAsync(await folder.SignedInAsync(sleeper));
        await ProductFolder.UntilAsync(() => Written() >= Links / 5, "the run is on its way");
        await StopAsync(sleeper);
        var written = Written();
        written.ShouldBeLessThan(Links);
        using var second = Start();
        await second.ReadyAsync();
        await ProductFolder.UntilAsync(() => State(run) >= 4, "the second process ends the run");
        await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, 30 - sleeper.Stopped.Elapsed.TotalSeconds)));
        CheckWhole(run);
        var before = (Written(), folder.Ours.Number("SELECT count(*) FROM Changes"), folder.Ours.Text("SELECT max(Id) FROM Changes"));

        sleeper.Signal("CONT");
        var browser = folder.Browser(await sleeper.ReadyAsync());
        (await browser.OpenAsync($"/runs/{run}")).Status.ShouldBe(HttpStatusCode.OK);
        await ProductFolder.UntilAsync(() => folder.Ours.Number("SELECT count(*) FROM Leases WHERE Until > " + DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()) == 0, "nobody holds a lease");

        (Written(), folder.Ours.Number("SELECT count(*) FROM Changes"), folder.Ours.Text("SELECT max(Id) FROM Changes")).ShouldBe(before);
        CheckWhole(run);
    }

    private Application Start() => folder.Start(("ErpLink__AutomaticSync", "false"));

    /// <summary>An application with many linked companies that were all edited in the CRM.</summary>
    private async Task<Application> WithChangesAsync()
    {
        using (var first = Start())
        {
            await first.ReadyAsync();
        }

        LinkedCopies.Add(folder.Ours.Path, folder.Erp.Path, First, Links);
        folder.Ours.Do($"UPDATE CrmCompanies SET Phone = '+45 70 70 70 70', Version = Version + 1, UpdatedAt = {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} WHERE Id >= {First}");
        var application = Start();
        await application.ReadyAsync();
        return application;
    }

    /// <summary>Puts it to sleep while it holds no lock on a file: no other process gets past one of those.</summary>
    private async Task StopAsync(Application application)
    {
        application.Signal("STOP");
        while (!MayWrite(folder.Ours) || !MayWrite(folder.Erp))
        {
            application.Signal("CONT");
            await Task.Delay(Random.Shared.Next(1, 30));
            application.Signal("STOP");
        }
    }

    private static bool MayWrite(SqlFile file)
    {
        using var connection = new SqliteConnection($"Data Source={file.Path};Pooling=False;Default Timeout=1");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandTimeout = 1;
        try
        {
            // One statement at a time: what fails behind one that answers with a row is told to nobody.
            command.CommandText = "BEGIN EXCLUSIVE";
            command.ExecuteNonQuery();
            command.CommandText = "ROLLBACK";
            command.ExecuteNonQuery();
            return true;
        }
        catch (SqliteException locked) when (locked.SqliteErrorCode == 5)
        {
            return false;
        }
    }

    /// <summary>Started from the start page; the brake stops it, and it is let go on.</summary>
    private async Task<long> StartRunAsync(Browser browser)
    {
        var answer = await browser.SubmitAsync(await browser.OpenAsync("/"), "form[action*='SyncAll']");
        answer.Status.ShouldBe(HttpStatusCode.Redirect);
        var run = (long)folder.Ours.Number("SELECT max(Id) FROM Runs");
        await ProductFolder.UntilAsync(() => State(run) == 3, "the brake stops it");
        Written().ShouldBe(0);
        (await browser.SubmitAsync(await browser.OpenAsync($"/runs/{run}"), "form.run-decide")).Status.ShouldBe(HttpStatusCode.Redirect);
        return run;
    }

    private async Task CheckSecondRunAsync(Application application)
    {
        folder.Erp.Do("DELETE FROM write_log");
        var browser = folder.Browser(await application.ReadyAsync());
        await browser.SubmitAsync(await browser.OpenAsync("/"), "form[action*='SyncAll']");
        var second = (long)folder.Ours.Number("SELECT max(Id) FROM Runs");
        await ProductFolder.UntilAsync(() => State(second) >= 4, "the second run ends");
        State(second).ShouldBe(4);
        folder.Ours.Number($"SELECT count(*) FROM Changes WHERE RunId = {second}").ShouldBe(0);
        Written().ShouldBe(0);
    }

    private void CheckWhole(long run)
    {
        State(run).ShouldBe(4);
        folder.Erp.Number("SELECT count(*) FROM customer WHERE no LIKE 'K%' AND phone = '+45 70 70 70 70'").ShouldBe(Links);
        folder.Erp.Number("SELECT count(*) FROM customer WHERE no LIKE 'K%'").ShouldBe(Links);
        folder.Erp.Number("SELECT count(*) FROM (SELECT no FROM write_log WHERE operation = 'UPDATE' GROUP BY no HAVING count(*) > 1)").ShouldBe(0);
        folder.Erp.Number("SELECT count(*) FROM write_log").ShouldBe(Links);
        folder.Ours.Number($"SELECT count(*) FROM Changes WHERE RunId = {run} AND State = 3").ShouldBe(Links);
        folder.Ours.Number($"SELECT count(*) FROM Changes WHERE RunId = {run} AND State IN (1, 2, 6)").ShouldBe(0);
        folder.Ours.Number("SELECT count(*) FROM RunTargets").ShouldBe(0);
        folder.Ours.Number("SELECT (SELECT count(*) FROM Conflicts) + (SELECT count(*) FROM ProblemRecords)").ShouldBe(0);
        folder.Ours.Text("PRAGMA integrity_check").ShouldBe("ok");
    }

    private int Written() => folder.Erp.Number("SELECT count(*) FROM write_log");

    private int State(long run) => folder.Ours.Number($"SELECT State FROM Runs WHERE Id = {run}");
}
