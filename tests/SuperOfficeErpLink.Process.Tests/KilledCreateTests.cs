using System.Diagnostics;
using System.Net;
using SuperOfficeErpLink.Web.Tests.Hosting;
using Xunit.Abstractions;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>The application killed in the middle of Saves that create actors: exactly one actor each, or none and the draft.</summary>
public sealed class KilledCreateTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 6;
    private const int AtOnce = 3;
    private readonly ProductFolder folder = new();
    private long next = 104;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Creates_killed_at_several_moments_make_one_actor_each_and_lose_no_draft()
    {
        var application = Start();
        try
        {
            var browser = await folder.SignedInAsync(application);
            var before = folder.Erp.Number("SELECT count(*) FROM customer");
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
                var open = folder.Ours.Texts("SELECT Step FROM Operations WHERE Open = 1");
                output.WriteLine($"kill {kill} after {watch.ElapsedMilliseconds} ms: open at step {string.Join(", ", open)}");
                application.Dispose();

                application = Start();
                browser = folder.Browser(await application.ReadyAsync());
                await FinishedAsync($"the Saves of kill {kill} are finished");
                foreach (var save in saves)
                {
                    var isKept = folder.Ours.Number($"SELECT count(*) FROM Drafts WHERE EntityId = {save.Company}") == 1;
                    (done, kept) = (done + (isKept ? 0 : 1), kept + (isKept ? 1 : 0));
                    if (isKept)
                    {
                        folder.Ours.Number($"SELECT count(*) FROM Links WHERE EntityType = 1 AND EntityId = {save.Company}").ShouldBe(0, $"kill {kill}");
                        await SaveAsync(browser, save.Company);
                    }

                    CheckWhole(save.Company, $"kill {kill}");
                }
            }

            output.WriteLine($"{done} of {Kills * AtOnce} were done, {kept} had left nothing");
            folder.Erp.Number("SELECT count(*) FROM customer").ShouldBe(before + (int)(next - 104));
            folder.Ours.Number("SELECT count(*) FROM Changes WHERE State IN (1, 2, 5, 6)").ShouldBe(0);
            folder.Ours.Number("SELECT (SELECT count(*) FROM Conflicts) + (SELECT count(*) FROM Problems) + (SELECT count(*) FROM Retries)").ShouldBe(0);
            folder.Ours.Text("PRAGMA integrity_check").ShouldBe("ok");
            folder.Erp.Text("PRAGMA integrity_check").ShouldBe("ok");
            done.ShouldBeGreaterThan(0);
            kept.ShouldBeGreaterThan(0);
        }
        finally
        {
            application.Dispose();
        }
    }

    private Application Start() => folder.Start(("ErpLink__ClaimSeconds", "2"), ("ErpLink__ErpTimeoutSeconds", "3"), ("ErpLink__Demo__Companies", "200"));

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
        var elapsed = watch.Elapsed;
        await FinishedAsync("the measured Saves are finished");
        saves.ForEach(save => CheckWhole(save.Company, "measured"));
        return elapsed;
    }

    private async Task<List<Save>> DraftsAsync(Browser browser)
    {
        var saves = new List<Save>();
        while (saves.Count < AtOnce)
        {
            var company = next++;
            folder.Ours.Do($"UPDATE CrmCompanies SET Name = 'Nyt firma {company}', Category = 'customer', Version = Version + 1 WHERE Id = {company}");
            var dialog = await browser.OpenAsync($"/company/{company}/erp/create?connection={ProductFolder.Connection}&type=Customer");
            dialog.Status.ShouldBe(HttpStatusCode.OK);
            (await browser.SubmitAsync(dialog, "form[data-create]")).Status.ShouldBe(HttpStatusCode.Redirect);
            saves.Add(new Save(company, await browser.OpenAsync($"/company/{company}/erp?edit=1")));
        }

        return saves;
    }

    private async Task SaveAsync(Browser browser, long company)
    {
        (await browser.SubmitAsync(await browser.OpenAsync($"/company/{company}/erp?edit=1"), "form[action*='Save']")).Status.ShouldBe(HttpStatusCode.Redirect);
        await FinishedAsync($"the Save of {company} is finished");
    }

    /// <summary>On a slow machine the ERP may take longer than a Save waits: then the worker finishes it.</summary>
    private Task FinishedAsync(string what) => folder.SavesFinishedAsync(what, TimeSpan.FromSeconds(120));

    private void CheckWhole(long company, string when)
    {
        var made = folder.Erp.Texts($"SELECT no FROM customer WHERE name = 'Nyt firma {company}'").ShouldHaveSingleItem(when);
        folder.Ours.Text($"SELECT group_concat(ErpKey || ' ' || KeySpace || ' ' || State) FROM Links WHERE EntityType = 1 AND EntityId = {company}").ShouldBe($"{made} customer 2", when);
        folder.Ours.Number($"SELECT count(*) FROM Drafts WHERE EntityId = {company}").ShouldBe(0, when);
        folder.Erp.Text($"SELECT group_concat(operation) FROM write_log WHERE no = '{made}'").ShouldBe("INSERT", when);
        folder.Ours.Text($"SELECT Number FROM CrmCompanies WHERE Id = {company}").ShouldBe(made, when);
    }

    /// <param name="Tab">With the button Gem.</param>
    private sealed record Save(long Company, Page Tab);
}
