using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Tests.Mapping;

public sealed class MappingDifferenceTests
{
    private static readonly FieldMapping Name = new("name", "name", Direction.Both);
    private static readonly FieldMapping Text = new("text", "note", Direction.CrmToErp);

    [Fact]
    public void Every_part_that_differs_is_named_with_what_it_was_and_is()
    {
        var list = new ListMapping([new ListMappingItem("A", "1")]);
        var after = new FieldMapping(
            "name", "note", Direction.ErpToCrm, ShowInSearch: true, ShowOnTab: true, Rank: 3, WhenBlank: WhenBlank.Ask, OnConflict: OnConflict.CrmWins, Normaliser: Normaliser.Phone,
            Group: "g", List: list, First: FirstValue.Leave);

        var found = MappingDifferences.Between(Systems.Document(Name), Systems.Document([new FieldDefault("name", "x", Ask: true)], after));

        found.Select(difference => difference.Part).ShouldBe(
        [
            MappingPart.CrmField, MappingPart.Direction, MappingPart.ShowInSearch, MappingPart.ShowOnTab, MappingPart.OnConflict, MappingPart.WhenBlank, MappingPart.Normaliser,
            MappingPart.Group, MappingPart.First, MappingPart.List, MappingPart.Default,
        ]);
        found[0].ShouldBe(new MappingDifference(ActorType.Customer, "name", MappingPart.CrmField, "name", "note"));
    }

    [Fact]
    public void Two_lists_with_the_same_items_in_another_order_are_one() => MappingDifferences.Between(
        Systems.Document(Name with { List = new ListMapping([new ListMappingItem("A", "1"), new ListMappingItem("B", "2")]) }),
        Systems.Document(Name with { List = new ListMapping([new ListMappingItem("B", "2"), new ListMappingItem("A", "1")]) })).ShouldBeEmpty();

    [Fact]
    public void A_document_that_was_written_and_read_is_the_same()
    {
        var document = Systems.Document([new FieldDefault("name", "x|y", Ask: true)], Name with { List = new ListMapping([new ListMappingItem("A", "1")]) { Known = ["1"] }, First = FirstValue.Ask });

        MappingDifferences.Between(document, MappingDocument.Parse(document.ToJson())).ShouldBeEmpty();
    }

    [Fact]
    public void Two_changes_of_one_document_come_together_and_mine_stays_where_both_changed()
    {
        var start = Systems.Document(Name, Text);
        var mine = Systems.Document([new FieldDefault("text", "mine")], Name with { OnConflict = OnConflict.CrmWins }, Text);
        var theirs = Systems.Document(Name with { OnConflict = OnConflict.ErpWins }, Text with { Direction = Direction.Both }, new FieldMapping("limit", "limit", Direction.Both));

        var merged = MappingDifferences.Merge(start, mine, theirs).For(ActorType.Customer)!;

        merged.Fields.Single(field => field.Erp == "name").OnConflict.ShouldBe(OnConflict.CrmWins);
        merged.Fields.Single(field => field.Erp == "text").Direction.ShouldBe(Direction.Both);
        merged.Fields.ShouldContain(field => field.Erp == "limit");
        merged.DefaultOf("text")!.Value.ShouldBe("mine");
    }

    [Fact]
    public void What_one_side_took_away_stays_away()
    {
        var merged = MappingDifferences.Merge(Systems.Document(Name, Text), Systems.Document(Name), Systems.Document(Name with { ShowOnTab = true }, Text));

        merged.For(ActorType.Customer)!.Fields.ShouldHaveSingleItem().ShowOnTab.ShouldBeTrue();
    }
}
