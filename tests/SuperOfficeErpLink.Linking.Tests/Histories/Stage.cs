using System.Data.Common;
using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.BuiltInCrm;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>Where a history happens: the product's services on stores that people edit, too.</summary>
internal interface IStage : IDisposable
{
    Node Node { get; }

    DateTimeOffset Now { get; set; }

    /// <summary>All that stands in the stores.</summary>
    Look Look();

    void Edit(Place place, Field field, string value);

    void Delete(Place place);

    /// <summary>A record becomes another one of its system, which says so to whoever asks for it; no feed does.</summary>
    void Merge(Place place, string into);

    void SetActive(Place actor, bool active);

    /// <summary>A connection's next version.</summary>
    /// <param name="showsNextRun">Its next run shows its list before it writes.</param>
    void Publish(int system, Setup setup, bool showsNextRun);

    /// <summary>A version of a connection that the product itself has published.</summary>
    void Published(int system, int version, Setup setup);
}

/// <summary>One to three connections, in the order of their rank.</summary>
internal static class Systems
{
    private static readonly Guid[] Ids = [World.Connection, new("11111111-0000-4000-8000-000000000002"), new("11111111-0000-4000-8000-000000000003")];

    /// <summary>No history is about systems that do not answer, however busy the machine is.</summary>
    public static ErpTimeouts Patient { get; } = new(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2));

    /// <summary>Where calls are left without an answer on purpose.</summary>
    public static ErpTimeouts Hasty { get; } = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50));

    public static Guid Id(int system) => Ids[system - 1];

    public static int Of(Guid connection) => Array.IndexOf(Ids, connection) + 1;
}

/// <summary>
/// On SQLite files. Neither the CRM of our own nor the demo ERP merges records: here they are deleted, and it is said of them what a system that merges would say.
/// So the stores on files are held against those in memory also where links follow.
/// </summary>
internal sealed class FileStage : IStage
{
    private readonly World world = new();

    /// <summary>What records became, by system.</summary>
    private readonly List<Dictionary<string, string>> became = [];

    /// <summary>By system; ours is the first.</summary>
    private readonly List<DbConnection> open;
    private readonly Dictionary<(int System, int Version), Setup> published = [];

    public FileStage(int connections)
    {
        open = [world.Database.Open(), World.Open(world.ErpFile)];
        for (var system = 2; system <= connections; system++)
        {
            open.Add(World.Open(world.AddConnection(Systems.Id(system))));
        }

        for (var system = 0; system <= connections; system++)
        {
            Do(system, system == 0 ? "UPDATE CrmCompanies SET Web = 'crm.example'" : "UPDATE customer SET web = 'erp.example'");

            // An item without counterpart is an item all the same: what it was replaced with may be taken back.
            Do(system, system == 0
                ? "INSERT INTO CrmListItems (List, Key, NameEn, NameDa, Rank) VALUES ('paymentterm', 'net30', 'net30', 'net30', 3)"
                : "INSERT INTO payment_term (code, name) VALUES ('N30', 'Netto 30 dage')");
        }

        var ports = Ports.On(world, new Faults());
        became.AddRange(open.Select(_ => new Dictionary<string, string>(StringComparer.Ordinal)));
        Node = new Node(
            ports with { Crm = FaultProxy.For<ICrm>(ports.Crm, Telling(0)), Connector = new TellingErp(ports.Connector, id => Telling(Systems.Of(id))) }, new Faults(), Systems.Patient);
    }

    private Faults Telling(int system) => new()
    {
        Instead = async (_, make) => await make() switch
        {
            ReadResult read => read with { Gone = [.. read.Gone.Select(gone => gone with { ReplacedBy = became[system].GetValueOrDefault(gone.Key) })] },
            var other => other,
        },
    };

    public Node Node { get; }

    public DateTimeOffset Now
    {
        get => world.Time.Now;
        set => world.Time.Now = value;
    }

    public void Dispose()
    {
        open.ForEach(connection => connection.Dispose());
        world.Dispose();
    }

    public void Edit(Place place, Field field, string value)
    {
        if (place.System == 0)
        {
            world.EditCrm(long.Parse(place.Key, CultureInfo.InvariantCulture), ColumnOf(field), value);
        }
        else
        {
            Do(place.System, $"UPDATE customer SET {field.Erp} = $value WHERE no = $key", ("$value", value), ("$key", place.Key));
        }
    }

    public void Delete(Place place) =>
        Do(place.System, place.System == 0 ? "DELETE FROM CrmCompanies WHERE Id = $key" : "DELETE FROM customer WHERE no = $key",
            ("$key", place.System == 0 ? long.Parse(place.Key, CultureInfo.InvariantCulture) : place.Key));

    public void Merge(Place place, string into)
    {
        Delete(place);
        became[place.System][place.Key] = into;
    }

    public void SetActive(Place actor, bool active) =>
        Do(actor.System, "UPDATE customer SET inactive = $inactive WHERE no = $key", ("$inactive", active ? 0 : 1), ("$key", actor.Key));

    public void Publish(int system, Setup setup, bool showsNextRun)
    {
        var version = published.Count + 2;
        published[(system, version)] = setup;
        world.AddMappingVersion(Systems.Id(system), version, setup.ToDocument());
        Do(0, "UPDATE Connections SET ShowsNextRun = $shows WHERE Id = $id", ("$shows", showsNextRun), ("$id", Systems.Id(system)));
    }

    public void Published(int system, int version, Setup setup) => published[(system, version)] = setup;

    public Look Look()
    {
        var records = new Dictionary<Place, Record>();
        for (var system = 1; system < open.Count; system++)
        {
            foreach (var row in Rows(system, $"SELECT no, inactive, {string.Join(", ", Field.All.Select(field => field.Erp))} FROM customer"))
            {
                records[new Place(system, Text(row[0]))] = new Record([.. row.Skip(2).Select(Text)], Text(row[1]) == "0");
            }
        }

        foreach (var row in Rows(0, $"SELECT Id, {string.Join(", ", Field.All.Select(ColumnOf))} FROM CrmCompanies"))
        {
            records[new Place(0, Text(row[0]))] = new Record([.. row.Skip(1).Select(Text)], IsActive: true);
        }

        return new Look(
            records,
            [.. Rows(0, "SELECT Id, ConnectionId, EntityId, ErpKey, State, SnapshotMapping, Snapshot, CheckedAt FROM Links ORDER BY Id").Select(ToLink)],
            Rows(0, "SELECT Id, ConnectionId, EntityId, Side, Field, Old, coalesce(Stored, Sent), State, Cause, LinkId, RunId, OperationId FROM Changes ORDER BY Id").Select(ToChange).ToDictionary(change => change.Id),
            Rows(0, "SELECT LinkId, FieldPair, Kind FROM Conflicts").ToDictionary(row => (Number(row[0]), CrmOf(row[1])), row => (ConflictKind)Number(row[2])),
            Rows(0, "SELECT LinkId, Field FROM ProblemRecords").Select(row => (Number(row[0]), CrmOf(row[1]))).Where(one => one.Item2.Length > 0).ToHashSet(),
            Rows(0, "SELECT LinkId, CauseKey, Field FROM ProblemRecords JOIN Problems ON Problems.Id = ProblemId")
                .Where(row => CrmOf(row[2]).Length == 0).ToDictionary(row => Number(row[0]), row => Text(row[1])),
            (int)Number(Rows(0, "SELECT count(*) FROM Operations WHERE Open = TRUE")[0][0]));
    }

    private static string ColumnOf(Field field) => CrmTables.Companies.Find(field.Crm)!.Property;

    private LinkLook ToLink(object[] row)
    {
        var system = Systems.Of(Guid.Parse(Text(row[1])));
        var setup = published[(system, (int)Number(row[5]))];
        return new LinkLook(
            Number(row[0]), system, Number(row[2]), Text(row[3]), (LinkState)Number(row[4]) == LinkState.Active, setup.Fields.ToHashSet(), Bases(setup, (byte[])row[6]),
            Text(row[7]));
    }

    internal static Dictionary<Field, Pair> Bases(Setup setup, byte[] snapshot)
    {
        var fields = setup.Fields.ToList();
        var stored = new BasePair?[fields.Count];
        SnapshotCodec.Decode(snapshot, stored);
        return fields.Zip(stored).Where(one => one.Second is not null).ToDictionary(one => one.First, one => new Pair(one.Second!.Value.Crm, one.Second.Value.Erp));
    }

    private static ChangeLook ToChange(object[] row) => new(
        Number(row[0]), Systems.Of(Guid.Parse(Text(row[1]))), Number(row[2]), (Side)Number(row[3]), Text(row[4]), Text(row[5]), Text(row[6]), (ChangeState)Number(row[7]),
        Text(row[8]), row[9] as long?, row[10] as long?, row[11] is DBNull ? null : Guid.Parse(Text(row[11])));

    private static string CrmOf(object pair) => FieldPair.Parse(Text(pair))?.Crm ?? "";

    private void Do(int system, string sql, params (string Name, object Value)[] values) => OwnTestDatabase.Ask(open[system], sql, values);

    private IReadOnlyList<object[]> Rows(int system, string sql) => OwnTestDatabase.Rows(open[system], sql);

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static long Number(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    /// <summary>Each connection's sessions say what its own records became.</summary>
    private sealed class TellingErp(IErpConnector connector, Func<Guid, Faults> telling) : IErpConnector
    {
        public ConnectorInfo Info => connector.Info;

        public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) => connector.DescribeSettingsAsync(known, cancellationToken);

        public IReadOnlyList<SettingError> Validate(Settings settings) => connector.Validate(settings);

        public async Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken) =>
            FaultProxy.For<IWholeSession>(await connector.OpenAsync(connection, cancellationToken), telling(connection.Id));
    }
}
