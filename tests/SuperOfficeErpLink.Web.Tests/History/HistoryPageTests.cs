using System.Net;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.History;

/// <summary>What the pages of the history show of what is stored.</summary>
public sealed class HistoryPageTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_change_is_shown_alike_in_both_languages_with_the_fields_own_name()
    {
        var id = await GivenAsync(21, change => (change.Old, change.Sent) = ("33 33 33 33", "44 44 44 44"));
        var user = await app.SignedInAsCrmUserAsync();

        var danish = await user.OpenAsync("/company/21/erp/history?culture=da");
        var english = await user.OpenAsync("/company/21/erp/history?culture=en");

        Row(danish, id).ShouldContain("Telefon");
        Row(danish, id).ShouldContain("Ændret i Demo ERP");
        Row(english, id).ShouldContain("Phone");
        Row(english, id).ShouldContain("Changed in Demo ERP");
        foreach (var page in new[] { danish, english })
        {
            Row(page, id).ShouldContain("33 33 33 33");
            Row(page, id).ShouldContain("44 44 44 44");
        }

        await user.OpenAsync("/?culture=da");
    }

    [Fact]
    public async Task Deleted_values_are_shown_as_deleted_and_cannot_be_undone()
    {
        var id = await GivenAsync(22, change => (change.Old, change.Sent, change.Source) = (null, null, null));
        var user = await app.SignedInAsCrmUserAsync();

        var page = await user.OpenAsync("/company/22/erp/history");

        page.Texts(".history-table .history-old").ShouldContain(text => text.Contains("slettet", StringComparison.Ordinal));
        page.Document.QuerySelector($"button[name=change][value='{id}']").ShouldBeNull();
    }

    [Fact]
    public async Task The_file_holds_every_change_of_the_filter_and_no_formula()
    {
        foreach (var number in Enumerable.Range(0, 60))
        {
            await GivenAsync(23, change => (change.Sent, change.Cause) = ($"=1+{number}", ChangeCauses.Resynced));
        }

        var user = await app.SignedInAsCrmUserAsync();

        var page = await user.OpenAsync("/history?cause=resynced&handler=Csv");

        page.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var lines = page.Html.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(61);
        lines[0].ShouldStartWith("\"Hvornår\";\"ERP-link\"");
        lines[1].ShouldContain("\"'=1+59\"");
        lines.ShouldAllBe(line => !line.Contains("\"=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_filter_that_makes_no_sense_shows_everything_and_a_page_far_back_goes_on_to_the_end()
    {
        await GivenAsync(24, change => change.Sent = "last");
        var user = await app.SignedInAsCrmUserAsync();

        var page = await user.OpenAsync("/history?connection=x&side=7&state=99&run=-1&from=yesterday&to=31-31-31&after=1-1-1&field=a:b:c");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Document.QuerySelectorAll(".history-table tbody tr").Length.ShouldBeGreaterThan(0);

        var end = await user.OpenAsync("/history?after=1000-1");
        end.Status.ShouldBe(HttpStatusCode.OK);
        end.Messages.ShouldContain("Ingen ændringer");
    }

    [Fact]
    public async Task Undoing_nothing_or_two_things_at_once_is_refused_and_what_is_gone_says_so()
    {
        var user = await app.SignedInAsCrmUserAsync();
        var id = await GivenAsync(25, _ => { });
        var page = await user.OpenAsync("/company/25/erp/history");

        (await user.SubmitAsync(page, "form[action*='Undo']", ("change", null), ("since", null), ("run", null))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await user.SubmitAsync(page, "form[action*='Undo']", ("change", "1"), ("run", "2"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await user.SubmitAsync(page, "form[action*='Undo']", ("change", "999999"), ("since", null), ("run", null))).Location.ShouldBe("/history");

        var undone = await user.SubmitAsync(page, "form[action*='Undo']", ("change", $"{id}"), ("since", null), ("run", null));
        undone.Location.ShouldNotBeNull().ShouldStartWith("/runs/");
    }

    [Fact]
    public async Task Whoever_may_not_use_a_connection_sees_nothing_of_its_history_and_undoes_nothing()
    {
        await using var own = new TestApp();
        await own.InitializeAsync();
        var id = await GivenAsync(own, 26, change => change.Sent = "hidden");
        var user = await own.SignedInAsCrmUserAsync();
        var form = await user.OpenAsync("/history");
        await own.InDatabaseAsync(database => database.Access.ExecuteDeleteAsync());

        (await user.OpenAsync("/history")).Html.ShouldNotContain("hidden");
        (await user.OpenAsync("/history?handler=Csv")).Html.ShouldNotContain("hidden");
        (await user.OpenAsync("/company/26/erp/history")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await user.SubmitAsync(form, "form[action*='Undo']", ("change", $"{id}"), ("since", null), ("run", null))).Status.ShouldBe(HttpStatusCode.Forbidden);
        var administrator = await own.SignedInAsAdministratorAsync();
        (await administrator.OpenAsync("/company/26/erp/history")).Html.ShouldContain("hidden");
    }

    private static string Row(Page page, long id) =>
        page.Document.QuerySelector($"button[name=change][value='{id}']").ShouldNotBeNull().Closest("tr")!.TextContent;

    private Task<long> GivenAsync(long company, Action<ChangeRow> change) => GivenAsync(app, company, change);

    /// <summary>A change of a linked company's phone, as a run wrote it.</summary>
    private static Task<long> GivenAsync(TestApp app, long company, Action<ChangeRow> change) => app.InDatabaseAsync(async database =>
    {
        var link = await database.Links.SingleAsync(row => row.EntityType == EntityType.Company && row.EntityId == company);
        var row = new ChangeRow
        {
            ConnectionId = DemoConnection.Id, LinkId = link.Id, EntityType = EntityType.Company, EntityId = company, Side = Side.Crm, Field = "phone", CrmField = "phone", ErpField = "phone",
            Old = "old", Sent = "new", Source = "new", State = ChangeState.Done, Cause = ChangeCauses.OtherSideChanged, UserId = "system", MappingVersion = 1, At = At.AddMinutes(company),
        };
        change(row);
        database.Changes.Add(row);
        await database.SaveChangesAsync();
        return row.Id;
    });
}
