using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Tests.Stores;

/// <summary>The database itself refuses what must never be twice, whatever the code before it does.</summary>
public sealed class IndexTests : IDisposable
{
    private static readonly Guid Connection = new("11111111-1111-1111-1111-111111111111");
    private static readonly Guid Other = new("22222222-2222-2222-2222-222222222222");
    private readonly OwnTestDatabase database = OwnTestDatabase.Make(TestTemplate.Empty);

    public void Dispose() => database.Dispose();

    [Theory]
    [InlineData(LinkState.Active, LinkState.Active)]
    [InlineData(LinkState.Active, LinkState.Reserved)]
    [InlineData(LinkState.Reserved, LinkState.Reserved)]
    public void One_actor_has_one_link(LinkState first, LinkState second)
    {
        Add(Link(1, "C1", first));

        Refused(Link(2, "C1", second));
    }

    [Fact]
    public void One_record_has_one_active_link_on_a_connection()
    {
        Add(Link(1, "C1", LinkState.Active));

        Refused(Link(1, "C2", LinkState.Active));
    }

    [Fact]
    public void A_reservation_stands_beside_the_link_it_will_replace_but_not_as_active()
    {
        Add(Link(1, "C1", LinkState.Active));
        Add(Link(1, "C2", LinkState.Reserved));

        using var context = database.CreateDbContext();
        context.Links.Single(row => row.ErpKey == "C2").State = LinkState.Active;
        Should.Throw<DbUpdateException>(() => context.SaveChanges());
    }

    [Fact]
    public void The_same_actor_key_may_be_linked_on_another_connection_in_another_key_space_and_in_other_letters()
    {
        Add(Link(1, "C1", LinkState.Active));

        Add(Link(1, "C1", LinkState.Active, Other));
        Add(Link(2, "C1", LinkState.Active, keySpace: "supplier"));
        Add(Link(3, "c1", LinkState.Active));
    }

    [Fact]
    public void One_record_has_one_open_operation_on_a_connection()
    {
        Add(Operation(1, open: false));
        Add(Operation(1, open: false));
        Add(Operation(1, open: true));
        Add(Operation(2, open: true));

        Refused(Operation(1, open: true));
    }

    private static LinkRow Link(long company, string key, LinkState state, Guid? connection = null, string keySpace = "customer") => new()
    {
        ConnectionId = connection ?? Connection, EntityType = EntityType.Company, EntityId = company, ActorType = ActorType.Customer, KeySpace = keySpace,
        ErpKey = key, State = state, RowVersion = 1,
    };

    private static OperationRow Operation(long company, bool open) => new()
    {
        Id = Guid.NewGuid(), Kind = "save", ConnectionId = Connection, EntityType = EntityType.Company, EntityId = company, Open = open, Step = OperationStep.Reserved,
    };

    private void Add(object row)
    {
        using var context = database.CreateDbContext();
        context.Add(row);
        context.SaveChanges();
    }

    private void Refused(object row) =>
        Should.Throw<DbUpdateException>(() => Add(row)).InnerException.ShouldBeAssignableTo<DbException>().ShouldSatisfyAllConditions(refused => database.Own.Explain(refused!).ShouldBe(DatabaseFault.Duplicate));
}
