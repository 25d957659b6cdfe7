using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace SuperOfficeErpLink.Browser.Tests;

/// <summary>An administrator makes an API key, a program uses it, and it ends when it is withdrawn.</summary>
[Collection(OtherProductTests.Name)]
public sealed class ApiTokenTests(Product product) : BrowserTest(product)
{
    [BrowserFact]
    public async Task A_key_is_made_used_and_withdrawn()
    {
        var window = await OpenAsAdministratorAsync();
        var page = window.Page;
        await window.GoAsync("/admin/connections");
        await page.GetByRole(AriaRole.Link, new() { Name = "API-nøgler" }).ClickAsync();
        await page.GetByLabel("Navn", new() { Exact = true }).FillAsync("Webshop");
        await page.GetByLabel("Se ERP-links").CheckAsync();
        await page.GetByLabel("Gælder i").SelectOptionAsync("90 dage");
        await page.GetByRole(AriaRole.Button, new() { Name = "Opret API-nøgle" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Kopiér den nu");
        var token = await page.GetByLabel("API-nøgle", new() { Exact = true }).InputValueAsync();
        token.ShouldStartWith("erplink_");
        (await CallAsync(token)).ShouldBe(HttpStatusCode.OK);

        await window.GoAsync("/admin/api-tokens");
        await Expect(page.Locator("#made")).ToHaveCountAsync(0);
        (await page.ContentAsync()).ShouldNotContain(token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Træk tilbage: Webshop" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("virker ikke længere");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Webshop" })).ToContainTextAsync("Trukket tilbage");
        (await CallAsync(token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<HttpStatusCode> CallAsync(string token)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.GetAsync(new Uri($"{Running.Address}/api/v1/links?limit=1"));
        return answer.StatusCode;
    }
}
