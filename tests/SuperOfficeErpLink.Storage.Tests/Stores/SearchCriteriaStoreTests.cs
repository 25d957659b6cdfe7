using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Storage.Tests.Stores;

public sealed class SearchCriteriaStoreTests : IDisposable
{
    private static readonly Guid Connection = new("11111111-1111-1111-1111-111111111111");
    private readonly OwnTestDatabase database = OwnTestDatabase.Make(TestTemplate.Empty);
    private readonly SearchCriteriaStore store;

    public SearchCriteriaStoreTests() => store = new SearchCriteriaStore(database);

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task Lines_are_remembered_per_user_connection_and_actor_type()
    {
        await SaveAsync("ane", Connection, ActorType.Customer, Line("name", Operator.BeginsWith, "æøå'\"%_*<b>"), Line("limit", Operator.Between, "1", "2"));
        await SaveAsync("bo", Connection, ActorType.Customer, Line("b", Operator.Equal, "bo"));
        await SaveAsync("ane", Guid.Empty, ActorType.Customer, Line("c", Operator.Equal, "other"));
        await SaveAsync("ane", Connection, ActorType.Supplier);

        (await TextAsync("ane", Connection, ActorType.Customer)).ShouldBe("name BeginsWith æøå'\"%_*<b>; limit Between 1|2");
        (await TextAsync("bo", Connection, ActorType.Customer)).ShouldBe("b Equal bo");
        (await TextAsync("ane", Guid.Empty, ActorType.Customer)).ShouldBe("c Equal other");
        (await TextAsync("ane", Connection, ActorType.Supplier)).ShouldBe("");
        (await TextAsync("ane", Connection, ActorType.Person)).ShouldBeNull();
    }

    [Fact]
    public async Task The_last_search_replaces_the_one_before()
    {
        await SaveAsync("ane", Connection, ActorType.Customer, Line("a", Operator.Equal, "1"));
        await SaveAsync("ane", Connection, ActorType.Customer, Line("b", Operator.Less, "2"));

        (await TextAsync("ane", Connection, ActorType.Customer)).ShouldBe("b Less 2");
    }

    [Fact]
    public async Task Two_windows_may_search_for_the_first_time_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => SaveAsync("ane", Connection, ActorType.Customer, Line("a", Operator.Equal, $"{number}")))));

        (await TextAsync("ane", Connection, ActorType.Customer)).ShouldNotBeNull().ShouldMatch("^a Equal [0-7]$");
    }

    [Fact]
    public async Task An_operator_that_no_longer_exists_is_read_as_none_that_a_field_offers()
    {
        await SaveAsync("ane", Connection, ActorType.Customer);
        using (var context = database.CreateDbContext())
        {
            context.SearchCriteria.Single().Json = """[{"Field":"a","Operator":"SoundsLike","Values":["x"]}]""";
            context.SaveChanges();
        }

        var line = (await store.FindAsync("ane", Connection, ActorType.Customer, default)).ShouldNotBeNull().ShouldHaveSingleItem();

        Enum.IsDefined(line.Operator).ShouldBeFalse();
    }

    private Task SaveAsync(string user, Guid connection, ActorType type, params SearchLine[] lines) => store.SaveAsync(user, connection, type, lines, default);

    private async Task<string?> TextAsync(string user, Guid connection, ActorType type) =>
        await store.FindAsync(user, connection, type, default) is { } lines
            ? string.Join("; ", lines.Select(line => $"{line.Field} {line.Operator} {string.Join('|', line.Values)}"))
            : null;

    private static SearchLine Line(string field, Operator wanted, params string[] values) => new(field, wanted, values);
}
