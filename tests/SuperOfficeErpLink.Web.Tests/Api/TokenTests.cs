using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Api;

/// <summary>What a token is good for, and when it no longer is.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private const string Links = "/api/v1/links?limit=1";
    private readonly ManualTime time = new(DateTimeOffset.UtcNow);
    private readonly TestApp app;

    public TokenTests() => app = new([("ErpLink:Demo:Companies", "45")], services => services.AddSingleton<TimeProvider>(time));

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)app).DisposeAsync();

    [Fact]
    public async Task Only_a_hash_of_the_secret_is_stored()
    {
        var caller = await ApiCaller.OfAsync(app);
        var row = await app.InDatabaseAsync(database => database.ApiTokens.SingleAsync());

        var token = ApiToken.Parse(caller.Token!)!;
        row.Prefix.ShouldBe(token.Prefix);
        row.Hash.ShouldBe(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token.Secret)));
        token.Secret.Length.ShouldBe(64);
        (await app.InDatabaseAsync(database => database.Audit.SingleAsync(row => row.What == "api-token.made"))).Subject.ShouldBe(token.Prefix);
    }

    [Fact]
    public async Task A_token_holds_until_it_expires()
    {
        var caller = await ApiCaller.OfAsync(app, days: 2);
        time.Advance(TimeSpan.FromHours(47));
        (await caller.GetAsync(Links)).ShouldBe(HttpStatusCode.OK);

        time.Advance(TimeSpan.FromHours(2));
        (await caller.GetAsync(Links)).ShouldBe(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_token_with_another_secret_or_prefix_is_none()
    {
        var token = ApiToken.Parse((await ApiCaller.OfAsync(app)).Token!)!;
        foreach (var wrong in (ApiToken[])[token with { Secret = new string('0', 64) }, token with { Prefix = new string('0', 12) }, ApiToken.New()])
        {
            var answer = await new ApiCaller(app, wrong.ToString()).GetAsync(Links);
            answer.ShouldBe(HttpStatusCode.Unauthorized, "unauthorized");
            answer.Response.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        }
    }

    [Fact]
    public async Task A_token_ends_with_its_maker()
    {
        var caller = await ApiCaller.OfAsync(app, DemoUsers.CrmUser);
        (await caller.GetAsync(Links)).ShouldBe(HttpStatusCode.OK);

        await app.InDatabaseAsync(database => Makers(database).ExecuteUpdateAsync(set => set.SetProperty(user => user.LockoutEnd, time.GetUtcNow().AddDays(1))));
        (await caller.GetAsync(Links)).ShouldBe(HttpStatusCode.Unauthorized, "unauthorized");
        time.Advance(TimeSpan.FromDays(1));
        (await caller.GetAsync(Links)).ShouldBe(HttpStatusCode.OK);

        await app.InDatabaseAsync(database => Makers(database).ExecuteDeleteAsync());
        (await caller.GetAsync(Links)).ShouldBe(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Wrong_passwords_for_its_maker_do_not_end_a_token()
    {
        var caller = await ApiCaller.OfAsync(app, DemoUsers.CrmUser);
        for (var attempt = 0; attempt < 6; attempt++)
        {
            await app.Browser().TrySignInAsync(DemoUsers.CrmUser, "Wrong-1234!");
        }

        (await app.InDatabaseAsync(database => Makers(database).SingleAsync())).LockoutEnd.ShouldNotBeNull();
        (await caller.GetAsync(Links)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_may_do_no_more_than_its_maker_may_now()
    {
        var caller = await ApiCaller.OfAsync(app, DemoUsers.CrmUser);
        (await caller.GetAsync($"/api/v1/connections/{ApiWorld.Connection}")).Body!["rights"]!["connect"]!.GetValue<bool>().ShouldBeTrue();
        (await caller.PostAsync("/api/v1/runs", $$"""{"connection":"{{ApiWorld.Connection}}","kind":"everything"}""")).ShouldBe(HttpStatusCode.Forbidden, "right-missing");

        (await caller.PostAsync("/api/v1/links", ApiWorld.Link(43, "C1039"), "k0")).ShouldBe(HttpStatusCode.Created);
        var change = await app.InDatabaseAsync(database => database.Changes.MinAsync(row => row.Id));
        await app.InDatabaseAsync(database => database.Access.ExecuteUpdateAsync(set => set.SetProperty(row => row.CanConnect, false)));
        (await caller.PostAsync("/api/v1/undo", $$"""{"change":{{change}}}""")).ShouldBe(HttpStatusCode.Forbidden, "right-missing");
        var denied = await caller.PostAsync("/api/v1/links", ApiWorld.Link(42, "C1040"), "k1");
        denied.ShouldBe(HttpStatusCode.Forbidden, "right-missing");
        denied.Body!["right"]!.GetValue<string>().ShouldBe("connect");

        // A connection that is for others is not there at all.
        await app.InDatabaseAsync(database => database.Access.ExecuteUpdateAsync(set => set.SetProperty(row => row.Kind, "User").SetProperty(row => row.PrincipalId, "somebody-else")));
        foreach (var list in (string[])["connections", "links", "runs", "conflicts", "problems", "history", "history/links"])
        {
            (await caller.GetAsync($"/api/v1/{list}")).Body!["items"]!.AsArray().ShouldBeEmpty(list);
        }

        foreach (var path in (string[])
            [$"connections/{ApiWorld.Connection}", $"connections/{ApiWorld.Connection}/mappings", $"links?connection={ApiWorld.Connection}", "links/1", "links/compare?link=1",
                $"links/compare?connection={ApiWorld.Connection}&entityType=company&entityId=41&actorType=customer&erpKey=C1040", $"runs?connection={ApiWorld.Connection}",
                $"history?connection={ApiWorld.Connection}", $"history/links?connection={ApiWorld.Connection}", "problems/1/records",
                $"conflicts/items?connection={ApiWorld.Connection}&actorType=customer&crmField=phone&erpField=phone&difference=different"])
        {
            (await caller.GetAsync($"/api/v1/{path}")).ShouldBe(HttpStatusCode.NotFound, "not-found");
        }

        (await caller.PostAsync("/api/v1/undo", $$"""{"change":{{change}}}""")).ShouldBe(HttpStatusCode.NotFound, "not-found");
        (await caller.PostAsync("/api/v1/links", ApiWorld.Link(42, "C1040"), "k2")).ShouldBe(HttpStatusCode.NotFound, "not-found");
        (await caller.SendAsync(HttpMethod.Delete, "/api/v1/links/1")).ShouldBe(HttpStatusCode.NotFound, "not-found");
        (await caller.PostAsync("/api/v1/runs", $$"""{"connection":"{{ApiWorld.Connection}}","kind":"changes"}""")).ShouldBe(HttpStatusCode.NotFound, "not-found");
        (await caller.PostAsync(
            "/api/v1/conflicts/choices", $$"""{"connection":"{{ApiWorld.Connection}}","choices":[{"link":4,"crmField":"phone","erpField":"phone","choice":"crm","seen":"0"}]}"""))
            .ShouldBe(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_token_signs_in_by_its_header_only()
    {
        var caller = await ApiCaller.OfAsync(app);
        var nobody = new ApiCaller(app, null);
        foreach (var name in (string[])["access_token", "token", "authorization"])
        {
            (await nobody.GetAsync($"{Links}&{name}={caller.Token}")).ShouldBe(HttpStatusCode.Unauthorized, "unauthorized");
        }

        // The token opens no page either.
        (await caller.GetAsync("/company")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_sign_in_of_a_person_is_none_for_the_API()
    {
        var browser = await app.SignedInAsAdministratorAsync();
        foreach (var path in (string[])[Links, "/API/V1/links", "/api/nothing"])
        {
            var answer = await browser.Client.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        }
    }

    [Fact]
    public async Task The_last_use_is_written_at_most_once_a_minute()
    {
        var caller = await ApiCaller.OfAsync(app);
        async Task<DateTimeOffset?> LastUsedAsync() => (await app.InDatabaseAsync(database => database.ApiTokens.SingleAsync())).LastUsedAt;
        (await LastUsedAsync()).ShouldBeNull();

        await caller.GetAsync(Links);
        var first = await LastUsedAsync();
        first.ShouldNotBeNull();
        time.Advance(TimeSpan.FromSeconds(30));
        await caller.GetAsync(Links);
        (await LastUsedAsync()).ShouldBe(first);
        time.Advance(TimeSpan.FromSeconds(31));
        await caller.GetAsync(Links);
        (await LastUsedAsync()).ShouldNotBe(first);
    }

    [Fact]
    public async Task An_administrator_makes_a_token_sees_it_once_and_revokes_it()
    {
        var browser = await app.SignedInAsAdministratorAsync();
        var page = await browser.OpenAsync("/admin/api-tokens");
        var missing = await browser.SubmitAsync(page, "form.token-form", ("Input.Name", ""));
        missing.Messages.ShouldContain("Angiv et navn på højst 100 tegn.");
        missing.Messages.ShouldContain("Vælg mindst én.");
        (await app.InDatabaseAsync(database => database.ApiTokens.CountAsync())).ShouldBe(0);

        var made = await browser.SubmitAsync(page, "form.token-form", ("Input.Name", "<b>Webshop</b>"), ("Input.Scopes", "Read"));
        var token = made.Document.QuerySelector("#made")!.GetAttribute("value")!;
        made.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var row = await app.InDatabaseAsync(database => database.ApiTokens.SingleAsync());
        (row.Name, (ApiScopes)row.Scopes, row.ExpiresAt).ShouldBe(("<b>Webshop</b>", ApiScopes.Read, DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().AddDays(365).ToUnixTimeMilliseconds())));
        var caller = new ApiCaller(app, token);
        (await caller.GetAsync(Links)).ShouldBe(HttpStatusCode.OK);
        await app.InDatabaseAsync(database =>
        {
            database.Idempotency.AddRange(
                new IdempotencyRow { TokenId = row.Id, Key = "key", Status = 201, Body = "{}", At = time.GetUtcNow() },
                new IdempotencyRow { TokenId = Guid.NewGuid(), Key = "key", Status = 201, Body = "{}", At = time.GetUtcNow() });
            return database.SaveChangesAsync();
        });

        var listed = await browser.OpenAsync("/admin/api-tokens");
        listed.Html.ShouldNotContain(token);
        listed.Texts("tbody th").ShouldBe(["<b>Webshop</b>"]);
        await browser.SubmitAsync(listed, "form.row-actions");
        (await caller.GetAsync(Links)).ShouldBe(HttpStatusCode.Unauthorized, "unauthorized");
        (await browser.OpenAsync("/admin/api-tokens")).Document.QuerySelector("form.row-actions").ShouldBeNull();
        (await app.InDatabaseAsync(database => database.Audit.CountAsync(one => one.What == "api-token.revoked" && one.Subject == row.Prefix))).ShouldBe(1);
        (await app.InDatabaseAsync(database => database.Idempotency.SingleAsync())).TokenId.ShouldNotBe(row.Id);
    }

    [Fact]
    public async Task A_basic_sign_in_is_none()
    {
        using var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("admin@demo.example:Demo-1234!"u8.ToArray()));
        (await client.GetAsync(new Uri(Links, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static IQueryable<ApplicationUser> Makers(Storage.ErpLinkDbContext database) => database.Users.Where(user => user.Email == DemoUsers.CrmUser);
}
