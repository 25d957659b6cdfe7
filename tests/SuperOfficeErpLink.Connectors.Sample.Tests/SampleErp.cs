using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using FolderErp;
using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Sample.Tests;

/// <summary>A folder of files made for one test.</summary>
[LeavesOut(typeof(CredentialsSpecification<>), "A folder has no credentials.")]
[LeavesOut(typeof(HttpSpecification<>), "A folder is not spoken to over HTTP.")]
public sealed class SampleErp : ErpUnderTest
{
    private readonly Files files = new();

    public override IErpConnector Connector { get; } = new FolderConnector();

    public override ConnectionContext Connection => With((FolderConnector.FolderSetting, "client"));

    public override ActorType Type => ActorType.Customer;

    public override string TextField => "street";

    public override IReadOnlyList<string> Keys { get; } = [.. Enumerable.Range(1001, 12).Select(number => string.Create(CultureInfo.InvariantCulture, $"C{number}"))];

    public override FieldChange Refused { get; } = new("name", FieldValue.NotRead, FieldValue.Blank);

    public override IReadOnlyList<FieldChange> NewRecord { get; } =
        [new("name", FieldValue.NotRead, FieldValue.Of("Ny kunde")), new("street", FieldValue.NotRead, FieldValue.Of("Nyvej 1"))];

    public override Family Family { get; } = new(new ActorRef(ActorType.Customer, "C1001"), ActorType.Person, ["P1001", "P1002", "P1003"]);

    public override IReadOnlyDictionary<string, string> Samples { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "Ærø A/S", ["group"] = "B", ["creditLimit"] = "1000.25", ["newsletter"] = "1", ["since"] = "2026-01-31",
    };

    public string Root => files.ResolveFile("client");

    public ConnectionContext With(params (string Key, string Value)[] settings) => new(
        Guid.NewGuid(), IsSaved: true, new Settings(settings.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal)), files, TimeProvider.System);

    public string PathOf(string key) => Path.Combine(Root, key[0] == 'P' ? "persons" : "customers", key + ".json");

    public override async Task StartAsync()
    {
        Directory.CreateDirectory(Path.Combine(Root, "customers"));
        Directory.CreateDirectory(Path.Combine(Root, "persons"));
        await File.WriteAllTextAsync(Path.Combine(Root, "client.json"), """{ "id": "contoso" }""");
        await File.WriteAllTextAsync(Path.Combine(Root, "groups.json"), """[{ "key": "A", "name": "Stamkunder" }, { "key": "B", "name": "Øvrige", "active": false }]""");
        foreach (var key in Keys)
        {
            var isActive = key is "C1002" or "C1005" ? "false" : "true";
            await WriteAsync(key, $$"""{ "name": "Kunde {{key}}", "group": "A", "creditLimit": 12.50, "active": {{isActive}}, "unknown": [1, 2] }""");
        }

        foreach (var (key, customer) in (IEnumerable<(string, string)>)[("P1001", "C1001"), ("P1002", "C1001"), ("P1003", "C1001"), ("P1004", "C1002")])
        {
            await WriteAsync(key, $$"""{ "name": "Person {{key}}", "customer": "{{customer}}" }""");
        }
    }

    public Task WriteAsync(string key, string json) => File.WriteAllTextAsync(PathOf(key), json);

    public override async Task EditOutsideAsync(string key, string field, string value)
    {
        var content = JsonNode.Parse(await File.ReadAllTextAsync(PathOf(key)))!;
        content[field] = value;
        await WriteAsync(key, content.ToJsonString());
    }

    public override Task DeleteOutsideAsync(string key)
    {
        File.Delete(PathOf(key));
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        files.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Only files leave this test process.</summary>
    private sealed class Files : IOutbound, IDisposable
    {
        private readonly string folder = MemoryFolder.Make("erp-sample-");

        public HttpMessageHandler CreateHandler() => throw new NotSupportedException("The sample uses files only.");

        public Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) => throw new NotSupportedException("The sample uses files only.");

        public string ResolveFile(string name) => Path.Combine(folder, name);

        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
