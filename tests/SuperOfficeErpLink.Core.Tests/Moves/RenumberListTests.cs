using SuperOfficeErpLink.Core.Moves;

namespace SuperOfficeErpLink.Core.Tests.Moves;

public sealed class RenumberListTests
{
    [Theory]
    [InlineData("a;b\nc;d")]
    [InlineData("a,b\r\nc,d\r\n")]
    [InlineData("a\tb\rc\td")]
    [InlineData("\uFEFFGammelt nr;Nyt nr\na;b\n\n  \nc;d;\n")]
    [InlineData("old,new\n\"a\",\"b\"\nc,d,,")]
    [InlineData("a ; b\n c; d ")]
    public void Lists_are_read_however_they_are_written(string text) =>
        Pairs(text).ShouldBe(["a>b", "c>d"]);

    [Theory]
    [InlineData("\"a;1\";\"b\"\"2\"", "a;1>b\"2")]
    [InlineData("x;'=1+1", "x>=1+1")]
    [InlineData("'a;b", "'a>b")]
    [InlineData("-1;+2", "-1>+2")]
    [InlineData("a,1;b,2", "a,1>b,2")]
    public void Keys_are_what_they_are(string text, string pair) => Pairs(text).ShouldBe([pair]);

    [Theory]
    [InlineData("a")]
    [InlineData("a;")]
    [InlineData(";b")]
    [InlineData("a;b;c")]
    [InlineData("a;\"b\nc\"")]
    [InlineData("a;\"b")]
    public void What_is_not_two_keys_is_said_and_left(string line)
    {
        var list = RenumberList.Parse($"k;l\n{line}");

        list.Lines.ShouldBe([new RenumberLine(1, "k", "l")]);
        list.Malformed.ShouldHaveSingleItem().Number.ShouldBe(2);
    }

    [Fact]
    public void Lines_are_counted_as_an_editor_counts_them() =>
        RenumberList.Parse("old;new\r\n\r\na;b\r\n\r\nc;d").Lines.Select(line => line.Number).ShouldBe([3, 5]);

    [Fact]
    public void A_first_line_with_keys_is_no_heading() => Pairs("ny1;gammel2\na;b").ShouldBe(["ny1>gammel2", "a>b"]);

    [Fact]
    public void Too_long_a_list_is_not_read_to_its_end()
    {
        var list = RenumberList.Parse(string.Join('\n', Enumerable.Range(0, RenumberList.MostLines + 1).Select(at => $"a{at};b{at}")));

        (list.TooMany, list.Lines.Count).ShouldBe((true, RenumberList.MostLines));
    }

    [Fact]
    public void A_key_longer_than_any_key_is_no_key() => RenumberList.Parse($"a;{new string('x', 401)}").Malformed.Count.ShouldBe(1);

    [Theory]
    [InlineData("a")]
    [InlineData("=cmd")]
    [InlineData("-5")]
    [InlineData("@x")]
    [InlineData("＝cmd")]
    [InlineData("＠x")]
    [InlineData("a;\"b\",c")]
    public void What_is_written_for_a_spreadsheet_is_read_as_it_was(string key)
    {
        var cell = RenumberList.Cell(key);

        "=+-@＝＋－＠".ShouldNotContain(cell[0]);
        RenumberList.Parse($"{cell};{cell}2").Lines.ShouldHaveSingleItem().From.ShouldBe(key);
    }

    private static IEnumerable<string> Pairs(string text) => RenumberList.Parse(text).Lines.Select(line => $"{line.From}>{line.To}");
}
