using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Jobs;
using SuperOfficeErpLink.Web.Starting;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Connections;

/// <summary>Scheduled runs: when they start, how they are turned off, and what turns them off by itself.</summary>
public sealed class AutomaticSyncTests : IAsyncLifetime
{
    private readonly ConnectionsApp app = new();
    private Browser browser = null!;

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        browser = await app.SignedInAsAdministratorAsync();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Fact]
    public async Task A_new_installation_waits_for_its_first_interval_and_night()
    {
        await LookAsync();

        (await KindsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_due_is_queued_once()
    {
        await MadeLongAgoAsync();
        await LookAsync();
        await LookAsync();
        (await KindsAsync()).ShouldBe([RunKind.Changes, RunKind.Everything]);
    }

    [Fact]
    public async Task Off_for_all_or_for_one_or_with_no_connector_nothing_is_queued()
    {
        await MadeLongAgoAsync();
        var off = await browser.SubmitAsync(await browser.OpenAsync("/admin/connections"), "form[action*='Automatic']");
        (await browser.FollowAsync(off.Location!)).Messages.ShouldContain("Automatisk synkronisering er slået fra. Anders Admin slog den fra");
        (await browser.OpenAsync("/")).Messages.ShouldContain("Automatisk synkronisering er slået fra.");
        (await browser.OpenAsync("/admin/runs")).Messages.ShouldContain("Automatisk synkronisering er slået fra.");
        await LookAsync();
        (await KindsAsync()).ShouldBeEmpty();

        await browser.SubmitAsync(await browser.OpenAsync("/admin/connections"), "form[action*='Automatic']");
        (await browser.OpenAsync("/")).Messages.ShouldNotContain("slået fra");
        await SetAsync(row => row.ConnectorId = "visma");
        await LookAsync();
        await SetAsync(row => (row.ConnectorId, row.AutomaticSync) = ("sql", false));
        await LookAsync();
        (await KindsAsync()).ShouldBeEmpty();
        (await app.InDatabaseAsync(database => database.Audit.Where(row => row.What == "automatic-sync").Select(row => row.After).ToListAsync())).ShouldBe(["0", "1"]);
    }

    [Fact]
    public async Task A_restored_database_turns_it_off_with_the_reason_and_shows_the_next_run()
    {
        await app.Get<InstallationGuard>().MarkAsync(CancellationToken.None);
        await app.InDatabaseAsync(database => database.Installation.Where(row => row.Key == "mark").ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Value, """{"Count":1,"At":"2026-01-31T08:00:00+00:00"}""")));

        await app.Get<InstallationGuard>().BeginAsync(CancellationToken.None);

        var message = (await browser.OpenAsync("/admin/connections")).Messages;
        message.ShouldContain("gendannet fra en sikkerhedskopi");
        message.ShouldContain("31.01.2026");
        (await browser.OpenAsync("/")).Messages.ShouldContain("gendannet fra en sikkerhedskopi");
        (await app.RowAsync(DemoConnection.Id)).ShowsNextRun.ShouldBeTrue();
        await MadeLongAgoAsync();
        await LookAsync();
        (await KindsAsync()).ShouldBeEmpty();

        // Told once: after an administrator turned it on again the next start finds nothing.
        await browser.SubmitAsync(await browser.OpenAsync("/admin/connections"), "form[action*='Automatic']");
        await app.Get<InstallationGuard>().BeginAsync(CancellationToken.None);
        (await app.Get<IAutomaticSyncStore>().GetAsync(CancellationToken.None)).IsOn.ShouldBeTrue();
    }

    [Fact]
    public async Task A_copy_in_another_place_turns_it_off_and_says_both_places()
    {
        await app.InDatabaseAsync(database => database.Installation.Where(row => row.Key == "place").ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Value, """{"Machine":"drift1","Data":"/srv/erplink","Environment":"Production"}""")));

        await app.Get<InstallationGuard>().BeginAsync(CancellationToken.None);

        var message = (await browser.OpenAsync("/admin/connections")).Messages;
        message.ShouldContain("drift1 · /srv/erplink · Production");
        message.ShouldContain(app.DataDirectory);
        message.ShouldContain("Er det en kopi");
        (await app.RowAsync(DemoConnection.Id)).ShowsNextRun.ShouldBeFalse();
    }

    [Fact]
    public async Task A_start_after_another_finds_nothing_to_say()
    {
        await app.Get<InstallationGuard>().BeginAsync(CancellationToken.None);
        await app.Get<InstallationGuard>().MarkAsync(CancellationToken.None);
        await app.Get<InstallationGuard>().BeginAsync(CancellationToken.None);

        (await app.Get<IAutomaticSyncStore>().GetAsync(CancellationToken.None)).IsOn.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Input.Interval", "0", "fra 1 til 1440")]
    [InlineData("Input.Interval", "1441", "fra 1 til 1440")]
    [InlineData("Input.Interval", "fem", "fra 1 til 1440")]
    [InlineData("Input.Nightly", "", "Skriv et klokkeslæt")]
    [InlineData("Input.Nightly", "25:00", "Skriv et klokkeslæt")]
    [InlineData("Input.QuietFrom", "18:00", "Skriv begge klokkeslæt")]
    public async Task A_schedule_that_cannot_be_is_said_at_its_field(string field, string typed, string message)
    {
        var page = await SubmitAsync((field, typed));

        page.Messages.ShouldContain(message);
        page.Document.QuerySelector($"[name='{field}']")!.GetAttribute("aria-invalid").ShouldBe("true");
        page.Document.QuerySelector($"[name='{field}']")!.GetAttribute("value").ShouldBe(typed.Length == 0 ? null : typed);
    }

    [Fact]
    public async Task Quiet_hours_that_are_empty_or_hold_the_nightly_run_are_said_at_their_fields()
    {
        (await SubmitAsync(("Input.QuietFrom", "18:00"), ("Input.QuietTo", "18:00"))).Messages.ShouldContain("på et andet tidspunkt");
        (await SubmitAsync(("Input.QuietFrom", "22:00"), ("Input.QuietTo", "06:00"))).Messages.ShouldContain("ligger i de stille timer");
    }

    [Fact]
    public async Task A_schedule_is_stored_audited_and_shown()
    {
        var saved = await SubmitAsync(("Input.Interval", "60"), ("Input.Nightly", "03:30"), ("Input.QuietFrom", "18:00"), ("Input.QuietTo", "01:00"));

        (await browser.FollowAsync(saved.Location!)).Html.ShouldContain("Næste kørsel over ændringer");
        var row = await app.RowAsync(DemoConnection.Id);
        (row.IntervalMinutes, row.NightlyAt, row.QuietFrom, row.QuietTo, row.AutomaticSync).ShouldBe((60, 210, 1080, 60, true));
        var audit = (await app.AuditAsync(DemoConnection.Id)).Single();
        (audit.What, audit.By).ShouldBe(("connection.schedule", "Anders Admin"));
        audit.After.ShouldBe("on; every 60 min; nightly 03:30; quiet 18:00-01:00");

        await SubmitAsync(("Input.On", null));
        (await browser.OpenAsync($"/admin/connections/{DemoConnection.Id}/schedule")).Messages.ShouldContain("slået fra for dette ERP-link");
    }

    private async Task<Page> SubmitAsync(params (string, string?)[] changed) =>
        await browser.SubmitAsync(await browser.OpenAsync($"/admin/connections/{DemoConnection.Id}/schedule"), "form.token-form", changed);

    private async Task LookAsync() => await ActivatorUtilities.CreateInstance<SweepLook>(app.Services).DoAsync(CancellationToken.None);

    private Task<int> MadeLongAgoAsync() => app.InDatabaseAsync(database => database.MappingVersions.ExecuteUpdateAsync(set => set.SetProperty(row => row.At, DateTimeOffset.UtcNow.AddDays(-3))));

    private Task<int> SetAsync(Action<ConnectionRow> change) => app.InDatabaseAsync(async database =>
    {
        change(await database.Connections.SingleAsync(row => row.Id == DemoConnection.Id));
        return await database.SaveChangesAsync();
    });

    private Task<List<RunKind>> KindsAsync() => app.InDatabaseAsync(database => database.Runs.Select(run => run.Kind).OrderBy(kind => kind).ToListAsync());
}
