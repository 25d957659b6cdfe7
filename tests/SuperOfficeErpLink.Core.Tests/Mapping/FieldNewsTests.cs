using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Tests.Mapping;

public sealed class FieldNewsTests
{
    [Fact]
    public void Fields_that_came_and_went_are_named_by_type()
    {
        var before = Systems.Both.Erp;
        var customer = before.ActorTypes[0];
        var after = before with { ActorTypes = [customer with { Fields = [.. customer.Fields.Where(field => field.Key != "due"), Systems.Field("vat")] }] };

        var news = FieldNews.Between(before, after);

        news.New.ShouldBe(["Customer.vat"]);
        news.Gone.ShouldBe(["Customer.due"]);
    }

    [Fact]
    public void Where_it_was_never_asked_nothing_is_new() => FieldNews.Between(null, Systems.Both.Erp).New.ShouldBeEmpty();
}
