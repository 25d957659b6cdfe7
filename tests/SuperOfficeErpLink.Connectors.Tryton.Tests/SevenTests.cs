using System.Text.Json;

namespace SuperOfficeErpLink.Connectors.Tryton.Tests;

/// <summary>
/// Tryton 7.0 by what is known to differ there: other fields of parties, addresses and projects, identifiers that can be put away, and a
/// <c>fields_get</c> that may fail on a name it does not have. Recorded answers, not a server.
/// </summary>
public sealed class SevenTests : IAsyncLifetime
{
    private static readonly FieldSet Fields = new(["name", "street", "country", "phone", "eu_vat", "lang", "active"]);

    private static readonly Dictionary<string, string[]> FieldsOfSeven = new(StringComparer.Ordinal)
    {
        ["party.party"] = ["name", "code", "code_readonly", "lang", "active", "replaced_by", "categories", "addresses", "contact_mechanisms", "identifiers", "customer_currency", "supplier_currency"],
        ["party.address"] = ["street", "street_single_line", "postal_code", "city", "country", "active", "identifiers", "contact_mechanisms"],
        ["party.contact_mechanism"] = ["type", "value", "active", "party", "address"],
        ["party.identifier"] = ["type", "code", "active", "party", "address"],
        ["project.work"] = ["name", "type", "status", "party", "comment", "progress", "company", "path"],
        ["country.country"] = ["code", "name"],
    };

    private readonly RecordedTryton tryton = new(Answers());
    private IErpSession session = null!;

    public async Task InitializeAsync()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["url"] = "https://tryton.example/", ["database"] = "seven", ["user"] = "sync", ["password"] = "secret", ["language"] = "en",
            ["customers"] = "category", ["customerCategory"] = "Customer", ["suppliers"] = "none", ["identifierTypes"] = "eu_vat", ["webClient"] = "https://tryton.example",
        };
        session = await new TrytonConnector().OpenAsync(new ConnectionContext(Guid.NewGuid(), IsSaved: true, new Settings(settings), tryton, TimeProvider.System), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await session.DisposeAsync();
        tryton.Dispose();
    }

    [Fact]
    public async Task Parties_and_projects_are_offered()
    {
        var description = await session.DescribeAsync(CancellationToken.None);
        description.ActorTypes.Select(type => type.Type).ShouldBe([ActorType.Customer, ActorType.Project]);
        description.Identity.ShouldBe("https://tryton.example/seven/#2");
    }

    [Fact]
    public async Task A_party_is_read_and_an_identifier_that_was_put_away_is_not_taken_for_one()
    {
        var record = (await session.GetAsync(ActorType.Customer, Fields, ["7"], CancellationToken.None)).Found.ShouldHaveSingleItem();
        record.Values.ShouldBe([FieldValue.Of("Seven A/S"), FieldValue.Of("Vej 7"), FieldValue.Of("DK"), FieldValue.Blank, FieldValue.Of("DK13585628"), FieldValue.NotRead, FieldValue.Of("1")]);
        record.Address.ShouldBe(new Uri("https://tryton.example/#seven/model/party.party/7"));
    }

    [Fact]
    public async Task Nothing_is_asked_for_that_seven_does_not_have()
    {
        await session.GetAsync(ActorType.Customer, Fields, ["7"], CancellationToken.None);
        var below = new Dictionary<string, string>(StringComparer.Ordinal) { ["addresses"] = "party.address", ["contact_mechanisms"] = "party.contact_mechanism", ["identifiers"] = "party.identifier" };
        var asked = tryton.CallsOf("model.party.party.search_read").Last()[4].EnumerateArray().Select(name => name.GetString()!.Split('.')).ToList();
        asked.Count.ShouldBeGreaterThan(10);
        foreach (var path in asked.Where(path => !IsOfEveryRecord(path[^1])))
        {
            var model = below.GetValueOrDefault(path[0]);
            FieldsOfSeven["party.party"].ShouldContain(path[0]);
            (model is null || FieldsOfSeven[model].Contains(path[1])).ShouldBeTrue(string.Join('.', path));
        }
    }

    [Fact]
    public async Task A_write_goes_with_the_timestamps_of_all_it_touches()
    {
        var record = (await session.GetAsync(ActorType.Customer, Fields, ["7"], CancellationToken.None)).Found[0];
        var change = new FieldChange("street", FieldValue.Of("Vej 7"), FieldValue.Of("Vej 8"));
        var outcome = await ((IErpWriter)session).UpdateAsync(ActorType.Customer, Fields, [new ActorUpdate("7", record.Version, [change])], CancellationToken.None);
        outcome.ShouldHaveSingleItem().ShouldBeOfType<SaveOutcome.Saved>().Exact.ShouldBeFalse("the recorded party is as it was before");
        var call = tryton.CallsOf("model.party.party.write").ShouldHaveSingleItem();
        call[0].GetRawText().ShouldBe("[7]");
        call[1].GetRawText().ShouldBe("""{"addresses":[["write",[70],{"street":"Vej 8"}]]}""");
        var timestamps = call[2].GetProperty("_timestamp");
        timestamps.GetProperty("party.party,7").GetString().ShouldBe("1795344637.351468");
        timestamps.GetProperty("party.address,70").GetString().ShouldBe("1795344637.351469");
    }

    private static bool IsOfEveryRecord(string name) => name is "_timestamp" or "write_uid" or "create_uid" or "write_date" or "create_date";

    private static Dictionary<string, string> Answers()
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["common.db.login"] = """[5,"0123456789abcdef"]""",
            ["common.db.logout"] = "null",
            ["model.res.user.get_preferences"] = """{"company":2,"language":"en","groups":[1,2]}""",
            ["model.ir.model.search_read"] = JsonSerializer.Serialize(FieldsOfSeven.Keys.Append("party.category").Append("project.work.status").Append("ir.lang").Select((model, id) => new { id, model })),
            ["model.ir.model.access.get_access"] = JsonSerializer.Serialize(
                FieldsOfSeven.Keys.Append("project.work.status").ToDictionary(model => model, _ => new { read = true, write = true, create = true, delete = false })),
            ["model.ir.rule.group.search_read"] = """[{"id":1,"model.":{"id":3,"model":"project.work"}}]""",
            ["model.party.category.search_read"] = """[{"id":3}]""",
            ["model.party.identifier.get_types"] = """[[null,""],["eu_vat","European VAT Number"]]""",
            ["model.party.party.write"] = "null",
            ["model.party.party.search_read"] = """
                [{"id":7,"name":"Seven A/S","active":true,"replaced_by":null,"_timestamp":"1795344637.351468","write_uid":null,"create_uid":1,"write_date":null,
                  "addresses.":[{"id":69,"active":false,"_timestamp":"1795344637.351467","street":"Old","country.":{"id":1,"code":"SE"}},
                                {"id":70,"active":true,"_timestamp":"1795344637.351469","street":"Vej 7","country.":{"id":2,"code":"DK"}}],
                  "contact_mechanisms.":[],"lang.":{"id":9,"code":null},
                  "identifiers.":[{"id":1,"active":false,"type":"eu_vat","code":"DK00000000","_timestamp":"1.0"},{"id":2,"active":true,"type":"eu_vat","code":"DK13585628","_timestamp":"2.0"}]}]
                """,
        };
        foreach (var (model, fields) in FieldsOfSeven)
        {
            answers[$"model.{model}.fields_get"] = JsonSerializer.Serialize(fields.ToDictionary(name => name, name => new { name, @string = name, type = "char" }));
        }

        return answers;
    }
}
