using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Api;

/// <summary>What is sent again under one key is done once.</summary>
public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string Links = "/api/v1/links";
    private readonly ManualTime time = new(DateTimeOffset.UtcNow);
    private readonly TestApp app;

    public IdempotencyTests() => app = new([("ErpLink:Demo:Companies", "120")], services => services.AddSingleton<TimeProvider>(time));

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Fact]
    public async Task The_same_request_gets_the_same_answer_and_is_done_once()
    {
        var caller = await ApiCaller.OfAsync(app);
        var first = await caller.PostAsync(Links, ApiWorld.Link(61, "C1051"), "once");
        first.ShouldBe(HttpStatusCode.Created);
        var version = app.AskErp("SELECT version FROM customer WHERE no = 'C1051'");

        var again = await caller.PostAsync(Links, ApiWorld.Link(61, "C1051"), "once");

        again.ShouldBe(HttpStatusCode.Created);
        (again.Text, again.Response.Headers.Location).ShouldBe((first.Text, first.Response.Headers.Location));
        again.Response.Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
        app.AskErp("SELECT version FROM customer WHERE no = 'C1051'").ShouldBe(version);
        (await caller.PostAsync(Links, ApiWorld.Link(61, "C1051"), "another")).ShouldBe(HttpStatusCode.Conflict, "already-linked");
    }

    [Fact]
    public async Task A_refusal_is_repeated_too()
    {
        var caller = await ApiCaller.OfAsync(app);
        var first = await caller.PostAsync(Links, ApiWorld.Link(62, "C1001"), "taken");
        var again = await caller.PostAsync(Links, ApiWorld.Link(62, "C1001"), "taken");

        again.ShouldBe(HttpStatusCode.Conflict, "actor-taken");
        again.Text.ShouldBe(first.Text);
    }

    [Fact]
    public async Task An_answer_that_has_lost_its_words_is_still_the_answer()
    {
        var caller = await ApiCaller.OfAsync(app);
        (await caller.PostAsync(Links, ApiWorld.Link(87, "C1001"), "taken")).ShouldBe(HttpStatusCode.Conflict, "actor-taken");
        var made = await caller.PostAsync(Links, ApiWorld.Link(87, "C1077"), "made");
        made.ShouldBe(HttpStatusCode.Created);
        await app.InDatabaseAsync(database => database.Idempotency.ExecuteUpdateAsync(set => set.SetProperty(row => row.Body, (string?)null)));

        (await caller.PostAsync(Links, ApiWorld.Link(87, "C1001"), "taken")).ShouldBe(HttpStatusCode.Conflict, "sending-again");
        var again = await caller.PostAsync(Links, ApiWorld.Link(87, "C1077"), "made");
        (again.Status, again.Text, again.Response.Headers.Location).ShouldBe((HttpStatusCode.Created, "", made.Response.Headers.Location));
    }

    [Fact]
    public async Task A_key_is_for_one_request_of_one_token()
    {
        var caller = await ApiCaller.OfAsync(app);
        (await caller.PostAsync(Links, ApiWorld.Link(63, "C1053"), "key")).ShouldBe(HttpStatusCode.Created);

        (await caller.PostAsync(Links, ApiWorld.Link(64, "C1054"), "key")).ShouldBe(HttpStatusCode.UnprocessableEntity, "key-reused");
        (await (await ApiCaller.OfAsync(app)).PostAsync(Links, ApiWorld.Link(64, "C1054"), "key")).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Linking_without_a_usable_key_is_refused()
    {
        var caller = await ApiCaller.OfAsync(app);
        (await caller.PostAsync(Links, ApiWorld.Link(65, "C1055"))).ShouldBe(HttpStatusCode.BadRequest, "bad-request");
        (await caller.PostAsync(Links, ApiWorld.Link(65, "C1055"), new string('k', 101))).ShouldBe(HttpStatusCode.BadRequest, "bad-request");
        (await app.InDatabaseAsync(database => database.Links.CountAsync(row => row.EntityId == 65 && row.EntityType == EntityType.Company))).ShouldBe(0);
    }

    [Fact]
    public async Task Of_two_at_once_one_is_done_and_the_other_is_told_so()
    {
        var caller = await ApiCaller.OfAsync(app);
        for (var round = 0; round < 8; round++)
        {
            var (company, customer, key) = (66 + round, $"C{1056 + round}", $"both-{round}");
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => caller.PostAsync(Links, ApiWorld.Link(company, customer), key))));

            answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBeGreaterThanOrEqualTo(1);
            answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created || answer.Problem == "key-in-use");
            answers.Where(answer => answer.Status == HttpStatusCode.Created).Select(answer => answer.Text).Distinct().Count().ShouldBe(1);
            app.AskErp($"SELECT count(*) FROM write_log WHERE no = '{customer}'").ShouldBe("1");
            (await caller.PostAsync(Links, ApiWorld.Link(company, customer), key)).ShouldBe(HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task A_request_that_was_interrupted_goes_on_from_what_it_had_done()
    {
        var caller = await ApiCaller.OfAsync(app);
        var done = await caller.PostAsync(Links, ApiWorld.Link(80, "C1070"), "cut");
        done.ShouldBe(HttpStatusCode.Created);
        await CutAsync();
        (await caller.PostAsync(Links, ApiWorld.Link(80, "C1070"), "cut")).ShouldBe(HttpStatusCode.Conflict, "key-in-use");

        time.Advance(TimeSpan.FromMinutes(6));
        var again = await caller.PostAsync(Links, ApiWorld.Link(80, "C1070"), "cut");

        again.ShouldBe(HttpStatusCode.Created);
        again.Body!["link"]!["id"]!.ToString().ShouldBe(done.Body!["link"]!["id"]!.ToString());
        app.AskErp("SELECT count(*) FROM write_log WHERE no = 'C1070'").ShouldBe("1");
    }

    [Fact]
    public async Task A_request_that_was_interrupted_before_it_was_saved_is_done()
    {
        var caller = await ApiCaller.OfAsync(app);
        (await caller.PostAsync(Links, ApiWorld.Link(81, "C1001"), "cut")).ShouldBe(HttpStatusCode.Conflict, "actor-taken");
        await app.InDatabaseAsync(database => database.Idempotency.ExecuteDeleteAsync());
        (await caller.PostAsync(Links, ApiWorld.Link(81, "C1071"), "cut")).ShouldBe(HttpStatusCode.Created);
        await CutAsync();
        (await caller.SendAsync(HttpMethod.Delete, $"{Links}/{await LinkOfAsync(81)}")).ShouldBe(HttpStatusCode.NoContent);

        // The draft that the interrupted request had made, as its process left it.
        await DraftAsync(81, "C1071");
        await app.InDatabaseAsync(async database =>
        {
            var (draft, token) = (await database.Drafts.SingleAsync(), await database.Idempotency.Select(row => row.TokenId).SingleAsync());
            var json = JsonNode.Parse(draft.Json)!;
            json["Connections"]![0]!["Mark"] = $"{token}:cut";
            draft.Json = json.ToJsonString();
            return await database.SaveChangesAsync();
        });
        time.Advance(TimeSpan.FromMinutes(6));

        (await caller.PostAsync(Links, ApiWorld.Link(81, "C1071"), "cut")).ShouldBe(HttpStatusCode.Created);
        (await app.InDatabaseAsync(database => database.Drafts.CountAsync(row => row.EntityId == 81))).ShouldBe(0);
    }

    [Fact]
    public async Task A_request_that_was_interrupted_drops_no_draft_that_a_person_made_since()
    {
        var caller = await ApiCaller.OfAsync(app);
        (await caller.PostAsync(Links, ApiWorld.Link(84, "C1074"), "cut")).ShouldBe(HttpStatusCode.Created);
        await CutAsync();
        (await caller.SendAsync(HttpMethod.Delete, $"{Links}/{await LinkOfAsync(84)}")).ShouldBe(HttpStatusCode.NoContent);
        await DraftAsync(84, "C1074");
        var draft = await app.InDatabaseAsync(database => database.Drafts.AsNoTracking().SingleAsync());
        time.Advance(TimeSpan.FromMinutes(6));

        (await caller.PostAsync(Links, ApiWorld.Link(84, "C1074"), "cut")).ShouldBe(HttpStatusCode.Conflict, "draft-open");

        (await app.InDatabaseAsync(database => database.Drafts.SingleAsync())).Token.ShouldBe(draft.Token);
    }

    [Fact]
    public async Task After_an_answer_that_says_not_now_the_key_is_free_and_what_people_did_meanwhile_stands()
    {
        var caller = await ApiCaller.OfAsync(app);
        var file = Path.Combine(app.DataDirectory, "erp", "demo-erp.db");
        File.Move(file, file + ".away");
        var answer = await caller.PostAsync(Links, ApiWorld.Link(85, "C1075"), "later");
        ((int)answer.Status).ShouldBeGreaterThanOrEqualTo(500, answer.Text);
        File.Move(file + ".away", file);
        (await app.InDatabaseAsync(database => database.Idempotency.CountAsync())).ShouldBe(0);

        // The same link, made by its person with other choices.
        var browser = await app.SignedInAsAdministratorAsync();
        await DraftAsync(85, "C1075", "erp", browser);
        (await caller.PostAsync(Links, ApiWorld.Link(85, "C1075"), "later")).ShouldBe(HttpStatusCode.Conflict, "draft-open");
        await browser.SubmitAsync(await browser.OpenAsync("/company/85/erp?edit=1"), "form[action*='Save']");
        (await caller.PostAsync(Links, ApiWorld.Link(85, "C1075"), "after")).ShouldBe(HttpStatusCode.Conflict, "already-linked");
    }

    [Fact]
    public async Task A_record_that_somebody_writes_to_is_asked_for_again_under_the_same_key()
    {
        var caller = await ApiCaller.OfAsync(app);
        await app.InDatabaseAsync(async database =>
        {
            database.Claims.Add(new ClaimRow { EntityType = EntityType.Company, EntityId = 86, Owner = Guid.NewGuid(), OwnerName = "Bo", Epoch = 1, Until = time.GetUtcNow().AddSeconds(30) });
            return await database.SaveChangesAsync();
        });
        (await caller.PostAsync(Links, ApiWorld.Link(86, "C1076"), "busy")).ShouldBe(HttpStatusCode.Conflict, "busy");
        (await app.InDatabaseAsync(database => database.Idempotency.CountAsync())).ShouldBe(0);

        time.Advance(TimeSpan.FromSeconds(31));
        (await caller.PostAsync(Links, ApiWorld.Link(86, "C1076"), "busy")).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_key_is_kept_for_a_day()
    {
        var caller = await ApiCaller.OfAsync(app);
        await caller.PostAsync(Links, ApiWorld.Link(82, "C1001"), "day");
        time.Advance(TimeSpan.FromHours(25));
        await caller.PostAsync(Links, ApiWorld.Link(83, "C1001"), "other");

        (await app.InDatabaseAsync(database => database.Idempotency.Select(row => row.Key).ToListAsync())).ShouldBe(["other"]);
    }

    [Fact]
    public async Task A_run_is_started_once_under_one_key()
    {
        var caller = await ApiCaller.OfAsync(app);
        var order = $$"""{"connection":"{{DemoConnection.Id}}","kind":"selected","entities":[{"type":"company","id":2},{"type":"company","id":3}]}""";
        var first = await caller.PostAsync("/api/v1/runs", order, "run");
        var again = await caller.PostAsync("/api/v1/runs", order, "run");

        first.ShouldBe(HttpStatusCode.Accepted);
        again.Id.ShouldBe(first.Id);
        (await caller.RunAsync(first.Id, state => state == "completed"))["counts"]!["decided"]!.GetValue<int>().ShouldBe(2);
    }

    /// <summary>Decides on the ERP tab and saves nothing.</summary>
    private async Task DraftAsync(long company, string key, string all = "crm", Browser? user = null)
    {
        var browser = user ?? await app.SignedInAsAdministratorAsync();
        var dialog = await browser.OpenAsync($"/company/{company}/erp/compare?connection={ApiWorld.Connection}&type=Customer&key={key}&all={all}");
        (await browser.SubmitAsync(dialog, "form[data-compare]")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    /// <summary>As a process leaves it that dies before it has stored the answer.</summary>
    private Task<int> CutAsync() => app.InDatabaseAsync(database => database.Idempotency.ExecuteUpdateAsync(
        set => set.SetProperty(row => row.Status, (int?)null).SetProperty(row => row.Body, (string?)null).SetProperty(row => row.Location, (string?)null)));

    private Task<long> LinkOfAsync(long company) =>
        app.InDatabaseAsync(database => database.Links.Where(row => row.EntityType == EntityType.Company && row.EntityId == company).Select(row => row.Id).SingleAsync());
}
