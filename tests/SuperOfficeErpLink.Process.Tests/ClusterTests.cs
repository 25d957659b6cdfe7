using System.Diagnostics;
using System.Globalization;
using System.Net;
using SuperOfficeErpLink.Web.Tests.Hosting;
using Xunit.Abstractions;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>Two and three nodes as real processes on one PostgreSQL behind nginx.</summary>
public sealed class ClusterTests(ITestOutputHelper output)
{
    private const int First = 100_000;
    private const int Ended = 4;
    private const int Braked = 3;
    private const string NewPhone = "+45 70 70 70 70";

    [ClusterFact]
    public async Task Runs_of_several_connections_are_shared_out_and_those_of_a_killed_node_are_taken_over_and_write_each_actor_once()
    {
        const int connections = 4;
        const int links = 500;
        using var cluster = new Cluster(3, ("ErpLink__SweepsAtOnce", "2"));
        await cluster.StartAsync();
        LinkedCopies.Add(cluster.Database.Open, cluster.Erp.Path, First, links);
        var erps = new[] { cluster.Erp }.Concat(Enumerable.Range(2, connections - 1).Select(number => cluster.AddConnection(number, First))).ToList();
        var browser = await cluster.SignedInAsync();
        EditAll(cluster);

        await SyncAllAsync(browser);
        await UntilAsync(() => Count(cluster, $"""SELECT count(*) FROM "Runs" WHERE "State" = {Braked}""") == connections, "the brake stops every run");
        foreach (var run in cluster.Database.Texts("""SELECT "Id" FROM "Runs" """))
        {
            (await browser.SubmitAsync(await browser.OpenAsync($"/runs/{run}"), "form.run-decide")).Status.ShouldBe(HttpStatusCode.Redirect);
        }

        await UntilAsync(() => erps.TrueForAll(erp => Written(erp) > links / 20), "every run is on its way");
        var shared = cluster.Database.Texts("""SELECT "Node" FROM "Runs" ORDER BY "Node" """);
        output.WriteLine($"nodes of the {connections} runs: {string.Join(", ", shared)}");
        shared.GroupBy(node => node).ShouldAllBe(node => node.Count() <= 2, "no node works on more than two sweeps");

        var victim = int.Parse(shared[0], CultureInfo.InvariantCulture);
        var orphans = cluster.Database.Texts($"""SELECT "Id" FROM "Runs" WHERE "Open" AND "Node" = '{victim}'""");
        orphans.ShouldNotBeEmpty();
        cluster.Nodes[victim]!.Kill();
        var watch = Stopwatch.StartNew();
        await UntilAsync(
            () => Count(cluster, $"""SELECT count(*) FROM "Runs" WHERE "Id" IN ({string.Join(",", orphans)}) AND "Node" = '{victim}'""") == 0, "others take up the runs of the killed node");
        output.WriteLine($"{orphans.Count} runs were taken over after {watch.Elapsed.TotalSeconds:0.0} s");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));

        await UntilAsync(() => Open(cluster).Count == 0, "all runs end");
        Count(cluster, $"""SELECT count(*) FROM "Runs" WHERE "State" = {Ended}""").ShouldBe(connections);
        erps.ForEach(erp => CheckWhole(erp, links));
        Count(cluster, """SELECT count(*) FROM "Changes" WHERE "State" = 3""").ShouldBe(connections * links);
        Count(cluster, """SELECT count(*) FROM "Changes" WHERE "State" IN (1, 2, 6)""").ShouldBe(0);
        Count(cluster, """SELECT (SELECT count(*) FROM "Conflicts") + (SELECT count(*) FROM "ProblemRecords") + (SELECT count(*) FROM "RunTargets")""").ShouldBe(0);
    }

    [ClusterFact]
    public async Task While_the_database_is_down_pages_say_so_and_a_run_waits_and_goes_on()
    {
        const int links = 1500;
        using var cluster = new Cluster(2);
        await cluster.StartAsync();
        LinkedCopies.Add(cluster.Database.Open, cluster.Erp.Path, First, links);
        var browser = await cluster.SignedInAsync();
        EditAll(cluster);
        await SyncAllAsync(browser);
        await UntilAsync(() => Count(cluster, $"""SELECT count(*) FROM "Runs" WHERE "State" = {Braked}""") == 1, "the brake stops it");
        var run = cluster.Database.Texts("""SELECT "Id" FROM "Runs" """).Single();
        (await browser.SubmitAsync(await browser.OpenAsync($"/runs/{run}"), "form.run-decide")).Status.ShouldBe(HttpStatusCode.Redirect);
        await UntilAsync(() => Written(cluster.Erp) > links / 10, "the run is on its way");

        cluster.Database.Down();
        var watch = Stopwatch.StartNew();
        var written = Written(cluster.Erp);
        written.ShouldBeLessThan(links);
        do
        {
            var page = await browser.OpenAsync("/company");
            (page.Status, page.Title).ShouldBe((HttpStatusCode.ServiceUnavailable, "Databasen svarer ikke"));
            await Task.Delay(1000);
        }
        while (watch.Elapsed < TimeSpan.FromSeconds(20));
        cluster.Database.Up();

        await UntilAsync(() => Count(cluster, $"""SELECT "State" FROM "Runs" WHERE "Id" = {run}""") >= Ended, "the run goes on to its end");
        Count(cluster, $"""SELECT "State" FROM "Runs" WHERE "Id" = {run}""").ShouldBe(Ended);
        CheckWhole(cluster.Erp, links);
        Count(cluster, """SELECT count(*) FROM "Changes" WHERE "State" = 3""").ShouldBe(links);
        (await browser.OpenAsync("/company")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [ClusterFact]
    public async Task Nodes_are_restarted_one_after_the_other_under_load_and_no_page_fails_and_no_form_is_half_done()
    {
        using var cluster = new Cluster(2);
        await cluster.StartAsync();
        var browser = await cluster.SignedInAsync();
        using var stop = new CancellationTokenSource();
        var load = new Load(browser, stop.Token);
        var loading = load.RunAsync();
        await UntilAsync(() => load.Done > 100, "the load is on");

        for (var node = 0; node < cluster.Nodes.Length; node++)
        {
            var leaving = FirstNotReadyAsync(cluster.Browser(node));
            cluster.Nodes[node]!.Stop();
            (await leaving).ShouldBe(HttpStatusCode.ServiceUnavailable, $"before it stops, a node says that it is not ready any more; {string.Join('\n', cluster.Nodes[node]!.Output.TakeLast(60).Concat(cluster.Nodes[node]!.Errors.TakeLast(40)))}");
            (await cluster.Nodes[node]!.ExitCodeAsync()).ShouldBe(0);
            cluster.Nodes[node]!.Dispose();
            await cluster.Begin(node).ReadyAsync();
        }

        var done = load.Done;
        await UntilAsync(() => load.Done > done + 100, "the load goes on");
        await stop.CancelAsync();
        await loading;

        output.WriteLine($"{load.Done} requests, {load.Refused} forms refused");
        load.Failures.ShouldBeEmpty();
        Count(cluster, """SELECT count(*) FROM "CrmCompanies" WHERE "Phone" <> "Web" AND length("Phone") < 8 AND "Id" BETWEEN 50 AND 59""").ShouldBe(0, "both fields of a form are stored or neither");
    }

    [ClusterFact]
    public async Task A_node_with_another_key_file_does_not_start_and_names_the_setting()
    {
        using var cluster = new Cluster(2);
        await cluster.Begin(0).ReadyAsync();
        var other = Path.Combine(MemoryFolder.Make("erplink-key-"), "other.key");

        var node = cluster.Begin(1, ("ErpLink__KeyFile", other));

        (await node.ExitCodeAsync()).ShouldBe(1);
        node.Errors.ShouldContain(line => line.Contains("ErpLink:KeyFile", StringComparison.Ordinal));
    }

    /// <summary>Fifty requests a second: pages of all kinds, and a form that stores two fields alike.</summary>
    private sealed class Load(Browser browser, CancellationToken stop)
    {
        private static readonly string[] Addresses = ["/company", "/company?q=a", "/company/1", "/company/1/erp", "/problems", "/"];
        private int done;
        private int refused;

        public int Done => Volatile.Read(ref done);

        public int Refused => Volatile.Read(ref refused);

        public System.Collections.Concurrent.ConcurrentQueue<string> Failures { get; } = new();

        public async Task RunAsync()
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            var all = new List<Task>();
            try
            {
                for (var number = 0; await timer.WaitForNextTickAsync(stop); number++)
                {
                    all.Add(TryAsync(number));
                }
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(all);
            }
        }

        private async Task TryAsync(int number)
        {
            try
            {
                await (number % 10 == 0 ? PostAsync(50 + (number / 10 % 10), number) : GetAsync(Addresses[number % Addresses.Length]));
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
            {
                Failures.Enqueue($"{(number % 10 == 0 ? "form" : "page")}: {failure.GetBaseException().Message}");
            }
        }

        private async Task GetAsync(string address)
        {
            var page = await browser.OpenAsync(address);
            if (page.Status is not HttpStatusCode.OK)
            {
                Failures.Enqueue($"GET {address}: {(int)page.Status} {page.Title}");
            }

            Interlocked.Increment(ref done);
        }

        private async Task PostAsync(int company, int number)
        {
            var card = await browser.OpenAsync($"/company/{company}?edit=1");
            if (card.Status is not HttpStatusCode.OK)
            {
                Failures.Enqueue($"GET card: {(int)card.Status} {card.Title}");
                return;
            }

            var answer = await browser.SubmitAsync(card, "#card-form", ("Input.Value[phone]", $"{number}"), ("Input.Value[web]", $"{number}"));
            if (answer.Status is HttpStatusCode.ServiceUnavailable)
            {
                Interlocked.Increment(ref refused);
            }
            else if (answer.Status is not (HttpStatusCode.Redirect or HttpStatusCode.OK))
            {
                Failures.Enqueue($"POST: {(int)answer.Status} {answer.Title}");
            }

            Interlocked.Increment(ref done);
        }
    }

    /// <summary>What a node answers that is ready no more; null: nothing, for it does not listen.</summary>
    private static async Task<HttpStatusCode?> FirstNotReadyAsync(Browser node)
    {
        try
        {
            while (true)
            {
                if ((await node.OpenAsync("/health/ready")).Status is var status and not HttpStatusCode.OK)
                {
                    return status;
                }

                await Task.Delay(50);
            }
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static void EditAll(Cluster cluster) => cluster.Database.Do(
        $"""UPDATE "CrmCompanies" SET "Phone" = '{NewPhone}', "Version" = "Version" + 1, "UpdatedAt" = {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} WHERE "Id" >= {First}""");

    private static async Task SyncAllAsync(Browser browser) =>
        (await browser.SubmitAsync(await browser.OpenAsync("/"), "form[action*='SyncAll']")).Status.ShouldBe(HttpStatusCode.Redirect);

    private static void CheckWhole(SqlFile erp, int links)
    {
        erp.Number($"SELECT count(*) FROM customer WHERE no LIKE 'K%' AND phone = '{NewPhone}'").ShouldBe(links);
        erp.Number("SELECT count(*) FROM customer WHERE no LIKE 'K%'").ShouldBe(links);
        erp.Number("SELECT count(*) FROM write_log").ShouldBe(links, "each actor is written once");
    }

    private static IReadOnlyList<string> Open(Cluster cluster) => cluster.Database.Texts("""SELECT "Id" FROM "Runs" WHERE "Open" """);

    private static int Count(Cluster cluster, string sql) => cluster.Database.Number(sql);

    private static int Written(SqlFile erp) => erp.Number("SELECT count(*) FROM write_log");

    private static Task UntilAsync(Func<bool> condition, string what) => ProductFolder.UntilAsync(condition, what, pause: 100);
}
