using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Alerts;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Operating;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Operating;

/// <summary>Alerts from what is wrong to what a webhook gets, and what administrators see of it.</summary>
public sealed class AlertPageTests
{
    [Fact]
    public async Task A_test_message_says_how_it_went_and_a_refused_sign_in_is_told_and_shown()
    {
        await using var server = await WebhookServer.StartAsync();
        var app = new TestApp(
            [("ErpLink:Demo:Companies", "120"), ("ErpLink:Alerts:Webhook:Url", $"{server.Address}"), ("ErpLink:Alerts:BaseAddress", "https://erplink.example/crm/")]);
        await app.InitializeAsync();
        try
        {
            var administrator = await app.SignedInAsAdministratorAsync();
            (await TestAsync(administrator)).Messages.ShouldContain("Webhook: Prøvebeskeden blev modtaget.");
            server.Status = HttpStatusCode.InternalServerError;
            var failed = await TestAsync(administrator);
            failed.Messages.ShouldContain("Webhook: Prøvebeskeden blev ikke modtaget. Webhooken svarede 500");
            failed.Document.QuerySelector("#alerts")!.TextContent.ShouldContain("Fejlet siden");
            server.Status = HttpStatusCode.OK;
            await TestAsync(administrator);
            server.Received.Clear();

            await app.Services.GetRequiredService<IConnectionStore>().SaveHealthAsync(
                DemoConnection.Id, new ConnectionHealth(FailureKind.Unauthorized, LocalText.Of("no", "Adgang afvist"), DateTimeOffset.UtcNow, null, 1), default);

            // The application's own worker may be at it just now.
            while (!await app.InDatabaseAsync(context => context.Alerts.AnyAsync(alert => alert.ToldAt != null)))
            {
                await app.Services.GetRequiredService<AlertRound>().RunAsync(default);
            }

            using var told = JsonDocument.Parse(server.Received.ShouldHaveSingleItem().Body);
            told.RootElement.GetProperty("subject").GetString().ShouldBe("ERP Link: Log ind afvist (Demo ERP)");
            told.RootElement.GetProperty("link").GetString().ShouldBe("https://erplink.example/crm/health");
            var page = await administrator.OpenAsync("/health");
            page.Texts("#alerts tbody th").ShouldBe(["Log ind afvist"]);
            page.Texts(".health-card .badge").ShouldBe(["Log ind afvist"]);
            page.Document.QuerySelector(".health-card")!.TextContent.ShouldContain("Adgang afvist");
        }
        finally
        {
            await ((IAsyncLifetime)app).DisposeAsync();
        }
    }

    [Fact]
    public async Task Every_cause_has_its_words_in_both_languages()
    {
        var app = new TestApp();
        await app.InitializeAsync();
        try
        {
            var alert = new StoredAlert(1, Guid.NewGuid(), "", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow);
            foreach (var (language, subject) in new[] { ("da", "ERP Link: overstået: Sikkerhedsstop (Økonomi)"), ("en", "ERP Link: over: Brake (Økonomi)") })
            {
                var words = new AlertWords(
                    app.Services.GetRequiredService<OperatingTexts>(), new AlertSettings(null, null, null, new CultureInfo(language)), TimeProvider.System);
                foreach (var cause in (string[])[AlertCauses.Brake, AlertCauses.ConnectionDown, AlertCauses.CredentialsRefused, AlertCauses.OldProblems])
                {
                    foreach (var news in (AlertNews[])[AlertNews.Begun, AlertNews.Lasting, AlertNews.Over])
                    {
                        var message = words.Write(alert with { Cause = cause }, news, "Økonomi", DateTimeOffset.UtcNow);
                        message.Text.ShouldContain("Økonomi");
                        $"{message.Subject} {message.Text}".ShouldNotContain("Alert.");
                    }
                }

                words.Write(alert with { Cause = AlertCauses.Brake }, AlertNews.Over, "Økonomi", DateTimeOffset.UtcNow).Subject.ShouldBe(subject);
                words.WriteTest(DateTimeOffset.UtcNow).Text.ShouldNotContain("Alert.");
            }
        }
        finally
        {
            await ((IAsyncLifetime)app).DisposeAsync();
        }
    }

    private static async Task<Page> TestAsync(Browser administrator)
    {
        var answer = await administrator.SubmitAsync(await administrator.OpenAsync("/health"), "#alerts form");
        return await administrator.OpenAsync(answer.Location!);
    }
}
