using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Comparison;

public sealed class FieldRuleTests
{
    private static readonly ListMapping Countries = new([
        new ListMappingItem("1", "DK"), new ListMappingItem("2", "SE"), new ListMappingItem("3", "GB"), new ListMappingItem("4", "GB", WriteBack: false),
    ]);

    [Theory]
    [InlineData(FieldType.Text, FieldType.Text, "Æble ", "Æble ")]
    [InlineData(FieldType.Text, FieldType.Integer, "42", "42")]
    [InlineData(FieldType.Text, FieldType.Integer, "42.0", "42")]
    [InlineData(FieldType.Text, FieldType.Decimal, "-12.50", "-12.5")]
    [InlineData(FieldType.Text, FieldType.Date, "2026-01-31", "2026-01-31")]
    [InlineData(FieldType.Text, FieldType.Checkbox, "1", "1")]
    [InlineData(FieldType.Integer, FieldType.Decimal, "7", "7")]
    [InlineData(FieldType.Decimal, FieldType.Integer, "7", "7")]
    [InlineData(FieldType.Decimal, FieldType.Text, "12.5", "12.5")]
    [InlineData(FieldType.Checkbox, FieldType.Integer, "1", "1")]
    [InlineData(FieldType.DateTime, FieldType.Date, "2026-01-31T08:00:00Z", "2026-01-31")]
    [InlineData(FieldType.Date, FieldType.DateTime, "2026-01-31", "2026-01-31T00:00:00Z")]
    [InlineData(FieldType.Text, FieldType.DateTime, "2026-01-31T09:00:00+01:00", "2026-01-31T08:00:00Z")]
    [InlineData(FieldType.Text, FieldType.Text, "", "")]
    public void What_the_other_side_would_write(FieldType from, FieldType to, string text, string expected)
    {
        Rule(from, to).Carry(Side.Crm, text).ShouldBe(Carried.As(expected));
        Rule(to, from).Carry(Side.Erp, text).ShouldBe(Carried.As(expected));
    }

    [Theory]
    [InlineData(FieldType.Text, FieldType.Integer, "12a")]
    [InlineData(FieldType.Text, FieldType.Integer, "12.5")]
    [InlineData(FieldType.Text, FieldType.Decimal, "1,5")]
    [InlineData(FieldType.Decimal, FieldType.Integer, "12.5")]
    [InlineData(FieldType.Text, FieldType.Date, "31.01.2026")]
    [InlineData(FieldType.Text, FieldType.Date, "2026-02-30")]
    [InlineData(FieldType.Text, FieldType.DateTime, "soon")]
    [InlineData(FieldType.Text, FieldType.Checkbox, "yes")]
    [InlineData(FieldType.Integer, FieldType.Checkbox, "2")]
    public void A_text_that_is_none_of_the_type_cannot_go_over(FieldType from, FieldType to, string text)
    {
        Rule(from, to).Carry(Side.Crm, text).ShouldBe(Carried.Not(CannotHold.WrongType));
        Rule(to, from).Carry(Side.Erp, text).ShouldBe(Carried.Not(CannotHold.WrongType));
    }

    [Theory]
    [InlineData("abc", CannotHold.None)]
    [InlineData("abcd", CannotHold.TooLong)]
    [InlineData("ab🎉", CannotHold.TooLong)]
    public void Text_fits_by_its_length(string text, CannotHold reason) =>
        Rule(erp: Given.Field("e", maxLength: 3)).Carry(Side.Crm, text).Reason.ShouldBe(reason);

    [Theory]
    [InlineData("12.5", CannotHold.None)]
    [InlineData("12.50", CannotHold.None)]
    [InlineData("12.555", CannotHold.TooPrecise)]
    public void Decimals_fit_by_their_scale(string text, CannotHold reason) =>
        Given.Rule(Given.Field("c", FieldType.Decimal), Given.Field("e", FieldType.Decimal, decimals: 2)).Carry(Side.Crm, text).Reason.ShouldBe(reason);

    [Theory]
    [InlineData("iso-8859-1", "Blåbærgrød", CannotHold.None)]
    [InlineData("iso-8859-1", "Łódź", CannotHold.Characters)]
    [InlineData("iso-8859-1", "100 €", CannotHold.Characters)]
    [InlineData("us-ascii", "Blåbær", CannotHold.Characters)]
    [InlineData("us-ascii", "really?", CannotHold.None)]
    [InlineData("windows-1252", "100 €", CannotHold.None)]
    [InlineData("windows-1252", "Łódź", CannotHold.Characters)]
    public void Text_fits_by_its_characters(string encoding, string text, CannotHold reason) =>
        Rule(erp: Given.Field("e", encoding: encoding)).Carry(Side.Crm, text).Reason.ShouldBe(reason);

    [Fact]
    public void A_mandatory_field_takes_no_blank()
    {
        var rule = Rule(erp: Given.Field("e", access: FieldAccess.Mandatory));
        rule.Carry(Side.Crm, "").ShouldBe(Carried.Not(CannotHold.Mandatory));
        rule.Carry(Side.Crm, "a").ShouldBe(Carried.As("a"));
        rule.Carry(Side.Erp, "").ShouldBe(Carried.As(""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    public void A_read_only_field_takes_nothing(string text) =>
        Rule(crm: Given.Field("c", access: FieldAccess.ReadOnly)).Carry(Side.Erp, text).ShouldBe(Carried.Not(CannotHold.ReadOnly));

    [Theory]
    [InlineData(Side.Crm, "1", "DK")]
    [InlineData(Side.Crm, "4", "GB")]
    [InlineData(Side.Erp, "SE", "2")]
    [InlineData(Side.Erp, "GB", "3")]
    [InlineData(Side.Erp, "", "")]
    public void A_list_item_goes_over_by_its_mapping(Side from, string item, string expected) => List.Carry(from, item).ShouldBe(Carried.As(expected));

    [Theory]
    [InlineData(Side.Crm, "5")]
    [InlineData(Side.Crm, "DK")]
    [InlineData(Side.Erp, "dk")]
    [InlineData(Side.Erp, "NO")]
    public void An_item_without_mapping_cannot_go_over(Side from, string item) => List.Carry(from, item).ShouldBe(Carried.Not(CannotHold.ListItemUnmapped));

    [Fact]
    public void The_item_marked_for_writing_back_wins_wherever_it_stands()
    {
        var turned = new ListMapping([.. Countries.Items.Reverse()]);
        Given.Rule(Given.Field("c", FieldType.List), Given.Field("e", FieldType.List), list: turned).Carry(Side.Erp, "GB").ShouldBe(Carried.As("3"));
    }

    [Theory]
    [InlineData("1", "DK", true)]
    [InlineData("3", "GB", true)]
    [InlineData("4", "GB", true)]
    [InlineData("1", "SE", false)]
    [InlineData("DK", "DK", false)]
    [InlineData("5", "NO", false)]
    [InlineData("", "NO", false)]
    [InlineData("5", "", false)]
    [InlineData("", "", true)]
    public void List_items_agree_by_their_mapping(string crm, string erp, bool agree) => List.Agree(crm, erp).ShouldBe(agree);

    [Theory]
    [InlineData("Aarhus C", "AARHUS  C", true)]
    [InlineData("Aarhus", "Odense", false)]
    [InlineData("", "Odense", false)]
    [InlineData("Aarhus", "", false)]
    [InlineData("", "", true)]
    public void Texts_agree_in_the_form_of_their_normaliser(string crm, string erp, bool agree) => Rule().Agree(crm, erp).ShouldBe(agree);

    [Theory]
    [InlineData("Aarhus", "Aar", true)]
    [InlineData("Aarhus", "AAR", true)]
    [InlineData("Aa rhus", "Aa", true)]
    [InlineData("Aarhus", "Aa", false)]
    [InlineData("Aar", "Aarhus", false)]
    [InlineData("Aarhus", "", false)]
    public void A_text_agrees_with_what_the_shorter_side_keeps_of_it(string whole, string kept, bool agree)
    {
        Rule(erp: Given.Field("e", maxLength: 3)).Agree(whole, kept).ShouldBe(agree);
        Rule(crm: Given.Field("c", maxLength: 3)).Agree(kept, whole).ShouldBe(agree);
    }

    [Fact]
    public void An_emoji_at_the_cut_is_left_out_whole()
    {
        var rule = Rule(erp: Given.Field("e", maxLength: 3));
        rule.Agree("ab🎉c", "ab").ShouldBeTrue();
        rule.Agree("ab🎉c", "abc").ShouldBeFalse();
    }

    [Theory]
    [InlineData("12.345", "12.35", true)]
    [InlineData("12.344", "12.34", true)]
    [InlineData("-12.345", "-12.35", true)]
    [InlineData("12.345", "12.4", false)]
    public void A_number_agrees_with_itself_rounded_to_the_smaller_scale(string whole, string kept, bool agree)
    {
        Given.Rule(Given.Field("c", FieldType.Decimal), Given.Field("e", FieldType.Decimal, decimals: 2)).Agree(whole, kept).ShouldBe(agree);
        Given.Rule(Given.Field("c", FieldType.Decimal, decimals: 2), Given.Field("e", FieldType.Decimal)).Agree(kept, whole).ShouldBe(agree);
    }

    [Theory]
    [InlineData(FieldType.DateTime, "2026-01-31T08:00:00Z", FieldType.Date, "2026-01-31", true)]
    [InlineData(FieldType.DateTime, "2026-01-31T08:00:00Z", FieldType.Date, "2026-02-01", false)]
    [InlineData(FieldType.Decimal, "12.5", FieldType.Text, "12.50", true)]
    [InlineData(FieldType.Integer, "1", FieldType.Checkbox, "1", true)]
    [InlineData(FieldType.Integer, "12", FieldType.Text, "012", true)]
    [InlineData(FieldType.Integer, "12", FieldType.Text, "twelve", false)]
    public void Values_of_two_types_agree_when_one_carried_over_is_the_other(FieldType crmType, string crm, FieldType erpType, string erp, bool agree)
    {
        Rule(crmType, erpType).Agree(crm, erp).ShouldBe(agree);
        Rule(erpType, crmType).Agree(erp, crm).ShouldBe(agree);
    }

    [Theory]
    [InlineData("Aarhus", "Aarhus", true)]
    [InlineData("Aarhus", "Aar", true)]
    [InlineData("Aarhus", "aarhus", true)]
    [InlineData("Aarhus", "Odense", false)]
    [InlineData("Aarhus", "", false)]
    [InlineData("", "", true)]
    public void A_sent_text_is_recognised_in_what_the_side_keeps_of_it(string sent, string held, bool kept) =>
        Rule(erp: Given.Field("e", maxLength: 3)).IsKeptAs(Side.Erp, sent, held).ShouldBe(kept);

    private static FieldRule List => Given.Rule(Given.Field("c", FieldType.List), Given.Field("e", FieldType.List), list: Countries);

    private static FieldRule Rule(FieldInfo? crm = null, FieldInfo? erp = null) => Given.Rule(crm ?? Given.Field("c"), erp ?? Given.Field("e"));

    private static FieldRule Rule(FieldType crm, FieldType erp) => Given.Rule(Given.Field("c", crm), Given.Field("e", erp));
}
