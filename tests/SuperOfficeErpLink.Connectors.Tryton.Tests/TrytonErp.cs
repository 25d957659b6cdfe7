using System.Globalization;
using SuperOfficeErpLink.Connectors.Conformance;
using SuperOfficeErpLink.Connectors.Conformance.Troubled;

namespace SuperOfficeErpLink.Connectors.Tryton.Tests;

/// <summary>A corner of the shared Tryton: two categories of its own, and what is in them. It goes with the server: Tryton takes longer to delete than to make.</summary>
[Needs(TrytonServer.Variable)]
public sealed class TrytonErp : ErpUnderTest
{
    public const int Customers = 12;

    private readonly StraightOut outbound = new();
    private readonly string suffix = Guid.NewGuid().ToString("N")[..10];
    private readonly List<int> persons = [];
    private readonly List<int> projects = [];
    private TrytonServer other = null!;

    public string CustomerCategory => "Customer " + suffix;

    public string SupplierCategory => "Supplier " + suffix;

    public int CustomerCategoryId { get; private set; }

    public int SupplierCategoryId { get; private set; }

    public IReadOnlyList<int> Ids { get; private set; } = [];

    public override IErpConnector Connector { get; } = new TrytonConnector();

    public override ConnectionContext Connection => With([]);

    public override ActorType Type => ActorType.Customer;

    public override string TextField => "street";

    public override IReadOnlyList<string> Keys => [.. Ids.Select(Key)];

    public override FieldChange Refused { get; } = new("eu_vat", FieldValue.NotRead, FieldValue.Of("DK123"));

    public override IReadOnlyList<FieldChange> NewRecord { get; } =
        [new("name", FieldValue.NotRead, FieldValue.Of("Ny kunde")), new("street", FieldValue.NotRead, FieldValue.Of("Nyvej 1"))];

    public override Family Family => new(new ActorRef(ActorType.Customer, Keys[0]), ActorType.Person, [.. persons.Take(3).Select(Key)]);

    public override IReadOnlyDictionary<string, string> Samples { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "Ærø A/S", ["street"] = "Havnegade 1\n2. sal", ["postal_code"] = "8000", ["city"] = "Aarhus C", ["country"] = "SE", ["phone"] = "+45 86 12 00 99",
        ["mobile"] = "+45 20 12 00 99", ["email"] = "post@aeroe.example", ["website"] = "https://aeroe.example", ["eu_vat"] = "DK13585628", ["lang"] = "de", ["active"] = "0",
    };

    public override Uri Server => TrytonServer.Address;

    public static string Key(int id) => id.ToString(CultureInfo.InvariantCulture);

    public string ProjectKey => Key(projects[0]);

    internal TrytonServer Other => other;

    public ConnectionContext With(Dictionary<string, string> settings, TimeProvider? time = null, IOutbound? through = null)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [TrytonSettingsForm.Url] = TrytonServer.Address.AbsoluteUri, [TrytonSettingsForm.Database] = TrytonServer.Database,
            [TrytonSettingsForm.User] = "erp_sync", [TrytonSettingsForm.Password] = TrytonServer.Password, [TrytonSettingsForm.Language] = "en",
            [TrytonSettingsForm.Customers] = "category", [TrytonSettingsForm.CustomerCategory] = CustomerCategory,
            [TrytonSettingsForm.Suppliers] = "category", [TrytonSettingsForm.SupplierCategory] = SupplierCategory,
            [TrytonSettingsForm.RelationType] = "Contact of", [TrytonSettingsForm.IdentifierTypes] = "eu_vat, dk_cvr",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return new ConnectionContext(Guid.NewGuid(), IsSaved: true, new Settings(all), through ?? outbound, time ?? TimeProvider.System);
    }

    public override ConnectionContext WithCredentials(string wrong) => With(new(StringComparer.Ordinal) { [TrytonSettingsForm.Password] = wrong });

    public override ConnectionContext Through(Uri origin, TimeProvider time) => With(new(StringComparer.Ordinal) { [TrytonSettingsForm.Url] = origin.AbsoluteUri }, time);

    public override bool IsWrite(string request) => request.Contains(".write\"", StringComparison.Ordinal) || request.Contains(".create\"", StringComparison.Ordinal);

    public override async Task StartAsync()
    {
        other = await TrytonServer.OtherAsync();
        await DeleteLeftOversAsync();
        CustomerCategoryId = await other.CreateAsync("party.category", new(StringComparer.Ordinal) { ["name"] = CustomerCategory });
        SupplierCategoryId = await other.CreateAsync("party.category", new(StringComparer.Ordinal) { ["name"] = SupplierCategory });
        Ids = await CreateAsync([.. Enumerable.Range(1, Customers).Select(Customer)]);
        persons.AddRange(await CreateAsync([.. Enumerable.Range(1, 4).Select(Person)]));
        projects.Add(await other.CreateAsync("project.work", new(StringComparer.Ordinal) { ["name"] = "Projekt " + suffix, ["type"] = "project", ["company"] = 1, ["party"] = Ids[6] }));
    }

    public async Task<IReadOnlyList<int>> CreateAsync(Dictionary<string, object?>[] parties) =>
        [.. (await other.CallAsync("model.party.party.create", [parties])).EnumerateArray().Select(id => id.GetInt32())];

    public override async Task EditOutsideAsync(string key, string field, string value)
    {
        var party = int.Parse(key, CultureInfo.InvariantCulture);
        if (field is "name")
        {
            await other.WriteAsync("party.party", party, new(StringComparer.Ordinal) { [field] = value });
            return;
        }

        // The address itself, as somebody in its own window does: the party is not touched.
        await other.WriteAsync("party.address", (await other.SearchAsync("party.address", Is("party", party)))[0], new(StringComparer.Ordinal) { [field] = value });
    }

    public override Task DeleteOutsideAsync(string key) => other.DeleteAsync("party.party", int.Parse(key, CultureInfo.InvariantCulture));

    public override ValueTask DisposeAsync()
    {
        outbound.Dispose();
        return ValueTask.CompletedTask;
    }

    public static object?[] Is(string path, object? value) => [path, "=", value];

    /// <summary>Of tests before this one: references are looked for everywhere.</summary>
    private async Task DeleteLeftOversAsync()
    {
        if (await other.SearchAsync("party.party", [new object[] { "identifiers.code", "like", "erplink-%" }]) is { Length: > 0 } left)
        {
            await other.DeleteAsync("party.party", left);
        }
    }

    private Dictionary<string, object?> Customer(int number) => new(StringComparer.Ordinal)
    {
        ["name"] = $"Kunde {number:00} {suffix}",
        ["active"] = number is not (2 or 5),
        ["categories"] = Commands("add", number % 4 == 0 ? [CustomerCategoryId, SupplierCategoryId] : new[] { CustomerCategoryId }),
        ["lang"] = number == 8 ? 1 : null,
        ["addresses"] = Commands("create", new[] { Values(("street", $"Vestergade {number}"), ("postal_code", $"8{number:000}"), ("city", "Søby"), ("country", number == 9 ? null : 1)) }),
        ["contact_mechanisms"] = Commands("create", number == 7 ? [] : new[] { Values(("type", "phone"), ("value", $"+45 86 12 00 {number:00}")) }),
        ["identifiers"] = Commands("create", number == 10 ? new[] { Values(("type", "dk_cvr"), ("code", "13585628")) } : []),
    };

    private Dictionary<string, object?> Person(int number) => new(StringComparer.Ordinal)
    {
        ["name"] = $"Person {number} {suffix}",
        ["relations"] = Commands("create", new[] { Values(("to", Ids[number == 4 ? 1 : 0]), ("type", 1)) }),
    };

    private static object[] Commands(string command, object values) => values is Array { Length: 0 } ? [] : [new[] { command, values }];

    private static Dictionary<string, object?> Values(params (string Name, object? Value)[] values) =>
        values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);
}
