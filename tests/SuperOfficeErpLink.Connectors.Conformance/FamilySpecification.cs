namespace SuperOfficeErpLink.Connectors.Conformance;

public abstract class FamilySpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    private static readonly FieldSet NoFields = new([]);

    private Family Family => Erp.Family.ShouldNotBeNull();

    [Promise]
    public async Task Records_are_found_under_their_parent_page_by_page_and_name_it()
    {
        var found = new List<ErpRecord>();
        string? token = null;
        do
        {
            var page = await Session.SearchAsync(Family.Type, NoFields, new SearchRequest(null, Family.Parent, [], token, 2), None);
            found.AddRange(page.Records);
            token = page.NextToken;
        }
        while (token is not null && found.Count <= 10 * Family.Children.Count);
        found.Select(record => record.Key).ShouldBe(Family.Children, ignoreOrder: true);
        found.Select(record => record.Parent?.Key).Distinct().ShouldBe([Family.Parent.Key]);
    }

    [Promise]
    public async Task A_parent_that_does_not_exist_has_no_records()
    {
        var nobody = Family.Parent with { Key = "no-such-key" };
        (await Session.SearchAsync(Family.Type, NoFields, new SearchRequest(null, nobody, [], null, 100), None)).Records.ShouldBeEmpty();
    }

    [Promise]
    public async Task A_record_read_by_its_key_names_its_parent()
    {
        var read = await Session.GetAsync(Family.Type, NoFields, [Family.Children[0]], None);
        read.Found.ShouldHaveSingleItem().Parent.ShouldNotBeNull().Key.ShouldBe(Family.Parent.Key);
    }

    [Promise]
    public async Task The_parent_type_and_the_ability_are_told()
    {
        var info = (await Session.DescribeAsync(None)).Find(Family.Type)!;
        info.ParentType.ShouldBe(Family.Parent.Type);
        info.Can.HasFlag(Abilities.SearchByParent).ShouldBeTrue();
    }
}
