using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace SuperOfficeErpLink.Web.Tests.Hosting;

public sealed class AccessTests(TestApp app) : IClassFixture<TestApp>
{
    private IEnumerable<RouteEndpoint> Endpoints => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    [Fact]
    public void Every_endpoint_has_a_row_and_every_row_an_endpoint()
    {
        var patterns = new EndpointList(app.Services).All.Select(endpoint => endpoint.RoutePattern.RawText!).Distinct().Order();

        patterns.ShouldBe(AccessTable.Rows.Keys.Order());
    }

    [Fact]
    public void Files_are_open() =>
        Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null).ShouldAllBe(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() != null);

    [Fact]
    public async Task Whoever_is_not_signed_in_is_sent_to_the_sign_in_page()
    {
        foreach (var (address, access) in AccessTable.Rows.Values)
        {
            var page = await app.Browser().OpenAsync(address);
            IsSentToSignIn(page).ShouldBe(access is Access.SignedIn or Access.Administrator, address);
            (page.Status == HttpStatusCode.Unauthorized).ShouldBe(access == Access.Token, address);
        }
    }

    [Fact]
    public async Task A_post_without_a_sign_in_reaches_nothing()
    {
        foreach (var (address, access) in AccessTable.Rows.Values.Where(row => row.Access != Access.Open))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address);
            var page = await app.Browser().SendAsync(request);
            IsSentToSignIn(page).ShouldBe(access != Access.Token, $"{address} {access}");
            (page.Status == HttpStatusCode.Unauthorized).ShouldBe(access == Access.Token, address);
        }
    }

    [Fact]
    public async Task A_crm_user_sees_all_but_the_administrators_pages()
    {
        var browser = await app.SignedInAsCrmUserAsync();
        foreach (var (address, access) in AccessTable.Rows.Values)
        {
            var page = await browser.OpenAsync(address);
            (page.Status == HttpStatusCode.Forbidden).ShouldBe(access == Access.Administrator, address);
            (page.Status == HttpStatusCode.Unauthorized).ShouldBe(access == Access.Token, address);
            IsSentToSignIn(page).ShouldBeFalse(address);
        }
    }

    [Fact]
    public async Task An_administrator_sees_everything()
    {
        var browser = await app.SignedInAsAdministratorAsync();
        foreach (var (address, access) in AccessTable.Rows.Values)
        {
            var page = await browser.OpenAsync(address);
            page.Status.ShouldNotBe(HttpStatusCode.Forbidden, address);
            (page.Status == HttpStatusCode.Unauthorized).ShouldBe(access == Access.Token, address);
            IsSentToSignIn(page).ShouldBeFalse(address);
        }
    }

    private static bool IsSentToSignIn(Page page) => page.Location?.StartsWith("/sign-in?returnUrl=", StringComparison.Ordinal) == true;
}
