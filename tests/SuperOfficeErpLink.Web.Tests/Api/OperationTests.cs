using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Api.Answers;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Api;

/// <summary>Every operation of the OpenAPI document is as the document says. A new operation without a sample fails.</summary>
public sealed class OperationTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly string C = ApiWorld.Connection;

    private delegate Task<Sample> Make(OperationTests tests, ApiCaller caller);

    private static readonly Dictionary<string, Make> Samples = new()
    {
        ["listConnections"] = At("/api/v1/connections"),
        ["getConnection"] = At($"/api/v1/connections/{C}"),
        ["getMappings"] = At($"/api/v1/connections/{C}/mappings"),
        ["exportMappings"] = At($"/api/v1/mappings/{C}"),
        ["importMappings"] = async (_, caller) => new Sample($"/api/v1/mappings/{C}?replace=true", 200, (await caller.GetAsync($"/api/v1/mappings/{C}")).Text),
        ["publishMappings"] = async (_, caller) => new Sample($"/api/v1/mappings/{C}/publish", 200, await DraftAsync(caller), ApiCaller.NewKey()),
        ["listMappingVersions"] = At($"/api/v1/mappings/{C}/versions"),
        ["listLinks"] = At($"/api/v1/links?connection={C}&entityType=company&limit=7"),
        ["getLink"] = At("/api/v1/links/1"),
        ["compare"] = At("/api/v1/links/compare?link=2"),
        ["createLink"] = (_, _) => Task.FromResult(new Sample("/api/v1/links", 201, ApiWorld.Link(60, "C1050"), "sample")),
        ["deleteLink"] = At("/api/v1/links/35?withPersons=true", 204),
        ["listRuns"] = At("/api/v1/runs"),
        ["getRun"] = async (_, caller) => new Sample($"/api/v1/runs/{await RunAsync(caller)}", 200),
        ["startRun"] = At("/api/v1/runs", 202, $$"""{"connection":"{{C}}","kind":"one","entities":[{"type":"company","id":3}]}"""),
        ["cancelRun"] = async (_, caller) => new Sample($"/api/v1/runs/{await RunAsync(caller)}/cancel", 202),
        ["releaseRun"] = async (tests, caller) => new Sample($"/api/v1/runs/{await tests.BrakedAsync(caller)}/release", 202, """{"first":10}"""),
        ["listConflictGroups"] = At("/api/v1/conflicts"),
        ["listConflicts"] = At($"/api/v1/conflicts/items?connection={C}&actorType=customer&crmField=phone&erpField=phone&difference=different"),
        ["chooseInConflicts"] = At(
            "/api/v1/conflicts/choices", 202, $$"""{"connection":"{{C}}","choices":[{"link":4,"crmField":"phone","erpField":"phone","choice":"crm","seen":"0000"}]}"""),
        ["listProblems"] = async (tests, _) => new Sample(await tests.WithProblemAsync("/api/v1/problems"), 200),
        ["listProblemRecords"] = async (tests, _) => new Sample(await tests.WithProblemAsync("/api/v1/problems/{0}/records"), 200),
        ["retryProblem"] = async (tests, _) => new Sample(await tests.WithProblemAsync("/api/v1/problems/{0}/retry"), 202),
        ["listHistory"] = async (_, caller) => new Sample($"/api/v1/history?entityType=company&entityId={await LinkedAsync(caller, 57, "C1047")}&side=erp&limit=3", 200),
        ["listLinkHistory"] = async (_, caller) => new Sample($"/api/v1/history/links?entityType=company&entityId={await LinkedAsync(caller, 58, "C1048")}", 200),
        ["undo"] = async (_, caller) => new Sample(
            "/api/v1/undo", 202, $$"""{"operation":"{{(await ChangesAsync(caller, await LinkedAsync(caller, 59, "C1049")))[0]!["operation"]}}"}"""),
    };

    [Fact]
    public async Task Every_operation_answers_as_it_is_described()
    {
        var caller = await ApiCaller.OfAsync(app);
        var document = await DocumentAsync(caller);

        document.Operations.Select(operation => operation.Id).Order().ShouldBe(Samples.Keys.Order());
        foreach (var operation in document.Operations)
        {
            var sample = await Samples[operation.Id](this, caller);
            operation.IsAddressedBy(sample.Address).ShouldBeTrue($"{operation.Id}: {sample.Address}");
            var answer = await caller.SendAsync(operation.Method, sample.Address, sample.Json, sample.Key);

            ((int)answer.Status).ShouldBe(sample.Status, $"{operation.Id}: {answer.Text}");
            operation.Answers(sample.Status).ShouldBeTrue($"{operation.Id} does not say that it answers {sample.Status}.");
            var schema = operation.SchemaOf(sample.Status);
            (schema is null).ShouldBe(answer.Text.Length == 0, operation.Id);
            (schema is null ? [] : document.Mistakes(schema, answer.Body)).ShouldBeEmpty(operation.Id);
        }
    }

    [Fact]
    public async Task Every_operation_says_what_it_is_and_what_it_needs()
    {
        var document = await DocumentAsync(await ApiCaller.OfAsync(app));

        document.Root["components"]!["securitySchemes"]!["token"]!["scheme"]!.GetValue<string>().ShouldBe("bearer");
        foreach (var operation in document.Operations)
        {
            operation.Described["summary"]!.GetValue<string>().ShouldNotBeNullOrEmpty(operation.Id);
            operation.Described["tags"]!.AsArray().Count.ShouldBe(1, operation.Id);
            operation.Scope.ShouldBeOneOf("read", "run", "write");
            operation.Described["responses"]!.AsObject().Any(answer => answer.Key.StartsWith('2')).ShouldBeTrue(operation.Id);
            foreach (var status in (int[])[400, 401, 403, 429, 500, 503])
            {
                operation.Answers(status).ShouldBeTrue($"{operation.Id} {status}");
            }
        }
    }

    [Fact]
    public async Task An_operation_is_refused_to_a_token_without_its_scope()
    {
        var document = await DocumentAsync(await ApiCaller.OfAsync(app));
        foreach (var operation in document.Operations)
        {
            var without = await ApiCaller.OfAsync(app, ApiScopeNames.All.Where(scope => ApiScopeNames.Name(scope) != operation.Scope).Aggregate((all, one) => all | one));
            var answer = await without.SendAsync(operation.Method, operation.AnyAddress, operation.Method == HttpMethod.Post ? "{}" : null, ApiCaller.NewKey());

            answer.ShouldBe(HttpStatusCode.Forbidden, "scope-missing");
            answer.Body!["scope"]!.GetValue<string>().ShouldBe(operation.Scope, operation.Id);
        }
    }

    [Fact]
    public async Task An_operation_is_refused_to_whoever_has_no_token()
    {
        var document = await DocumentAsync(await ApiCaller.OfAsync(app));
        foreach (var operation in document.Operations)
        {
            var answer = await new ApiCaller(app, null).SendAsync(operation.Method, operation.AnyAddress, operation.Method == HttpMethod.Post ? "{}" : null);

            answer.ShouldBe(HttpStatusCode.Unauthorized, "unauthorized");
            answer.Response.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
        }
    }

    [Fact]
    public void Every_kind_of_run_has_a_name_for_callers() =>
        Enum.GetValues<RunKind>().ShouldAllBe(kind => Enum.IsDefined((RunKindAnswer)kind));

    [Fact]
    public async Task The_records_of_a_problem_come_page_by_page()
    {
        var caller = await ApiCaller.OfAsync(app);
        await WithProblemAsync("");
        await app.InDatabaseAsync(async database =>
        {
            var problem = await database.Problems.FirstAsync();
            database.ProblemRecords.AddRange(Enumerable.Range(13, 6).Select(link => new ProblemRecordRow { ProblemId = problem.Id, LinkId = link, Field = "phone|phone" }));
            return await database.SaveChangesAsync();
        });
        var address = await WithProblemAsync("/api/v1/problems/{0}/records?limit=3");
        var (links, after) = (new List<long>(), "");
        do
        {
            var page = (await caller.GetAsync(address + after)).Body!;
            links.AddRange(page["items"]!.AsArray().Select(item => item!["link"]!.GetValue<long>()));
            after = page["next"] is { } next ? $"&after={next}" : "";
        }
        while (after.Length > 0);

        links.ShouldBeUnique();
        links.Count.ShouldBeGreaterThanOrEqualTo(6);
        (await caller.GetAsync(address + "&after=x")).ShouldBe(HttpStatusCode.BadRequest, "bad-request");
    }

    [Fact]
    public async Task Whoever_is_signed_in_can_read_the_document_and_nobody_else()
    {
        (await (await app.SignedInAsCrmUserAsync()).OpenAsync("/openapi/v1.json")).Status.ShouldBe(HttpStatusCode.OK);
        (await app.Browser().OpenAsync("/openapi/v1.json")).Location!.ShouldStartWith("/sign-in");
        (await new ApiCaller(app, "erplink_nothing").GetAsync("/openapi/v1.json")).ShouldBe(HttpStatusCode.Unauthorized, "unauthorized");
    }

    private static async Task<Document> DocumentAsync(ApiCaller caller)
    {
        var answer = await caller.GetAsync("/openapi/v1.json");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return new Document(answer.Body!);
    }

    private static Make At(string address, int status = 200, string? json = null) => (_, _) => Task.FromResult(new Sample(address, status, json));

    private static async Task<long> RunAsync(ApiCaller caller) =>
        (await caller.PostAsync("/api/v1/runs", $$"""{"connection":"{{C}}","kind":"changes"}""")).Id;

    /// <returns>The company.</returns>
    private static async Task<long> LinkedAsync(ApiCaller caller, long company, string key)
    {
        (await caller.PostAsync("/api/v1/links", ApiWorld.Link(company, key), ApiCaller.NewKey())).ShouldBe(HttpStatusCode.Created);
        return company;
    }

    private static async Task<JsonArray> ChangesAsync(ApiCaller caller, long company) =>
        (await caller.GetAsync($"/api/v1/history?entityType=company&entityId={company}")).Body!["items"]!.AsArray();

    /// <summary>A request to publish a draft that shows one field more on the ERP tab.</summary>
    private static async Task<string> DraftAsync(ApiCaller caller)
    {
        var file = (await caller.GetAsync($"/api/v1/mappings/{C}")).Body!;
        file["actors"]![0]!["fields"]![1]!["showOnTab"] = true;
        var draft = (await caller.SendAsync(HttpMethod.Put, $"/api/v1/mappings/{C}?replace=true", file.ToJsonString())).Body!["draft"]!.GetValue<long>();
        return $$"""{"draft":{{draft}},"why":"Navn på fanen"}""";
    }

    /// <param name="address">Of the problem, where it has a place for it.</param>
    private async Task<string> WithProblemAsync(string address) =>
        string.Format(CultureInfo.InvariantCulture, address, await app.InDatabaseAsync(async database =>
        {
            if (await database.Problems.FirstOrDefaultAsync() is { } held)
            {
                return held.Id;
            }

            var problem = new ProblemRow
            {
                ConnectionId = DemoConnection.Id, CauseKey = ProblemCauses.Refused, Owner = ProblemOwner.User, First = DateTimeOffset.UtcNow, Last = DateTimeOffset.UtcNow, Count = 1,
            };
            database.Problems.Add(problem);
            await database.SaveChangesAsync();
            database.ProblemRecords.Add(new ProblemRecordRow { ProblemId = problem.Id, LinkId = 12, Field = "phone|phone" });
            await database.SaveChangesAsync();
            return problem.Id;
        }));

    /// <summary>A run that shows its list before it writes.</summary>
    private async Task<long> BrakedAsync(ApiCaller caller)
    {
        app.AskErp("UPDATE customer SET phone = '+45 11 22 33 44' WHERE no = 'C1020'");
        var user = new UserContext(await app.UserIdAsync(DemoUsers.Administrator), "Tester", IsAdministrator: true, []);
        var run = (await app.Services.GetRequiredService<RunOrders>().ResyncAsync(user, DemoConnection.Id, Side.Crm, blanksClear: false, CancellationToken.None)).Run;
        await caller.RunAsync(run.Id, state => state == "braked");
        return run.Id;
    }

    /// <summary>One request of an operation, and the status it is answered with.</summary>
    private sealed record Sample(string Address, int Status, string? Json = null, string? Key = null);
}
