using System.Diagnostics;
using System.Net;
using SuperOfficeErpLink.Web.Tests.Hosting;
using Xunit.Abstractions;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>The application killed in the middle of Saves, as a power cut or an operator does it.</summary>
public sealed class KilledSaveTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 9;
    private const int AtOnce = 3;
    private readonly ProductFolder folder = new();
    private Queue<(long Company, string Key)> pairs = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Saves_killed_at_several_moments_lose_nothing_and_double_nothing()
    {
        var application = Start();
        try
        {
            var browser = await folder.SignedInAsync(application);
            pairs = Pairs();
            var whole = await MeasureAsync(browser);
            output.WriteLine($"{AtOnce} Saves at once take {whole.TotalMilliseconds:0} ms");
            var (done, kept, recovered) = (0, 0, 0);
            for (var kill = 0; kill < Kills; kill++)
            {
                var saves = await DraftsAsync(browser);
                var watch = Stopwatch.StartNew();
                var answers = saves.Select(save => Task.Run(() => browser.SubmitAsync(save.Tab, "form[action*='Save']"))).ToList();
                SpinWait.SpinUntil(() => watch.Elapsed >= whole * kill / (Kills - 2));
                var moment = watch.Elapsed;
                application.Kill();
                await Task.WhenAll(answers.Select(answer => ((Task)answer).ContinueWith(_ => { }, TaskScheduler.Default)));
                var open = folder.Ours.Number("SELECT count(*) FROM Operations WHERE Open = 1");
                recovered += open;
                application.Dispose();

                application = Start();
                browser = folder.Browser(await application.ReadyAsync());
                await folder.SavesFinishedAsync($"the Saves of kill {kill} are finished", TimeSpan.FromSeconds(60));
                foreach (var save in saves)
                {
                    var isKept = folder.Ours.Number($"SELECT count(*) FROM Drafts WHERE EntityId = {save.Company}") == 1;
                    (done, kept) = (done + (isKept ? 0 : 1), kept + (isKept ? 1 : 0));
                    if (isKept)
                    {
                        CheckNothing(save, $"kill {kill}");
                        await SaveAsync(browser, save.Company);
                    }

                    CheckWhole(save, $"kill {kill}");
                }

                output.WriteLine($"killed after {moment.TotalMilliseconds:0} ms, {open} open");
            }

            output.WriteLine($"{done} of {Kills * AtOnce} Saves were done, {kept} had left nothing; {recovered} were open when killed");
            CheckAll();
            done.ShouldBeGreaterThan(0);
            kept.ShouldBeGreaterThan(0);
            recovered.ShouldBeGreaterThan(0);
        }
        finally
        {
            application.Dispose();
        }
    }

    private Application Start() => folder.Start(("ErpLink__ClaimSeconds", "2"), ("ErpLink__AutomaticSync", "false"), ("ErpLink__Demo__Companies", "200"));

    /// <summary>Companies and actors that nobody has linked.</summary>
    private Queue<(long, string)> Pairs() =>
        new(Enumerable.Range(41, 90).Where(id => id is < 101 or > 103).Select(id => (long)id).Zip(
            folder.Erp.Texts("SELECT no FROM customer WHERE inactive = 0 AND no > 'C1040' ORDER BY no")));

    private async Task<TimeSpan> MeasureAsync(Browser browser)
    {
        await SaveAsync(browser, (await DraftsAsync(browser))[0].Company);
        var saves = await DraftsAsync(browser);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(saves.Select(save => Task.Run(() => browser.SubmitAsync(save.Tab, "form[action*='Save']"))));
        saves.ForEach(save => CheckWhole(save, "measured"));
        return watch.Elapsed;
    }

    private async Task<List<Save>> DraftsAsync(Browser browser)
    {
        var saves = new List<Save>();
        while (saves.Count < AtOnce)
        {
            var (company, key) = pairs.Dequeue();
            var dialog = await browser.OpenAsync($"/company/{company}/erp/compare?connection={ProductFolder.Connection}&type=Customer&key={key}&all=crm");
            dialog.Status.ShouldBe(HttpStatusCode.OK);
            (await browser.SubmitAsync(dialog, "form[data-compare]")).Status.ShouldBe(HttpStatusCode.Redirect);
            saves.Add(new Save(company, key, await browser.OpenAsync($"/company/{company}/erp?edit=1"), Name(key), Crm(company)));
        }

        return saves;
    }

    private static async Task SaveAsync(Browser browser, long company) =>
        (await browser.SubmitAsync(await browser.OpenAsync($"/company/{company}/erp?edit=1"), "form[action*='Save']")).Status.ShouldBe(HttpStatusCode.Redirect);

    private void CheckNothing(Save save, string when)
    {
        folder.Ours.Number($"SELECT count(*) FROM Links WHERE EntityId = {save.Company} OR ErpKey = '{save.Key}'").ShouldBe(0, when);
        folder.Erp.Number($"SELECT count(*) FROM write_log WHERE no = '{save.Key}'").ShouldBe(0, when);
        (Name(save.Key), Crm(save.Company)).ShouldBe((save.OldName, save.OldCrm), when);
    }

    private void CheckWhole(Save save, string when)
    {
        folder.Ours.Text($"SELECT group_concat(ErpKey || ' ' || State) FROM Links WHERE EntityId = {save.Company}").ShouldBe($"{save.Key} 2", when);
        folder.Ours.Number($"SELECT count(*) FROM Drafts WHERE EntityId = {save.Company}").ShouldBe(0, when);
        folder.Erp.Text($"SELECT group_concat(operation) FROM write_log WHERE no = '{save.Key}'").ShouldBe("UPDATE", when);
        Name(save.Key).ShouldBe(folder.Ours.Text($"SELECT Name FROM CrmCompanies WHERE Id = {save.Company}"), when);
        folder.Ours.Text($"SELECT Number FROM CrmCompanies WHERE Id = {save.Company}").ShouldBe(save.Key, when);
        folder.Ours.Text($"SELECT group_concat(Old) FROM Changes WHERE EntityId = {save.Company} AND Field = 'name' AND Side = 2 AND State = 3").ShouldBe(save.OldName, when);
        folder.Ours.Text($"SELECT group_concat(Old) FROM Changes WHERE EntityId = {save.Company} AND Field = 'number' AND State = 3").ShouldBe(save.OldCrm, when);
    }

    private void CheckAll()
    {
        folder.Ours.Text("PRAGMA integrity_check").ShouldBe("ok");
        folder.Erp.Text("PRAGMA integrity_check").ShouldBe("ok");
        folder.Ours.Number("SELECT count(*) FROM Links WHERE State <> 2").ShouldBe(0);
        folder.Ours.Number("SELECT count(*) FROM Changes WHERE State IN (1, 2, 5, 6)").ShouldBe(0);
        folder.Ours.Number("SELECT (SELECT count(*) FROM Conflicts) + (SELECT count(*) FROM Problems) + (SELECT count(*) FROM Retries)").ShouldBe(0);
        folder.Ours.Number("SELECT count(*) FROM (SELECT 1 FROM Changes WHERE State = 3 GROUP BY LinkId, Side, Field HAVING count(*) > 1)").ShouldBe(0);
        folder.Erp.Number("SELECT count(*) FROM (SELECT no FROM write_log GROUP BY no HAVING count(*) > 1)").ShouldBe(0);
    }

    private string Name(string key) => folder.Erp.Text($"SELECT name FROM customer WHERE no = '{key}'");

    private string Crm(long company) => folder.Ours.Text($"SELECT Number FROM CrmCompanies WHERE Id = {company}");

    /// <param name="Tab">With the button Gem.</param>
    private sealed record Save(long Company, string Key, Page Tab, string OldName, string OldCrm);
}
