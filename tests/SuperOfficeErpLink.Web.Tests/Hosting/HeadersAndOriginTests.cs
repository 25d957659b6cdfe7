using System.Net;

namespace SuperOfficeErpLink.Web.Tests.Hosting;

public sealed class HeadersAndOriginTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        var browser = await app.SignedInAsAdministratorAsync();
        string[] addresses = [.. AccessTable.Rows.Values.Select(row => row.Address), "/css/site.css", "/js/site.js", "/nothing-here", "/company/abc"];
        foreach (var address in addresses)
        {
            var headers = (await browser.OpenAsync(address)).Response.Headers;
            var policy = headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("script-src 'self';", customMessage: address);
            policy.ShouldNotContain("unsafe");
            headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
            headers.GetValues("Referrer-Policy").Single().ShouldBe("same-origin");
            headers.Server.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Pages_hold_no_inline_style_script_or_handler()
    {
        var browser = await app.SignedInAsAdministratorAsync();
        foreach (var (address, _) in AccessTable.Rows.Values)
        {
            var document = (await browser.OpenAsync(address)).Document;
            document.QuerySelectorAll("style, [style], script:not([src])").ShouldBeEmpty(address);
            document.All.SelectMany(element => element.Attributes).ShouldAllBe(attribute => !attribute.Name.StartsWith("on", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_form_that_posts_carries_its_token()
    {
        var browser = await app.SignedInAsAdministratorAsync();
        foreach (var (address, _) in AccessTable.Rows.Values.Append(("/company/1?edit=1", Access.SignedIn)))
        {
            var forms = (await browser.OpenAsync(address)).Document.QuerySelectorAll("form[method=post]");
            forms.ShouldAllBe(form => form.QuerySelector("[name=__RequestVerificationToken]") != null, address);
        }
    }

    [Fact]
    public async Task The_files_a_page_names_are_served_and_kept_by_the_browser()
    {
        var browser = app.Browser();
        var document = (await browser.OpenAsync("/sign-in")).Document;
        var files = document.QuerySelectorAll("link[href], script[src]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!).ToList();

        files.Count.ShouldBeGreaterThan(4);
        foreach (var file in files)
        {
            var answer = await browser.OpenAsync(file);
            answer.Status.ShouldBe(HttpStatusCode.OK, file);
            (file.StartsWith("/icon.", StringComparison.Ordinal) || answer.Response.Headers.GetValues("Cache-Control").Single().Contains("immutable", StringComparison.Ordinal)).ShouldBeTrue(file);
        }
    }

    [Fact]
    public async Task A_post_without_a_form_token_is_refused_with_a_page_that_leads_on()
    {
        var browser = await app.SignedInAsCrmUserAsync();
        var page = await PostAsync(browser, "/company/2");

        page.Status.ShouldBe(HttpStatusCode.BadRequest);
        page.Title.ShouldBe("Forespørgslen blev afvist");
        page.Document.QuerySelector("main a.btn-primary")!.GetAttribute("href").ShouldBe("/company");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task A_form_sent_from_another_site_is_refused_even_with_a_token(string header, string value)
    {
        var browser = app.Browser();
        browser.Client.DefaultRequestHeaders.Add(header, value);

        (await browser.TrySignInAsync("crm@demo.example", "Demo-1234!")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Our_own_forms_pass_with_the_headers_browsers_send()
    {
        var browser = app.Browser();
        browser.Client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        browser.Client.DefaultRequestHeaders.Add("Origin", "http://localhost");

        (await browser.TrySignInAsync("crm@demo.example", "Demo-1234!")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Cookies_are_kept_from_scripts_and_from_other_sites()
    {
        var answer = await app.Browser().TrySignInAsync("crm@demo.example", "Demo-1234!");

        answer.Response.Headers.GetValues("Set-Cookie").ShouldAllBe(cookie =>
            cookie.Contains("httponly", StringComparison.OrdinalIgnoreCase) && cookie.Contains("samesite=lax", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/company/999999", "/company")]
    [InlineData("/company/abc", "/company")]
    [InlineData("/company/99999999999999999999999", "/company")]
    [InlineData("/person/999999", "/person")]
    [InlineData("/project/-1", "/project")]
    [InlineData("/nothing", "/")]
    public async Task What_is_not_there_has_a_page_with_a_way_on(string address, string wayOn)
    {
        var page = await (await app.SignedInAsCrmUserAsync()).OpenAsync(address);

        page.Status.ShouldBe(HttpStatusCode.NotFound);
        page.Title.ShouldBe("Siden blev ikke fundet");
        page.Document.QuerySelector("main a.btn-primary")!.GetAttribute("href").ShouldBe(wayOn);
    }

    [Fact]
    public async Task Health_is_open_and_says_ready()
    {
        (await app.Browser().OpenAsync("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
        (await app.Browser().OpenAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<Page> PostAsync(Browser browser, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new FormUrlEncodedContent([new("Input.Version", "1")]);
        return await browser.SendAsync(request);
    }
}
