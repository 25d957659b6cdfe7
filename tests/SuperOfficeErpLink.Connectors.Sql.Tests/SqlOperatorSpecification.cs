using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>Every operator on every type, against a real database. Rows are named by what they hold; NULL and "" are both blank.</summary>
public abstract class SqlOperatorSpecification<TErp> : IAsyncLifetime
    where TErp : SqlErp, new()
{
    private const string Definition = """
        {
          "lists": { "colour": { "table": "colour", "key": "code", "name": "name" } },
          "actors": [ { "type": "Customer", "table": "thing", "key": "id", "fields": [
            { "key": "word" }, { "key": "whole", "type": "Integer" }, { "key": "part", "type": "Decimal" }, { "key": "written", "type": "Decimal" },
            { "key": "day", "type": "Date" }, { "key": "moment", "type": "DateTime" }, { "key": "colour", "type": "List", "list": "colour" },
            { "key": "yes", "type": "Checkbox" } ] } ]
        }
        """;

    private readonly TErp erp = new();
    private IErpSession session = null!;

    public async Task InitializeAsync()
    {
        await erp.StartAsync();
        await erp.MakeThingsAsync();
        session = await erp.Connector.OpenAsync(erp.Context(Definition), default);
    }

    public async Task DisposeAsync()
    {
        await session.DisposeAsync();
        await erp.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(OperatorCases.OfThings), MemberType = typeof(OperatorCases))]
    [InlineData("written", Operator.Equal, "1000.1", "d")]
    [InlineData("written", Operator.Greater, "9.25", "c d")]
    [InlineData("written", Operator.Between, "9|10", "a b c")]
    public async Task An_operator_finds_exactly_what_it_says(string field, Operator wanted, string values, string found) =>
        (await FindAsync(new Criterion(field, wanted, [.. values.Split('|').Select(FieldValue.Of)]))).ShouldBe(found);

    [Fact]
    public async Task All_lines_must_hold() =>
        (await FindAsync(
            new("word", Operator.Contains, [FieldValue.Of("ø")]), new("whole", Operator.Greater, [FieldValue.Of("0")]), new("yes", Operator.Equal, [FieldValue.Of("0")])))
            .ShouldBe("b");

    [Fact]
    public async Task Every_operator_that_a_field_offers_is_understood()
    {
        var actor = (await session.DescribeAsync(default)).Find(ActorType.Customer)!;
        foreach (var info in actor.Fields)
        {
            info.Operators.ShouldNotBeEmpty(info.Key);
            foreach (var wanted in info.Operators)
            {
                var value = FieldValue.Of(info.Type switch { FieldType.Date => "2026-01-31", FieldType.DateTime => "2026-01-31T08:00:00Z", _ => "1" });
                await FindAsync(new Criterion(info.Key, wanted, wanted == Operator.Between ? [value, value] : [value]));
            }
        }
    }

    private async Task<string> FindAsync(params Criterion[] criteria)
    {
        var page = await session.SearchAsync(ActorType.Customer, new FieldSet(["word"]), new SearchRequest(null, null, criteria, null, 100), default);
        return string.Join(' ', page.Records.Select(record => record.Key).Order(StringComparer.Ordinal));
    }
}
