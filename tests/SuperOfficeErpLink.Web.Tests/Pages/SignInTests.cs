using System.Net;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Pages;

public sealed class SignInTests : IAsyncLifetime
{
    private readonly TestApp app = new();
    private Browser browser = null!;

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        browser = app.Browser();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Fact]
    public async Task A_page_asks_for_a_sign_in_and_is_opened_after_it()
    {
        var asked = await browser.OpenAsync("/company/1?edit=1");
        asked.Location.ShouldBe("/sign-in?returnUrl=%2Fcompany%2F1%3Fedit%3D1");

        (await browser.TrySignInAsync(DemoUsers.CrmUser, DemoUsers.Password, asked.Location!)).Location.ShouldBe("/company/1?edit=1");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Only_an_address_of_our_own_is_returned_to(string returnUrl) =>
        (await browser.TrySignInAsync(DemoUsers.CrmUser, DemoUsers.Password, $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}")).Location.ShouldBe("/");

    [Fact]
    public async Task An_unknown_user_and_a_wrong_password_get_the_same_message()
    {
        var unknown = await browser.TrySignInAsync("nobody@demo.example", DemoUsers.Password);
        var wrong = await browser.TrySignInAsync(DemoUsers.CrmUser, "forkert kode");

        unknown.Messages.ShouldContain("ikke rigtig");
        wrong.Messages.ShouldBe(unknown.Messages);
        wrong.Document.QuerySelector("#email")!.GetAttribute("value").ShouldBe(DemoUsers.CrmUser);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_out_and_say_until_when()
    {
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await browser.TrySignInAsync(DemoUsers.CrmUser, "forkert kode");
        }

        (await browser.TrySignInAsync(DemoUsers.CrmUser, DemoUsers.Password)).Messages.ShouldMatch(@"igen kl\. \d\d");
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        await browser.SignInAsync(DemoUsers.CrmUser, DemoUsers.Password);
        await browser.SubmitAsync(await browser.OpenAsync("/company"), "form.topbar-sign-out");

        (await browser.OpenAsync("/company")).Location.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task The_demo_sign_ins_work_with_one_click()
    {
        var page = await browser.OpenAsync("/sign-in");
        page.Texts(".demo-sign-ins button").ShouldBe(["Fortsæt som CRM-bruger", "Fortsæt som administrator"]);

        (await browser.SubmitAsync(page, ".demo-sign-ins form")).Location.ShouldBe("/");
    }

    [Fact]
    public async Task The_names_on_the_form_are_the_agreed_ones()
    {
        var page = await browser.OpenAsync("/sign-in");

        page.Texts("form.stack label").ShouldBe(["E-mail", "Adgangskode"]);
        page.Texts("form.stack button").ShouldBe(["Log ind"]);
    }

    [Fact]
    public async Task A_language_picked_once_is_remembered()
    {
        var english = app.Browser("en");
        (await english.OpenAsync("/sign-in")).Title.ShouldBe("Sign in");
        await english.OpenAsync("/sign-in?culture=da");

        (await english.OpenAsync("/sign-in")).Title.ShouldBe("Log ind");
    }

    [Fact]
    public async Task The_message_of_a_refused_form_has_status_200_and_the_form() =>
        (await browser.TrySignInAsync("", "")).Status.ShouldBe(HttpStatusCode.OK);
}
