using System.Text.Json;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Tests.Mapping;

public sealed class MappingDocumentTests
{
    private static readonly MappingDocument Sample = new([
        new ActorMapping(ActorType.Customer, Enabled: true, [
            new FieldMapping("name", "name", Direction.Both, ShowInSearch: true, ShowOnTab: true, Rank: 2, OnConflict: OnConflict.CrmWins),
            new FieldMapping("no", ShowInSearch: true, ShowOnTab: true, Rank: 1),
            new FieldMapping("zip", "postcode", Direction.ErpToCrm, Normaliser: Normaliser.Postcode, WhenBlank: WhenBlank.NeverClears, Group: "address"),
            new FieldMapping(
                "country", "land", Direction.CrmToErp, FieldType.List, WhenBlank: WhenBlank.Ask,
                List: new ListMapping([new ListMappingItem("1", "DK"), new ListMappingItem("2", "DK", WriteBack: false)])),
            new FieldMapping("balance", "balance", Direction.None, FieldType.Decimal),
        ]),
        new ActorMapping(ActorType.Supplier, Enabled: false, []),
    ]);

    [Fact]
    public void A_document_comes_back_as_it_was()
    {
        var read = MappingDocument.Parse(Sample.ToJson());

        read.ToJson().ShouldBe(Sample.ToJson());
        read.Actors.Select(actor => (actor.Actor, actor.Enabled)).ShouldBe([(ActorType.Customer, true), (ActorType.Supplier, false)]);
        read.Actors[0].Fields.Select(field => field with { List = null }).ShouldBe(Sample.Actors[0].Fields.Select(field => field with { List = null }));
        read.Actors[0].Fields[3].List!.Items.ShouldBe(Sample.Actors[0].Fields[3].List!.Items);
    }

    [Fact]
    public void Defaults_come_back_as_they_were_and_a_document_without_any_still_reads()
    {
        FieldDefault[] defaults = [new("country", "DK"), new("term", "N14", Ask: true, Mandatory: true)];
        var document = Sample with { Actors = [Sample.Actors[0] with { Defaults = defaults }] };

        MappingDocument.Parse(document.ToJson()).Actors[0].Defaults.ShouldBe(defaults);
        MappingDocument.Parse(document.ToJson()).Actors[0].DefaultOf("term").ShouldBe(defaults[1]);
        MappingDocument.Parse("""{"actors":[{"actor":"Customer","enabled":true,"fields":[]}]}""").Actors[0].DefaultOf("country").ShouldBeNull();
    }

    [Fact]
    public void Only_mapped_fields_are_pairs_and_they_keep_their_order() =>
        Sample.For(ActorType.Customer)!.Pairs.Select(field => field.Pair.ToString()).ShouldBe(["name|name", "postcode|zip", "land|country"]);

    [Fact]
    public void Other_fields_are_other_pairs()
    {
        var customer = Sample.Actors[0];
        (customer with { Fields = [customer.Fields[1], customer.Fields[2] with { OnConflict = OnConflict.ErpWins }] }).Pairs.ShouldHaveSingleItem().OnConflict.ShouldBe(OnConflict.ErpWins);
        customer.Pairs.Count.ShouldBe(3);
    }

    [Fact]
    public void Shown_fields_come_in_rank_order()
    {
        var mapping = Sample.For(ActorType.Customer)!;
        mapping.InSearch.Select(field => field.Erp).ShouldBe(["no", "name"]);
        mapping.OnTab.Select(field => field.Erp).ShouldBe(["no", "name"]);
    }

    [Theory]
    [InlineData(ActorType.Supplier)]
    [InlineData(ActorType.Project)]
    public void A_type_switched_off_or_absent_is_not_synced(ActorType type) => Sample.For(type).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "actors": null }""")]
    [InlineData("""{ "actors": [], "more": 1 }""")]
    [InlineData("""{ "actors": [{ "actor": "Customer", "enabled": true }] }""")]
    [InlineData("""{ "actors": [{ "actor": "Customer", "enabled": true, "fields": [{ "crm": "name" }] }] }""")]
    [InlineData("""{ "actors": [{ "actor": "Martian", "enabled": true, "fields": [] }] }""")]
    [InlineData("""{ "actors": [{ "actor": "Customer", "enabled": true, "fields": [{ "erp": "name", "direction": 9 }] }] }""")]
    public void Anything_else_is_no_document(string json) => Should.Throw<JsonException>(() => MappingDocument.Parse(json));

    [Fact]
    public void An_unmapped_field_has_no_pair() => Should.Throw<InvalidOperationException>(() => new FieldMapping("no").Pair);

    [Theory]
    [InlineData("name|navn", "name", "navn")]
    [InlineData("|", "", "")]
    public void A_pair_reads_what_it_writes(string text, string crm, string erp)
    {
        FieldPair.Parse(text).ShouldBe(new FieldPair(crm, erp));
        new FieldPair(crm, erp).ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("name")]
    [InlineData("a|b|c")]
    public void Anything_else_is_no_pair(string? text) => FieldPair.Parse(text).ShouldBeNull();
}
