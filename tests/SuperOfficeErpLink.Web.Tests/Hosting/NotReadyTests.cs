using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Web.Hosting;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Tests.Hosting;

/// <summary>Before the database is ready nothing that uses it is reached.</summary>
public sealed class NotReadyTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("/health/live", true)]
    [InlineData("/health/ready", true)]
    [InlineData("/css/site.css", true)]
    [InlineData("/health", false)]
    [InlineData("/health/other", false)]
    [InlineData("/company", false)]
    [InlineData("/api/v1/links", false)]
    public async Task Only_what_needs_no_database_is_reached(string path, bool isReached)
    {
        var reached = false;
        var context = new DefaultHttpContext { RequestServices = app.Services, Request = { Method = "GET", Path = path } };
        var middleware = new NotReady(
            _ =>
            {
                reached = true;
                return Task.CompletedTask;
            },
            new Readiness(), app.Services.GetRequiredService<ShellTexts>(), HtmlEncoder.Default);

        await middleware.InvokeAsync(context);

        (reached, context.Response.StatusCode).ShouldBe((isReached, isReached ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable));
    }
}
