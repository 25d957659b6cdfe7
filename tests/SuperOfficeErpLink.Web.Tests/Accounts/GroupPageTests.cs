using System.Net;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Api;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Accounts;

/// <summary>Groups, and that what they are given holds for their members from the next request on.</summary>
public sealed class GroupPageTests : IAsyncLifetime
{
    private static readonly string Access = $"/admin/connections/{DemoConnection.Id}/access";
    private readonly TestApp app = new([("ErpLink:Demo:Companies", "45")]);
    private Browser admin = null!;

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        admin = await app.SignedInAsAdministratorAsync();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Fact]
    public async Task What_a_group_is_given_its_members_have_at_once_and_lose_with_it()
    {
        var group = await MakeAsync("Sælgere");
        await app.InDatabaseAsync(database => database.Access.Where(row => row.ConnectionId == DemoConnection.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Kind, "Group").SetProperty(row => row.PrincipalId, group.ToString())));
        var karen = await app.SignedInAsCrmUserAsync();
        var program = await ApiCaller.OfAsync(app, DemoUsers.CrmUser);
        (await SeesAsync(karen)).ShouldBeFalse();
        (await CountAsync(program)).ShouldBe(0);

        await JoinAsync(group, "demo-crm");
        (await SeesAsync(karen)).ShouldBeTrue();
        (await CountAsync(program)).ShouldBe(1);

        await admin.SubmitAsync(await admin.OpenAsync($"/admin/groups/{group}"), "form[action$='handler=Remove']");
        (await SeesAsync(karen)).ShouldBeFalse();
        (await CountAsync(program)).ShouldBe(0);

        await JoinAsync(group, "demo-crm");
        (await SeesAsync(karen)).ShouldBeTrue();
        var asked = await admin.OpenAsync($"/admin/groups/{group}?delete=true");
        asked.Messages.ShouldContain("Demo ERP");
        (await admin.SubmitAsync(asked, "form[action$='handler=Delete']")).Location.ShouldBe("/admin/groups");
        (await SeesAsync(karen)).ShouldBeFalse();
        (await app.InDatabaseAsync(database => database.Access.CountAsync())).ShouldBe(0);
        (await app.InDatabaseAsync(database => database.UserGroupMembers.CountAsync())).ShouldBe(0);

        var log = await app.InDatabaseAsync(database => database.Audit.Where(row => row.What != "api-token.made").OrderBy(row => row.Id).ToListAsync());
        log.Select(row => (row.What, row.Subject)).ShouldBe(
        [
            ("group.created", "Sælgere"), ("group.member-added", "Sælgere"), ("group.member-removed", "Sælgere"), ("group.member-added", "Sælgere"),
            ("connection.access", "Demo ERP"), ("group.deleted", "Sælgere"),
        ]);
        log[4].ConnectionId.ShouldBe(DemoConnection.Id);
        (log[1].After, log[2].Before, log[5].Before).ShouldBe((DemoUsers.CrmUser, DemoUsers.CrmUser, DemoUsers.CrmUser));
    }

    [Fact]
    public async Task A_group_is_renamed_and_no_two_are_called_the_same()
    {
        var group = await MakeAsync("Sælgere");
        await MakeAsync("Økonomi");
        (await TryMakeAsync("sælgere")).Messages.ShouldContain("En anden gruppe hedder allerede sådan");
        (await TryMakeAsync(" ")).Messages.ShouldContain("Skriv et navn");
        (await RenameAsync(group, "ØKONOMI")).Messages.ShouldContain("En anden gruppe hedder allerede sådan");
        (await RenameAsync(group, "Salg <b>")).Location.ShouldBe($"/admin/groups/{group}");

        (await admin.OpenAsync("/admin/groups")).Texts("tbody th").ShouldBe(["Salg <b>", "Økonomi"]);
        (await admin.OpenAsync($"/admin/groups/{Guid.NewGuid()}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_users_own_page_shows_and_changes_his_groups()
    {
        var group = await MakeAsync("Sælgere");
        var page = await admin.OpenAsync("/admin/users/demo-crm");
        (await admin.SubmitAsync(page, "form[action$='handler=Join']")).Location.ShouldBe("/admin/users/demo-crm");
        page = await admin.OpenAsync("/admin/users/demo-crm");
        page.Texts(".row-list a").ShouldBe(["Sælgere"]);
        page.Document.QuerySelector("form[action$='handler=Join']").ShouldBeNull();

        await admin.SubmitAsync(page, "form[action$='handler=Leave']", ("group", group.ToString()));
        (await admin.OpenAsync("/admin/users/demo-crm")).Texts(".row-list a").ShouldBeEmpty();
    }

    [Fact]
    public async Task Access_is_given_on_the_page_and_holds_when_it_is_saved()
    {
        var group = await MakeAsync("Sælgere");
        await JoinAsync(group, "demo-crm");
        var karen = await app.SignedInAsCrmUserAsync();

        var page = await admin.OpenAsync(Access);
        page.Document.QuerySelector("[name='Input.Everyone'][value=true]")!.HasAttribute("checked").ShouldBeTrue();
        page = await SubmitToAsync(page, "Add", ("who", $"Group:{group}"), ("Input.Everyone", "false"));
        page.Messages.ShouldContain("Gemmes først");
        page = await SubmitToAsync(page, "Add", ("who", "User:demo-admin"));
        page.Texts(".access-table tbody th").Count.ShouldBe(3);
        (await SeesAsync(karen)).ShouldBeTrue("nothing is saved yet");
        page = await SubmitToAsync(page, "Remove", ("row", "1"));
        (await admin.SubmitAsync(page, "form.access-form", ("Input.Rows[0].Creates", "true"))).Location.ShouldBe(Access);

        var row = await app.InDatabaseAsync(database => database.Access.SingleAsync());
        (row.Kind, row.PrincipalId, row.CanConnect, row.CanCreate).ShouldBe(("Group", group.ToString(), true, true), "who may create may connect");
        (await SeesAsync(karen)).ShouldBeTrue();
        (await SeesAsync(admin)).ShouldBeFalse("an administrator's role is no right to the records");
        var audit = await app.InDatabaseAsync(database => database.Audit.SingleAsync(one => one.What == "connection.access"));
        (audit.ConnectionId, audit.By, audit.Subject).ShouldBe((DemoConnection.Id, "Anders Admin", "Demo ERP"));
        var shown = (await admin.OpenAsync($"/admin/audit?connection={DemoConnection.Id}")).Texts(".audit-value");
        shown.ShouldBe(["Alle: må se, må tilknytte, må oprette", "Gruppe Sælgere: må se, må tilknytte, må oprette"]);
        (await admin.OpenAsync($"/admin/connections/{DemoConnection.Id}")).Html.ShouldContain("Anders Admin: Synlighed ændret");
    }

    [Fact]
    public async Task Nobody_chosen_means_nobody_and_the_page_says_so()
    {
        var karen = await app.SignedInAsCrmUserAsync();
        await admin.SubmitAsync(await admin.OpenAsync(Access), "form.access-form", ("Input.Everyone", "false"));

        (await admin.OpenAsync(Access)).Messages.ShouldContain("Ingen kan bruge ERP-linket");
        (await SeesAsync(karen)).ShouldBeFalse();
        (await karen.OpenAsync($"/company/1/erp/compare?connection={DemoConnection.Id}&type=Customer")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await admin.OpenAsync($"/admin/connections/{DemoConnection.Id}")).Html.ShouldContain("<dd>Ingen</dd>");
    }

    [Fact]
    public async Task Of_two_administrators_who_change_access_the_second_is_told()
    {
        var (first, second) = (await admin.OpenAsync(Access), await admin.OpenAsync(Access));
        await admin.SubmitAsync(first, "form.access-form", ("Input.EveryoneCreates", null));
        var refused = await admin.SubmitAsync(second, "form.access-form", ("Input.Everyone", "false"));

        refused.Messages.ShouldContain("En anden har ændret ERP-linket imens. Intet er gemt.");
        (await app.InDatabaseAsync(database => database.Access.SingleAsync())).CanCreate.ShouldBeFalse();
        (await app.InDatabaseAsync(database => database.Audit.CountAsync(row => row.What == "connection.access"))).ShouldBe(1);
    }

    [Fact]
    public async Task Access_of_a_group_that_was_deleted_meanwhile_is_not_saved()
    {
        var group = await MakeAsync("Sælgere");
        var page = await SubmitToAsync(await admin.OpenAsync(Access), "Add", ("who", $"Group:{group}"));
        await admin.SubmitAsync(await admin.OpenAsync($"/admin/groups/{group}?delete=true"), "form[action$='handler=Delete']");

        (await admin.SubmitAsync(page, "form.access-form")).Messages.ShouldContain("findes ikke længere");
        (await app.InDatabaseAsync(database => database.Access.SingleAsync())).Kind.ShouldBe("Everyone");
    }

    private Task<Page> SubmitToAsync(Page page, string handler, params (string Name, string? Value)[] changed)
    {
        page.Document.QuerySelector("form.access-form")!.SetAttribute("action", $"{Access}?handler={handler}");
        return admin.SubmitAsync(page, "form.access-form", changed);
    }

    private async Task<Page> TryMakeAsync(string name) => await admin.SubmitAsync(await admin.OpenAsync("/admin/groups"), "form.token-form", ("Name", name));

    private async Task<Guid> MakeAsync(string name) => Guid.Parse((await TryMakeAsync(name)).Location!.Split('/')[^1]);

    private async Task<Page> RenameAsync(Guid group, string name) => await admin.SubmitAsync(await admin.OpenAsync($"/admin/groups/{group}"), "form.token-form", ("Name", name));

    private async Task JoinAsync(Guid group, string user) =>
        await admin.SubmitAsync(await admin.OpenAsync($"/admin/groups/{group}"), "form[action$='handler=Add']", ("user", user));

    private static async Task<bool> SeesAsync(Browser browser) => (await browser.OpenAsync("/company/1/erp")).Html.Contains("Demo ERP", StringComparison.Ordinal);

    private static async Task<int> CountAsync(ApiCaller program) => (await program.GetAsync("/api/v1/connections")).Body!["items"]!.AsArray().Count;
}
