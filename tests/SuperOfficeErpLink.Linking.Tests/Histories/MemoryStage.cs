using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Linking.Tests.InMemory;
using SuperOfficeErpLink.Linking.Tests.Simulator;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>In memory: the same records as on files, in a hundredth of the time.</summary>
internal sealed class MemoryStage : IStage
{
    private readonly ManualTime time = new();
    private readonly Tables tables;
    private readonly MemoryConnections connections = new();
    private readonly List<Records> systems = [];
    private readonly Dictionary<(int System, int Version), Setup> published = [];

    private readonly IReadOnlyList<Weather>? weather;
    private readonly Ports ports;

    /// <param name="weather">Of the CRM, then of each connection; null: none.</param>
    /// <param name="skew">How far the ERPs' clocks are ahead of ours, and whether they follow changes by them; null: they do not.</param>
    public MemoryStage(int count, IReadOnlyList<Weather>? weather = null, TimeSpan? skew = null)
    {
        this.weather = weather;
        tables = new Tables(time);
        connections.Shows = id => tables.Now = tables.Now with { ShowNextRun = tables.Now.ShowNextRun.Add(id) };
        systems.Add(new Records(Describe(Side.Crm)) { PageSize = weather is null ? 100 : 2 });
        for (var id = 1; id <= 4; id++)
        {
            Put(0, $"{id}", $"Crm {id}", "", $"{id}9 99 99 99", "crm.example", $"Gade {id}", $"By {id}", "net8");
        }

        for (var system = 1; system <= count; system++)
        {
            systems.Add(new Records(Describe(Side.Erp)) { PageSize = weather is null ? 100 : 2 });
            connections.Put(new Connection(
                Systems.Id(system), weather is null ? MemoryErp.Id : SimulatedErp.Id, $"ERP {system}", system, Active: true, SimulatedErp.SettingsOf($"{system}"), null, 1,
                [new AccessGrant(PrincipalKind.Everyone, "", CanConnect: true, CanCreate: true)]));
            Put(system, "C1", "Erp et", "C1", "11 11 11 11", "erp.example", "Gade 1", "København", "N8");
            Put(system, "C2", "Erp to", "C2", "22 22 22 22", "erp.example", "Gade 2", "Frederiksberg", "N8");
            Put(system, "C3", "Erp tre", "C3", "33 33 33 33", "erp.example", "Gade 3", "Helsingør", "N14");
            Put(system, "C4", "Erp fire", "C4", "44 44 44 44", "erp.example", "Gade 4", "Roskilde", "N14");
        }

        var links = new MemoryLinks(tables);
        var drafts = new MemoryDrafts(tables);
        var saves = new MemorySaves(tables, drafts);
        var crm = new MemoryCrm(systems[0]);
        ports = new Ports(
            connections, links, drafts, new MemoryWrites(tables), saves, saves, new MemoryClaims(tables), new MemoryRuns(tables), new MemoryLeases(tables),
            new MemorySweep(tables), new MemoryOrders(tables), NoDrafts.Instance, NoDrafts.Instance, new MemoryConflicts(tables), links, new MemorySearchLines(), new MemoryMoves(tables),
            weather is null ? crm : new StormyCrm(crm, systems[0], weather[0]),
            weather is null
                ? new MemoryErp(Enumerable.Range(1, count).ToDictionary(Systems.Id, system => systems[system]))
                : new SimulatedErp([.. Enumerable.Range(1, count).Select(system =>
                    new SimulatedSystem($"{system}", systems[system], weather[system], time, skew ?? TimeSpan.Zero, followsClock: skew is not null))]),
            new NoOutbound(), time);
        Node = Start(weather is null ? Systems.Patient : Systems.Hasty);
    }

    public Rows Rows => tables.Now;

    public Node Node { get; private set; }

    /// <summary>The weather clears, and another process goes on with what is stored.</summary>
    public void Clear()
    {
        foreach (var one in weather ?? [])
        {
            one.Clear();
        }

        Node = Start(Systems.Patient);
    }

    /// <summary>What the product puts in the place of what, from now on.</summary>
    public void Watch(Action<Place, Field, string> overwritten)
    {
        for (var system = 0; system < systems.Count; system++)
        {
            var (number, side) = (system, system == 0 ? Side.Crm : Side.Erp);
            systems[system].Overwriting = (key, change, old) => overwritten(new Place(number, key), Field.Of(side, change.Field), old);
        }
    }

    /// <summary>How many records bear a reference that others bear, too.</summary>
    public int CreatedTwice => systems.Sum(system => system.All.Where(one => one.Held.Reference is not null).GroupBy(one => one.Held.Reference).Sum(same => same.Count() - 1));

    private Node Start(ErpTimeouts timeouts) => new(ports, new Faults(), timeouts);

    public DateTimeOffset Now
    {
        get => time.Now;
        set => time.Now = value;
    }

    public void Dispose()
    {
    }

    public void Edit(Place place, Field field, string value)
    {
        var name = place.System == 0 ? field.Crm : field.Erp;
        if (weather?[place.System].StrikePage(Trouble.LateCommit) is not null)
        {
            weather[place.System].Later(systems[place.System].BeginEdit(place.Key, name, value));
        }
        else
        {
            systems[place.System].Edit(place.Key, name, value);
        }
    }

    public void Delete(Place place) => systems[place.System].Delete(place.Key);

    public void Merge(Place place, string into) => systems[place.System].Merge(place.Key, into);

    public void SetActive(Place actor, bool active) => systems[actor.System].Put(actor.Key, systems[actor.System].Find(actor.Key)! with { IsActive = active });

    public void Publish(int system, Setup setup, bool showsNextRun)
    {
        var (id, version) = (Systems.Id(system), published.Count + 2);
        published[(system, version)] = setup;
        connections.Publish(id, version, setup.ToDocument());
        tables.Now = tables.Now with { ShowNextRun = showsNextRun ? tables.Now.ShowNextRun.Add(id) : tables.Now.ShowNextRun.Remove(id) };
    }

    public void Published(int system, int version, Setup setup) => published[(system, version)] = setup;

    public Look Look()
    {
        var rows = tables.Now;
        return new Look(
            systems.SelectMany((records, system) => records.All.Select(one => (Place: new Place(system, one.Key), Record: ToRecord(system, one.Held))))
                .ToDictionary(one => one.Place, one => one.Record),
            [.. rows.Links.Values.Select(ToLink)],
            rows.Changes.Values.ToDictionary(change => change.Id, change => new ChangeLook(
                change.Id, Systems.Of(change.ConnectionId), change.Entity.Id, change.Side, change.Field, change.Old, change.Stored ?? change.Sent, change.State, change.Cause,
                change.LinkId, change.RunId, change.OperationId)),
            rows.Conflicts.SelectMany(link => link.Value.Select(conflict => (Key: (link.Key, conflict.Pair.Crm), conflict.Kind))).ToDictionary(one => one.Key, one => one.Kind),
            rows.Problems.SelectMany(link => link.Value.Where(problem => problem.Pair is not null).Select(problem => (link.Key, problem.Pair!.Value.Crm))).ToHashSet(),
            rows.Problems.SelectMany(link => link.Value.Where(problem => problem.Pair is null).Select(problem => (link.Key, problem.CauseKey))).ToDictionary(),
            rows.Operations.Count);
    }

    private static Record ToRecord(int system, Held held) =>
        new([.. Field.All.Select(field => held.Values.GetValueOrDefault(system == 0 ? field.Crm : field.Erp, ""))], held.IsActive);

    private LinkLook ToLink(Link link)
    {
        var system = Systems.Of(link.ConnectionId);
        var setup = published[(system, link.SnapshotMapping)];
        return new LinkLook(
            link.Id, system, link.Entity.Id, link.ErpKey, link.State == LinkState.Active, setup.Fields.ToHashSet(), FileStage.Bases(setup, link.Snapshot),
            link.CheckedAt?.ToString("O", CultureInfo.InvariantCulture) ?? "");
    }

    private void Put(int system, string key, params string[] values) => systems[system].Put(key, new Held(
        Field.All.Zip(values).ToDictionary(one => system == 0 ? one.First.Crm : one.First.Erp, one => one.Second, StringComparer.Ordinal), IsActive: true, 0));

    internal static List<FieldInfo> Describe(Side side) => [.. Field.All.Select((field, rank) => new FieldInfo(
        side == Side.Crm ? field.Crm : field.Erp, new LocalText(field.Crm), null, field.Items is null ? FieldType.Text : FieldType.List,
        field == Field.Name ? FieldAccess.Mandatory : side == Side.Erp && field.ErpIsReadOnly ? FieldAccess.ReadOnly : FieldAccess.Normal,
        side == Side.Crm ? field.CrmLength : field.ErpLength, null, field.Items is null ? null : field.Crm, null, false, field.Group, null, rank, []))];
}
