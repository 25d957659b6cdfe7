using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Api;

/// <summary>Whatever goes wrong is told as a problem that says what it was.</summary>
public sealed class ErrorTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("""{"connection":"C","kind":"changes","colour":"red"}""", "colour")]
    [InlineData("""{"connection":"C","kind":7}""", "kind")]
    [InlineData("""{"connection":"C","kind":"sometimes"}""", "kind")]
    [InlineData("""{"connection":"C","kind":"one","entities":[{"type":"company","id":"7"}]}""", "entities[0].id")]
    [InlineData("""{"connection":"C","kind":"one","entities":[{"type":"company"}]}""", "id")]
    [InlineData("""{"connection":7,"kind":"changes"}""", "connection")]
    [InlineData("""{"kind":"changes"}""", "connection")]
    [InlineData("""{"connection":null,"kind":"changes"}""", "connection")]
    [InlineData("""{"connection":"C","kind":"one"}""", "entities")]
    [InlineData("""{"connection":"C","kind":"one","entities":[null]}""", "entities[0]")]
    public async Task A_member_that_is_unknown_missing_or_of_another_type_is_named(string json, string member)
    {
        var caller = await ApiCaller.OfAsync(app);
        var answer = await caller.PostAsync("/api/v1/runs", json.Replace("\"C\"", $"\"{DemoConnection.Id}\"", StringComparison.Ordinal));

        answer.ShouldBe(HttpStatusCode.BadRequest, "bad-request");
        answer.Fields.ShouldBe([member]);
    }

    [Theory]
    [InlineData("links", """{"connection":"C","entity":{"type":"company","id":1},"actor":{"type":"customer","key":"C1"},"choices":[null]}""", "choices[0]")]
    [InlineData("links", """{"connection":"C","entity":{"type":"company","id":1},"actor":{"type":"customer","key":"C1"},"values":{"note":null}}""", "values.note")]
    [InlineData(
        "conflicts/choices", """{"connection":"C","choices":[{"link":1,"crmField":"a","erpField":"a","choice":"crm","seen":"0"},null]}""", "choices[1]")]
    public async Task A_null_in_a_list_is_named_where_it_stands(string address, string json, string member)
    {
        var caller = await ApiCaller.OfAsync(app);
        var answer = await caller.PostAsync($"/api/v1/{address}", json.Replace("\"C\"", $"\"{DemoConnection.Id}\"", StringComparison.Ordinal), ApiCaller.NewKey());

        answer.ShouldBe(HttpStatusCode.BadRequest, "bad-request");
        answer.Fields.ShouldBe([member]);
    }

    [Fact]
    public async Task A_conflict_is_not_decided_in_two_ways_at_once()
    {
        var caller = await ApiCaller.OfAsync(app);
        string Choices(string second) => $$"""
            {"connection":"{{DemoConnection.Id}}","choices":[
              {"link":4,"crmField":"phone","erpField":"phone","choice":"crm","seen":"0"},{"link":4,"crmField":"phone","erpField":"phone","choice":"{{second}}","seen":"0"}]}
            """;

        var answer = await caller.PostAsync("/api/v1/conflicts/choices", Choices("erp"));
        answer.ShouldBe(HttpStatusCode.BadRequest, "bad-request");
        answer.Fields.ShouldBe(["choices"]);
        (await caller.PostAsync("/api/v1/conflicts/choices", Choices("crm"))).ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_database_that_is_not_as_it_must_be_is_a_defect_and_no_reason_to_try_again()
    {
        await using var own = new TestApp([("ErpLink:Demo:Companies", "45")]);
        await own.InitializeAsync();
        var caller = await ApiCaller.OfAsync(own);
        await own.InDatabaseAsync(database => database.Database.ExecuteSqlRawAsync("ALTER TABLE Links RENAME TO Away"));

        var answer = await caller.GetAsync("/api/v1/links");

        answer.ShouldBe(HttpStatusCode.InternalServerError, "internal");
        answer.Body!["trace"]!.GetValue<string>().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task What_is_no_order_at_all_is_refused(string json) =>
        (await (await ApiCaller.OfAsync(app)).PostAsync("/api/v1/runs", json)).ShouldBe(HttpStatusCode.BadRequest, "bad-request");

    [Theory]
    [InlineData("/api/v1/links?connection=x", "connection")]
    [InlineData("/api/v1/links?entityType=planet", "entityType")]
    [InlineData("/api/v1/links?entityId=x", "entityId")]
    [InlineData("/api/v1/links?limit=x", "limit")]
    [InlineData("/api/v1/history?from=yesterday", "from")]
    public async Task A_part_of_the_address_that_cannot_be_read_is_named(string address, string name)
    {
        var answer = await (await ApiCaller.OfAsync(app)).GetAsync(address);
        answer.ShouldBe(HttpStatusCode.BadRequest, "bad-request");
        answer.Fields.ShouldBe([name]);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, "not-found")]
    [InlineData("GET", "/api/v2/links", 404, "not-found")]
    [InlineData("GET", "/api/v1/links/999999", 404, "not-found")]
    [InlineData("GET", "/api/v1/links/abc", 404, "not-found")]
    [InlineData("GET", "/api/v1/runs/999999", 404, "not-found")]
    [InlineData("PUT", "/api/v1/links", 405, "method-not-allowed")]
    [InlineData("POST", "/api/v1/runs/999999/release", 404, "not-found")]
    [InlineData("POST", "/api/v1/runs/999999/cancel", 404, "not-found")]
    public async Task What_is_not_there_is_a_problem_too(string method, string address, int status, string problem) =>
        (await (await ApiCaller.OfAsync(app)).SendAsync(new HttpMethod(method), address)).ShouldBe((HttpStatusCode)status, problem);

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var entities = string.Join(',', Enumerable.Range(1, 10_000).Select(id => $$"""{"type":"company","id":{{id}}}"""));
        (await (await ApiCaller.OfAsync(app)).PostAsync("/api/v1/runs", $$"""{"connection":"{{DemoConnection.Id}}","kind":"selected","entities":[{{entities}}]}""", "large"))
            .ShouldBe(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_refused()
    {
        var caller = await ApiCaller.OfAsync(app);
        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs") { Content = new StringContent("kind=changes", Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Authorization = new("Bearer", caller.Token);
        var response = await client.SendAsync(request);
        new ApiAnswer(response, await response.Content.ReadAsStringAsync()).ShouldBe(HttpStatusCode.UnsupportedMediaType, "media-type");
    }

    [Fact]
    public async Task A_run_that_does_not_wait_is_not_released()
    {
        var caller = await ApiCaller.OfAsync(app);
        var run = await caller.PostAsync("/api/v1/runs", $$"""{"connection":"{{DemoConnection.Id}}","kind":"one","entities":[{"type":"company","id":5}]}""");
        await caller.RunAsync(run.Id, state => state == "completed");

        (await caller.PostAsync($"/api/v1/runs/{run.Id}/release", null)).ShouldBe(HttpStatusCode.Conflict, "not-braked");
        (await caller.PostAsync($"/api/v1/runs/{run.Id}/release", """{"first":0}""")).ShouldBe(HttpStatusCode.BadRequest, "bad-request");
        (await caller.PostAsync("/api/v1/runs", $$"""{"connection":"{{DemoConnection.Id}}","kind":"one","entities":[{"type":"company","id":101}]}"""))
            .ShouldBe(HttpStatusCode.UnprocessableEntity, "nothing-to-do");
    }

    [Fact]
    public async Task An_ERP_that_is_down_is_told_with_when_to_try_again()
    {
        await using var own = new TestApp([("ErpLink:Demo:Companies", "45")]);
        await own.InitializeAsync();
        var caller = await ApiCaller.OfAsync(own);
        var file = Path.Combine(own.DataDirectory, "erp", "demo-erp.db");
        File.Move(file, file + ".away");

        var answer = await caller.GetAsync($"/api/v1/links/compare?connection={ApiWorld.Connection}&entityType=company&entityId=42&actorType=customer&erpKey=C1040");

        answer.Problem.ShouldBeOneOf("unavailable", "erp-failed");
        answer.Text.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task More_requests_than_a_token_has_are_refused_with_when_to_try_again()
    {
        await using var own = new TestApp([("ErpLink:Demo:Companies", "45"), ("ErpLink:Api:RequestsPerMinute", "5")]);
        await own.InitializeAsync();
        var (caller, other) = (await ApiCaller.OfAsync(own), await ApiCaller.OfAsync(own));
        var answers = new List<ApiAnswer>();
        for (var request = 0; request < 6; request++)
        {
            answers.Add(await caller.GetAsync("/api/v1/connections"));
        }

        answers.Take(5).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        answers[5].ShouldBe(HttpStatusCode.TooManyRequests, "too-many-requests");
        answers[5].Response.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        (await other.GetAsync("/api/v1/connections")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void The_documentation_has_a_section_for_every_kind_of_problem()
    {
        var headings = File.ReadAllLines(Path.Combine(Root(), "docs", "api.md")).Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..]).ToList();
        Problem.All.Select(problem => problem.Name).ShouldBeSubsetOf(headings);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SuperOfficeErpLink.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
