using System.Net;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Connections;

/// <summary>The list of connections: order, copies, deleting, switching on and off, and connections whose connector is not there.</summary>
public sealed class ListTests(ConnectionsApp app) : IClassFixture<ConnectionsApp>, IAsyncLifetime
{
    private Browser browser = null!;

    public async Task InitializeAsync() => browser = await app.SignedInAsAdministratorAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_copy_has_mapping_schedule_description_and_settings_but_no_secret_no_links_and_is_inactive()
    {
        var id = await app.MadeAsync(browser, "Original");
        await app.LinkAsync(id, 51, "1");
        await app.InDatabaseAsync(database => database.Connections.Where(row => row.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.IntervalMinutes, 15).SetProperty(row => row.Description, "Vores").SetProperty(row => row.AutomaticSync, false)));
        await app.InDatabaseAsync(database => database.Access.Where(row => row.ConnectionId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.CanCreate, false)));

        var form = await browser.OpenAsync($"/admin/connections/new?copy={id}");
        form.Document.QuerySelector("#name")!.GetAttribute("value").ShouldBe("Kopi af Original");
        form.Html.ShouldNotContain(StandInConnector.Password);
        (await browser.SubmitAsync(form, "form.settings-form")).Messages.ShouldContain("Skal udfyldes");
        var saved = await browser.SubmitAsync(form, "form.settings-form", ("s.password", StandInConnector.Password));

        var copy = await app.RowAsync(Guid.Parse(saved.Location!.Split('/')[^1]));
        (copy.Active, copy.IntervalMinutes, copy.Description, copy.AutomaticSync).ShouldBe((false, 15, "Vores", false));
        (await app.InDatabaseAsync(database => database.Links.CountAsync(link => link.ConnectionId == copy.Id))).ShouldBe(0);
        (await app.InDatabaseAsync(database => database.Access.SingleAsync(row => row.ConnectionId == copy.Id))).CanCreate.ShouldBeFalse();
        var store = app.Get<IConnectionStore>();
        (await store.GetMappingAsync(copy.Id, 1, CancellationToken.None)).ToJson().ShouldBe((await store.GetMappingAsync(id, 1, CancellationToken.None)).ToJson());
    }

    [Fact]
    public async Task The_buttons_change_the_order()
    {
        var id = await app.MadeAsync(browser, "Sidst");
        var before = await NamesAsync();
        before[^1].ShouldBe("Sidst");

        var list = await browser.OpenAsync("/admin/connections");
        await PressAsync(list, "Flyt Sidst op");

        (await NamesAsync()).ShouldBe([.. before.SkipLast(2), "Sidst", before[^2]]);
        await PressAsync(await browser.OpenAsync("/admin/connections"), "Flyt Sidst ned");
        (await NamesAsync()).ShouldBe(before);
        (await app.AuditAsync(id)).Count(audit => audit.What == "connection.rank").ShouldBe(2);
        (await browser.OpenAsync("/admin/connections")).Document.QuerySelector("button[aria-label='Flyt Sidst ned']")!.HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public async Task A_deleted_connection_is_nowhere_keeps_its_rows_and_comes_back_inactive()
    {
        var id = await app.MadeAsync(browser, "Slettes");
        await app.LinkAsync(id, 52, "1");
        var ask = await browser.OpenAsync($"/admin/connections/{id}/delete");
        ask.Html.ShouldContain("ERP-tilknytninger (1)");
        (await browser.FollowAsync((await browser.SubmitAsync(ask, "main form")).Location!)).Html.ShouldContain("“Slettes” er slettet");

        (await NamesAsync()).ShouldNotContain("Slettes");
        foreach (var address in new[] { $"/admin/connections/{id}", $"/admin/connections/{id}/settings", $"/admin/connections/{id}/schedule", $"/admin/connections/{id}/delete", $"/admin/connections/new?copy={id}" })
        {
            (await browser.OpenAsync(address)).Status.ShouldBe(HttpStatusCode.NotFound, address);
        }

        (await app.InDatabaseAsync(database => database.Links.CountAsync(link => link.ConnectionId == id))).ShouldBe(1);

        // Its name is free meanwhile.
        await app.MadeAsync(browser, "Slettes");
        var list = await browser.OpenAsync("/admin/connections?deleted=true");
        (await browser.SubmitAsync(list, $"form[action*='Restore']:has([value='{id}'])")).Location.ShouldBe($"/admin/connections/{id}");
        (await app.RowAsync(id)).ShouldSatisfyAllConditions(row => row.Name.ShouldBe("Slettes (2)"), row => row.Active.ShouldBeFalse(), row => row.DeletedAt.ShouldBeNull());
        (await app.AuditAsync(id)).Select(audit => audit.What).ShouldBe(["connection.added", "connection.deleted", "connection.restored"]);
    }

    [Fact]
    public async Task Activating_is_refused_with_every_reason_at_once_and_done_when_there_is_none()
    {
        var id = await app.MadeAsync(browser, "Aktiveres");
        await PublishAsync(id, 1, [new FieldMapping("no", "number", Direction.Both), new FieldMapping("væk", "name", Direction.ErpToCrm), new FieldMapping("name", "findesikke", Direction.ErpToCrm)]);
        await app.InDatabaseAsync(database => database.Connections.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Settings, row => row.Settings.Replace("erp.firma.dk", "vrøvler"))));

        var refused = await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{id}"), "form[action*='Active']");

        refused.Messages.ShouldContain("ERP-linket blev ikke aktiveret");
        var reasons = string.Join('\n', refused.Texts(".activation-reasons li"));
        reasons.ShouldContain("Testen fejlede");
        reasons.ShouldContain("Kunde: “Kundenr.” kan ikke skrives i ERP: Fjern retningen.");
        reasons.ShouldContain("Kunde: ERP-systemet har ikke længere feltet “væk”.");
        reasons.ShouldContain("Kunde: SuperOffice har ikke længere det felt, “Navn” er knyttet til.");
        reasons.ShouldContain("Kunde: ERP-systemet kræver “Navn” i en ny post");
        (await app.RowAsync(id)).Active.ShouldBeFalse();

        await app.InDatabaseAsync(database => database.Connections.Where(row => row.Id == id).ExecuteDeleteAsync());
        id = await app.MadeAsync(browser, "Aktiveres rigtigt");
        await PublishAsync(id, 1, [new FieldMapping("name", "name", Direction.Both)]);
        var done = await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{id}"), "form[action*='Active']");
        (await browser.FollowAsync(done.Location!)).Messages.ShouldContain("ERP-linket er aktivt");
        var row = await app.RowAsync(id);
        (row.Active, row.ShowsNextRun).ShouldBe((true, true));

        (await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{id}"), "form[action*='Active']")).Location.ShouldNotBeNull();
        (await app.RowAsync(id)).Active.ShouldBeFalse();
    }

    [Fact]
    public async Task The_demo_can_be_switched_off_and_on_again_and_counts_its_unmapped_items()
    {
        var check = await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{DemoConnection.Id}"), "form[action*='Check']");
        check.Texts(".activation-reasons li").ShouldBeEmpty();
        check.Html.ShouldContain("Der er intet i vejen for at aktivere");

        await browser.SubmitAsync(check, "form[action*='Active']");
        (await app.RowAsync(DemoConnection.Id)).Active.ShouldBeFalse();
        await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{DemoConnection.Id}"), "form[action*='Active']");
        (await app.RowAsync(DemoConnection.Id)).Active.ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_whose_connector_is_not_installed_is_unavailable_everywhere_and_keeps_its_rows()
    {
        var id = await app.MadeAsync(browser, "Fremmed");
        await PublishAsync(id, 1, [new FieldMapping("name", "name", Direction.Both)]);
        await app.LinkAsync(id, 53, "1");
        await app.InDatabaseAsync(database => database.Connections.Where(row => row.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.ConnectorId, "visma").SetProperty(row => row.Active, true)));

        (await browser.OpenAsync("/admin/connections")).Html.ShouldContain("Utilgængelig: visma");
        foreach (var address in new[]
        {
            $"/admin/connections/{id}", $"/admin/connections/{id}/settings", $"/admin/connections/{id}/schedule", $"/admin/connections/{id}/delete", $"/admin/connections/{id}/renumber",
            $"/admin/connections/new?copy={id}", "/admin/runs", "/company/53/erp", "/company/54/erp", "/health", "/problems", "/conflicts", "/history", "/",
        })
        {
            var page = await browser.OpenAsync(address);
            page.Status.ShouldBe(HttpStatusCode.OK, address);
        }

        (await browser.OpenAsync($"/admin/connections/{id}")).Messages.ShouldContain("connectoren “visma” findes ikke i denne installation");
        (await browser.OpenAsync($"/admin/connections/{id}/settings")).Messages.ShouldContain("“visma” findes ikke i denne installation");
        var refused = await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{id}"), "form[action*='Check']");
        refused.Texts(".activation-reasons li").Single().ShouldContain("Connectoren “visma” findes ikke");
        (await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{id}"), "form[action*='Refresh']")).Messages.ShouldContain("Felterne blev ikke opdateret");
        (await app.InDatabaseAsync(database => database.Links.CountAsync(link => link.ConnectionId == id))).ShouldBe(1);
        await app.InDatabaseAsync(database => database.Connections.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Active, false)));
    }

    [Fact]
    public async Task A_connector_that_does_not_exist_and_an_unknown_connection_are_not_found()
    {
        (await browser.OpenAsync("/admin/connections/new?connector=visma")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await browser.OpenAsync($"/admin/connections/{Guid.NewGuid()}/settings")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<IReadOnlyList<string>> NamesAsync() => (await browser.OpenAsync("/admin/connections")).Texts(".connection-table tbody th a");

    private async Task PressAsync(Page page, string button)
    {
        var form = page.Document.QuerySelector($"button[aria-label='{button}']")!.Closest("form")!;
        form.SetAttribute("data-pressed", "");
        (await browser.SubmitAsync(page, "form[data-pressed]", ("up", button.EndsWith(" op", StringComparison.Ordinal) ? "true" : "false"))).Location.ShouldNotBeNull();
    }

    private async Task PublishAsync(Guid id, int from, FieldMapping[] fields) =>
        (await app.Get<IConnectionStore>().PublishAsync(
            id, from, new MappingDocument([new ActorMapping(ActorType.Customer, true, fields)]), "Tester", "Test", DateTimeOffset.UtcNow, CancellationToken.None)).ShouldBeTrue();
}
