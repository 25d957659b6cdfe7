using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Issues;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Pages;

public sealed class ProblemTests(TestApp app) : IClassFixture<TestApp>
{
    /// <summary>Every cause there is.</summary>
    private static IEnumerable<string> Keys =>
    [
        ProblemCauses.NotRead, ProblemCauses.Refused, ProblemCauses.ActorGone, ProblemCauses.EntityGone, ProblemCauses.ActorUnknown, ProblemCauses.ActorReturned,
        ProblemCauses.ActorMerged, ProblemCauses.EntityMerged,
        .. Enum.GetValues<CannotHold>().Where(reason => reason != CannotHold.None)
            .SelectMany(reason => Enum.GetValues<Side>().Select(side => $"{ProblemCauses.CannotHoldPrefix}{reason}-{side}".ToLowerInvariant())),
        .. Enum.GetValues<WaitingKind>().Select(WaitingCauses.KeyOf),
        .. Enum.GetValues<FailureKind>().Select(failure => $"{Troubles.ConnectionPrefix}{failure}".ToLowerInvariant()),
        Troubles.RunWaits, Troubles.RunBraked, Troubles.RunFailed,
    ];

    [Theory]
    [InlineData("da")]
    [InlineData("en")]
    public async Task Every_cause_says_what_it_is_and_what_to_do_in_every_language(string culture)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        await using var scope = app.Services.CreateAsyncScope();
        var words = scope.ServiceProvider.GetRequiredService<ProblemWords>();
        var connection = (await app.Services.GetRequiredService<IConnectionStore>().ListAsync(CancellationToken.None))[0];

        foreach (var key in Keys)
        {
            var (what, fix) = (words.What(key, "Telefon", connection), words.Fix(key, connection));
            what.ShouldSatisfyAllConditions(() => what.ShouldNotContain("Problem."), () => what.ShouldNotContain("{"), () => what.ShouldEndWith("."));
            fix.ShouldSatisfyAllConditions(() => fix.ShouldNotContain("Fix."), () => fix.ShouldNotContain("{"), () => fix.ShouldEndWith("."));
        }

        Enum.GetValues<ProblemOwner>().Select(words.Owner).ShouldAllBe(owner => owner.Length > 0 && !owner.StartsWith("Owner.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_problems_the_page_says_so()
    {
        await GivenAsync(0);

        var page = await (await app.SignedInAsCrmUserAsync()).OpenAsync("/problems");

        page.Title.ShouldBe("Problemer");
        page.Texts(".empty-title").ShouldBe(["Ingen problemer"]);
        page.Document.QuerySelector("nav.navigator a[aria-current=page]")!.TextContent.Trim().ShouldBe("Problemer");
    }

    [Fact]
    public async Task A_cause_leads_to_its_records_and_a_cause_that_is_over_back_to_the_list()
    {
        var id = await GivenAsync(60);
        var browser = await app.SignedInAsCrmUserAsync();

        var list = await browser.OpenAsync("/problems");
        list.Texts("tbody th a").ShouldBe(["En værdi kan ikke overføres til SuperOffice: Den er for lang."]);
        list.Html.ShouldContain("Gør den kortere.");
        list.Texts("tbody td")[0].ShouldBe("60");

        var first = await browser.OpenAsync($"/problems/{id}");
        first.Texts("tbody th a").Count.ShouldBe(50);
        var next = await browser.OpenAsync(first.Document.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        next.Texts("tbody th a").Count.ShouldBe(10);
        next.Document.QuerySelector("a[rel=next]").ShouldBeNull();

        var gone = await browser.OpenAsync("/problems/999999");
        (gone.Status, gone.Location).ShouldBe((HttpStatusCode.Redirect, "/problems"));
        (await browser.OpenAsync("/problems/nothing")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_files_hold_the_causes_and_every_record_behind_one_in_Danish_with_semicolons()
    {
        var id = await GivenAsync(60);
        var browser = await app.SignedInAsCrmUserAsync();

        var causes = await browser.Client.GetAsync(new Uri("/problems?handler=Csv&culture=da", UriKind.Relative));
        var lines = await browser.Client.GetAsync(new Uri($"/problems/{id}?handler=Csv&culture=da", UriKind.Relative));

        causes.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        causes.Content.Headers.ContentDisposition!.FileName.ShouldNotBeNull().ShouldMatch("^\"?problemer-[0-9-]{10}\\.csv\"?$");
        (await causes.Content.ReadAsByteArrayAsync())[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        var rows = (await causes.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        rows[1].ShouldStartWith("\"Demo ERP\";\"En værdi kan ikke overføres til SuperOffice: Den er for lang.\";\"Gør den kortere.\";\"en bruger\";\"60\";");
        (await lines.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(61);
    }

    [Fact]
    public async Task Trying_again_makes_a_run_and_leads_to_it()
    {
        var id = await GivenAsync(3);
        var browser = await app.SignedInAsCrmUserAsync();

        var one = await browser.SubmitAsync(await browser.OpenAsync($"/problems/{id}"), "form[action*=One]", ("line", "999999:phone|phone"));
        one.Location.ShouldNotBeNull().ShouldStartWith("/runs/");
        (await browser.SubmitAsync(await browser.OpenAsync($"/problems/{id}"), "form[action*=One]", ("line", "nonsense"))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_may_not_link_is_offered_no_retry_and_refused_one()
    {
        var id = await GivenAsync(3);
        var browser = await app.SignedInAsCrmUserAsync();
        var before = await browser.OpenAsync($"/problems/{id}");
        await app.InDatabaseAsync(async database => await database.Access.ExecuteUpdateAsync(set => set.SetProperty(row => row.CanConnect, false)));
        try
        {
            (await browser.OpenAsync($"/problems/{id}")).Document.QuerySelectorAll("main button").ShouldBeEmpty();
            (await browser.OpenAsync("/problems")).Document.QuerySelectorAll("main button").ShouldBeEmpty();
            (await browser.SubmitAsync(before, "form[action*=All]")).Status.ShouldBe(HttpStatusCode.Forbidden);
        }
        finally
        {
            await app.InDatabaseAsync(async database => await database.Access.ExecuteUpdateAsync(set => set.SetProperty(row => row.CanConnect, true)));
        }
    }

    /// <summary>As many lines behind one cause; the demo's links are repeated under other fields.</summary>
    private Task<long> GivenAsync(int lines) => app.InDatabaseAsync(async database =>
    {
        await database.ProblemRecords.ExecuteDeleteAsync();
        await database.Problems.ExecuteDeleteAsync();
        if (lines == 0)
        {
            return 0L;
        }

        var links = await database.Links.Where(link => link.ActorType == ActorType.Customer).OrderBy(link => link.Id).Select(link => link.Id).ToListAsync();
        var cause = new ProblemRow
        {
            ConnectionId = DemoConnection.Id, CauseKey = "cannot-hold-toolong-crm", Owner = ProblemOwner.User, Count = lines, First = DateTimeOffset.UtcNow, Last = DateTimeOffset.UtcNow,
        };
        database.Problems.Add(cause);
        await database.SaveChangesAsync();
        database.ProblemRecords.AddRange(Enumerable.Range(0, lines).Select(index => new ProblemRecordRow
        {
            ProblemId = cause.Id, LinkId = links[index % links.Count], Field = index < links.Count ? "phone|phone" : "web|web",
        }));
        await database.SaveChangesAsync();
        return cause.Id;
    });
}
