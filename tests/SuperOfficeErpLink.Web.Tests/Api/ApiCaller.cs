using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Api;

/// <summary>A program that calls the API with a token, or without one.</summary>
internal sealed class ApiCaller(TestApp app, string? token)
{
    public const ApiScopes AllScopes = ApiScopes.Read | ApiScopes.Run | ApiScopes.Write;
    private static int keys;

    public string? Token => token;

    /// <summary>With a new token of the demo's administrator.</summary>
    public static async Task<ApiCaller> OfAsync(TestApp app, ApiScopes scopes = AllScopes, int days = 30) =>
        new(app, await TokenAsync(app, await app.UserIdAsync(DemoUsers.Administrator), scopes, days));

    /// <summary>With a new token of someone else; only administrators make any, so he was one when he did.</summary>
    public static async Task<ApiCaller> OfAsync(TestApp app, string email, ApiScopes scopes = AllScopes) =>
        new(app, await TokenAsync(app, await app.UserIdAsync(email), scopes, days: 30));

    public static string NewKey() => $"key-{Interlocked.Increment(ref keys)}";

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> PostAsync(string path, string? json, string? key = null) => SendAsync(HttpMethod.Post, path, json, key);

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string? json = null, string? key = null)
    {
        using var client = app.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false });
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        var response = await client.SendAsync(request);
        return new ApiAnswer(response, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Asks for a run until it is as it is waited for.</summary>
    public async Task<JsonNode> RunAsync(long id, Func<string, bool> isWaitedFor)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var run = (await GetAsync($"/api/v1/runs/{id}")).Body!;
            if (isWaitedFor(run["state"]!.GetValue<string>()))
            {
                return run;
            }

            await Task.Delay(200, patience.Token);
        }
    }

    private static async Task<string> TokenAsync(TestApp app, string userId, ApiScopes scopes, int days)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var user = new UserContext(userId, "Tester", IsAdministrator: true, []);
        return (await scope.ServiceProvider.GetRequiredService<ApiTokens>().MakeAsync(user, "Test", scopes, days, CancellationToken.None)).ToString();
    }
}

internal sealed record ApiAnswer(HttpResponseMessage Response, string Text)
{
    public HttpStatusCode Status => Response.StatusCode;

    public JsonNode? Body => Text.Length == 0 ? null : JsonNode.Parse(Text);

    /// <summary>The kind of problem it tells of.</summary>
    public string? Problem => Response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? Body!["type"]!.GetValue<string>().Split('#')[1] : null;

    /// <summary>The fields that a problem names.</summary>
    public IReadOnlyList<string> Fields => [.. Body!["fields"]?.AsArray().Select(named => named!["field"]!.GetValue<string>()) ?? []];

    public long Id => Body!["id"]!.GetValue<long>();

    public void ShouldBe(HttpStatusCode status, string? problem = null)
    {
        Status.ShouldBe(status, Text);
        Problem.ShouldBe(problem, Text);
    }
}

internal static class ApiWorld
{
    public static readonly string Connection = DemoConnection.Id.ToString();

    public static Task<string> UserIdAsync(this TestApp app, string email) =>
        app.InDatabaseAsync(database => database.Users.Where(user => user.Email == email).Select(user => user.Id).SingleAsync());

    /// <summary>A link of a company and a customer, with the CRM's values wherever they differ unless told otherwise.</summary>
    public static string Link(long company, string key, string rest = "\"otherwise\":\"crm\"") =>
        $$"""{"connection":"{{Connection}}","entity":{"type":"company","id":{{company}}},"actor":{"type":"customer","key":"{{key}}"}{{(rest.Length == 0 ? "" : ",")}}{{rest}}}""";

    /// <summary>Asks the demo ERP itself.</summary>
    public static string? AskErp(this TestApp app, string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(app.DataDirectory, "erp", "demo-erp.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }
}
