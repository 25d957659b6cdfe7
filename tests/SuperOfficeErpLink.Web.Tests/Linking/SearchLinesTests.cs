using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Tests.Linking;

/// <summary>What people type in a line, by type and language.</summary>
public sealed class SearchLinesTests
{
    private static readonly TimeZoneInfo Copenhagen = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    private static readonly FieldInfo[] Fields =
    [
        Field("name", FieldType.Text, "Name", "Navn"), Field("name2", FieldType.Text, "Name", "Navn"), Field("limit", FieldType.Decimal, "Credit limit", "Kreditmaksimum"),
        Field("count", FieldType.Integer, "Count", "Antal"), Field("day", FieldType.Date, "Day", "Dag"), Field("seen", FieldType.DateTime, "Seen", "Set"),
        Field("group", FieldType.List, "Group", "Gruppe"), Field("letter", FieldType.Checkbox, "Newsletter", "Nyhedsbrev"),
    ];

    [Theory]
    [InlineData("da", "Kreditmaksimum", "Equal", "1.234,50", "1234.5")]
    [InlineData("en", "Credit limit", "Equal", "1,234.50", "1234.5")]
    [InlineData("da", "Kreditmaksimum", "Less", "-0,5", "-0.5")]
    [InlineData("da", "Antal", "Greater", "1.000", "1000")]
    [InlineData("en", "Count", "Greater", "1,000", "1000")]
    [InlineData("da", "Dag", "Before", "2026-01-31", "2026-01-31")]
    [InlineData("da", "Set", "After", "2026-01-31T09:30", "2026-01-31T08:30:00Z")]
    [InlineData("da", "Set", "After", "2026-07-31T09:30", "2026-07-31T07:30:00Z")]
    [InlineData("da", "Nyhedsbrev", "Equal", "1", "1")]
    [InlineData("da", "name", "Contains", "  Æbler & co.  ", "Æbler & co.")]
    public void A_value_is_read_as_its_reader_writes_it(string language, string field, string wanted, string typed, string canonical)
    {
        var (line, problem) = Read(language, new LineInput { Field = field, Operator = wanted, Value = typed });

        problem.ShouldBeNull();
        line!.Values.ShouldBe([canonical]);
    }

    [Theory]
    [InlineData("da", "Kreditmaksimum", "1.5", LineProblem.NotANumber)]
    [InlineData("da", "Kreditmaksimum", "mange", LineProblem.NotANumber)]
    [InlineData("en", "Count", "x", LineProblem.NotAWholeNumber)]
    [InlineData("da", "Dag", "31/1", LineProblem.NotADate)]
    [InlineData("da", "Set", "i går", LineProblem.NotATime)]
    [InlineData("da", "Set", "0001-01-01T00:00", LineProblem.NotATime)]
    [InlineData("da", "Navnet", "x", LineProblem.NoSuchField)]
    [InlineData("da", "Navn", "x", LineProblem.NoSuchField)]
    [InlineData("da", "", "x", LineProblem.NoSuchField)]
    public void A_value_that_is_none_is_told(string language, string field, string typed, LineProblem problem) =>
        Read(language, new LineInput { Field = field, Operator = "Equal", Value = typed }).Problem.ShouldBe(problem);

    [Fact]
    public void An_operator_of_the_field_before_is_told_only_when_there_is_a_value()
    {
        Read("da", new LineInput { Field = "Kreditmaksimum", Operator = "Contains", Value = "12" }).Problem.ShouldBe(LineProblem.NoSuchOperator);
        Read("da", new LineInput { Field = "Kreditmaksimum", Operator = "Contains" }).ShouldSatisfyAllConditions(
            read => read.Problem.ShouldBeNull(), read => read.Line!.Operator.ShouldBe(Operator.Equal), read => read.Line!.Values.ShouldBeEmpty());
    }

    [Fact]
    public void Between_takes_both_values_and_none_is_unused()
    {
        Read("da", new LineInput { Field = "Kreditmaksimum", Operator = "Between", Value = "1", Second = "2,5" }).Line!.Values.ShouldBe(["1", "2.5"]);
        Read("da", new LineInput { Field = "Kreditmaksimum", Operator = "Between", Value = " ", Second = "" }).Line!.IsActive.ShouldBeFalse();
        Read("da", new LineInput { Field = "Kreditmaksimum", Operator = "Equal", Value = "1", Second = "2,5" }).Line!.Values.ShouldBe(["1"]);
    }

    [Fact]
    public void Of_a_list_its_items_count()
    {
        Read("da", new LineInput { Field = "Gruppe", Operator = "NotOneOf", Value = "x", Items = ["A", "", "B"] }).Line!.Values.ShouldBe(["A", "B"]);
        Read("da", new LineInput { Field = "Gruppe", Operator = "OneOf" }).Line!.IsActive.ShouldBeFalse();
    }

    [Fact]
    public void A_line_that_says_nothing_is_none() => Read("da", new LineInput { Value = " " }).ShouldBe((null, null));

    [Theory]
    [InlineData("kreditMAKS", "limit")]
    [InlineData("Nyhedsbrev", "letter")]
    [InlineData("Navn (name2)", "name2")]
    [InlineData("name", "name")]
    [InlineData("a", null)]
    [InlineData("", null)]
    public void A_field_is_found_by_name_key_or_the_only_part_that_fits(string typed, string? key) =>
        In("da", () => new FieldNames(Fields).Find(typed)?.Key).ShouldBe(key);

    private static (SearchLine? Line, LineProblem? Problem) Read(string language, LineInput input) =>
        In(language, () => SearchLines.Read(new FieldNames(Fields), input, Copenhagen));

    private static T In<T>(string language, Func<T> act)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(language);
        try
        {
            return act();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    private static FieldInfo Field(string key, FieldType type, string english, string danish) =>
        new(key, LocalText.Of(english, danish), null, type, FieldAccess.Normal, 0, null, type == FieldType.List ? "list" : null, null, false, null, null, 0, Enum.GetValues<Operator>());
}
