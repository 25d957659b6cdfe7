using System.Text;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Tests.Mapping;

public sealed class ConfigurationFileTests
{
    private static readonly ConfigurationFile File = new(
        ConfigurationFile.CurrentFormat, "sql", "Økonomi", 3,
        [new ActorMapping(ActorType.Customer, Enabled: true, [new FieldMapping("name", "name", Direction.Both, List: new ListMapping([new ListMappingItem("Å", "1")]))], [new FieldDefault("x", "æ")])]);

    [Fact]
    public void What_was_written_is_read_again()
    {
        var read = Read(File.ToJson()).ShouldBeOfType<ReadFile.Read>().File;

        (read.Connector, read.Name, read.Version).ShouldBe(("sql", "Økonomi", 3));
        MappingDifferences.Between(new MappingDocument(File.Actors), new MappingDocument(read.Actors)).ShouldBeEmpty();
        Read("\uFEFF" + File.ToJson()).ShouldBeOfType<ReadFile.Read>();
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("{", 1)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("{\"format\":1}", 1)]
    [InlineData("{\"format\":1,\n\"connector\":\"sql\",\"name\":\"x\",\"version\":1,\"actors\":[{\"actor\":\"Nobody\"}]}", 2)]
    [InlineData("{\"format\":1,\"connector\":\"sql\",\"name\":\"x\",\"version\":1,\"actors\":[],\"more\":1}", 1)]
    [InlineData("{\"format\":1,\"connector\":null,\"name\":\"x\",\"version\":1,\"actors\":[]}", 1)]
    public void Anything_else_is_refused_with_the_line_that_is_to_blame(string text, int? line)
    {
        if (line is null)
        {
            Read(text).ShouldBeOneOf(new ReadFile.OtherFormat(0), new ReadFile.NotOurs(null, ""));
        }
        else
        {
            Read(text).ShouldBeOfType<ReadFile.NotOurs>().Line.ShouldBe(line);
        }
    }

    [Fact]
    public void A_file_of_another_format_says_which() => Read("{\"format\":2,\"what\":[1]}").ShouldBe(new ReadFile.OtherFormat(2));

    [Fact]
    public void A_file_nested_without_end_is_refused() => Read(new string('[', 5000)).ShouldBeOfType<ReadFile.NotOurs>();

    [Fact]
    public void A_file_that_is_too_long_is_not_read() => ConfigurationFile.Read(new byte[ConfigurationFile.Longest + 1]).ShouldBeOfType<ReadFile.TooLong>();

    private static ReadFile Read(string text) => ConfigurationFile.Read(Encoding.UTF8.GetBytes(text));
}
