using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>A Tryton for the length of a scenario: the one that is named, or one of its own that goes with it. Spoken to by a plain HttpClient.</summary>
internal sealed class TrytonServer : IAsyncDisposable
{
    public const string User = "erp_sync";
    private const string Variable = "ERPLINK_TEST_TRYTON";
    private const int CannotBeHad = 2;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Dictionary<string, object?> Context = new(StringComparer.Ordinal)
    {
        ["company"] = 1, ["language"] = "en", ["active_test"] = false, ["party.address.street.search_full_text"] = false, ["project.work.comment.search_full_text"] = false,
    };

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(10) };
    private readonly string? ownPort;

    private TrytonServer(string? ownPort, string address, string database, string password) =>
        (this.ownPort, Address, Database, Password) = (ownPort, new Uri(address), database, password);

    public Uri Address { get; }

    public string Database { get; }

    public string Password { get; }

    /// <summary>Calls made and bytes answered; ours are held beside them.</summary>
    public Traffic Traffic { get; } = new();

    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "tryton", name);

    /// <exception cref="CannotRunException">There is none, and none can be started.</exception>
    public static async Task<TrytonServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? new TrytonServer(null, named, Environment.GetEnvironmentVariable(Variable + "_DATABASE") ?? "erp", Environment.GetEnvironmentVariable(Variable + "_PASSWORD") ?? "")
            : await StartOwnAsync();
        try
        {
            await server.SignInAsync(cancellationToken);
            return server;
        }
        catch (HttpRequestException refused)
        {
            await server.DisposeAsync();
            throw new CannotRunException($"The Tryton at {server.Address} does not let {User} in: {refused.Message}", refused);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="CannotRunException">The script says that it cannot be done here.</exception>
    /// <exception cref="IncompleteException">It failed otherwise.</exception>
    public static async Task<string> RunScriptAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Script("tryton.sh"));
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var script = Process.Start(start)!;
        var errors = script.StandardError.ReadToEndAsync();
        var output = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        return script.ExitCode switch
        {
            0 => output,
            CannotBeHad => throw new CannotRunException((await errors).Trim()),
            _ => throw new IncompleteException($"tryton.sh {arguments[0]} failed: {(await errors).Trim()}"),
        };
    }

    /// <summary>A call that writes, or a read without a context of its own.</summary>
    public Task<JsonElement> CallAsync(string method, CancellationToken cancellationToken, params object?[] parameters) => PostAsync(method, parameters, cancellationToken);

    public Task<JsonElement> ReadAsync(string model, object?[] domain, int? limit, object? order, string[] columns, CancellationToken cancellationToken) =>
        PostAsync($"model.{model}.search_read", [domain, 0, limit, order, columns, Context], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (ownPort is not null)
        {
            await RunScriptAsync("destroy", ownPort);
        }
    }

    private static async Task<TrytonServer> StartOwnAsync()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        free.Stop();
        var facts = (await RunScriptAsync("start", port)).Split('\n').Select(line => line.Split('=', 2)).Where(line => line.Length == 2)
            .ToDictionary(line => line[0], line => line[1], StringComparer.Ordinal);
        return new TrytonServer(port, facts[Variable], facts[Variable + "_DATABASE"], facts[Variable + "_PASSWORD"]);
    }

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        var session = await PostAsync("common.db.login", [User, new Dictionary<string, string>(StringComparer.Ordinal) { ["password"] = Password }, "en"], cancellationToken);
        var token = string.Create(CultureInfo.InvariantCulture, $"{User}:{session[0].GetInt32()}:{session[1].GetString()}");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Session", Convert.ToBase64String(Encoding.UTF8.GetBytes(token)));
    }

    private async Task<JsonElement> PostAsync(string method, object?[] parameters, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = 1, ["method"] = method, ["params"] = parameters }, Json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var answer = await http.PostAsync(new Uri(Address, Database + "/"), content, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        Traffic.Add(bytes.Length);
        return JsonElement.Parse(bytes).TryGetProperty("result", out var result)
            ? result
            : throw new IncompleteException($"Tryton refused {method}: {Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 300)))}");
    }
}
