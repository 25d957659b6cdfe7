using System.Diagnostics;
using System.Globalization;
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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly string folder = Directory.CreateTempSubdirectory("erplink-runs-").FullName;
    private readonly CookieContainer cookies = new();

    private string Ours => Path.Combine(folder, "erplink.db");

    private string Erp => Path.Combine(folder, "erp", "demo-erp.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_run_killed_five_times_goes_on_by_itself_and_writes_each_actor_once()
    {
        var application = await WithChangesAsync();
        try
        {
            var run = await StartRunAsync(await BrowserAsync(application, signIn: true));
            for (var kill = 1; kill <= Kills; kill++)
            {
                await UntilAsync(() => Written() >= Links * kill / (Kills + 2), $"the run comes to kill {kill}");
                application.Kill();
                application.Dispose();
                var written = Written();
                written.ShouldBeInRange(1, Links - 1, $"kill {kill}");

                application = Start();
                await application.ReadyAsync();
                var watch = Stopwatch.StartNew();
                await UntilAsync(() => Written() > written, $"the run goes on after kill {kill}");
                output.WriteLine($"killed with {written} of {Links} written; went on {watch.Elapsed.TotalSeconds:0.0} s after ready");
                watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
            }

            await UntilAsync(() => State(run) >= 4, "the run ends");
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
        var run = await StartRunAsync(await BrowserAsync(sleeper, signIn: true));
        await UntilAsync(() => Written() >= Links / 5, "the run is on its way");
        await StopAsync(sleeper);
        var written = Written();
        written.ShouldBeLessThan(Links);
        using var second = Start();
        await second.ReadyAsync();
        await UntilAsync(() => State(run) >= 4, "the second process ends the run");
        await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, 30 - sleeper.Stopped.Elapsed.TotalSeconds)));
        CheckWhole(run);
        var before = (Written(), Number(Ours, "SELECT count(*) FROM Changes"), Text(Ours, "SELECT max(Id) FROM Changes"));

        sleeper.Signal("CONT");
        var browser = await BrowserAsync(sleeper);
        (await browser.OpenAsync($"/runs/{run}")).Status.ShouldBe(HttpStatusCode.OK);
        await UntilAsync(() => Number(Ours, "SELECT count(*) FROM Leases WHERE Until > " + DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()) == 0, "nobody holds a lease");

        (Written(), Number(Ours, "SELECT count(*) FROM Changes"), Text(Ours, "SELECT max(Id) FROM Changes")).ShouldBe(before);
        CheckWhole(run);
    }

    private Application Start() => new(folder, ("ErpLink__AutomaticSync", "false"));

    /// <summary>An application with many linked companies that were all edited in the CRM.</summary>
    private async Task<Application> WithChangesAsync()
    {
        using (var first = Start())
        {
            await first.ReadyAsync();
        }

        LinkedCopies.Add(Ours, Erp, First, Links);
        LinkedCopies.Run(Ours, $"UPDATE CrmCompanies SET Phone = '+45 70 70 70 70', Version = Version + 1, UpdatedAt = {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} WHERE Id >= {First}");
        var application = Start();
        await application.ReadyAsync();
        return application;
    }

    /// <summary>Puts it to sleep while it holds no lock on a file: no other process gets past one of those.</summary>
    private async Task StopAsync(Application application)
    {
        application.Signal("STOP");
        while (!MayWrite(Ours) || !MayWrite(Erp))
        {
            application.Signal("CONT");
            await Task.Delay(Random.Shared.Next(1, 30));
            application.Signal("STOP");
        }
    }

    private static bool MayWrite(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=1");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK";
        command.CommandTimeout = 1;
        try
        {
            command.ExecuteNonQuery();
            return true;
        }
        catch (SqliteException locked) when (locked.SqliteErrorCode == 5)
        {
            return false;
        }
    }

    private async Task<Browser> BrowserAsync(Application application, bool signIn = false)
    {
        var browser = new Browser(
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = new Uri(await application.ReadyAsync()) }, "da");
        if (signIn)
        {
            await browser.SignInAsync("crm@demo.example", "Demo-1234!");
        }

        return browser;
    }

    /// <summary>Started from the start page; the brake stops it, and it is let go on.</summary>
    private async Task<long> StartRunAsync(Browser browser)
    {
        var answer = await browser.SubmitAsync(await browser.OpenAsync("/"), "form[action*='SyncAll']");
        answer.Status.ShouldBe(HttpStatusCode.Redirect);
        var run = (long)Number(Ours, "SELECT max(Id) FROM Runs");
        await UntilAsync(() => State(run) == 3, "the brake stops it");
        Written().ShouldBe(0);
        (await browser.SubmitAsync(await browser.OpenAsync($"/runs/{run}"), "form.run-decide")).Status.ShouldBe(HttpStatusCode.Redirect);
        return run;
    }

    private async Task CheckSecondRunAsync(Application application)
    {
        LinkedCopies.Run(Erp, "DELETE FROM write_log");
        var browser = await BrowserAsync(application);
        await browser.SubmitAsync(await browser.OpenAsync("/"), "form[action*='SyncAll']");
        var second = (long)Number(Ours, "SELECT max(Id) FROM Runs");
        await UntilAsync(() => State(second) >= 4, "the second run ends");
        State(second).ShouldBe(4);
        Number(Ours, $"SELECT count(*) FROM Changes WHERE RunId = {second}").ShouldBe(0);
        Written().ShouldBe(0);
    }

    private void CheckWhole(long run)
    {
        State(run).ShouldBe(4);
        Number(Erp, "SELECT count(*) FROM customer WHERE no LIKE 'K%' AND phone = '+45 70 70 70 70'").ShouldBe(Links);
        Number(Erp, "SELECT count(*) FROM customer WHERE no LIKE 'K%'").ShouldBe(Links);
        Number(Erp, "SELECT count(*) FROM (SELECT no FROM write_log WHERE operation = 'UPDATE' GROUP BY no HAVING count(*) > 1)").ShouldBe(0);
        Number(Erp, "SELECT count(*) FROM write_log").ShouldBe(Links);
        Number(Ours, $"SELECT count(*) FROM Changes WHERE RunId = {run} AND State = 3").ShouldBe(Links);
        Number(Ours, $"SELECT count(*) FROM Changes WHERE RunId = {run} AND State IN (1, 2, 6)").ShouldBe(0);
        Number(Ours, "SELECT count(*) FROM RunTargets").ShouldBe(0);
        Number(Ours, "SELECT (SELECT count(*) FROM Conflicts) + (SELECT count(*) FROM ProblemRecords)").ShouldBe(0);
        Text(Ours, "PRAGMA integrity_check").ShouldBe("ok");
    }

    private int Written() => Number(Erp, "SELECT count(*) FROM write_log");

    private int State(long run) => Number(Ours, $"SELECT State FROM Runs WHERE Id = {run}");

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            watch.Elapsed.ShouldBeLessThan(Patience, what);
            await Task.Delay(20);
        }
    }

    private static int Number(string file, string sql) => int.Parse(Text(file, sql), CultureInfo.InvariantCulture);

    private static string Text(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=10");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
    }
}
