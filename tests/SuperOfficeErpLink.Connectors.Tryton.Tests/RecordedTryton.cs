using System.Net;
using System.Text;
using System.Text.Json;

namespace SuperOfficeErpLink.Connectors.Tryton.Tests;

/// <summary>Answers as another version of Tryton gives them, by method; what is not recorded is an error as the wire has it.</summary>
internal sealed class RecordedTryton(IReadOnlyDictionary<string, string> answers) : HttpMessageHandler, IOutbound
{
    public List<JsonElement> Requests { get; } = [];

    public HttpMessageHandler CreateHandler() => this;

    public Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) => Task.FromResult(IPAddress.Loopback);

    public string ResolveFile(string name) => throw new NotSupportedException("Only a server is called.");

    public IEnumerable<JsonElement> CallsOf(string method) => Requests.Where(request => request.GetProperty("method").GetString() == method).Select(request => request.GetProperty("params"));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = JsonElement.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        Requests.Add(call);
        var method = call.GetProperty("method").GetString()!;
        var namesFields = method.EndsWith(".fields_get", StringComparison.Ordinal) && call.GetProperty("params")[0].ValueKind == JsonValueKind.Array;
        var body = answers.TryGetValue(method, out var result) && !namesFields ? $$"""{"id":1,"result":{{result}}}""" : $$"""{"id":1,"error":["'{{method}}'",""]}""";
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }
}
