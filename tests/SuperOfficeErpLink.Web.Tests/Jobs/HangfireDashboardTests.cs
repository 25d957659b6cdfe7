using System.Net;
using Hangfire.InMemory;
using Hangfire.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Jobs.Hangfire;
using SuperOfficeErpLink.Web.Jobs;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Jobs;

/// <summary>The whole product with Hangfire as its engine, over a storage in memory, and Hangfire's pages in it.</summary>
[Collection("Hangfire")]
public sealed class HangfireDashboardTests(HangfireDashboardTests.App app) : IClassFixture<HangfireDashboardTests.App>
{
    private const string Pattern = "/admin/jobs/{**page}";

    private static readonly string[] Addresses =
        ["/admin/jobs", "/admin/jobs/", "/admin/jobs/jobs/enqueued", "/admin/jobs/jobs/succeeded", "/admin/jobs/recurring", "/admin/jobs/servers", "/admin/jobs/retries"];

    [Fact]
    public void Its_pages_are_one_endpoint_more() =>
        new EndpointList(app.Services).All.Select(endpoint => endpoint.RoutePattern.RawText!).Distinct().Order().ShouldBe(AccessTable.Rows.Keys.Append(Pattern).Order());

    [Fact]
    public async Task Only_an_administrator_opens_them()
    {
        var administrator = await app.SignedInAsAdministratorAsync();
        var crmUser = await app.SignedInAsCrmUserAsync();
        foreach (var address in Addresses)
        {
            (await app.Browser().OpenAsync(address)).Location.ShouldStartWith("/sign-in?returnUrl=", Case.Sensitive, address);
            (await crmUser.OpenAsync(address)).Status.ShouldBe(HttpStatusCode.Forbidden, address);
            (await administrator.OpenAsync(address)).Status.ShouldBe(HttpStatusCode.OK, address);
        }

        (await administrator.OpenAsync("/admin/jobs/nothing")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await administrator.OpenAsync("/admin/connections")).Html.ShouldContain("href=\"/admin/jobs\"");
        (await crmUser.OpenAsync("/runs")).Html.ShouldNotContain("/admin/jobs");
    }

    [Fact]
    public async Task An_administrator_who_owes_a_second_factor_does_not()
    {
        var strict = new StrictApp();
        await strict.InitializeAsync();
        try
        {
            (await (await strict.SignedInAsAdministratorAsync()).OpenAsync("/admin/jobs")).Status.ShouldBe(HttpStatusCode.Forbidden);
        }
        finally
        {
            await ((IAsyncLifetime)strict).DisposeAsync();
        }
    }

    [Fact]
    public async Task They_do_with_the_policy_of_every_page()
    {
        var browser = await app.SignedInAsAdministratorAsync();
        var usual = (await browser.OpenAsync("/admin/runs")).Response.Headers.GetValues("Content-Security-Policy").Single();
        foreach (var address in Addresses)
        {
            var page = await browser.OpenAsync(address);
            page.Response.Headers.GetValues("Content-Security-Policy").ShouldBe([usual]);
            page.Document.QuerySelectorAll("style, script:not([src])").ShouldBeEmpty(address);
            foreach (var file in page.Document.QuerySelectorAll("link[rel=stylesheet], script[src]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!))
            {
                file.ShouldStartWith("/admin/jobs/");
                (await browser.OpenAsync(file)).Status.ShouldBe(HttpStatusCode.OK, file);
            }
        }
    }

    [Theory]
    [InlineData("/admin/jobs/recurring/trigger", "jobs[]", "sweeps")]
    [InlineData("/admin/jobs/recurring/remove", "jobs[]", "sweeps")]
    [InlineData("/admin/jobs/jobs/succeeded/requeue", "jobs[]", "1")]
    public async Task They_change_nothing(string address, string field, string value)
    {
        var browser = await app.SignedInAsAdministratorAsync();
        var page = (await browser.OpenAsync("/admin/jobs/recurring")).Document;
        var header = page.QuerySelector("meta[name=csrf-header]")!.GetAttribute("content")!;
        var token = page.QuerySelector("meta[name=csrf-token]")!.GetAttribute("content")!;

        (await PostAsync(browser, address, field, value)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(browser, address, field, value, (header, token))).Status.ShouldBe(HttpStatusCode.Unauthorized);

        (await PostAsync(browser, "/admin/jobs/stats", "metrics[]", "servers:count")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(browser, "/admin/jobs/stats", "metrics[]", "servers:count", (header, token))).Status.ShouldBe(HttpStatusCode.OK);
        using var connection = app.Services.GetRequiredService<HangfireStorage>().Open().GetConnection();
        connection.GetRecurringJobs().Select(job => job.Id).Order().ShouldBe(["retention", "sweeps"]);
    }

    [Fact]
    public async Task A_run_that_a_user_starts_ends()
    {
        var browser = await app.SignedInAsCrmUserAsync();
        var queued = await browser.SubmitAsync(await browser.OpenAsync("/runs"), "form[action*='SyncAll']");
        var id = long.Parse(queued.Location!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);

        var state = RunState.Queued;
        for (var look = 0; look < 300 && !state.IsEnded(); look++)
        {
            await Task.Delay(100);
            state = await app.InDatabaseAsync(database => database.Runs.Where(run => run.Id == id).Select(run => run.State).SingleAsync());
        }

        state.ShouldBe(RunState.Completed);
        (await (await app.SignedInAsAdministratorAsync()).OpenAsync("/admin/jobs/jobs/succeeded")).Html.ShouldContain($"Run {id}");
    }

    private static Task<Page> PostAsync(Browser browser, string address, string field, string value, (string Name, string Value)? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent([new(field, value)]) };
        if (token is { } given)
        {
            request.Headers.Add(given.Name, given.Value);
        }

        return browser.SendAsync(request);
    }

    public class App : TestApp
    {
        public App()
            : this([])
        {
        }

        protected App((string Key, string Value)[] settings)
            : base([("ErpLink:Demo:Companies", "60"), .. settings], services => services.AddHangfireJobs(() => new InMemoryStorage()))
        {
        }
    }

    private sealed class StrictApp() : App([("ErpLink:SecondFactor:AdministratorsMust", "true")]);
}
