using System.Diagnostics;
using Xunit.Abstractions;

namespace SuperOfficeErpLink.Process.Tests;

public sealed class FirstStartTests(ITestOutputHelper output) : IDisposable
{
    private const int Parts = 6;
    private readonly string folder = MemoryFolder.Make("erplink-process-");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_first_start_killed_at_any_moment_leaves_a_second_that_makes_the_whole_demo()
    {
        var whole = await MeasureAsync();
        output.WriteLine($"A first start takes {whole.TotalSeconds:0.00} s");
        foreach (var (name, moment) in Moments(whole))
        {
            var data = Path.Combine(folder, name);
            Directory.CreateDirectory(data);
            var watch = Stopwatch.StartNew();
            using (var first = new Application(data))
            {
                await ProductFolder.UntilAsync(() => moment(data, watch.Elapsed) || first.HasExited, name, pause: 1, within: TimeSpan.FromSeconds(60));
                first.HasExited.ShouldBeFalse(name);
                first.Kill();
            }

            output.WriteLine($"{name}: killed after {watch.Elapsed.TotalSeconds:0.00} s with {string.Join(", ", Files(data))}");
            using var second = new Application(data);
            await second.ReadyAsync();
            second.Kill();
            CheckWhole(data, name);
        }
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_on_one_folder_make_one_demo()
    {
        using var one = new Application(folder);
        using var two = new Application(folder);

        await Task.WhenAll(one.ReadyAsync(), two.ReadyAsync());

        CheckWhole(folder, "two at once");
    }

    [Fact]
    public async Task A_start_that_cannot_go_on_says_why_in_one_line_and_ends_with_1()
    {
        using var application = new Application(folder, ("ErpLink__Demo__Companies", "many"));

        (await application.ExitCodeAsync()).ShouldBe(1);

        application.Errors.Where(line => line.Length > 0).ShouldHaveSingleItem().ShouldContain("ErpLink:Demo:Companies");
    }

    /// <summary>Spread over the measured time, and at the steps where files come to be.</summary>
    private static IEnumerable<(string Name, Func<string, TimeSpan, bool> Moment)> Moments(TimeSpan whole)
    {
        foreach (var file in (string[])["erplink.lock", "erplink.db", "erplink.db-wal", "erplink.key", "erp/demo-erp.db.new", "erp/demo-erp.db"])
        {
            yield return ($"at {file.Replace('/', ' ')}", (data, _) => File.Exists(Path.Combine(data, file)));
        }

        for (var part = 1; part < Parts; part++)
        {
            var moment = whole * part / Parts;
            yield return ($"at {part} of {Parts}", (_, elapsed) => elapsed >= moment);
        }
    }

    private async Task<TimeSpan> MeasureAsync()
    {
        var data = Path.Combine(folder, "measured");
        var watch = Stopwatch.StartNew();
        using var application = new Application(data);
        await application.ReadyAsync();
        return watch.Elapsed;
    }

    private static void CheckWhole(string data, string name)
    {
        var (ours, erp) = (new SqlFile(Path.Combine(data, "erplink.db")), new SqlFile(Path.Combine(data, "erp", "demo-erp.db")));
        ours.Text("PRAGMA integrity_check").ShouldBe("ok", name);
        erp.Text("PRAGMA integrity_check").ShouldBe("ok", name);
        ours.Text("SELECT (SELECT count(*) FROM CrmCompanies) || ' ' || (SELECT count(*) FROM CrmPersons) || ' ' || (SELECT count(*) FROM CrmProjects)").ShouldBe("500 1500 100", name);
        ours.Text("SELECT (SELECT count(*) FROM Links) || ' ' || (SELECT count(*) FROM AspNetUsers) || ' ' || (SELECT count(*) FROM Connections)").ShouldBe("40 2 1", name);
        ours.Text("SELECT Value FROM Installation WHERE Key = 'demo'").ShouldBe("500", name);
        erp.Text("SELECT (SELECT id FROM client) || ' ' || (SELECT count(*) FROM write_log)").ShouldBe("demo-500 0", name);
        erp.Text("SELECT count(*) FROM customer WHERE no BETWEEN 'C1001' AND 'C1035'").ShouldBe("35", name);
        Files(data).ShouldNotContain("demo-erp.db.new", name);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(data, "erplink.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, name);
        }
    }

    private static IEnumerable<string?> Files(string data) => Directory.GetFiles(data, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
