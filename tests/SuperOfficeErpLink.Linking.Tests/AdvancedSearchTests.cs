using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Linking.Tests;

public sealed class AdvancedSearchTests : IDisposable
{
    private static readonly SearchTarget Customers = new(World.Company(1), World.Connection, ActorType.Customer);
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Every_used_line_must_hold_and_nothing_is_suggested()
    {
        var found = await FindAsync(new("name", Operator.BeginsWith, ["erp"]), new("credit_limit", Operator.Between, ["2000", "3000"]), new("city", Operator.Equal, []));

        found.ShouldBe("C2 C3");
        (await world.Start().AdvancedSearch.SearchAsync(World.Ane, Customers, [new("name", Operator.Equal, ["Crm 1"])], null, default))!.Suggestions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_begins_with_the_columns_of_the_search_and_comes_back_as_it_was_left()
    {
        var node = world.Start();
        var first = (await node.AdvancedSearch.OpenAsync(World.Ane, Customers, default))!;
        first.Remembered.ShouldBeNull();
        first.Standard.Select(line => line.Field).ShouldBe(["name", "no", "street", "zip", "city", "vat_no"]);

        await node.AdvancedSearch.RememberAsync(World.Ane, Customers, [new("zip", Operator.Equal, ["3000"])], default);

        (await world.Start().AdvancedSearch.OpenAsync(World.Ane, Customers, default))!.Remembered!.ShouldHaveSingleItem().Field.ShouldBe("zip");
        (await world.Start().AdvancedSearch.OpenAsync(World.Bo, Customers, default))!.Remembered.ShouldBeNull();
        (await world.Start().AdvancedSearch.OpenAsync(World.Ane, Customers with { ActorType = ActorType.Supplier }, default))!.Remembered.ShouldBeNull();
    }

    [Fact]
    public async Task A_line_the_ERP_no_longer_understands_is_taken_from_the_form_and_told()
    {
        world.Ours("INSERT INTO SearchCriteria (UserId, ConnectionId, ActorType, Json) SELECT 'ane', Id, 1, '[{\"Field\":\"fax\",\"Operator\":\"Contains\",\"Values\":[\"1\"]},{\"Field\":\"zip\",\"Operator\":\"Equal\",\"Values\":[\"1\"]}]' FROM Connections");

        var form = (await world.Start().AdvancedSearch.OpenAsync(World.Ane, Customers, default))!;

        form.Remembered!.ShouldHaveSingleItem().Field.ShouldBe("zip");
        form.Stale.ShouldHaveSingleItem().Field.ShouldBe("fax");
    }

    [Fact]
    public async Task The_ERP_is_asked_nothing_that_it_did_not_say_it_can_be_asked()
    {
        var node = world.Start();
        var query = new ActorQuery(World.Company(1), World.Connection, ActorType.Customer, "", null) { Criteria = [new("name", Operator.Greater, [FieldValue.Of("a")])] };

        (await Should.ThrowAsync<ConnectorException>(() => node.Search.SearchAsync(World.Ane, query, default))).Kind.ShouldBe(FailureKind.Misconfigured);
        node.Faults.Names.ShouldNotContain("IErpSession.Search");
    }

    [Fact]
    public async Task A_type_of_another_kind_of_record_is_not_offered() =>
        (await world.Start().AdvancedSearch.OpenAsync(World.Ane, Customers with { ActorType = ActorType.Project }, default)).ShouldBeNull();

    private async Task<string> FindAsync(params SearchLine[] lines) =>
        string.Join(' ', (await world.Start().AdvancedSearch.SearchAsync(World.Ane, Customers, lines, null, default))!.Actors.Select(actor => actor.Key));
}
