using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Tests.Links;

public sealed class CriteriaTests
{
    private static readonly ActorTypeInfo Customer = new(ActorType.Customer, "customer", null, Abilities.None,
    [
        Searchable("no", FieldType.Text), Searchable("name", FieldType.Text) with { Access = FieldAccess.Mandatory }, Searchable("limit", FieldType.Decimal),
        Searchable("count", FieldType.Integer), Searchable("invoiced", FieldType.Date), Searchable("seen", FieldType.DateTime), Searchable("group", FieldType.List),
        Searchable("letter", FieldType.Checkbox), Searchable("hidden", FieldType.Text) with { Operators = [] },
    ]);

    [Theory]
    [InlineData(FieldType.Text, "Contains BeginsWith EndsWith Equal NotBeginsWith NotContains NotEndsWith NotEqual Between")]
    [InlineData(FieldType.Integer, "Equal Greater Less GreaterOrEqual LessOrEqual NotEqual Between")]
    [InlineData(FieldType.Decimal, "Equal Greater Less GreaterOrEqual LessOrEqual NotEqual Between")]
    [InlineData(FieldType.Date, "Before Equal After BeforeOrEqual AfterOrEqual Between")]
    [InlineData(FieldType.DateTime, "Before Equal After BeforeOrEqual AfterOrEqual Between")]
    [InlineData(FieldType.List, "OneOf NotOneOf")]
    [InlineData(FieldType.Checkbox, "Equal")]
    public void A_field_offers_the_operators_of_its_type(FieldType type, string offered) =>
        string.Join(' ', Criteria.OperatorsOf(Searchable("x", type))).ShouldBe(offered);

    [Fact]
    public void A_field_offers_nothing_that_its_ERP_does_not()
    {
        Criteria.OperatorsOf(Searchable("x", FieldType.Text) with { Operators = [Operator.Equal, Operator.Greater] }).ShouldBe([Operator.Equal]);
        Criteria.OperatorsOf(Searchable("x", FieldType.List) with { Operators = [Operator.Equal] }).ShouldBe([Operator.Equal]);
        Criteria.IsSearchable(Customer.Find("hidden")!).ShouldBeFalse();
    }

    [Theory]
    [InlineData("name", Operator.Contains, "ærø")]
    [InlineData("name", Operator.Between, "a|b")]
    [InlineData("name", Operator.Between, "Å|Æ")]
    [InlineData("limit", Operator.GreaterOrEqual, "-12.5")]
    [InlineData("limit", Operator.Between, "1|1")]
    [InlineData("count", Operator.NotEqual, "12")]
    [InlineData("invoiced", Operator.Between, "2026-01-31|2026-02-01")]
    [InlineData("seen", Operator.After, "2026-01-31T08:00:00Z")]
    [InlineData("group", Operator.OneOf, "A|B|C")]
    [InlineData("group", Operator.NotOneOf, "A")]
    [InlineData("letter", Operator.Equal, "0")]
    public void A_line_that_fits_is_used(string field, Operator wanted, string values)
    {
        var used = Check(field, wanted, values).ShouldBeOfType<LineCheck.Used>();

        used.Criterion.Field.ShouldBe(field);
        used.Criterion.Operator.ShouldBe(wanted);
        string.Join('|', used.Criterion.Values.Select(value => value.Text)).ShouldBe(values);
    }

    [Theory]
    [InlineData("gone", Operator.Contains, "a", LineProblem.NoSuchField)]
    [InlineData("hidden", Operator.Contains, "a", LineProblem.NoSuchField)]
    [InlineData("name", Operator.Greater, "a", LineProblem.NoSuchOperator)]
    [InlineData("letter", Operator.NotEqual, "1", LineProblem.NoSuchOperator)]
    [InlineData("name", (Operator)(-1), "a", LineProblem.NoSuchOperator)]
    [InlineData("limit", Operator.Equal, "12,5", LineProblem.NotANumber)]
    [InlineData("count", Operator.Equal, "12.5", LineProblem.NotAWholeNumber)]
    [InlineData("count", Operator.Equal, "99999999999999999999", LineProblem.NotAWholeNumber)]
    [InlineData("invoiced", Operator.Equal, "31-01-2026", LineProblem.NotADate)]
    [InlineData("seen", Operator.Equal, "2026-01-31T08:00", LineProblem.NotATime)]
    [InlineData("letter", Operator.Equal, "ja", LineProblem.NotYesOrNo)]
    [InlineData("limit", Operator.Between, "1|", LineProblem.TwoValues)]
    [InlineData("limit", Operator.Between, "1", LineProblem.TwoValues)]
    [InlineData("limit", Operator.Between, "10|9", LineProblem.WrongOrder)]
    [InlineData("invoiced", Operator.Between, "2026-02-01|2026-01-31", LineProblem.WrongOrder)]
    [InlineData("seen", Operator.Between, "2026-02-01T00:00:00Z|2026-01-31T00:00:00Z", LineProblem.WrongOrder)]
    public void A_line_that_does_not_fit_is_refused_with_why(string field, Operator wanted, string values, LineProblem problem) =>
        Check(field, wanted, values).ShouldBe(new LineCheck.Refused(problem));

    [Fact]
    public void A_text_longer_than_a_field_of_the_form_is_refused() =>
        Check("name", Operator.Equal, new string('x', Criteria.LongestValue + 1)).ShouldBe(new LineCheck.Refused(LineProblem.TooLong));

    [Theory]
    [InlineData("name", Operator.Contains, "")]
    [InlineData("limit", Operator.Between, "|")]
    public void A_line_without_a_value_is_not_used(string field, Operator wanted, string values)
    {
        Check(field, wanted, values).ShouldBeOfType<LineCheck.Unused>();
        Criteria.Check(Customer, new SearchLine(field, wanted, [])).ShouldBeOfType<LineCheck.Unused>();
    }

    [Fact]
    public void The_lines_to_begin_with_are_the_name_and_the_columns_of_the_search()
    {
        var mapping = new ActorMapping(ActorType.Customer, Enabled: true,
            [new("hidden", ShowInSearch: true, Rank: 0), new("group", ShowInSearch: true, Rank: 2), new("no", ShowInSearch: true, Rank: 1), new("limit", Rank: 3)]);

        var standard = Criteria.Standard(Customer, mapping);

        standard.Select(line => (line.Field, line.Operator)).ShouldBe([("name", Operator.Contains), ("no", Operator.Contains), ("group", Operator.OneOf)]);
        standard.ShouldAllBe(line => !line.IsActive);
    }

    [Fact]
    public void Lines_whose_field_or_operator_vanished_are_set_apart()
    {
        SearchLine kept = new("name", Operator.Contains, ["a"]), empty = new("limit", Operator.Less, []);
        SearchLine field = new("gone", Operator.Contains, ["a"]), wanted = new("name", Operator.Greater, []), value = new("limit", Operator.Less, ["a"]);

        var (current, stale) = Criteria.Sort(Customer, [kept, field, wanted, empty, value]);

        current.ShouldBe([kept, empty]);
        stale.ShouldBe([field, wanted, value]);
    }

    private static LineCheck Check(string field, Operator wanted, string values) => Criteria.Check(Customer, new SearchLine(field, wanted, values.Split('|')));

    private static FieldInfo Searchable(string key, FieldType type) => Given.Field(key, type) with { Operators = Enum.GetValues<Operator>() };
}
