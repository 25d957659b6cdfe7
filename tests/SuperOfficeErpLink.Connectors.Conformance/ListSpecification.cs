namespace SuperOfficeErpLink.Connectors.Conformance;

public abstract class ListSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    [Promise]
    public async Task Every_list_a_field_names_can_be_read_and_has_keys_of_its_own()
    {
        foreach (var list in await ListsAsync())
        {
            var items = await Lists.GetListAsync(list, null, None);
            items.ShouldNotBeEmpty();
            items.Select(item => item.Key).ShouldBeUnique();
        }
    }

    [Promise]
    public async Task Items_are_read_by_key_and_unknown_keys_are_left_out()
    {
        foreach (var list in await ListsAsync())
        {
            var first = (await Lists.GetListAsync(list, null, None))[0];
            (await Lists.GetListAsync(list, [first.Key, "no-such-item"], None)).ShouldBe([first]);
        }
    }

    private IErpLists Lists => (IErpLists)Session;

    private async Task<IReadOnlyList<string>> ListsAsync()
    {
        var description = await Session.DescribeAsync(None);
        return description.ActorTypes.SelectMany(type => type.Fields).Select(field => field.List).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
    }
}
