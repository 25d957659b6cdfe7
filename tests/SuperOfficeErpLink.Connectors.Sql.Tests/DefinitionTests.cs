namespace SuperOfficeErpLink.Connectors.Sql.Tests;

public sealed class DefinitionTests
{
    private const string Working = """
        {
          // comments are welcome
          "lists": { "country": { "table": "country", "key": "code", "name": "name" } },
          "actors": [
            { "type": "Customer", "table": "customer", "key": "no",
              "fields": [
                { "key": "name", "maxLength": 60 },
                { "key": "country", "type": "List", "list": "country" } ] } ]
        }
        """;

    [Fact]
    public void The_demo_definition_has_no_mistakes() => Validate(DemoErp.Definition).ShouldBeEmpty();

    [Fact]
    public void A_short_definition_is_enough() => Validate(Working).ShouldBeEmpty();

    [Theory]
    [InlineData("\"maxLength\": 60", "\"maxLenght\": 60", 7, "actors[0].fields[0].maxLenght")]
    [InlineData("\"maxLength\": 60", "\"maxLength\": \"60\"", 7, "actors[0].fields[0].maxLength")]
    [InlineData("\"maxLength\": 60", "\"column\": \"name; DROP\"", 7, "actors[0].fields[0].column")]
    [InlineData("\"key\": \"name\", ", "", 7, "actors[0].fields[0]")]
    [InlineData("\"key\": \"name\"", "\"key\": \"country\"", 8, "actors[0].fields[1]")]
    [InlineData("\"list\": \"country\" }", "\"list\": \"land\" }", 8, "actors[0].fields[1].list")]
    [InlineData("\"type\": \"List\"", "\"type\": \"Lst\"", 8, "actors[0].fields[1].type")]
    [InlineData("\"Customer\"", "\"Kunde\"", 5, "actors[0].type")]
    [InlineData("\"table\": \"customer\", ", "", 5, "actors[0]")]
    [InlineData("\"key\": \"no\"", "\"key\": \"no\", \"parent\": { \"type\": \"Project\", \"column\": \"p\" }", 5, "actors[0].parent")]
    [InlineData("\"key\": \"no\"", "\"key\": \"no\", \"address\": \"javascript:{key}\"", 5, "actors[0].address")]
    [InlineData("\"key\": \"no\"", "\"key\": \"name\"", 7, "actors[0].fields[0]")]
    public void A_mistake_is_told_with_its_line_and_place(string right, string wrong, int line, string path)
    {
        var errors = Validate(Working.Replace(right, wrong, StringComparison.Ordinal));
        errors.ShouldContain(error => error.Line == line && error.Message.English.StartsWith(path + " ", StringComparison.Ordinal), string.Join('\n', errors));
        errors.ShouldAllBe(error => error.Message.ByLanguage!.ContainsKey("da"));
    }

    [Fact]
    public void Every_mistake_is_told_at_once() => Validate("""
        { "identiti": 1,
          "actors": [ { "type": "Customer", "table": "9lives", "key": "no", "fields": [ { "key": "a", "decimals": 2 } ] } ] }
        """).Select(error => error.Line).ShouldBe([1, 2, 2], ignoreOrder: true);

    [Theory]
    [InlineData("{\n  \"actors\": [\n", 3)]
    [InlineData("{ \"actors\" [] }", 1)]
    [InlineData("nonsense", 1)]
    [InlineData("{ \"actors\": \"\\ud800\" }", 1)]
    public void Text_that_is_not_JSON_is_told_with_its_line(string text, int line) =>
        Validate(text).ShouldHaveSingleItem().Line.ShouldBe(line);

    [Theory]
    [InlineData("/etc/erp.db")]
    [InlineData("../erp.db")]
    [InlineData("C:\\erp.db")]
    [InlineData("a/../../erp.db")]
    [InlineData(" ")]
    public void A_file_outside_the_folder_is_a_mistake_of_that_setting(string file) =>
        new SqlConnector().Validate(Settings(file, Working)).ShouldHaveSingleItem().Key.ShouldBe("file");

    private static IReadOnlyList<SettingError> Validate(string definition) => new SqlConnector().Validate(Settings("erp.db", definition));

    private static Settings Settings(string file, string definition) => new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["dialect"] = "sqlite", ["file"] = file, ["definition"] = definition,
    });
}
