using System.Globalization;
using SuperOfficeErpLink.Connectors.Conformance.Troubled;

namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Ledger;

/// <summary>The ledger with a server of its own.</summary>
public class LedgerErp : ErpUnderTest
{
    private readonly LedgerServer server = new();
    private readonly StraightOut outbound = new();

    public override IErpConnector Connector { get; } = new LedgerConnector();

    public override ConnectionContext Connection => Context(server.Address, LedgerServer.Password, TimeProvider.System);

    public override ActorType Type => ActorType.Customer;

    public override string TextField => "street";

    public override IReadOnlyList<string> Keys { get; } = [.. Enumerable.Range(1001, 12).Select(number => $"C{number.ToString(CultureInfo.InvariantCulture)}")];

    public override FieldChange Refused { get; } = new("name", FieldValue.NotRead, FieldValue.Blank);

    public override IReadOnlyList<FieldChange> NewRecord { get; } = [new("name", FieldValue.NotRead, FieldValue.Of("Ny")), new("street", FieldValue.NotRead, FieldValue.Of("Nyvej 1"))];

    public override Family Family { get; } = new(new ActorRef(ActorType.Customer, "C1001"), ActorType.Person, ["P1001", "P1002", "P1003"]);

    public override IReadOnlyDictionary<string, string> Samples { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "Ærø A/S", ["country"] = "SE", ["credit"] = "1000.25", ["checked"] = "2026-01-31", ["seen"] = "2026-01-31T08:00:00Z", ["discount"] = "12", ["newsletter"] = "1",
    };

    public override Uri Server => server.Address;

    public override Task StartAsync()
    {
        foreach (var (key, index) in Keys.Select((key, index) => (key, index)))
        {
            server.Book.Put(
                ActorType.Customer, key, null, isActive: index % 5 != 4, ("name", $"Kunde {index}"), ("country", index % 2 == 0 ? "DK" : ""), ("credit", index % 3 == 0 ? "" : $"{index}.5"),
                ("discount", index.ToString(CultureInfo.InvariantCulture)), ("checked", $"2026-01-{index + 1:00}"), ("seen", $"2026-01-31T{index:00}:00:00Z"), ("newsletter", index % 2 == 0 ? "1" : "0"));
        }

        foreach (var (key, index) in Family.Children.Append("P1004").Select((key, index) => (key, index)))
        {
            server.Book.Put(ActorType.Person, key, index < Family.Children.Count ? Family.Parent.Key : "C1002", isActive: true, ("name", $"Person {index}"));
        }

        return Task.CompletedTask;
    }

    public override Task EditOutsideAsync(string key, string field, string value)
    {
        server.Book.Edit(Type, key, field, value);
        return Task.CompletedTask;
    }

    public override Task DeleteOutsideAsync(string key)
    {
        server.Book.Delete(Type, key);
        return Task.CompletedTask;
    }

    public override ConnectionContext WithCredentials(string wrong) => Context(server.Address, wrong, TimeProvider.System);

    public override ConnectionContext Through(Uri origin, TimeProvider time) => Context(origin, LedgerServer.Password, time);

    public override bool IsWrite(string request) => request.Contains("\"verb\":\"update\"", StringComparison.Ordinal) || request.Contains("\"verb\":\"create\"", StringComparison.Ordinal);

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        outbound.Dispose();
        await server.DisposeAsync();
    }

    private ConnectionContext Context(Uri address, string password, TimeProvider time) => new(
        Guid.NewGuid(), IsSaved: true,
        new Settings(new Dictionary<string, string>(StringComparer.Ordinal) { [LedgerConnector.AddressSetting] = address.ToString(), [LedgerConnector.PasswordSetting] = password }), outbound, time);
}
