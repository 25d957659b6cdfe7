using System.Globalization;
using System.Text.Json;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>Parties in a category of their own, read and written by plain calls; they go with the scenario.</summary>
internal sealed class TrytonParties : IAsyncDisposable
{
    private const string Party = "party.party";
    private const int AtOnce = 200;

    private readonly TrytonServer server;
    private readonly string category;
    private readonly List<int> ids = [];
    private int categoryId;

    private TrytonParties(TrytonServer server, string category) => (this.server, this.category) = (server, category);

    /// <summary>What both the connector and the plain calls read of a party.</summary>
    public static IReadOnlyList<string> Fields { get; } =
        ["name", "code", "street", "postal_code", "city", "country", "phone", "mobile", "email", "website", "eu_vat", "active"];

    public static object?[] ById { get; } = [new[] { "id", "ASC" }];

    public static string[] Columns { get; } =
    [
        "_timestamp", "active", "replaced_by", "write_uid", "create_uid", "write_date", "addresses._timestamp", "contact_mechanisms._timestamp", "contact_mechanisms.type",
        "identifiers._timestamp", "identifiers.type", "addresses.active", "contact_mechanisms.active", "name", "code", "addresses.street", "addresses.postal_code",
        "addresses.city", "addresses.country.code", "contact_mechanisms.value", "identifiers.code",
    ];

    public IReadOnlyList<int> Ids => ids;

    public Settings Settings => new(AllSettings);

    /// <summary>Secrets included.</summary>
    public Dictionary<string, string> AllSettings => new(StringComparer.Ordinal)
    {
        ["url"] = server.Address.AbsoluteUri, ["database"] = server.Database, ["user"] = TrytonServer.User, ["password"] = server.Password, ["language"] = "en",
        ["customers"] = "category", ["customerCategory"] = category, ["suppliers"] = "none", ["identifierTypes"] = "eu_vat",
    };

    /// <summary>Those of the category, as the connector asks for them.</summary>
    public object?[] Members => ["categories", "child_of", new[] { categoryId }, "parent"];

    public static string Key(int id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a party holds after so many changes, by field.</summary>
    public static Dictionary<string, string> Texts(int number, int change) => new(StringComparer.Ordinal)
    {
        ["name"] = $"Firma nr. {number} ÆØÅ A/S", ["street"] = Street(number, change), ["postal_code"] = (1000 + (number % 8999)).ToString(CultureInfo.InvariantCulture), ["city"] = "København",
        ["phone"] = Phone(number, change), ["email"] = $"kontakt{number}@firma{number}.example", ["website"] = $"https://www.firma{number}.example",
    };

    public static string Street(int number, int change) => string.Create(CultureInfo.InvariantCulture, $"Nørregade {number % 300}, {change}. sal");

    public static string Phone(int number, int change) => string.Create(CultureInfo.InvariantCulture, $"+45 86 {(number + (change * 20_011)) % 1_000_000:00 00 00}");

    public static async Task<TrytonParties> MakeAsync(TrytonServer server, int count, CancellationToken cancellationToken)
    {
        var parties = new TrytonParties(server, $"Benchmark {Guid.NewGuid():N}");
        try
        {
            var made = await server.CallAsync("model.party.category.create", cancellationToken, new[] { new { name = parties.category } }, NoContext);
            parties.categoryId = made[0].GetInt32();
            foreach (var numbers in Enumerable.Range(0, count).Chunk(AtOnce))
            {
                var some = await server.CallAsync($"model.{Party}.create", cancellationToken, numbers.Select(parties.New).ToArray(), NoContext);
                parties.ids.AddRange(some.EnumerateArray().Select(id => id.GetInt32()));
            }

            return parties;
        }
        catch
        {
            await parties.DisposeAsync();
            throw;
        }
    }

    public async Task<List<JsonElement>> ReadAsync(IReadOnlyList<int> some, CancellationToken cancellationToken) =>
        [.. (await server.ReadAsync(Party, [new object[] { "id", "in", some }], null, ById, Columns, cancellationToken)).EnumerateArray()];

    /// <summary>A record's values, field by field, as a plain program takes them out.</summary>
    public static string?[] Values(JsonElement record)
    {
        var address = record.GetProperty("addresses.").EnumerateArray().FirstOrDefault();
        return
        [
            record.GetProperty("name").GetString(), record.GetProperty("code").GetString(), Text(address, "street"), Text(address, "postal_code"), Text(address, "city"),
            address.ValueKind == JsonValueKind.Object && address.TryGetProperty("country.", out var country) ? Text(country, "code") : null,
            Text(Mechanism(record, "phone"), "value"), Text(Mechanism(record, "mobile"), "value"), Text(Mechanism(record, "email"), "value"), Text(Mechanism(record, "website"), "value"),
            Text(record.GetProperty("identifiers.").EnumerateArray().FirstOrDefault(item => item.GetProperty("type").GetString() == "eu_vat"), "code"),
            record.GetProperty("active").GetBoolean() ? "1" : "0",
        ];
    }

    /// <summary>Street and phone of records that were just read, in one call that refuses what somebody has changed since.</summary>
    public async Task WriteAsync(IReadOnlyList<JsonElement> before, Func<int, (string Street, string Phone)> texts, CancellationToken cancellationToken)
    {
        var parameters = new List<object?>();
        var timestamps = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var record in before)
        {
            var (id, address, mechanism) = (record.GetProperty("id").GetInt32(), record.GetProperty("addresses.")[0], Mechanism(record, "phone"));
            var (street, phone) = texts(id);
            parameters.Add(new[] { id });
            parameters.Add(new { addresses = Change(address, new { street }), contact_mechanisms = Change(mechanism, new { value = phone }) });
            timestamps[$"{Party},{id}"] = Text(record, "_timestamp");
            timestamps[$"party.address,{address.GetProperty("id").GetInt32()}"] = Text(address, "_timestamp");
            timestamps[$"party.contact_mechanism,{mechanism.GetProperty("id").GetInt32()}"] = Text(mechanism, "_timestamp");
        }

        await server.CallAsync(
            $"model.{Party}.write", cancellationToken,
            [.. parameters, new Dictionary<string, object?>(StringComparer.Ordinal) { ["company"] = 1, ["language"] = "en", ["_timestamp"] = timestamps }]);
    }

    /// <summary>Sets all to what they hold after so many changes.</summary>
    public async Task SetAsync(int change, CancellationToken cancellationToken)
    {
        var numbers = ids.Select((id, number) => (id, number)).ToDictionary(pair => pair.id, pair => pair.number);
        foreach (var some in ids.Chunk(AtOnce))
        {
            await WriteAsync(await ReadAsync(some, cancellationToken), id => (Street(numbers[id], change), Phone(numbers[id], change)), cancellationToken);
        }
    }

    /// <exception cref="IncompleteException">One does not hold what it holds after so many changes.</exception>
    public async Task CheckAsync(int change, string who, CancellationToken cancellationToken)
    {
        var numbers = ids.Select((id, number) => (id, number)).ToDictionary(pair => pair.id, pair => pair.number);
        var right = 0;
        foreach (var some in ids.Chunk(AtOnce))
        {
            foreach (var record in await ReadAsync(some, cancellationToken))
            {
                var held = Fields.Zip(Values(record)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
                right += Texts(numbers[record.GetProperty("id").GetInt32()], change).All(pair => held[pair.Key] == pair.Value) ? 1 : 0;
            }
        }

        if (right != ids.Count)
        {
            throw new IncompleteException($"{who} left {ids.Count - right} of {ids.Count} parties with other values than the CRM's.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var some in ids.Chunk(AtOnce))
        {
            await server.CallAsync($"model.{Party}.delete", CancellationToken.None, some, NoContext);
        }

        if (categoryId > 0)
        {
            await server.CallAsync("model.party.category.delete", CancellationToken.None, new[] { categoryId }, NoContext);
        }
    }

    private static object NoContext { get; } = new();

    private static object[] Change(JsonElement record, object values) => [new object[] { "write", new[] { record.GetProperty("id").GetInt32() }, values }];

    private static JsonElement Mechanism(JsonElement record, string type) =>
        record.GetProperty("contact_mechanisms.").EnumerateArray().FirstOrDefault(item => item.GetProperty("type").GetString() == type);

    private static string? Text(JsonElement record, string name) => record.ValueKind == JsonValueKind.Object ? record.GetProperty(name).GetString() : null;

    private object New(int number)
    {
        var texts = Texts(number, 0);
        return new
        {
            name = texts["name"],
            categories = new[] { new object[] { "add", new[] { categoryId } } },
            addresses = Create(new { street = texts["street"], postal_code = texts["postal_code"], city = texts["city"] }),
            contact_mechanisms = Create([.. new[] { "phone", "email", "website" }.Select(type => new { type, value = texts[type] })]),
        };

        static object[] Create(params object[] records) => [new object[] { "create", records }];
    }
}
