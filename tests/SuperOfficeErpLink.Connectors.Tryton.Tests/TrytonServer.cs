using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SuperOfficeErpLink.Connectors.Tryton.Tests;

/// <summary>The one Tryton that <c>tests/tryton/tryton.sh</c> started, and somebody else at work in it.</summary>
internal sealed class TrytonServer
{
    public const string Variable = "ERPLINK_TEST_TRYTON";

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private static readonly Lazy<Task<TrytonServer>> Shared = new(() => SignInAsync("erp_other", Password));
    private readonly string authorization;

    private TrytonServer(string authorization) => this.authorization = authorization;

    public static Uri Address => new(Environment.GetEnvironmentVariable(Variable) ?? "http://127.0.0.1:1/");

    public static string Database => Environment.GetEnvironmentVariable(Variable + "_DATABASE") ?? "erp";

    public static string Password => Environment.GetEnvironmentVariable(Variable + "_PASSWORD") ?? "";

    /// <summary>Null where there is a server.</summary>
    public static string? WhyNot => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)) ? $"{Variable} names no server." : null;

    /// <summary>Another user than the connector's.</summary>
    public static Task<TrytonServer> OtherAsync() => Shared.Value;

    public static async Task<TrytonServer> SignInAsync(string user, string password)
    {
        var body = await PostAsync(null, "common.db.login", [user, new Dictionary<string, string>(StringComparer.Ordinal) { ["password"] = password }, "en"]);
        var result = body.GetProperty("result");
        return new TrytonServer(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{result[0].GetInt32()}:{result[1].GetString()}")));
    }

    /// <summary>A call of a method of a model; the context is added.</summary>
    public async Task<JsonElement> CallAsync(string method, params object?[] parameters)
    {
        var context = new Dictionary<string, object?>(StringComparer.Ordinal) { ["company"] = 1, ["active_test"] = false };
        var body = await PostAsync(authorization, method, [.. parameters, context]);
        return body.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {body}");
    }

    public async Task<int> CreateAsync(string model, Dictionary<string, object?> values) =>
        (await CallAsync($"model.{model}.create", (object)new[] { values }))[0].GetInt32();

    public Task WriteAsync(string model, int id, Dictionary<string, object?> values) => CallAsync($"model.{model}.write", new[] { id }, values);

    public Task DeleteAsync(string model, params int[] ids) => CallAsync($"model.{model}.delete", ids);

    public async Task<int[]> SearchAsync(string model, params object?[] domain) =>
        [.. (await CallAsync($"model.{model}.search", domain, 0, null, new[] { new[] { "id", "ASC" } })).EnumerateArray().Select(id => id.GetInt32())];

    private static async Task<JsonElement> PostAsync(string? authorization, string method, object?[] parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, Database + "/"));
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = 1, ["method"] = method, ["params"] = parameters }));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = authorization is null ? null : new AuthenticationHeaderValue("Session", authorization);
        using var answer = await Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync());
    }
}

/// <summary>A test of a server's own behaviour; skipped, visibly, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TrytonFactAttribute : FactAttribute
{
    public TrytonFactAttribute() => Skip = TrytonServer.WhyNot;
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class TrytonTheoryAttribute : TheoryAttribute
{
    public TrytonTheoryAttribute() => Skip = TrytonServer.WhyNot;
}
