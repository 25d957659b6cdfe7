using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Tests.Mapping;

public sealed class AutomaticMappingTests
{
    [Fact]
    public void Fields_of_one_key_are_paired_whatever_its_case_and_nothing_is_synced()
    {
        var mapping = For([Given.Field("NAME"), Given.Field("vat")], [Given.Field("name"), Given.Field("orgnr")]);

        mapping.Enabled.ShouldBeFalse();
        mapping.Fields.Select(field => (field.Erp, field.Crm, field.Direction)).ShouldBe([("NAME", "name", Direction.None), ("vat", null, Direction.None)]);
        mapping.Pairs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FieldType.Text, FieldType.Text, FieldType.Text)]
    [InlineData(FieldType.Decimal, FieldType.Integer, FieldType.Decimal)]
    [InlineData(FieldType.DateTime, FieldType.Date, FieldType.DateTime)]
    [InlineData(FieldType.List, FieldType.List, FieldType.List)]
    [InlineData(FieldType.Checkbox, FieldType.Text, null)]
    [InlineData(FieldType.Text, FieldType.List, null)]
    public void Only_fields_whose_values_can_go_over_are_paired(FieldType erp, FieldType crm, FieldType? pair)
    {
        var field = For([Given.Field("a", erp)], [Given.Field("A", crm)]).Fields.Single();

        (field.Crm is null ? (FieldType?)null : field.Type).ShouldBe(pair);
    }

    [Fact]
    public void No_two_erp_fields_are_paired_with_one_crm_field() =>
        For([Given.Field("name"), Given.Field("Name")], [Given.Field("NAME")]).Fields.Select(field => field.Crm).ShouldBe(["NAME", null]);

    [Fact]
    public void Number_and_name_are_shown_wherever_they_stand_and_the_ranks_are_in_order()
    {
        var mapping = For([.. Enumerable.Range(0, 8).Select(index => Given.Field($"f{index}") with { Rank = index }), Given.Field("no") with { Rank = 8 }, Given.Field("name") with { Rank = 9 }], []);

        mapping.InSearch.Select(field => field.Erp).ShouldBe(["f0", "f1", "f2", "no", "name"]);
        mapping.OnTab.Select(field => field.Erp).ShouldBe(["f0", "f1", "f2", "no", "name"]);
        mapping.Fields.Select(field => field.Rank).ShouldBe(Enumerable.Range(0, 10));
    }

    [Fact]
    public void The_document_can_be_stored()
    {
        var document = AutomaticMapping.DocumentFor(
            new ErpDescription("x", new Limits(1, 1, 1, null, null, null, false, TimeSpan.Zero), [Type([Given.Field("name")])]), _ => [Given.Field("name")]);

        MappingDocument.Parse(document.ToJson()).Actors.Single().Fields.ShouldBe(document.Actors.Single().Fields);
    }

    private static ActorMapping For(FieldInfo[] erp, FieldInfo[] crm) => AutomaticMapping.For(Type(erp), crm);

    private static ActorTypeInfo Type(FieldInfo[] fields) => new(ActorType.Customer, "customer", null, Abilities.Update, fields);
}
