using System.Net;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Api;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Accounts;

/// <summary>Users as administrators add and change them, and what each change does to those who are signed in.</summary>
public sealed class UserPageTests : IAsyncLifetime
{
    private const string Karen = "/admin/users/demo-crm";
    private const string Anders = "/admin/users/demo-admin";
    private readonly TestApp app = new([("ErpLink:Demo:Companies", "45")]);
    private Browser admin = null!;

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        admin = await app.SignedInAsAdministratorAsync();
    }

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Fact]
    public async Task A_new_user_gets_a_password_once_and_must_change_it_first()
    {
        var made = await AddAsync("Bo <b>Berg</b>", "bo@firma.dk", Roles.CrmUser);
        made.Messages.ShouldContain("Bo <b>Berg</b> er oprettet");
        made.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var password = made.Document.QuerySelector("#made")!.GetAttribute("value")!;
        (await admin.OpenAsync("/admin/users")).Html.ShouldNotContain(password);

        var bo = app.Browser();
        await bo.SignInAsync("bo@firma.dk", password);
        foreach (var path in (string[])["/", "/company", "/company/1/erp", "/account/second-factor?x=1", "/api-tokens"])
        {
            var page = await bo.OpenAsync(path);
            (page.Location ?? "").ShouldBe(path is "/account/second-factor?x=1" or "/api-tokens" ? "" : "/account", path);
        }

        var account = await bo.OpenAsync("/account");
        account.Messages.ShouldContain("Vælg din egen adgangskode");
        (await ChangePasswordAsync(bo, password, password)).Messages.ShouldContain("Det er den adgangskode, du har nu");
        (await ChangePasswordAsync(bo, "forkert kode", "Ny-adgangskode-1")).Messages.ShouldContain("Det er ikke din adgangskode");
        (await ChangePasswordAsync(bo, password, "Ny-adgangskode-1")).Location.ShouldBe("/account");
        (await bo.OpenAsync("/company")).Status.ShouldBe(HttpStatusCode.OK);
        (await app.Browser().TrySignInAsync("bo@firma.dk", password)).Messages.ShouldContain("ikke rigtig");
        await app.Browser().SignInAsync("bo@firma.dk", "Ny-adgangskode-1");

        var log = await AuditAsync();
        log.Select(row => row.What).ShouldBe(["user.created", "account.password-changed"]);
        (log[0].By, log[0].Subject, log[0].After).ShouldBe(("Anders Admin", "bo@firma.dk", """{"Name":"Bo \u003Cb\u003EBerg\u003C/b\u003E","Role":"CrmUser"}"""));
        log.ShouldAllBe(row => !$"{row.Before}{row.After}{row.Subject}".Contains(password, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("", "bo@firma.dk", Roles.CrmUser, "Skriv et navn")]
    [InlineData("Bo", "", Roles.CrmUser, "e-mailadresse")]
    [InlineData("Bo", "bo@firma@dk", Roles.CrmUser, "e-mailadresse")]
    [InlineData("Bo", "<bo>@firma.dk", Roles.CrmUser, "e-mailadresse")]
    [InlineData("Bo", DemoUsers.CrmUser, Roles.CrmUser, "Another user has this e-mail")]
    [InlineData("Bo", "CRM@Demo.Example", Roles.CrmUser, "Another user has this e-mail")]
    [InlineData("Bo", "bo@firma.dk", "Owner", "rolle")]
    public async Task What_makes_no_user_is_said_at_its_field(string name, string email, string role, string message)
    {
        var before = await CountAsync();
        var page = await AddAsync(name, email, role);

        page.Messages.ShouldContain(message == "Another user has this e-mail" ? "En anden bruger har denne e-mail" : message);
        page.Document.QuerySelector("#Name")!.GetAttribute("value").ShouldBe(name.Length == 0 ? null : name);
        (await CountAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_user_who_is_disabled_is_out_at_once_and_so_are_his_keys()
    {
        var karen = await app.SignedInAsCrmUserAsync();
        var program = await ApiCaller.OfAsync(app, DemoUsers.CrmUser);
        (await karen.OpenAsync("/company")).Status.ShouldBe(HttpStatusCode.OK);
        (await program.GetAsync("/api/v1/links?limit=1")).ShouldBe(HttpStatusCode.OK);

        (await PostAsync(Karen, "Disabled")).Location.ShouldBe(Karen);
        (await karen.OpenAsync("/company")).Location.ShouldStartWith("/sign-in?returnUrl=");
        (await karen.OpenAsync("/sign-in")).Title.ShouldBe("Log ind");
        (await program.GetAsync("/api/v1/links?limit=1")).ShouldBe(HttpStatusCode.Unauthorized, "unauthorized");

        // Only whoever knows the password learns why.
        var stranger = app.Browser();
        var unknown = await stranger.TrySignInAsync("nobody@demo.example", "forkert kode");
        (await stranger.TrySignInAsync(DemoUsers.CrmUser, "forkert kode")).Messages.ShouldBe(unknown.Messages);
        (await stranger.TrySignInAsync(DemoUsers.CrmUser, DemoUsers.Password)).Messages.ShouldContain("Kontoen er spærret");

        var page = await admin.OpenAsync(Karen);
        page.Texts(".badge").ShouldContain("Spærret");
        await PostAsync(Karen, "Disabled");
        await app.Browser().SignInAsync(DemoUsers.CrmUser, DemoUsers.Password);
        (await program.GetAsync("/api/v1/links?limit=1")).ShouldBe(HttpStatusCode.OK);
        (await karen.OpenAsync("/company")).Location.ShouldStartWith("/sign-in", Case.Insensitive, "an old sign-in does not come back");
        (await AuditAsync()).Where(row => row.What.StartsWith("user.", StringComparison.Ordinal)).Select(row => (row.What, row.Subject, row.By))
            .ShouldBe([("user.disabled", DemoUsers.CrmUser, "Anders Admin"), ("user.enabled", DemoUsers.CrmUser, "Anders Admin")]);
    }

    [Fact]
    public async Task Wrong_passwords_lock_out_a_disabled_user_as_anyone()
    {
        await PostAsync(Karen, "Disabled");
        var stranger = app.Browser();
        Page last = null!;
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            last = await stranger.TrySignInAsync(DemoUsers.CrmUser, "forkert kode");
        }

        last.Messages.ShouldMatch(@"igen kl\. \d\d");
        (await stranger.TrySignInAsync(DemoUsers.CrmUser, DemoUsers.Password)).Messages.ShouldMatch(@"igen kl\. \d\d");
    }

    [Fact]
    public async Task An_address_that_nobody_has_is_locked_out_as_one_that_somebody_has()
    {
        var (stranger, known, unknown) = (app.Browser(), new List<string>(), new List<string>());
        for (var attempt = 1; attempt <= 6; attempt++)
        {
            known.Add(Without((await stranger.TrySignInAsync(DemoUsers.CrmUser, "forkert kode")).Messages));
            unknown.Add(Without((await stranger.TrySignInAsync("nobody@demo.example", "forkert kode")).Messages));
        }

        known.Distinct().Count().ShouldBe(2);
        unknown.ShouldBe(known);

        static string Without(string message) => new([.. message.Where(sign => !char.IsDigit(sign))]);
    }

    [Fact]
    public async Task The_last_administrator_who_can_sign_in_cannot_be_disabled_or_demoted()
    {
        (await PostAsync(Anders, "Disabled")).Messages.ShouldContain("den sidste administrator");
        (await ChangeAsync(Anders, "Anders Admin", Roles.CrmUser)).Messages.ShouldContain("den sidste administrator");
        (await admin.OpenAsync("/admin/users")).Status.ShouldBe(HttpStatusCode.OK);

        // One who is disabled does not count.
        await ChangeAsync(Karen, "Karen Krogh", Roles.Administrator);
        await PostAsync(Karen, "Disabled");
        (await PostAsync(Anders, "Disabled")).Messages.ShouldContain("den sidste administrator");
        await PostAsync(Karen, "Disabled");
        (await ChangeAsync(Anders, "Anders Admin", Roles.CrmUser)).Location.ShouldBe(Anders);
        (await admin.OpenAsync("/admin/users")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Two_administrators_who_demote_each_other_leave_one()
    {
        await ChangeAsync(Karen, "Karen Krogh", Roles.Administrator);
        var karen = await app.SignedInAsCrmUserAsync();
        var (mine, hers) = (await admin.OpenAsync(Karen), await karen.OpenAsync(Anders));

        await Task.WhenAll(
            admin.SubmitAsync(mine, "form.token-form", ("Input.Role", Roles.CrmUser)), karen.SubmitAsync(hers, "form.token-form", ("Input.Role", Roles.CrmUser)));

        (await app.InDatabaseAsync(database => database.UserRoles.CountAsync(held => database.Roles.Any(role => role.Id == held.RoleId && role.Name == Roles.Administrator)))).ShouldBe(1);
    }

    [Fact]
    public async Task Another_role_and_name_hold_from_the_next_request_without_a_new_sign_in()
    {
        var karen = await app.SignedInAsCrmUserAsync();
        (await karen.OpenAsync("/admin/users")).Status.ShouldBe(HttpStatusCode.Forbidden);

        await ChangeAsync(Karen, "Karen Kruse", Roles.Administrator);
        var page = await karen.OpenAsync("/admin/users");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Document.QuerySelector(".topbar-user")!.TextContent.ShouldContain("Karen Kruse");

        await ChangeAsync(Karen, "Karen Kruse", Roles.CrmUser);
        (await karen.OpenAsync("/admin/users")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var log = (await AuditAsync()).Where(row => row.What == "user.changed").ToList();
        log.Select(row => (row.Before, row.After)).ShouldBe(
        [
            ("""{"Name":"Karen Krogh","Role":"CrmUser"}""", """{"Name":"Karen Kruse","Role":"Administrator"}"""),
            ("""{"Name":"Karen Kruse","Role":"Administrator"}""", """{"Name":"Karen Kruse","Role":"CrmUser"}"""),
        ]);
    }

    [Fact]
    public async Task A_reset_password_is_shown_once_lifts_a_lock_out_and_ends_sign_ins()
    {
        var karen = await app.SignedInAsCrmUserAsync();
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await app.Browser().TrySignInAsync(DemoUsers.CrmUser, "forkert kode");
        }

        var reset = await PostAsync(Karen, "Password");
        var password = reset.Document.QuerySelector("#made")!.GetAttribute("value")!;
        reset.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await karen.OpenAsync("/company")).Location.ShouldStartWith("/sign-in");
        (await app.Browser().TrySignInAsync(DemoUsers.CrmUser, DemoUsers.Password)).Messages.ShouldContain("ikke rigtig");
        var again = app.Browser();
        await again.SignInAsync(DemoUsers.CrmUser, password);
        (await again.OpenAsync("/company")).Location.ShouldBe("/account");
        var row = (await AuditAsync()).Single(row => row.What == "user.password-reset");
        (row.Before, row.After).ShouldBe((null, null));
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_sign_in_of_that_user_only()
    {
        var (one, other) = (await app.SignedInAsCrmUserAsync(), await app.SignedInAsCrmUserAsync());
        await PostAsync(Karen, "SignOut");

        (await one.OpenAsync("/company")).Location.ShouldStartWith("/sign-in");
        (await other.OpenAsync("/company")).Location.ShouldStartWith("/sign-in");
        (await admin.OpenAsync("/admin/users")).Status.ShouldBe(HttpStatusCode.OK);
        await app.Browser().SignInAsync(DemoUsers.CrmUser, DemoUsers.Password);
    }

    [Fact]
    public async Task A_crm_user_posts_to_none_of_it()
    {
        var karen = await app.SignedInAsCrmUserAsync();
        var token = (await karen.OpenAsync("/account")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        foreach (var path in (string[])
            ["/admin/users", Karen, $"{Karen}?handler=Disabled", $"{Anders}?handler=Password", $"{Anders}?handler=SignOut", $"{Karen}?handler=Join", "/admin/groups",
                $"/admin/groups/{Guid.NewGuid()}?handler=Delete", $"/admin/connections/{DemoConnection.Id}/access"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("disabled", "true"), new("Input.Role", "Administrator"), new("Input.Name", "x")]);
            (await karen.SendAsync(request)).Status.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        (await AuditAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_users_come_in_pages_and_are_searched()
    {
        await app.InDatabaseAsync(database =>
        {
            database.Users.AddRange(Enumerable.Range(1, 60).Select(number => new ApplicationUser
            {
                UserName = $"u{number}@firma.dk", Email = $"u{number}@firma.dk", NormalizedUserName = $"U{number}@FIRMA.DK", NormalizedEmail = $"U{number}@FIRMA.DK",
                DisplayName = $"Ærlig {number:00}", SecurityStamp = "x",
            }));
            return database.SaveChangesAsync();
        });
        var first = await admin.OpenAsync("/admin/users");
        first.Texts("tbody th").Count.ShouldBe(50);
        (await admin.OpenAsync("/admin/users?page=2")).Texts("tbody th").Count.ShouldBe(12);
        (await admin.OpenAsync("/admin/users?q=%C3%A6RLIG%2007")).Texts("tbody th").ShouldBe(["Ærlig 07"]);
        (await admin.OpenAsync("/admin/users?q=U59%40")).Texts("tbody th").ShouldBe(["Ærlig 59"]);
        (await admin.OpenAsync("/admin/users?q=findes+ikke")).Messages.ShouldNotBeEmpty();
    }

    private async Task<Page> AddAsync(string name, string email, string role) =>
        await admin.SubmitAsync(await admin.OpenAsync("/admin/users"), "form.token-form", ("Input.Name", name), ("Input.Email", email), ("Input.Role", role));

    private async Task<Page> ChangeAsync(string user, string name, string role) =>
        await admin.SubmitAsync(await admin.OpenAsync(user), "form.token-form", ("Input.Name", name), ("Input.Role", role));

    private async Task<Page> PostAsync(string user, string handler) => await admin.SubmitAsync(await admin.OpenAsync(user), $"form[action$='handler={handler}']");

    private static async Task<Page> ChangePasswordAsync(Browser browser, string current, string wanted) => await browser.SubmitAsync(
        await browser.OpenAsync("/account"), "form.token-form", ("Input.Current", current), ("Input.Password", wanted), ("Input.Repeat", wanted));

    private Task<int> CountAsync() => app.InDatabaseAsync(database => database.Users.CountAsync());

    private Task<List<AuditRow>> AuditAsync() => app.InDatabaseAsync(database => database.Audit.OrderBy(row => row.Id).ToListAsync());
}
