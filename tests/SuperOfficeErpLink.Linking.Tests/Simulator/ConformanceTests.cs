using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Conformance;
using SuperOfficeErpLink.Linking.Tests.Histories;
using SuperOfficeErpLink.Linking.Tests.InMemory;

namespace SuperOfficeErpLink.Linking.Tests.Simulator;

/// <summary>A proof on a simulator counts for nothing unless it keeps the contract that every connector keeps.</summary>
public sealed class SimulatedOpeningTests : OpeningSpecification<SimulatorUnderTest>;

public sealed class SimulatedReadingTests : ReadingSpecification<SimulatorUnderTest>;

public sealed class SimulatedWritingTests : WritingSpecification<SimulatorUnderTest>;

public sealed class SimulatedChangesTests : ChangesSpecification<SimulatorUnderTest>;

public sealed class SimulatedComplianceTests : ComplianceSpecification<SimulatorUnderTest>;

public sealed class SimulatedCreatingTests : CreatingSpecification<SimulatorUnderTest>;

public sealed class SimulatedLifetimeTests : LifetimeSpecification<SimulatorUnderTest>;

[LeavesOut(typeof(CredentialsSpecification<>), "It has no credentials.")]
[LeavesOut(typeof(FamilySpecification<>), "It holds customers only; persons are played through the real connector.")]
[LeavesOut(typeof(HttpSpecification<>), "Its weather is within it: it has no server.")]
[LeavesOut(typeof(ListSpecification<>), "It has no lists; the histories play list fields of the real planner.")]
[LeavesOut(typeof(OperatorSpecification<>), "Nothing that it is used for searches by lines.")]
[LeavesOut(typeof(ValueSpecification<>), "It keeps what it is given, of whatever type: values are the planner's there.")]
public sealed class SimulatorUnderTest : ErpUnderTest
{
    private readonly Records customers = new(MemoryStage.Describe(Core.Sync.Side.Erp)) { PageSize = 3 };
    private readonly SimulatedErp connector;

    public SimulatorUnderTest() => connector = new SimulatedErp([new SimulatedSystem("one", customers, Weather.Fair, TimeProvider.System, TimeSpan.FromHours(1), followsClock: true)]);

    public override IErpConnector Connector => connector;

    public override ConnectionContext Connection { get; } = new(Guid.NewGuid(), IsSaved: true, SimulatedErp.SettingsOf("one"), new NoOutbound(), TimeProvider.System);

    public override ActorType Type => ActorType.Customer;

    public override string TextField => "web";

    public override IReadOnlyList<string> Keys { get; } = [.. Enumerable.Range(1, 12).Select(number => $"C{number}")];

    public override FieldChange Refused { get; } = new("no", FieldValue.NotRead, FieldValue.Of("X"));

    public override IReadOnlyList<FieldChange> NewRecord { get; } = [new("name", FieldValue.NotRead, FieldValue.Of("New")), new("web", FieldValue.NotRead, FieldValue.Of("new.example"))];

    public override Task StartAsync()
    {
        foreach (var (key, index) in Keys.Select((key, index) => (key, index)))
        {
            customers.Put(key, new Held(new Dictionary<string, string>(StringComparer.Ordinal) { ["no"] = key, ["name"] = $"Customer {index}" }, IsActive: index % 5 != 4, 0));
        }

        return Task.CompletedTask;
    }

    public override Task EditOutsideAsync(string key, string field, string value)
    {
        customers.Edit(key, field, value);
        return Task.CompletedTask;
    }

    public override Task DeleteOutsideAsync(string key)
    {
        customers.Delete(key);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
