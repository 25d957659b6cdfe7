using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Web.Tests.Hosting;
using Xunit.Abstractions;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>The application killed in the middle of Saves that create actors: exactly one actor each, or none and the draft.</summary>
public sealed class KilledCreateTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 8;
    private const int AtOnce = 3;
    private const string Connection = "de300e29-0000-4000-8000-000000000001";
    private readonly string folder = Directory.CreateTempSubdirectory("erplink-created-").FullName;
    private readonly CookieContainer cookies = new();
    private long next = 104;

    private string Ours => Path.Combine(folder, "erplink.db");

    private string Erp => Path.Combine(folder, "erp", "demo-erp.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Creates_killed_at_several_moments_make_one_actor_each_and_lose_no_draft()
    {
        var application = Start();
        try
        {
            var browser = Browser(await application.ReadyAsync());
            await browser.SignInAsync("crm@demo.example", "Demo-1234!");
            var before = Number(Erp, "SELECT count(*) FROM customer");
            var whole = await MeasureAsync(browser);
            output.WriteLine($"{AtOnce} creates at once take {whole.TotalMilliseconds:0} ms");
            var (done, kept) = (0, 0);
            for (var kill = 0; kill < Kills; kill++)
            {
                var saves = await DraftsAsync(browser);
                var watch = Stopwatch.StartNew();
                var answers = saves.Select(save => Task.Run(() => browser.SubmitAsync(save.Tab, "form[action*='Save']"))).ToList();
                SpinWait.SpinUntil(() => watch.Elapsed >= whole * kill / (Kills - 2));
                application.Kill();
                await Task.WhenAll(answers.Select(answer => ((Task)answer).ContinueWith(_ => { }, TaskScheduler.Default)));
                var open = Texts(Ours, "SELECT Step FROM Operations WHERE Open = 1");
                output.WriteLine($"kill {kill} after {watch.ElapsedMilliseconds} ms: open at step {string.Join(", ", open)}");
                application.Dispose();

                application = Start();
                browser = Browser(await application.ReadyAsync());
                SpinWait.SpinUntil(() => Number(Ours, "SELECT count(*) FROM Operations WHERE Open = 1") == 0, TimeSpan.FromSeconds(120)).ShouldBeTrue($"kill {kill}");
                foreach (var save in saves)
                {
                    var isKept = Number(Ours, $"SELECT count(*) FROM Drafts WHERE EntityId = {save.Company}") == 1;
                    (done, kept) = (done + (isKept ? 0 : 1), kept + (isKept ? 1 : 0));
                    if (isKept)
                    {
                        Number(Ours, $"SELECT count(*) FROM Links WHERE EntityType = 1 AND EntityId = {save.Company}").ShouldBe(0, $"kill {kill}");
                        await SaveAsync(browser, save.Company);
                    }

                    CheckWhole(save.Company, $"kill {kill}");
                }
            }

            output.WriteLine($"{done} of {Kills * AtOnce} were done, {kept} had left nothing");
            Number(Erp, "SELECT count(*) FROM customer").ShouldBe(before + (int)(next - 104));
            Number(Ours, "SELECT count(*) FROM Changes WHERE State IN (1, 2, 5, 6)").ShouldBe(0);
            Number(Ours, "SELECT (SELECT count(*) FROM Conflicts) + (SELECT count(*) FROM Problems) + (SELECT count(*) FROM Retries)").ShouldBe(0);
            Text(Ours, "PRAGMA integrity_check").ShouldBe("ok");
            Text(Erp, "PRAGMA integrity_check").ShouldBe("ok");
            done.ShouldBeGreaterThan(0);
            kept.ShouldBeGreaterThan(0);
        }
        finally
        {
            application.Dispose();
        }
    }

    private Application Start() => new(folder, ("ErpLink__ClaimSeconds", "2"), ("ErpLink__ErpTimeoutSeconds", "3"), ("ErpLink__Demo__Companies", "200"));

    private Browser Browser(string address) =>
        new(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = new Uri(address) }, "da");

    private async Task<TimeSpan> MeasureAsync(Browser browser)
    {
        var warm = await DraftsAsync(browser);
        foreach (var save in warm)
        {
            await SaveAsync(browser, save.Company);
        }

        var saves = await DraftsAsync(browser);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(saves.Select(save => Task.Run(() => browser.SubmitAsync(save.Tab, "form[action*='Save']"))));
        saves.ForEach(save => CheckWhole(save.Company, "measured"));
        return watch.Elapsed;
    }

    private async Task<List<Save>> DraftsAsync(Browser browser)
    {
        var saves = new List<Save>();
        while (saves.Count < AtOnce)
        {
            var company = next++;
            Execute(Ours, $"UPDATE CrmCompanies SET Name = 'Nyt firma {company}', Category = 'customer', Version = Version + 1 WHERE Id = {company}");
            var dialog = await browser.OpenAsync($"/company/{company}/erp/create?connection={Connection}&type=Customer");
            dialog.Status.ShouldBe(HttpStatusCode.OK);
            (await browser.SubmitAsync(dialog, "form[data-create]")).Status.ShouldBe(HttpStatusCode.Redirect);
            saves.Add(new Save(company, await browser.OpenAsync($"/company/{company}/erp?edit=1")));
        }

        return saves;
    }

    private static async Task SaveAsync(Browser browser, long company) =>
        (await browser.SubmitAsync(await browser.OpenAsync($"/company/{company}/erp?edit=1"), "form[action*='Save']")).Status.ShouldBe(HttpStatusCode.Redirect);

    private void CheckWhole(long company, string when)
    {
        var made = Texts(Erp, $"SELECT no FROM customer WHERE name = 'Nyt firma {company}'").ShouldHaveSingleItem(when);
        Text(Ours, $"SELECT group_concat(ErpKey || ' ' || KeySpace || ' ' || State) FROM Links WHERE EntityType = 1 AND EntityId = {company}").ShouldBe($"{made} customer 2", when);
        Number(Ours, $"SELECT count(*) FROM Drafts WHERE EntityId = {company}").ShouldBe(0, when);
        Text(Erp, $"SELECT group_concat(operation) FROM write_log WHERE no = '{made}'").ShouldBe("INSERT", when);
        Text(Ours, $"SELECT Number FROM CrmCompanies WHERE Id = {company}").ShouldBe(made, when);
    }

    private static int Number(string file, string sql) => int.Parse(Text(file, sql), CultureInfo.InvariantCulture);

    private static string Text(string file, string sql) => Texts(file, sql).Single();

    private static void Execute(string file, string sql) => Texts(file, sql);

    private static List<string> Texts(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
        {
            found.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return found;
    }

    /// <param name="Tab">With the button Gem.</param>
    private sealed record Save(long Company, Page Tab);
}
