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
    [InlineData("word", Operator.Equal, "ærø å/s", "a")]
    [InlineData("word", Operator.Equal, "100%_*'\"\\ <B>&amp;", "c")]
    [InlineData("word", Operator.Equal, "", "n v")]
    [InlineData("word", Operator.NotEqual, "ÆRØ Å/S", "b c d n v")]
    [InlineData("word", Operator.NotEqual, "", "a b c d")]
    [InlineData("word", Operator.BeginsWith, "ærØ", "a b")]
    [InlineData("word", Operator.BeginsWith, "100%", "c")]
    [InlineData("word", Operator.BeginsWith, "100_", "")]
    [InlineData("word", Operator.NotBeginsWith, "æRø", "c d n v")]
    [InlineData("word", Operator.Contains, "RØ Å", "a")]
    [InlineData("word", Operator.Contains, "%_*'\"\\", "c")]
    [InlineData("word", Operator.Contains, "<b>", "c")]
    [InlineData("word", Operator.Contains, "*", "c")]
    [InlineData("word", Operator.NotContains, "ø", "c d n v")]
    [InlineData("word", Operator.EndsWith, "KØB", "b")]
    [InlineData("word", Operator.EndsWith, "&AMP;", "c")]
    [InlineData("word", Operator.NotEndsWith, "køb", "a c d n v")]
    [InlineData("word", Operator.OneOf, "ærø å/s|100 PROCENT", "a d")]
    [InlineData("word", Operator.NotOneOf, "ærø å/s|100 PROCENT", "b c n v")]
    [InlineData("word", Operator.Between, "100|100 z", "d")]
    [InlineData("word", Operator.Between, "æ|ærø ø-køb", "a b")]
    [InlineData("whole", Operator.Equal, "9", "b")]
    [InlineData("whole", Operator.Equal, "", "n v")]
    [InlineData("whole", Operator.NotEqual, "9", "a c d n v")]
    [InlineData("whole", Operator.NotEqual, "", "a b c d")]
    [InlineData("whole", Operator.Greater, "9", "c d")]
    [InlineData("whole", Operator.GreaterOrEqual, "9", "b c d")]
    [InlineData("whole", Operator.Less, "10", "a b")]
    [InlineData("whole", Operator.LessOrEqual, "10", "a b c")]
    [InlineData("whole", Operator.Between, "-5|9", "a b")]
    [InlineData("part", Operator.Equal, "1000.1", "d")]
    [InlineData("part", Operator.NotEqual, "9.25", "a c d n v")]
    [InlineData("part", Operator.Greater, "9.25", "c d")]
    [InlineData("part", Operator.GreaterOrEqual, "9.25", "b c d")]
    [InlineData("part", Operator.Less, "0", "a")]
    [InlineData("part", Operator.LessOrEqual, "9.25", "a b")]
    [InlineData("part", Operator.Between, "9.25|10", "b c")]
    [InlineData("written", Operator.Equal, "1000.1", "d")]
    [InlineData("written", Operator.Greater, "9.25", "c d")]
    [InlineData("written", Operator.Between, "9|10", "a b c")]
    [InlineData("day", Operator.Equal, "2026-01-31", "b")]
    [InlineData("day", Operator.Equal, "", "n v")]
    [InlineData("day", Operator.NotEqual, "2026-01-31", "a c d n v")]
    [InlineData("day", Operator.Before, "2026-01-31", "a")]
    [InlineData("day", Operator.BeforeOrEqual, "2026-01-31", "a b")]
    [InlineData("day", Operator.After, "2026-01-31", "c d")]
    [InlineData("day", Operator.AfterOrEqual, "2026-01-31", "b c d")]
    [InlineData("day", Operator.Between, "2026-01-31|2026-02-01", "b c")]
    [InlineData("moment", Operator.Equal, "2026-01-31T08:00:00Z", "b")]
    [InlineData("moment", Operator.NotEqual, "2026-01-31T08:00:00Z", "a c d n v")]
    [InlineData("moment", Operator.Before, "2026-01-31T08:00:00Z", "a")]
    [InlineData("moment", Operator.BeforeOrEqual, "2026-01-31T08:00:00Z", "a b")]
    [InlineData("moment", Operator.After, "2026-01-31T08:00:00Z", "c d")]
    [InlineData("moment", Operator.AfterOrEqual, "2026-01-31T08:01:00Z", "c d")]
    [InlineData("moment", Operator.Between, "2026-01-31T08:00:00Z|2026-01-31T08:01:00Z", "b c")]
    [InlineData("colour", Operator.OneOf, "r", "a")]
    [InlineData("colour", Operator.OneOf, "g|b b", "c d")]
    [InlineData("colour", Operator.NotOneOf, "r|g", "b d n v")]
    [InlineData("colour", Operator.Equal, "R", "b")]
    [InlineData("colour", Operator.NotEqual, "R", "a c d n v")]
    [InlineData("yes", Operator.Equal, "1", "a c")]
    [InlineData("yes", Operator.Equal, "0", "b d n v")]
    [InlineData("yes", Operator.NotEqual, "1", "b d n v")]
    [InlineData("yes", Operator.NotEqual, "0", "a c")]
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
