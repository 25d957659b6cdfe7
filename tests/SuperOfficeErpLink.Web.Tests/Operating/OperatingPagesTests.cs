using System.Net;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Operating;

/// <summary>Health, alerts and personal data as pages.</summary>
public sealed class OperatingPagesTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Health_shows_a_user_his_connections_and_an_administrator_the_alerts_too()
    {
        var browser = await app.SignedInAsCrmUserAsync();
        await browser.OpenAsync("/company/1/erp");
        var user = await browser.OpenAsync("/health");
        var administrator = await (await app.SignedInAsAdministratorAsync()).OpenAsync("/health");

        user.Title.ShouldBe("Driftsstatus");
        user.Texts(".health-card h2").ShouldBe(["Demo ERP"]);
        user.Document.QuerySelector("#alerts").ShouldBeNull();
        user.Document.Body!.TextContent.ShouldContain("Ingen grænse");
        administrator.Document.QuerySelector("#alerts")!.TextContent.ShouldContain("Ingen får besked");
    }

    [Fact]
    public async Task A_user_sends_no_test_message()
    {
        var user = await app.SignedInAsCrmUserAsync();
        var tab = await user.OpenAsync("/runs");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/health?handler=Test");
        request.Content = new FormUrlEncodedContent(
            [new("__RequestVerificationToken", tab.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!)]);

        (await user.SendAsync(request)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Every_link_counts_as_verified_until_something_of_it_is_open()
    {
        var user = await app.SignedInAsCrmUserAsync();
        (await user.OpenAsync("/health")).Texts(".health-share strong").ShouldBe(["100,0 %"]);
        await app.InDatabaseAsync(async context =>
        {
            var links = await context.Links.OrderBy(link => link.Id).Select(link => link.Id).Take(2).ToListAsync();
            context.Conflicts.AddRange(
                new ConflictRow { LinkId = links[0], FieldPair = "a|a", ConnectionId = DemoConnection.Id }, new ConflictRow { LinkId = links[0], FieldPair = "b|b", ConnectionId = DemoConnection.Id });
            context.Retries.Add(new RetryRow { LinkId = links[1], ConnectionId = DemoConnection.Id, DueAt = DateTimeOffset.MaxValue });
            return await context.SaveChangesAsync();
        });

        var share = (await user.OpenAsync("/health")).Document.QuerySelector(".health-card progress")!;

        (int.Parse(share.GetAttribute("max")!, System.Globalization.CultureInfo.InvariantCulture) - int.Parse(share.GetAttribute("value")!, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(2);
        await app.InDatabaseAsync(async context => await context.Conflicts.ExecuteDeleteAsync() + await context.Retries.ExecuteDeleteAsync());
    }

    [Fact]
    public async Task The_start_page_draws_thirty_days_and_has_them_as_tables()
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        await app.InDatabaseAsync(async context =>
        {
            context.DailyFigures.Add(new DailyFigureRow { ConnectionId = DemoConnection.Id, Day = today.AddDays(-3), ToErp = 1200, ToCrm = 34 });
            return await context.SaveChangesAsync();
        });

        var page = await (await app.SignedInAsCrmUserAsync()).OpenAsync("/");

        page.Texts("figure figcaption strong")[0].ShouldBe("1.234");
        page.Document.QuerySelectorAll("#chart-changes rect").Length.ShouldBe(2);
        page.Document.QuerySelectorAll("#chart-changes tbody tr").Length.ShouldBe(30);
        page.Texts("#chart-changes tbody tr:nth-child(4) td").ShouldBe(["1.200", "34"]);
        page.Document.QuerySelector("[style]").ShouldBeNull();
    }

    [Fact]
    public async Task Personal_data_is_shown_confirmed_and_gone()
    {
        var administrator = await app.SignedInAsAdministratorAsync();
        await app.InDatabaseAsync(async context =>
        {
            context.Changes.Add(new ChangeRow
            {
                ConnectionId = DemoConnection.Id, EntityType = EntityType.Company, EntityId = 12, Side = Side.Erp, Field = "phone", Old = "Zebrasen", Sent = "b", Source = "b",
                State = ChangeState.Done, UserId = "ane", At = DateTimeOffset.UtcNow,
            });
            return await context.SaveChangesAsync();
        });
        var history = await administrator.OpenAsync("/company/12/erp/history");
        var confirm = await administrator.OpenAsync(history.Document.QuerySelector("a[href*='personal-data']")!.GetAttribute("href")!);
        confirm.Document.Body!.TextContent.ShouldContain("ERP-tilknytningen til Demo ERP (C1012)");
        confirm.Document.Body.TextContent.ShouldContain("Gamle og nye værdier i historikken, linjer: 1");

        var answer = await administrator.SubmitAsync(confirm, "form[method=post].row-actions");

        var page = await administrator.OpenAsync(answer.Location!);
        page.Messages.ShouldContain("Persondata for Firma 12 er slettet.");
        page.Document.Body!.TextContent.ShouldContain("Der er intet gemt");
        (await app.InDatabaseAsync(context => context.Links.AnyAsync(link => link.EntityType == EntityType.Company && link.EntityId == 12))).ShouldBeFalse();
        (await app.InDatabaseAsync(context => context.Changes.SingleAsync(row => row.EntityId == 12 && row.UserId == "ane"))).Old.ShouldBeNull();
    }

    [Fact]
    public async Task A_record_that_is_gone_from_the_CRM_is_found_by_kind_and_number()
    {
        await app.InDatabaseAsync(async context =>
        {
            context.Changes.Add(new ChangeRow { ConnectionId = DemoConnection.Id, EntityType = EntityType.Person, EntityId = 987654, Side = Side.Crm, Field = "a", Old = "x", State = ChangeState.Done });
            return await context.SaveChangesAsync();
        });
        var administrator = await app.SignedInAsAdministratorAsync();

        var page = await administrator.OpenAsync("/admin/personal-data?type=person&id=987654");

        page.Document.Body!.TextContent.ShouldContain("Findes ikke (længere) i SuperOffice");
        await administrator.SubmitAsync(page, "form[method=post].row-actions");
        (await app.InDatabaseAsync(context => context.Changes.SingleAsync(row => row.EntityId == 987654))).Old.ShouldBeNull();
    }

    [Theory]
    [InlineData("type=person&id=tolv")]
    [InlineData("type=person&id=")]
    [InlineData("type=firma&id=12")]
    [InlineData("type=person&id=99999999999999999999")]
    [InlineData("id=-1")]
    public async Task What_names_no_record_is_said_so(string query)
    {
        var page = await (await app.SignedInAsAdministratorAsync()).OpenAsync($"/admin/personal-data?{query}");

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Messages.ShouldContain("Vælg en type, og skriv nummeret med cifre.");
    }

    [Fact]
    public async Task A_user_sees_no_way_to_delete_personal_data() =>
        (await (await app.SignedInAsCrmUserAsync()).OpenAsync("/company/13/erp")).Document.QuerySelector("a[href*='personal-data']").ShouldBeNull();
}
