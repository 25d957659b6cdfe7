using System.Net;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Api;

/// <summary>Linking and unlinking by program: nothing is written but what was chosen.</summary>
public sealed class LinkingTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Links = "/api/v1/links";

    [Fact]
    public async Task A_record_and_an_actor_are_linked_with_the_values_that_were_chosen()
    {
        var caller = await ApiCaller.OfAsync(app);
        var compared = (await caller.GetAsync(Compare(51, "C1041"))).Body!;
        var differing = compared["fields"]!.AsArray().Where(field => field!["kind"]!.GetValue<string>() == "different").ToList();
        differing.Count.ShouldBeGreaterThan(1);
        var name = await app.InDatabaseAsync(database => database.Companies.Where(row => row.Id == 51).Select(row => row.Name).SingleAsync());

        // The name goes to the ERP; every other value comes from there.
        var answer = await caller.PostAsync(Links, ApiWorld.Link(51, "C1041", $$"""
            "otherwise":"erp","choices":[{"crmField":"name","erpField":"name","choice":"crm"}],"seen":"{{compared["seen"]}}"
            """), ApiCaller.NewKey());

        answer.ShouldBe(HttpStatusCode.Created);
        var link = answer.Body!["link"]!;
        answer.Response.Headers.Location!.ToString().ShouldBe($"/api/v1/links/{link["id"]}");
        link["actor"]!["key"]!.GetValue<string>().ShouldBe("C1041");
        app.AskErp("SELECT name FROM customer WHERE no = 'C1041'").ShouldBe(name);
        var row = await app.InDatabaseAsync(database => database.Links.SingleAsync(one => one.EntityType == EntityType.Company && one.EntityId == 51));
        row.State.ShouldBe(LinkState.Active);
        row.LinkedBy.ShouldBe(await app.UserIdAsync(DemoUsers.Administrator));
        var written = await app.InDatabaseAsync(database => database.Changes.Where(one => one.EntityType == EntityType.Company && one.EntityId == 51).ToListAsync());
        written.Where(change => change.Side == Side.Erp).Select(change => change.ErpField).ShouldBe(["name"]);
        written.ShouldAllBe(change => change.State == ChangeState.Done);
        (await app.InDatabaseAsync(database => database.Drafts.CountAsync(draft => draft.EntityId == 51))).ShouldBe(0);
        (await caller.GetAsync($"{Links}?connection={ApiWorld.Connection}&entityType=company&entityId=51")).Body!["items"]![0]!["id"]!.ToString().ShouldBe(link["id"]!.ToString());
        (await caller.GetAsync($"{Links}?erpKey=C1041")).Body!["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_field_that_differs_and_is_not_chosen_keeps_everything_as_it_is()
    {
        var caller = await ApiCaller.OfAsync(app);
        var before = app.AskErp("SELECT version FROM customer WHERE no = 'C1042'");

        var answer = await caller.PostAsync(Links, ApiWorld.Link(52, "C1042", ""), ApiCaller.NewKey());

        answer.ShouldBe(HttpStatusCode.UnprocessableEntity, "fields-undecided");
        answer.Fields.ShouldContain("name|name");
        app.AskErp("SELECT version FROM customer WHERE no = 'C1042'").ShouldBe(before);
        (await app.InDatabaseAsync(database => database.Links.CountAsync(row => row.EntityId == 52 && row.EntityType == EntityType.Company))).ShouldBe(0);
        (await app.InDatabaseAsync(database => database.Drafts.CountAsync(row => row.EntityId == 52))).ShouldBe(0);
    }

    [Fact]
    public async Task A_field_that_does_not_exist_or_values_that_changed_keep_everything_as_it_is()
    {
        var caller = await ApiCaller.OfAsync(app);
        var unknown = await caller.PostAsync(
            Links, ApiWorld.Link(53, "C1043", """ "otherwise":"crm","choices":[{"crmField":"nothing","erpField":"name","choice":"crm"}],"values":{"nowhere":"x"} """), ApiCaller.NewKey());
        unknown.ShouldBe(HttpStatusCode.UnprocessableEntity, "fields-undecided");
        unknown.Fields.ShouldBe(["nothing|name", "nowhere"]);

        (await caller.PostAsync(Links, ApiWorld.Link(53, "C1043", """ "otherwise":"crm","seen":"another" """), ApiCaller.NewKey())).ShouldBe(HttpStatusCode.Conflict, "changed-meanwhile");
        (await caller.PostAsync(Links, ApiWorld.Link(53, "nobody"), ApiCaller.NewKey())).ShouldBe(HttpStatusCode.UnprocessableEntity, "not-linkable");
        (await caller.PostAsync(Links, ApiWorld.Link(999999, "C1043"), ApiCaller.NewKey())).ShouldBe(HttpStatusCode.UnprocessableEntity, "not-linkable");
        (await app.InDatabaseAsync(database => database.Drafts.CountAsync(row => row.EntityId == 53))).ShouldBe(0);
    }

    [Fact]
    public async Task A_taken_actor_and_a_linked_record_are_refused_with_who_holds_them()
    {
        var caller = await ApiCaller.OfAsync(app);
        var taken = await caller.PostAsync(Links, ApiWorld.Link(54, "C1001"), ApiCaller.NewKey());
        taken.ShouldBe(HttpStatusCode.Conflict, "actor-taken");
        taken.Body!["holder"]!["id"]!.GetValue<long>().ShouldBe(1);

        var linked = await caller.PostAsync(Links, ApiWorld.Link(1, "C1044"), ApiCaller.NewKey());
        linked.ShouldBe(HttpStatusCode.Conflict, "already-linked");
        linked.Body!["link"]!["actor"]!["key"]!.GetValue<string>().ShouldBe("C1001");
        (await app.InDatabaseAsync(database => database.Drafts.CountAsync(row => row.EntityId == 54 || row.EntityId == 1))).ShouldBe(0);
    }

    [Fact]
    public async Task What_the_maker_has_open_on_the_tab_is_neither_saved_nor_lost()
    {
        var caller = await ApiCaller.OfAsync(app);
        var browser = await app.SignedInAsAdministratorAsync();
        var dialog = await browser.OpenAsync($"/company/55/erp/compare?connection={ApiWorld.Connection}&type=Customer&key=C1045&all=crm");
        (await browser.SubmitAsync(dialog, "form[data-compare]")).Status.ShouldBe(HttpStatusCode.Redirect);

        (await caller.PostAsync(Links, ApiWorld.Link(55, "C1046"), ApiCaller.NewKey())).ShouldBe(HttpStatusCode.Conflict, "draft-open");

        (await app.InDatabaseAsync(database => database.Drafts.CountAsync(row => row.EntityId == 55))).ShouldBe(1);
        (await app.InDatabaseAsync(database => database.Links.CountAsync(row => row.EntityId == 55 && row.EntityType == EntityType.Company))).ShouldBe(0);
    }

    [Fact]
    public async Task A_link_is_given_up_and_neither_record_is_touched()
    {
        var caller = await ApiCaller.OfAsync(app);
        var before = app.AskErp("SELECT version FROM customer WHERE no = 'C1009'");

        (await caller.SendAsync(HttpMethod.Delete, $"{Links}/9?withPersons=true")).ShouldBe(HttpStatusCode.NoContent);

        (await caller.GetAsync($"{Links}/9")).ShouldBe(HttpStatusCode.NotFound, "not-found");
        (await caller.SendAsync(HttpMethod.Delete, $"{Links}/9")).ShouldBe(HttpStatusCode.NotFound, "not-found");
        app.AskErp("SELECT version FROM customer WHERE no = 'C1009'").ShouldBe(before);
    }

    [Fact]
    public async Task Persons_go_with_their_company_only_when_that_was_said()
    {
        var caller = await ApiCaller.OfAsync(app);
        await app.InDatabaseAsync(async database =>
        {
            var company = await database.Links.AsNoTracking().SingleAsync(row => row.Id == 10);
            database.Links.Add(new()
            {
                ConnectionId = company.ConnectionId, EntityType = EntityType.Person, EntityId = 7001, ActorType = Connectors.ActorType.Person, KeySpace = "person", ErpKey = "P7001",
                ParentLinkId = company.Id, State = LinkState.Active, Snapshot = company.Snapshot, SnapshotMapping = company.SnapshotMapping, RowVersion = 1,
            });
            return await database.SaveChangesAsync();
        });

        var refused = await caller.SendAsync(HttpMethod.Delete, $"{Links}/10");
        refused.ShouldBe(HttpStatusCode.Conflict, "has-persons");
        refused.Body!["persons"]![0]!["id"]!.GetValue<long>().ShouldBe(7001);
        (await caller.GetAsync($"{Links}/10")).ShouldBe(HttpStatusCode.OK);

        (await caller.SendAsync(HttpMethod.Delete, $"{Links}/10?withPersons=true")).ShouldBe(HttpStatusCode.NoContent);
        (await app.InDatabaseAsync(database => database.Links.CountAsync(row => row.Id == 10 || row.EntityId == 7001))).ShouldBe(0);
    }

    [Fact]
    public async Task What_linking_wrote_is_in_the_history_and_is_put_back_once_its_list_was_released()
    {
        var caller = await ApiCaller.OfAsync(app);
        var before = app.AskErp("SELECT name FROM customer WHERE no = 'C1060'");
        (await caller.PostAsync(Links, ApiWorld.Link(70, "C1060"), ApiCaller.NewKey())).ShouldBe(HttpStatusCode.Created);
        app.AskErp("SELECT name FROM customer WHERE no = 'C1060'").ShouldNotBe(before);
        var written = (await caller.GetAsync("/api/v1/history?entityType=company&entityId=70&side=erp&erpField=name")).Body!["items"]!.AsArray().ShouldHaveSingleItem()!;
        (written["old"]!.GetValue<string>(), written["canBeUndone"]!.GetValue<bool>()).ShouldBe((before, true));

        var undo = await caller.PostAsync("/api/v1/undo", $$"""{"change":{{written["id"]}}}""", ApiCaller.NewKey());
        undo.ShouldBe(HttpStatusCode.Accepted);
        await caller.RunAsync(undo.Id, state => state == "braked");
        (await caller.GetAsync($"/api/v1/history?run={undo.Id}&state=planned")).Body!["items"]!.AsArray().ShouldHaveSingleItem()!["new"]!.GetValue<string>().ShouldBe(before);
        app.AskErp("SELECT name FROM customer WHERE no = 'C1060'").ShouldNotBe(before);

        (await caller.PostAsync($"/api/v1/runs/{undo.Id}/release", null)).ShouldBe(HttpStatusCode.Accepted);
        await caller.RunAsync(undo.Id, state => state == "completed");
        app.AskErp("SELECT name FROM customer WHERE no = 'C1060'").ShouldBe(before);
        (await caller.PostAsync("/api/v1/undo", """{"change":1,"run":1}""")).ShouldBe(HttpStatusCode.BadRequest, "bad-request");
        (await caller.PostAsync("/api/v1/undo", """{"change":999999}""")).ShouldBe(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Lists_come_page_by_page_and_every_link_once()
    {
        var caller = await ApiCaller.OfAsync(app);
        var (seen, after) = (new List<long>(), "");
        do
        {
            var page = (await caller.GetAsync($"{Links}?connection={ApiWorld.Connection}&limit=7{after}")).Body!;
            var items = page["items"]!.AsArray();
            items.Count.ShouldBeLessThanOrEqualTo(7);
            seen.AddRange(items.Select(item => item!["id"]!.GetValue<long>()));
            after = page["next"] is { } next ? $"&after={next}" : "";
        }
        while (after.Length > 0);

        seen.ShouldBeUnique();
        seen.ShouldBe(seen.Order());
        seen.Count.ShouldBeGreaterThan(30);
        foreach (var wrong in (string[])["limit=0", "limit=501", "after=x", "after=YWZ0ZXI6LTE", "limit=many"])
        {
            (await caller.GetAsync($"{Links}?{wrong}")).ShouldBe(HttpStatusCode.BadRequest, "bad-request");
        }
    }

    private static string Compare(long company, string key) =>
        $"{Links}/compare?connection={ApiWorld.Connection}&entityType=company&entityId={company}&actorType=customer&erpKey={key}";
}
