using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Api;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Linking;

/// <summary>One side's values over the other's: an administrator's order, and only his to let go on.</summary>
public sealed class ResyncTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly string Connection = $"/admin/connections/{DemoConnection.Id}";

    [Fact]
    public async Task Whoever_may_link_sees_a_resync_and_can_stop_it_but_not_let_it_go_on()
    {
        var id = await BrakedAsync(Side.Crm);
        var user = await app.SignedInAsCrmUserAsync();
        var page = await user.OpenAsync($"/runs/{id}");

        page.Texts(".run-brake button").ShouldBe(["Skriv ikke"]);
        page.Texts(".run-brake p").ShouldContain("Kun en administrator kan lade den fortsætte.");
        (await (await app.SignedInAsAdministratorAsync()).OpenAsync($"/runs/{id}")).Texts(".run-brake button").ShouldBe(["Fortsæt", "Kun de første 10", "Skriv ikke"]);
        foreach (var handler in new[] { "GoOn", "FirstTen" })
        {
            var token = page.Document.QuerySelector(".run-brake [name=__RequestVerificationToken]")!.GetAttribute("value")!;
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/runs/{id}?handler={handler}") { Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]) };
            (await user.SendAsync(request)).Status.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await (await ApiCaller.OfAsync(app, DemoUsers.CrmUser)).PostAsync($"/api/v1/runs/{id}/release", null)).ShouldBe(HttpStatusCode.Forbidden, "right-missing");
        (await StateAsync(id)).ShouldBe(RunState.Braked);
        (await user.SubmitAsync(page, ".run-brake form")).Location.ShouldBe($"/runs/{id}");
        await (await ApiCaller.OfAsync(app)).RunAsync(id, state => state == "cancelled");
    }

    [Fact]
    public async Task A_resync_that_treats_blanks_in_another_way_leads_to_the_one_that_stands()
    {
        var id = await BrakedAsync(Side.Erp);
        var admin = await app.SignedInAsAdministratorAsync();
        var page = await admin.OpenAsync(Connection);

        var answer = await admin.SubmitAsync(page, "form[action*='Resync']", ("from", "Erp"), ("blanksClear", "true"));

        answer.Messages.ShouldContain("behandler tomme felter anderledes");
        answer.Document.QuerySelector($".notice a[href='/runs/{id}']").ShouldNotBeNull();
        (await admin.SubmitAsync(page, "form[action*='Resync']", ("from", "Erp"))).Location.ShouldBe($"/runs/{id}");
    }

    private async Task<long> BrakedAsync(Side from)
    {
        app.AskErp("UPDATE customer SET phone = '+45 11 22 33 44' WHERE no = 'C1020'");
        var user = new UserContext(await app.UserIdAsync(DemoUsers.Administrator), "Tester", IsAdministrator: true, []);
        var run = (await app.Services.GetRequiredService<RunOrders>().ResyncAsync(user, DemoConnection.Id, from, blanksClear: false, CancellationToken.None)).Run;
        await (await ApiCaller.OfAsync(app)).RunAsync(run.Id, state => state == "braked");
        return run.Id;
    }

    private async Task<RunState> StateAsync(long id) =>
        (await app.Services.GetRequiredService<IRunStore>().FindAsync(id, CancellationToken.None))!.State;
}
