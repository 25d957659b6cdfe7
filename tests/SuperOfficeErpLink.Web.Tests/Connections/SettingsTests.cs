using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Connections;

/// <summary>The settings form, its test, and what may be saved.</summary>
public sealed class SettingsTests(ConnectionsApp app) : IClassFixture<ConnectionsApp>, IAsyncLifetime
{
    private const string Form = "form.settings-form";
    private Browser browser = null!;

    public async Task InitializeAsync() => browser = await app.SignedInAsAdministratorAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_form_is_the_connectors_with_help_and_defaults()
    {
        var page = await NewAsync();

        page.Texts(".settings-fields label").Select(text => text.TrimEnd('*')).ShouldBe(["Adgang", "Vært", "Port", "Kurs", "Fra dato", "Krypteret", "Kode"]);
        page.Document.QuerySelector("[name='s.from']")!.GetAttribute("type").ShouldBe("date");
        page.Document.QuerySelector("[name='s.password']")!.GetAttribute("type").ShouldBe("password");
        page.Document.QuerySelector("[name='s.tls']")!.HasAttribute("checked").ShouldBeTrue();
        page.Html.ShouldContain("Dens navn.");
    }

    [Fact]
    public async Task A_connection_that_passes_its_test_is_saved_inactive_with_a_first_mapping_that_syncs_nothing()
    {
        var id = await app.MadeAsync(browser, "Første");

        var row = await app.RowAsync(id);
        (row.Active, row.Identity, row.MappingVersion).ShouldBe((false, "erp.firma.dk", 1));
        row.Settings.ShouldContain("\"rate\":\"12.5\"");
        var mapping = await app.Get<IConnectionStore>().GetMappingAsync(id, 1, CancellationToken.None);
        mapping.Actors.Single().Enabled.ShouldBeFalse();
        mapping.Actors.Single().Fields.Select(field => (field.Erp, field.Crm, field.IsMapped)).ShouldBe([("no", null, false), ("name", "name", false)]);
        (await app.AuditAsync(id)).Select(audit => audit.What).ShouldBe(["connection.added"]);
    }

    [Fact]
    public async Task The_test_shows_its_steps_and_changes_nothing()
    {
        var before = await app.InDatabaseAsync(database => database.Connections.CountAsync());
        var tested = await PostAsync(await NewAsync(), "Test", ConnectionsApp.Working("Prøve"));

        tested.Messages.ShouldContain("Testen bestod");
        tested.Texts(".test-result tbody th").ShouldBe(["Kontrollér indstillinger", "Forbind", "Beskriv felter", "Læs Kunde"]);
        tested.Texts(".test-result tbody td.is-number").ShouldAllBe(time => time.EndsWith(" ms", StringComparison.Ordinal));
        (await app.InDatabaseAsync(database => database.Connections.CountAsync())).ShouldBe(before);
    }

    [Theory]
    [InlineData("s.host", "", "Skal udfyldes")]
    [InlineData("s.port", "otte", "Skriv et helt tal")]
    [InlineData("s.port", "1", "Port 1 må ikke bruges")]
    [InlineData("s.rate", "12.5", "Skriv et tal")]
    [InlineData("s.from", "i går", "Skriv en dato")]
    [InlineData("s.mode", "andet", "Vælg fra listen")]
    [InlineData("s.password", "", "Skal udfyldes")]
    [InlineData("s.password", "forkert", "Forkert kode")]
    [InlineData("Input.Name", " ", "Skriv et navn")]
    [InlineData("Input.Name", "demo erp", "Et andet ERP-link har det navn")]
    public async Task What_cannot_be_used_is_said_at_its_field_and_what_was_typed_stays(string field, string typed, string message)
    {
        var changed = ConnectionsApp.Working("Fejl").Select(one => one.Name == field ? (field, typed) : one).ToList();
        changed.AddRange(changed.Any(one => one.Item1 == field) ? [] : [(field, typed)]);
        var page = await browser.SubmitAsync(await NewAsync(), Form, [.. changed]);

        page.Status.ShouldBe(HttpStatusCode.OK);
        var control = page.Document.QuerySelector($"[name='{field}']")!;
        control.GetAttribute("aria-invalid").ShouldBe("true");
        var described = string.Join(' ', control.GetAttribute("aria-describedby")!.Split(' ').Select(id => page.Document.GetElementById(id)!.TextContent));
        described.ShouldContain(message);
        page.Document.QuerySelector("[name='s.port']")!.GetAttribute("value").ShouldBe(field == "s.port" ? typed : "8069");
        page.Document.QuerySelector("[name='s.rate']")!.GetAttribute("value").ShouldBe(field == "s.rate" ? typed : "12,5");
    }

    [Theory]
    [InlineData("hænger", "Der kom intet svar inden for 2 sekunder")]
    [InlineData("vrøvler", "Connectoren beskrev intet")]
    public async Task A_connector_that_hangs_or_talks_nonsense_is_said_clearly(string host, string message)
    {
        var tested = await PostAsync(await NewAsync(), "Test", [.. ConnectionsApp.Working("Sær").Where(one => one.Name != "s.host"), ("s.host", host)]);

        tested.Texts(".test-result tbody td")[^2].ShouldContain(message);
        tested.Messages.ShouldContain("Testen fejlede");
    }

    [Fact]
    public async Task Settings_that_failed_are_saved_only_when_that_is_asked_for_and_then_inactive()
    {
        (string, string?)[] wrong = [.. ConnectionsApp.Working("Ufærdig").Where(one => one.Name != "s.password"), ("s.password", "forkert")];
        var refused = await browser.SubmitAsync(await NewAsync(), Form, wrong);
        refused.Messages.ShouldContain("Intet er gemt: testen fejlede");

        var saved = await PostAsync(refused, "Anyway");

        var id = Guid.Parse(saved.Location!.Split('/')[^1]);
        (await app.RowAsync(id)).ShouldSatisfyAllConditions(row => row.Active.ShouldBeFalse(), row => row.Identity.ShouldBeNull());
        (await app.Get<IConnectionStore>().GetMappingAsync(id, 1, CancellationToken.None)).Actors.ShouldBeEmpty();

        // The first answer of the ERP gives it its first proposal.
        var form = await browser.OpenAsync($"/admin/connections/{id}/settings");
        (await browser.SubmitAsync(form, Form, ("s.password", StandInConnector.Password))).Location.ShouldNotBeNull();
        var row = await app.RowAsync(id);
        (await app.Get<IConnectionStore>().GetMappingAsync(id, row.MappingVersion, CancellationToken.None)).Actors.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_passed_test_of_other_settings_proves_nothing()
    {
        var tested = await PostAsync(await NewAsync(), "Test", ConnectionsApp.Working("Bevis"));
        var entered = tested.Document.QuerySelector("[name='Input.Entered']")!.GetAttribute("value");
        entered.ShouldNotBeNullOrEmpty();

        var other = await browser.SubmitAsync(tested, Form, ("s.host", "vrøvler"), ("s.password", StandInConnector.Password));
        other.Messages.ShouldContain("Intet er gemt");
        var outcome = await app.Get<ConnectionEditor>().AddAsync(
            await app.AdministratorAsync(), StandInConnector.Id, new ConnectionEntry("Bevis", "", new SuperOfficeErpLink.Connectors.Settings(new Dictionary<string, string> { ["host"] = "x" }), new HashSet<string>()),
            new EnteredSettings("?", Guid.Empty, StandInConnector.Id, new SuperOfficeErpLink.Connectors.Settings(new Dictionary<string, string> { ["host"] = "y" }), new Dictionary<string, string>(), null),
            untestedAnyway: false, null, CancellationToken.None);
        outcome.ShouldBeOfType<EditOutcome.NotTested>();
    }

    [Fact]
    public async Task A_test_that_was_passed_counts_for_the_save_although_the_secret_never_went_back()
    {
        var tested = await PostAsync(await NewAsync(), "Test", ConnectionsApp.Working("Husket"));
        tested.Html.ShouldNotContain(StandInConnector.Password);
        tested.Document.QuerySelector("[name='s.password']")!.GetAttribute("value").ShouldBe("");

        (await browser.SubmitAsync(tested, Form)).Location.ShouldNotBeNull();
    }

    [Fact]
    public async Task Fields_that_depend_on_a_choice_come_with_it_and_what_was_typed_is_kept()
    {
        var changed = await PostAsync(await NewAsync(), "Fields", [.. ConnectionsApp.Working("Valg"), ("s.mode", "key")]);
        changed.Texts(".settings-fields label").ShouldContain(label => label.StartsWith("Nøgle", StringComparison.Ordinal));
        changed.Document.QuerySelector("[name='s.password']").ShouldBeNull();
        changed.Document.QuerySelector("[name='s.port']")!.GetAttribute("value").ShouldBe("8069");
        changed.Document.QuerySelectorAll(".field-error").ShouldBeEmpty();

        var saved = await browser.SubmitAsync(changed, Form, ("s.key", "nøgle-1"));
        saved.Location.ShouldNotBeNull(saved.Messages);
    }

    [Fact]
    public async Task A_form_that_cannot_be_made_anew_loses_nothing_and_shows_no_secret()
    {
        StandInConnector.FormFails = true;
        var failed = await PostAsync(await NewAsync(), "Fields", [.. ConnectionsApp.Working("Langsom").Where(one => one.Name != "s.host"), ("s.host", "langsom.dk")]);
        failed.Messages.ShouldContain("Listen kan ikke hentes.");
        failed.Html.ShouldNotContain(StandInConnector.Password);
        failed.Document.QuerySelector(Form).ShouldBeNull();

        StandInConnector.FormFails = false;
        var again = await browser.SubmitAsync(failed, "form.settings-again");
        again.Html.ShouldNotContain(StandInConnector.Password);
        again.Document.QuerySelector("[name='s.host']")!.GetAttribute("value").ShouldBe("langsom.dk");
        again.Document.QuerySelector("[name='s.rate']")!.GetAttribute("value").ShouldBe("12,5");
        (await browser.SubmitAsync(again, Form)).Location.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_stored_secret_is_never_shown_is_kept_when_left_empty_and_asked_for_with_a_new_target()
    {
        var id = await app.MadeAsync(browser, "Hemmelig");
        var form = await browser.OpenAsync($"/admin/connections/{id}/settings");
        form.Html.ShouldNotContain(StandInConnector.Password);
        form.Html.ShouldContain("Gemt. Lad feltet stå tomt");
        (await browser.OpenAsync($"/admin/connections/{id}")).Html.ShouldNotContain(StandInConnector.Password);

        (await browser.SubmitAsync(form, Form, ("s.port", "8070"))).Location.ShouldNotBeNull();
        (await app.Get<IConnectionStore>().FindAsync(id, CancellationToken.None))!.Settings["password"].ShouldBe(StandInConnector.Password);

        var moved = await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{id}/settings"), Form, ("s.host", "ond.example"));
        moved.Document.QuerySelector("[name='s.password']")!.GetAttribute("aria-invalid").ShouldBe("true");
        moved.Messages.ShouldContain("Skriv det igen");
        (await app.RowAsync(id)).Settings.ShouldContain("erp.firma.dk");

        // Twice changes nothing about that.
        (await browser.SubmitAsync(moved, Form)).Messages.ShouldContain("Skriv det igen");
        var row = await app.RowAsync(id);
        (row.Settings + Encoding.UTF8.GetString(row.Secrets!) + string.Join('|', (await app.AuditAsync(id)).Select(audit => audit.Before + audit.After))).ShouldNotContain(StandInConnector.Password);
    }

    [Fact]
    public async Task Settings_that_lead_to_another_client_are_refused_while_records_are_connected()
    {
        var id = await app.MadeAsync(browser, "Bundet");
        await app.LinkAsync(id, 50, "1");
        var form = await browser.OpenAsync($"/admin/connections/{id}/settings");

        var refused = await browser.SubmitAsync(form, Form, ("s.host", "andet.firma.dk"), ("s.password", StandInConnector.Password));
        refused.Texts(".test-result tbody td")[^2].ShouldContain("andet ERP-regnskab");
        var outcome = await app.Get<IConnectionEditStore>().SaveAsync(
            id, new ConnectionChange((await app.RowAsync(id)).RowVersion, "Bundet", "", new SplitSettings(new Dictionary<string, string> { ["host"] = "andet" }, new Dictionary<string, string>()), "andet"),
            new Editor("Tester", DateTimeOffset.UtcNow), CancellationToken.None);
        outcome.ShouldBe(new EditOutcome.OtherClient(1));
        (await app.RowAsync(id)).Settings.ShouldContain("erp.firma.dk");

        // Without connected records it is a new beginning.
        await app.InDatabaseAsync(database => database.Links.Where(link => link.ConnectionId == id).ExecuteDeleteAsync());
        var free = await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{id}/settings"), Form, ("s.host", "andet.firma.dk"), ("s.password", StandInConnector.Password));
        free.Location.ShouldNotBeNull(free.Messages);
        (await app.RowAsync(id)).Identity.ShouldBe("andet.firma.dk");
    }

    [Fact]
    public async Task Settings_wait_while_a_run_works_with_the_old_ones()
    {
        var id = await app.MadeAsync(browser, "Venter");
        var run = await app.InDatabaseAsync(async database =>
        {
            // Braked, so that nothing takes it up.
            var row = new RunRow { ConnectionId = id, Kind = RunKind.Changes, State = RunState.Braked, Open = true, Sweeping = true, Queued = DateTimeOffset.UtcNow, Started = DateTimeOffset.UtcNow, MappingVersion = 1 };
            database.Runs.Add(row);
            await database.SaveChangesAsync();
            return row.Id;
        });
        var saved = await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{id}/settings"), Form, ("s.port", "9999"));
        saved.Location.ShouldNotBeNull(saved.Messages);
        (await browser.FollowAsync(saved.Location)).Messages.ShouldContain($"når kørsel {run} er slut");

        (await app.Get<IConnectionStore>().FindAsync(id, CancellationToken.None))!.Settings["port"].ShouldBe("8069");
        (await app.Get<IConnectionEditStore>().SwapWaitingAsync(CancellationToken.None)).ShouldBe(0);
        (await browser.OpenAsync($"/admin/connections/{id}/settings")).Document.QuerySelector("[name='s.port']")!.GetAttribute("value").ShouldBe("9999");

        var store = app.Get<IRunStore>();
        await app.InDatabaseAsync(database => database.Runs.Where(row => row.Id == run).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, RunState.Running)));
        var taken = (await store.TakeAsync(run, Guid.NewGuid(), CancellationToken.None))!;
        (await app.Get<IConnectionStore>().FindAsync(id, CancellationToken.None))!.Settings["port"].ShouldBe("8069");
        await store.EndAsync(taken.Lease, taken.Run, RunState.Cancelled, null, CancellationToken.None);

        var now = (await app.Get<IConnectionStore>().FindAsync(id, CancellationToken.None))!;
        (now.Settings["port"], now.Settings["password"]).ShouldBe(("9999", StandInConnector.Password));
        (await app.RowAsync(id)).NextSettings.ShouldBeNull();
        (await app.AuditAsync(id)).Select(audit => audit.What).ShouldBe(["connection.added", "connection.settings", "connection.settings-in-force"]);
    }

    [Fact]
    public async Task A_run_that_waits_for_the_erp_does_not_keep_better_settings_waiting()
    {
        var id = await app.MadeAsync(browser, "Nede");
        await app.InDatabaseAsync(database =>
        {
            database.Runs.Add(new RunRow
            {
                ConnectionId = id, Kind = RunKind.Changes, State = RunState.Running, Open = true, Sweeping = true, Queued = DateTimeOffset.UtcNow, Started = DateTimeOffset.UtcNow,
                MappingVersion = 1, NextTry = DateTimeOffset.UtcNow.AddHours(1), Failures = 9,
            });
            return database.SaveChangesAsync();
        });
        var saved = await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{id}/settings"), Form, ("s.port", "9998"));

        saved.Location.ShouldNotBeNull(saved.Messages);
        (await app.Get<IConnectionStore>().FindAsync(id, CancellationToken.None))!.Settings["port"].ShouldBe("9998");
        (await app.InDatabaseAsync(database => database.Runs.Where(row => row.ConnectionId == id).Select(row => row.NextTry ?? row.Queued).SingleAsync())).ShouldBeLessThan(DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task Saving_anyway_switches_off_and_a_client_that_became_another_is_learnt_while_nothing_is_connected()
    {
        var id = await app.MadeAsync(browser, "Genskabt");
        await app.InDatabaseAsync(database => database.Connections.Where(row => row.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Active, true).SetProperty(row => row.Identity, "før")));
        (await PostAsync(await browser.OpenAsync($"/admin/connections/{id}/settings"), "Anyway")).Location.ShouldNotBeNull();
        (await app.RowAsync(id)).Active.ShouldBeFalse();

        (await app.Get<ConnectionEditor>().ActivateAsync(await app.AdministratorAsync(), id, CancellationToken.None)).Refused.ShouldBeFalse();
        (await app.RowAsync(id)).Identity.ShouldBe("erp.firma.dk");
    }

    [Fact]
    public async Task A_form_that_somebody_overtook_changes_nothing()
    {
        var id = await app.MadeAsync(browser, "Samtidig");
        var form = await browser.OpenAsync($"/admin/connections/{id}/settings");
        (await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{id}/settings"), Form, ("Input.Description", "Ny tekst"))).Location.ShouldNotBeNull();

        (await browser.SubmitAsync(form, Form, ("Input.Name", "Overhalet"))).Messages.ShouldContain("Nogen har ændret ERP-linket imens");
        (await app.RowAsync(id)).ShouldSatisfyAllConditions(row => row.Name.ShouldBe("Samtidig"), row => row.Description.ShouldBe("Ny tekst"));
    }

    [Fact]
    public async Task Our_own_database_is_refused_as_an_erp()
    {
        var link = Path.Combine(app.DataDirectory, "erp", "egen.db");
        File.CreateSymbolicLink(link, Path.Combine(app.DataDirectory, "erplink.db"));
        var form = await browser.OpenAsync($"/admin/connections/{DemoConnection.Id}/settings");

        var refused = await browser.SubmitAsync(form, Form, ("s.file", "egen.db"));

        refused.Document.QuerySelector("[name='s.file']")!.GetAttribute("aria-invalid").ShouldBe("true");
        (await app.RowAsync(DemoConnection.Id)).Settings.ShouldNotContain("egen.db");
        File.Delete(link);
    }

    [Fact]
    public async Task Only_an_administrator_edits_in_core_too()
    {
        var user = new UserContext("u", "Bruger", IsAdministrator: false, []);
        var editor = app.Get<ConnectionEditor>();

        await Should.ThrowAsync<AccessDeniedException>(() => editor.ActivateAsync(user, DemoConnection.Id, CancellationToken.None));
        await Should.ThrowAsync<AccessDeniedException>(() => editor.DeleteAsync(user, DemoConnection.Id, CancellationToken.None));
        await Should.ThrowAsync<AccessDeniedException>(() => editor.MoveAsync(user, DemoConnection.Id, true, CancellationToken.None));
        await Should.ThrowAsync<AccessDeniedException>(() => editor.SaveScheduleAsync(user, DemoConnection.Id, 1, true, SyncSchedule.Default, CancellationToken.None));
    }

    private Task<Page> NewAsync() => browser.OpenAsync($"/admin/connections/new?connector={StandInConnector.Id}");

    /// <summary>As the button of that handler sends the form.</summary>
    private async Task<Page> PostAsync(Page page, string handler, params (string, string?)[] changed)
    {
        var form = page.Document.QuerySelector(Form)!;
        var action = form.GetAttribute("action")!;
        form.SetAttribute("action", action.Replace("handler=Save", $"handler={handler}", StringComparison.Ordinal));
        return await browser.SubmitAsync(page, Form, changed);
    }
}
