using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Pages;

public sealed class SetupTests : IAsyncLifetime
{
    private readonly ManualTime time = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly TestApp app;
    private Browser browser = null!;
    private string code = "";

    public SetupTests() => app = TestApp.Production(time);

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        browser = app.Browser();

        // The code of the start is out before a test moves the clock.
        await app.Services.GetServices<IHostedService>().OfType<SetupCodeAnnouncer>().Single().ExecuteTask!;
        code = app.Services.GetRequiredService<SetupCode>().Issue();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Fact]
    public async Task The_first_administrator_is_made_signed_in_and_audited()
    {
        var answer = await SubmitAsync();

        answer.Location.ShouldBe("/");
        (await browser.OpenAsync("/")).Messages.ShouldContain("Anne And");
        var audit = await app.InDatabaseAsync(database => database.Audit.SingleAsync());
        (audit.By, audit.What).ShouldBe(("anne@firma.dk", "user.first-administrator"));
        (await app.InDatabaseAsync(database => database.Roles.CountAsync(role => role.Name == Roles.Administrator))).ShouldBe(1);
    }

    [Fact]
    public async Task Once_an_administrator_exists_the_page_is_gone()
    {
        await SubmitAsync();

        (await app.Browser().OpenAsync("/setup")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_wrong_code_keeps_what_was_typed()
    {
        var answer = await SubmitAsync(("Input.Code", "AAAA-AAAA"));

        answer.Messages.ShouldContain("Opsætningskoden er ikke rigtig");
        answer.Document.QuerySelector("[name='Input.Name']")!.GetAttribute("value").ShouldBe("Anne And");
    }

    [Fact]
    public async Task After_thirty_minutes_the_message_says_to_restart()
    {
        time.Advance(TimeSpan.FromMinutes(31));

        (await SubmitAsync()).Messages.ShouldContain("Genstart serveren");
    }

    [Theory]
    [InlineData("Input.Password", "kort", "mindst 10 tegn")]
    [InlineData("Input.Repeat", "noget andet", "ikke ens")]
    [InlineData("Input.Email", "anne", "e-mailadresse")]
    [InlineData("Input.Name", " ", "Skriv dit navn")]
    [InlineData("Input.Code", "", "Skriv opsætningskoden")]
    public async Task What_is_missing_is_said_at_its_field_and_costs_no_try(string field, string typed, string message)
    {
        var answer = await SubmitAsync((field, typed));

        answer.Messages.ShouldContain(message);
        answer.Document.QuerySelector($"[name='{field}']")!.GetAttribute("aria-invalid").ShouldBe("true");
        app.Services.GetRequiredService<SetupCode>().Try(code).ShouldBe(SetupCodeAnswer.Right);
    }

    private async Task<Page> SubmitAsync(params (string, string?)[] changed) => await browser.SubmitAsync(
        await browser.OpenAsync("/setup"), "form.stack",
        [
            .. new (string Name, string? Value)[]
            {
                ("Input.Code", code), ("Input.Name", "Anne And"), ("Input.Email", "anne@firma.dk"), ("Input.Password", "hemmelig-kode"), ("Input.Repeat", "hemmelig-kode"),
            },
            .. changed,
        ]);
}
