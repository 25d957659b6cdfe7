using System.Net;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Accounts;

/// <summary>Setting up a second factor, signing in with it, and being helped out without it.</summary>
public sealed class SecondFactorTests : IAsyncLifetime
{
    private const string Own = "/account/second-factor";
    private readonly TestApp app = new([("ErpLink:Demo:Companies", "45")]);
    private Browser karen = null!;

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        karen = await app.SignedInAsCrmUserAsync();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Fact]
    public async Task It_is_on_once_a_code_was_right_and_then_asked_for()
    {
        var other = await app.SignedInAsCrmUserAsync();
        var (key, codes) = await TurnOnAsync();
        codes.Count.ShouldBe(10);
        (await karen.OpenAsync("/company")).Status.ShouldBe(HttpStatusCode.OK, "this sign-in goes on");
        (await other.OpenAsync("/company")).Location.ShouldStartWith("/sign-in", Case.Insensitive, "others end");

        var browser = app.Browser();
        var asked = await browser.TrySignInAsync(DemoUsers.CrmUser, DemoUsers.Password, "/sign-in?returnUrl=%2Fcompany%2F1");
        asked.Location.ShouldBe("/sign-in/code?ReturnUrl=%2Fcompany%2F1");
        (await browser.OpenAsync("/company")).Location.ShouldStartWith("/sign-in", Case.Insensitive, "the password alone opens nothing");
        (await CodeAsync(browser, Totp.WrongCode(key), asked.Location!)).Messages.ShouldContain("Koden er ikke rigtig");
        var right = Totp.Code(key);
        (await CodeAsync(browser, $"{right[..3]} {right[3..]}", asked.Location!)).Location.ShouldBe("/company/1");
        (await browser.OpenAsync("/company/1")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_recovery_code_lets_in_once()
    {
        var (_, codes) = await TurnOnAsync();
        (await CodeAsync(await HalfwayAsync(), codes[0].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal))).Location.ShouldBe("/");
        (await CodeAsync(await HalfwayAsync(), codes[0])).Messages.ShouldContain("Koden er ikke rigtig");
        (await CodeAsync(await HalfwayAsync(), codes[1])).Location.ShouldBe("/");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Five_wrong_codes_lock_out_also_with_the_right_password_in_between(bool recovery)
    {
        var (key, codes) = await TurnOnAsync();
        Page last = null!;
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            last = await CodeAsync(await HalfwayAsync(), recovery ? $"AAAAA-AAAA{attempt}" : Totp.WrongCode(key));
        }

        last.Messages.ShouldMatch(@"igen kl\. \d\d");
        (await app.Browser().TrySignInAsync(DemoUsers.CrmUser, DemoUsers.Password)).Messages.ShouldMatch(@"igen kl\. \d\d");
        (await app.InDatabaseAsync(database => database.Users.SingleAsync(user => user.Id == "demo-crm"))).LockoutEnd.ShouldNotBeNull();
        codes.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_code_step_is_nothing_without_the_password_step()
    {
        (await app.Browser().OpenAsync("/sign-in/code")).Location.ShouldStartWith("/sign-in");
        var (_, codes) = await TurnOnAsync();
        var browser = await HalfwayAsync();
        var page = await browser.OpenAsync("/sign-in/code");
        await DisableAsync();
        (await browser.SubmitAsync(page, "form.stack", ("Code", codes[0]))).Messages.ShouldContain("Kontoen er spærret");
    }

    [Fact]
    public async Task Key_and_codes_are_shown_once_and_stored_sealed()
    {
        var (key, codes) = await TurnOnAsync();
        var page = await karen.OpenAsync(Own);
        page.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        page.Html.ShouldNotContain(codes[0]);
        page.Html.Replace(" ", "", StringComparison.Ordinal).ShouldNotContain(key, Case.Insensitive);

        var stored = await app.InDatabaseAsync(database => database.UserTokens.ToListAsync());
        stored.Count.ShouldBe(2);
        stored.ShouldAllBe(token => !token.Value!.Contains(key, StringComparison.OrdinalIgnoreCase) && !token.Value.Contains(codes[0], StringComparison.OrdinalIgnoreCase));
        var audit = await app.InDatabaseAsync(database => database.Audit.SingleAsync());
        (audit.What, audit.By, audit.Subject, audit.Before, audit.After).ShouldBe(("account.second-factor-on", "Karen Krogh", DemoUsers.CrmUser, null, null));
    }

    [Fact]
    public async Task It_is_turned_off_and_codes_are_renewed_with_the_password_only()
    {
        var (_, codes) = await TurnOnAsync();
        (await ActAsync("Off", "forkert kode")).Messages.ShouldContain("Det er ikke din adgangskode");
        (await ActAsync("Codes", "")).Messages.ShouldContain("Det er ikke din adgangskode");
        var renewed = (await ActAsync("Codes", DemoUsers.Password)).Texts(".recovery-codes code");
        renewed.Count.ShouldBe(10);
        (await CodeAsync(await HalfwayAsync(), codes[0])).Messages.ShouldContain("Koden er ikke rigtig");
        (await CodeAsync(await HalfwayAsync(), renewed[0])).Location.ShouldBe("/");

        (await ActAsync("Off", DemoUsers.Password)).Location.ShouldBe(Own);
        (await app.Browser().TrySignInAsync(DemoUsers.CrmUser, DemoUsers.Password)).Location.ShouldBe("/");
        (await app.InDatabaseAsync(database => database.UserTokens.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Wrong_passwords_on_ones_own_page_lock_out_too()
    {
        await TurnOnAsync();
        Page last = null!;
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            last = await ActAsync("Off", "forkert kode");
        }

        last.Messages.ShouldMatch(@"igen kl\. \d\d");
        (await ActAsync("Off", DemoUsers.Password)).Messages.ShouldMatch(@"igen kl\. \d\d");
        (await app.InDatabaseAsync(database => database.Users.SingleAsync(user => user.Id == "demo-crm"))).TwoFactorEnabled.ShouldBeTrue();
    }

    [Fact]
    public async Task An_administrator_takes_it_off_with_a_new_password()
    {
        await TurnOnAsync();
        var admin = await app.SignedInAsAdministratorAsync();
        var page = await admin.OpenAsync("/admin/users/demo-crm");
        var reset = await admin.SubmitAsync(page, "form[action$='handler=Password']", ("withoutSecondFactor", "true"));
        var password = reset.Document.QuerySelector("#made")!.GetAttribute("value")!;

        (await app.Browser().TrySignInAsync(DemoUsers.CrmUser, password)).Location.ShouldBe("/");
        (await app.InDatabaseAsync(database => database.UserTokens.CountAsync())).ShouldBe(0);
        var shown = await admin.OpenAsync("/admin/audit?kind=user.password-reset");
        shown.Texts(".audit-value").ShouldBe(["", "Ekstra kode: Fjernet"]);
    }

    [Fact]
    public async Task A_reset_password_alone_leaves_it_on()
    {
        await TurnOnAsync();
        var admin = await app.SignedInAsAdministratorAsync();
        var reset = await admin.SubmitAsync(await admin.OpenAsync("/admin/users/demo-crm"), "form[action$='handler=Password']");

        (await app.Browser().TrySignInAsync(DemoUsers.CrmUser, reset.Document.QuerySelector("#made")!.GetAttribute("value")!)).Location.ShouldStartWith("/sign-in/code");
    }

    [Fact]
    public async Task The_picture_says_what_the_key_does()
    {
        await karen.SubmitAsync(await karen.OpenAsync(Own), "form[action$='handler=Start']");
        var page = await karen.OpenAsync(Own);
        var address = page.Document.QuerySelector("a[href^='otpauth:']")!.GetAttribute("href")!;
        address.ShouldMatch($"^otpauth://totp/ERP%20Link:{Uri.EscapeDataString(DemoUsers.CrmUser)}\\?secret={Key(page)}&issuer=ERP%20Link");
        page.Document.QuerySelector("svg.qr path")!.GetAttribute("d")!.Length.ShouldBeGreaterThan(1000);
        (await app.Browser().TrySignInAsync(DemoUsers.CrmUser, DemoUsers.Password)).Location.ShouldBe("/", "nothing is asked for before a code was right");
    }

    private async Task<(string Key, IReadOnlyList<string> Codes)> TurnOnAsync()
    {
        await karen.SubmitAsync(await karen.OpenAsync(Own), "form[action$='handler=Start']");
        var page = await karen.OpenAsync(Own);
        var key = Key(page);
        (await karen.SubmitAsync(page, "form[action$='handler=On']", ("Code", Totp.WrongCode(key)))).Messages.ShouldContain("Koden er ikke rigtig");
        var done = await karen.SubmitAsync(page, "form[action$='handler=On']", ("Code", Totp.Code(key)));
        done.Messages.ShouldContain("Den ekstra kode er slået til");
        return (key, done.Texts(".recovery-codes code"));
    }

    private static string Key(Page page) => page.Document.QuerySelector(".second-key")!.TextContent.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    private async Task<Page> ActAsync(string handler, string password)
    {
        var page = await karen.OpenAsync(Own);
        page.Document.QuerySelector("form.token-form")!.SetAttribute("action", $"{Own}?handler={handler}");
        return await karen.SubmitAsync(page, "form.token-form", ("Password", password));
    }

    /// <summary>A browser that the password was right in.</summary>
    private async Task<Browser> HalfwayAsync()
    {
        var browser = app.Browser();
        (await browser.TrySignInAsync(DemoUsers.CrmUser, DemoUsers.Password)).Location.ShouldStartWith("/sign-in/code");
        return browser;
    }

    private static async Task<Page> CodeAsync(Browser browser, string code, string address = "/sign-in/code") =>
        await browser.SubmitAsync(await browser.OpenAsync(address), "form.stack", ("Code", code));

    private async Task DisableAsync()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        await admin.SubmitAsync(await admin.OpenAsync("/admin/users/demo-crm"), "form[action$='handler=Disabled']");
    }
}

/// <summary>Where administrators must use a second factor.</summary>
public sealed class SecondFactorRuleTests : IAsyncLifetime
{
    private readonly TestApp app = new([("ErpLink:Demo:Companies", "45"), ("ErpLink:SecondFactor:AdministratorsMust", "true")]);

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Fact]
    public async Task An_administrator_without_one_gets_to_no_page_before_it_is_on()
    {
        var admin = await app.SignedInAsAdministratorAsync();
        (await admin.OpenAsync("/admin/users")).Location.ShouldBe("/account/second-factor");
        (await admin.OpenAsync("/company")).Location.ShouldBe("/account/second-factor");
        var page = await admin.OpenAsync("/account/second-factor");
        page.Messages.ShouldContain("Administratorer skal bruge en ekstra kode");

        await admin.SubmitAsync(page, "form[action$='handler=Start']");
        page = await admin.OpenAsync("/account/second-factor");
        var key = page.Document.QuerySelector(".second-key")!.TextContent;
        await admin.SubmitAsync(page, "form[action$='handler=On']", ("Code", Totp.Code(key)));
        (await admin.OpenAsync("/admin/users")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Others_need_none()
    {
        var karen = await app.SignedInAsCrmUserAsync();
        (await karen.OpenAsync("/company")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
