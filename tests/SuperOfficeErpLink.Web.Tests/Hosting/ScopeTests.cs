using System.Net;
using System.Text;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Api;

namespace SuperOfficeErpLink.Web.Tests.Hosting;

/// <summary>Every endpoint and every handler of a page, asked by everyone, with every right that a connection gives.</summary>
public sealed class ScopeTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.Forbidden, HttpStatusCode.NotFound];

    public static TheoryData<Right> Rights => [Right.None, Right.Use, Right.Connect, Right.Create];

    /// <summary>The first run is one that addresses name.</summary>
    public async Task InitializeAsync()
    {
        if (!await app.InDatabaseAsync(database => database.Runs.AnyAsync()))
        {
            await GiveAsync(Right.Use);
            var browser = await app.SignedInAsCrmUserAsync();
            var started = await SendAsync(browser, new PageHandler("runs", "Post", "SyncAll", "/runs", Access.SignedIn), new HandlerRow(Right.None), await TokenAsync(browser));
            started.Location.ShouldBe("/runs/1");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Every_endpoint_and_handler_has_its_row_and_every_row_what_it_is_about()
    {
        var endpoints = new EndpointList(app.Services);
        (await endpoints.WithoutRowAsync()).ShouldBeEmpty();

        ScopeTable.Pages.Keys.Where(pattern => !AccessTable.Rows.TryGetValue(pattern, out var row) || row.Access != Access.SignedIn).ShouldBeEmpty();
        ScopeTable.Handlers.Keys.Except((await endpoints.HandlersAsync()).Where(one => one.Access == Access.SignedIn).Select(one => one.Key)).ShouldBeEmpty();
        ScopeTable.Api.Keys.Except(endpoints.Api.Select(one => $"{one.Method} {one.Pattern}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_endpoint_that_was_added_without_a_row_is_found()
    {
        await using var grown = new TestApp(
            [("ErpLink:Demo:Companies", "45")],
            services => services.Configure<RazorPagesOptions>(options => options.Conventions.AddPageRoute("/Health/Index", "added/without-a-row")));
        await grown.InitializeAsync();

        (await new EndpointList(grown.Services).WithoutRowAsync()).ShouldBe(["added/without-a-row"]);
    }

    [Theory]
    [MemberData(nameof(Rights))]
    public async Task A_crm_user_is_shown_what_his_right_reaches(Right right)
    {
        await GiveAsync(right);
        var browser = await app.SignedInAsCrmUserAsync();
        foreach (var (pattern, row) in AccessTable.Rows.Where(row => row.Value.Access is Access.SignedIn or Access.Administrator))
        {
            var page = await browser.OpenAsync(row.Address);
            var isRefused = row.Access == Access.Administrator || ScopeTable.Pages[pattern] > right || ScopeTable.Missing.Contains(pattern);
            Refusals.Contains(page.Status).ShouldBe(isRefused, $"{pattern} with {right}: {page.Status}");
            if (row.Access == Access.Administrator)
            {
                page.Status.ShouldBe(HttpStatusCode.Forbidden, pattern);
            }

            if (right == Right.None)
            {
                page.Html.ShouldNotContain("Demo ERP", Case.Sensitive, $"{pattern} names a connection that is not his");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rights))]
    public async Task A_crm_user_does_what_his_right_reaches_and_nothing_else(Right right)
    {
        await GiveAsync(right);
        var browser = await app.SignedInAsCrmUserAsync();
        var token = await TokenAsync(browser);
        foreach (var handler in (await new EndpointList(app.Services).HandlersAsync()).Where(one => one.Access != Access.Open && one.Pattern != "sign-out"))
        {
            var row = handler.Access == Access.SignedIn ? ScopeTable.Handlers[handler.Key] : new HandlerRow(Right.None);
            var before = right == Right.None ? await WrittenAsync() : "";
            var page = await SendAsync(browser, handler, row, token);
            if (handler.Access == Access.Administrator)
            {
                page.Status.ShouldBe(HttpStatusCode.Forbidden, handler.Key);
            }
            else if (!row.NeedsData)
            {
                Refusals.Contains(page.Status).ShouldBe(row.Needs > right, $"{handler.Key} with {right}: {page.Status}");
            }
            else
            {
                ((int)page.Status).ShouldBeInRange(400, 499, handler.Key);
            }

            if (right == Right.None)
            {
                (await WrittenAsync()).ShouldBe(before, $"{handler.Key} wrote something");
            }
        }
    }

    [Fact]
    public async Task An_administrators_role_is_no_right_to_a_connections_records()
    {
        await GiveAsync(Right.None);
        var browser = await app.SignedInAsAdministratorAsync();
        foreach (var (pattern, _) in ScopeTable.Pages.Where(page => page.Value >= Right.Connect))
        {
            Refusals.ShouldContain((await browser.OpenAsync(AccessTable.Rows[pattern].Address)).Status, pattern);
        }

        var token = await TokenAsync(browser);
        foreach (var handler in await new EndpointList(app.Services).HandlersAsync())
        {
            if (ScopeTable.Handlers.GetValueOrDefault(handler.Key) is { Needs: >= Right.Connect, NeedsData: false } row && !handler.Pattern.StartsWith("runs/", StringComparison.Ordinal))
            {
                Refusals.ShouldContain((await SendAsync(browser, handler, row, token)).Status, handler.Key);
            }
        }
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_reaches_no_handler()
    {
        var before = await WrittenAsync();
        foreach (var handler in (await new EndpointList(app.Services).HandlersAsync()).Where(one => one.Access != Access.Open))
        {
            using var request = new HttpRequestMessage(handler.Method == "Get" ? HttpMethod.Get : HttpMethod.Post, handler.AddressFrom(handler.Address));
            (await app.Browser().SendAsync(request)).Location.ShouldStartWith("/sign-in?returnUrl=", Case.Sensitive, handler.Key);
        }

        (await WrittenAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData(ApiScopes.Read)]
    [InlineData(ApiScopes.Run)]
    [InlineData(ApiScopes.Write)]
    public async Task A_token_does_what_its_scope_reaches(ApiScopes scope)
    {
        await GiveAsync(Right.Create);
        var program = await ApiCaller.OfAsync(app, scope);
        foreach (var (key, needed) in ScopeTable.Api)
        {
            var (method, pattern) = (key.Split(' ')[0], key.Split(' ')[1]);
            var answer = await program.SendAsync(new HttpMethod(method), AccessTable.Rows[pattern].Address, method == "GET" ? null : "{}", ApiCaller.NewKey());
            (answer.Status == HttpStatusCode.Forbidden && answer.Problem == "scope-missing").ShouldBe(needed != scope, $"{key} with {scope}: {answer.Status} {answer.Problem}");
            answer.Status.ShouldNotBe(HttpStatusCode.Unauthorized, key);
        }
    }

    private Task<int> GiveAsync(Right right) => app.InDatabaseAsync(async database =>
    {
        await database.Access.ExecuteDeleteAsync();
        if (right != Right.None)
        {
            database.Access.Add(new Storage.Model.AccessRow
            {
                ConnectionId = DemoConnection.Id, Kind = "User", PrincipalId = "demo-crm", CanConnect = right >= Right.Connect, CanCreate = right >= Right.Create,
            });
        }

        return await database.SaveChangesAsync();
    });

    private static async Task<string> TokenAsync(Browser browser) =>
        (await browser.OpenAsync("/account")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    private static async Task<Page> SendAsync(Browser browser, PageHandler handler, HandlerRow row, string token)
    {
        using var request = new HttpRequestMessage(handler.Method == "Get" ? HttpMethod.Get : HttpMethod.Post, handler.AddressFrom(row.Address ?? handler.Address));
        if (request.Method == HttpMethod.Post)
        {
            request.Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), .. row.Fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))]);
        }

        return await browser.SendAsync(request);
    }

    /// <summary>How much there is of all that someone without a right must not add to or take from.</summary>
    private Task<string> WrittenAsync() => app.InDatabaseAsync(async database =>
    {
        var text = new StringBuilder();
        foreach (var counted in Counts(database))
        {
            text.Append(await counted).Append(' ');
        }

        return text.ToString();
    });

    private static IEnumerable<Task<int>> Counts(ErpLinkDbContext database)
    {
        yield return database.Links.CountAsync();
        yield return database.Links.SumAsync(row => (int)row.RowVersion);
        yield return database.LinkEvents.CountAsync();
        yield return database.Changes.CountAsync();
        yield return database.Drafts.CountAsync();
        yield return database.Operations.CountAsync();
        yield return database.Runs.CountAsync();
        yield return database.MappingVersions.CountAsync();
        yield return database.Audit.CountAsync();
        yield return database.Users.CountAsync();
        yield return database.ApiTokens.CountAsync();
    }
}
