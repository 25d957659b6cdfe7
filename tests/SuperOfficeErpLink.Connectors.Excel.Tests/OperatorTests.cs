using SuperOfficeErpLink.Connectors.Conformance;
using static SuperOfficeErpLink.Connectors.Excel.Tests.RawWorkbook;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>Every operator on every type. Rows are named by what they hold; n has no cells, v has empty texts, e has errors.</summary>
public sealed class OperatorTests : IAsyncLifetime
{
    private readonly TestFiles files = new();
    private IErpSession session = null!;

    public async Task InitializeAsync()
    {
        static string Row(int row, string key, string word, string whole, string part, string day, string moment, string colour, string yes) =>
            $"<row r=\"{row}\">{Text($"A{row}", key)}{Text($"B{row}", word)}<c r=\"C{row}\"><v>{whole}</v></c><c r=\"D{row}\"><v>{part}</v></c><c r=\"E{row}\" s=\"1\"><v>{day}</v></c><c r=\"F{row}\" s=\"3\"><v>{moment}</v></c>{Text($"G{row}", colour)}<c r=\"H{row}\" t=\"b\"><v>{yes}</v></c></row>";
        string[] types = ["word:Text", "whole:Integer", "part:Decimal", "day:Date", "moment:DateTime", "yes:Checkbox"];
        new RawWorkbook()
            .Sheet(
                "Customer", Header("key", "word", "whole", "part", "day", "moment", "colour", "yes")
                + Row(2, "a", "Ærø Å/S", "-5", "-0.5", "46052", "46053.333321759259", "r", "1")
                + Row(3, "b", "ÆRØ ø-køb", "9", "9.25", "46053", "46053.333599537036", "R", "0")
                + Row(4, "c", "100%_*'&quot;\\ &lt;b&gt;&amp;amp;", "10", "10", "46054", "46053.334027777775", "g", "1")
                + Row(5, "d", "100 procent", "1000", "1000.1", "46081", "46054", "b b", "0")
                + $"<row r=\"6\">{Text("A6", "n")}</row><row r=\"7\">{Text("A7", "v")}{string.Concat("BCDEFGH".Select(column => Text($"{column}7", "")))}</row>"
                + $"<row r=\"8\">{Text("A8", "e")}{string.Concat("BCDEFGH".Select(column => $"<c r=\"{column}8\" t=\"e\"><v>#N/A</v></c>"))}</row>")
            .Sheet("Colour", $"{Header("key", "name")}<row r=\"2\">{Text("A2", "r")}</row>")
            .Sheet("Fields", Header("sheet", "field", "type") + string.Concat(types.Select((type, index) =>
                $"<row r=\"{index + 2}\">{Text($"A{index + 2}", "customer")}{Text($"B{index + 2}", type.Split(':')[0])}{Text($"C{index + 2}", type.Split(':')[1])}</row>")))
            .Save(files.Path);
        session = await files.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await session.DisposeAsync();
        files.Dispose();
    }

    [Theory]
    [MemberData(nameof(OperatorCases.OfThings), MemberType = typeof(OperatorCases))]
    [InlineData("part", Operator.Equal, "1000.10", "d")]
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

    [Theory]
    [InlineData("nothing", Operator.Equal, "1")]
    [InlineData("whole", Operator.Contains, "1")]
    [InlineData("whole", Operator.Equal, "one")]
    [InlineData("whole", Operator.Greater, "")]
    [InlineData("whole", Operator.Between, "1")]
    public async Task A_line_that_means_nothing_is_refused(string field, Operator wanted, string value) =>
        (await Should.ThrowAsync<ConnectorException>(() => FindAsync(new Criterion(field, wanted, [FieldValue.Of(value)])))).Kind.ShouldBe(FailureKind.Misconfigured);

    private async Task<string> FindAsync(params Criterion[] criteria)
    {
        var page = await session.SearchAsync(ActorType.Customer, new FieldSet(["word"]), new SearchRequest(null, null, criteria, null, 100), default);
        return string.Join(' ', page.Records.Select(record => record.Key).Order(StringComparer.Ordinal));
    }
}
