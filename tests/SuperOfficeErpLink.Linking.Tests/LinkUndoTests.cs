using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Links and disconnects are in the history and can be taken back.</summary>
public sealed class LinkUndoTests : IDisposable
{
    private static readonly EntityRef Anna = World.Person(11);
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Linking_and_disconnecting_are_in_the_history_with_their_Save()
    {
        await LinkAsync(1, "C1");
        var snapshot = world.Links().Single(link => link.EntityId == 1).Snapshot;
        await DisconnectAsync(1);

        var events = Events();
        events.Select(one => (one.Kind, one.EntityId, one.ErpKey, one.UserId)).ShouldBe([(LinkEventKind.Linked, 1L, "C1", "ane"), (LinkEventKind.Unlinked, 1L, "C1", "ane")]);
        events.ShouldAllBe(one => one.OperationId != null);
        events[1].Snapshot.ShouldBe(snapshot);
    }

    [Fact]
    public async Task An_actor_that_is_created_is_a_link_in_the_history()
    {
        var node = world.Start();
        await node.CreateAsync(1);
        await node.SavePartAsync<PartResult.Saved>(world, 1);

        var made = Events().ShouldHaveSingleItem();
        (made.Kind, made.ErpKey).ShouldBe((LinkEventKind.Linked, world.Links().Single(link => link.EntityId == 1).ErpKey));
    }

    [Fact]
    public async Task A_disconnect_is_taken_back_with_the_same_actor_and_base_and_what_changed_since_goes_over()
    {
        await LinkAsync(1, "C1");
        var before = world.Links().Single(link => link.EntityId == 1);
        await DisconnectAsync(1);
        world.EditErp("C1", "phone", "44 44 44 44");

        (await ApplyAsync(Events()[^1])).ShouldBeOfType<LinkUndoOutcome.Done>();

        var link = world.Links().Single(one => one.EntityId == 1);
        (link.ErpKey, link.KeySpace, link.State, link.LinkedBy).ShouldBe((before.ErpKey, before.KeySpace, LinkState.Active, "ane"));
        link.Snapshot.ShouldBe(before.Snapshot);
        world.Changes().Where(change => change.EntityId == 1).ShouldAllBe(change => change.LinkId == link.Id);
        await world.Start().RunAsync();
        world.Crm(1, "Phone").ShouldBe("44 44 44 44");
    }

    [Fact]
    public async Task A_link_is_taken_back_and_that_is_taken_back_too()
    {
        await LinkAsync(1, "C1");
        var (name, phone) = (world.Customer("C1", "name"), world.Crm(1, "Phone"));

        (await ApplyAsync(Events()[^1])).ShouldBeOfType<LinkUndoOutcome.Done>();
        world.Links().ShouldNotContain(link => link.EntityId == 1);
        (world.Customer("C1", "name"), world.Crm(1, "Phone")).ShouldBe((name, phone));

        (await ApplyAsync(Events()[^1])).ShouldBeOfType<LinkUndoOutcome.Done>();
        world.Links().ShouldContain(link => link.EntityId == 1);
        (await ApplyAsync(Events()[0])).ShouldBeOfType<LinkUndoOutcome.Done>("the first event is of the link that goes on");
        world.Links().ShouldNotContain(link => link.EntityId == 1);
    }

    [Fact]
    public async Task The_values_of_a_Save_go_back_through_its_link_before_the_link_does()
    {
        var node = world.Start();
        await node.ConnectAsync(1, "C1", null, ("name", Choice.Crm), ("phone", Choice.Erp));
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        var linked = Events().ShouldHaveSingleItem();
        (await ViewAsync(linked)).ValuesOfSave.ShouldBe(world.Changes().Count(change => change.OperationId == linked.OperationId));

        var run = (await node.Orders.UndoAsync(World.Ane, new RunSubject.Undo(OperationId: linked.OperationId), CancellationToken.None)).ShouldNotBeNull();
        await node.WorkAsync(run.Id);
        await node.Runs.ReleaseBrakeAsync(World.Ane, run.Id, null, CancellationToken.None);
        await node.WorkAsync(run.Id);
        (await ApplyAsync(linked)).ShouldBeOfType<LinkUndoOutcome.Done>();

        (world.Customer("C1", "name"), world.Crm(1, "Phone")).ShouldBe(("Erp et", "19 99 99 99"));
        world.Links().ShouldNotContain(link => link.EntityId == 1);
    }

    [Fact]
    public async Task Persons_go_and_come_back_with_their_company()
    {
        await LinkAsync(1, "C1");
        var node = world.Start();
        await node.TryConnectAsync(Anna, "P11");
        await node.SavePartAsync<PartResult.Saved>(world, Anna);
        await DisconnectAsync(1);
        world.Links().ShouldNotContain(link => link.EntityId == 1 || link.EntityType == EntityType.Person);
        var parted = Events().Single(one => one is { Kind: LinkEventKind.Unlinked, EntityType: EntityType.Company });

        var view = await ViewAsync(parted);
        view.Persons.ShouldHaveSingleItem().ShouldSatisfyAllConditions(person => person.Entity.ShouldBe(Anna), person => person.ErpKey.ShouldBe("P11"), person => person.Hindrance.ShouldBeNull());
        (await ApplyAsync(parted)).ShouldBeOfType<LinkUndoOutcome.Done>();

        var company = world.Links().Single(link => link.EntityType == EntityType.Company && link.EntityId == 1);
        var person = world.Links().Single(link => link.EntityType == EntityType.Person);
        (person.ErpKey, person.ParentLinkId).ShouldBe(("P11", company.Id));

        // The link just made again is undone: its person is named and goes with it.
        var linkedAgain = Events().Last(one => one is { Kind: LinkEventKind.Linked, EntityType: EntityType.Company });
        (await ViewAsync(linkedAgain)).Persons.ShouldHaveSingleItem().Entity.ShouldBe(Anna);
        (await ApplyAsync(linkedAgain)).ShouldBeOfType<LinkUndoOutcome.Done>();
        world.Links().ShouldNotContain(link => link.EntityId == 1 || link.EntityType == EntityType.Person);
    }

    [Fact]
    public async Task A_person_comes_back_only_below_its_companys_link()
    {
        await LinkAsync(1, "C1");
        var node = world.Start();
        await node.TryConnectAsync(Anna, "P11");
        await node.SavePartAsync<PartResult.Saved>(world, Anna);
        await DisconnectAsync(1);
        var parted = Events().Single(one => one is { Kind: LinkEventKind.Unlinked, EntityType: EntityType.Person });

        var view = await ViewAsync(parted);
        view.Hindrance.ShouldBeOfType<LinkUndoHindrance.CompanyNotLinked>();
        (await ApplyAsync(parted, view.Seen)).ShouldBeOfType<LinkUndoOutcome.Changed>();
        world.Links().ShouldNotContain(link => link.EntityType == EntityType.Person);

        await LinkAsync(1, "C1");
        (await ApplyAsync(parted)).ShouldBeOfType<LinkUndoOutcome.Done>();
        world.Links().Single(link => link.EntityType == EntityType.Person).ParentLinkId.ShouldBe(world.Links().Single(link => link.EntityId == 1).Id);
    }

    [Fact]
    public async Task An_actor_that_another_record_holds_by_now_is_named_and_stays_there()
    {
        await LinkAsync(1, "C1");
        await DisconnectAsync(1);
        var parted = Events()[^1];
        var free = await ViewAsync(parted);
        await LinkAsync(2, "C1");

        (await ViewAsync(parted)).Hindrance.ShouldBeOfType<LinkUndoHindrance.ActorTaken>().Holder.ShouldBe(World.Company(2));
        (await ApplyAsync(parted, free.Seen)).ShouldBeOfType<LinkUndoOutcome.Changed>();

        world.Links().Single(link => link.ErpKey == "C1").EntityId.ShouldBe(2);
        world.Links().ShouldNotContain(link => link.EntityId == 1);
    }

    [Fact]
    public async Task A_record_that_is_linked_again_keeps_its_new_actor()
    {
        await LinkAsync(1, "C1");
        await DisconnectAsync(1);
        var parted = Events()[^1];
        await LinkAsync(1, "C2");

        (await ViewAsync(parted)).Hindrance.ShouldBeOfType<LinkUndoHindrance.LinkedAgain>().ErpKey.ShouldBe("C2");
    }

    [Fact]
    public async Task What_is_not_as_it_was_shown_is_not_done()
    {
        await LinkAsync(1, "C1");
        var linked = Events()[^1];
        var shown = await ViewAsync(linked);
        var node = world.Start();
        await node.TryConnectAsync(Anna, "P11");
        await node.SavePartAsync<PartResult.Saved>(world, Anna);

        (await ApplyAsync(linked, shown.Seen)).ShouldBeOfType<LinkUndoOutcome.Changed>();

        world.Links().Count(link => link.EntityId == 1 || link.EntityType == EntityType.Person).ShouldBe(2);
    }

    [Fact]
    public async Task Nothing_is_taken_back_below_someone_who_writes()
    {
        await LinkAsync(1, "C1");
        var node = world.Start();
        await node.TryConnectAsync(Anna, "P11");
        await node.SavePartAsync<PartResult.Saved>(world, Anna);
        var linked = Events().Single(one => one.EntityType == EntityType.Company);
        var held = (await node.Claims.TakeAsync(Anna, "Bo", CancellationToken.None)).Claim.ShouldNotBeNull();

        (await ApplyAsync(linked)).ShouldBeOfType<LinkUndoOutcome.Busy>().By.ShouldBe("Bo");
        world.Links().ShouldContain(link => link.EntityId == 1);

        await node.Claims.ReleaseAsync(held);
        (await ApplyAsync(linked)).ShouldBeOfType<LinkUndoOutcome.Done>();
    }

    [Fact]
    public async Task Whoever_may_not_link_sees_it_and_may_not_take_it_back_and_a_stranger_sees_nothing()
    {
        await LinkAsync(1, "C1");
        var linked = Events()[^1];
        world.Ours("UPDATE Access SET CanConnect = FALSE");
        (await ViewAsync(linked)).MayUndo.ShouldBeFalse();
        await Should.ThrowAsync<AccessDeniedException>(() => Undo().ApplyAsync(World.Ane, linked.Id, "", CancellationToken.None));

        world.Ours("DELETE FROM Access");
        (await Undo().FindAsync(World.Ane, linked.Id, CancellationToken.None)).ShouldBeNull();
        (await Undo().FindAsync(new UserContext("adam", "Adam", IsAdministrator: true, []), linked.Id, CancellationToken.None)).ShouldNotBeNull().MayUndo.ShouldBeTrue();
    }

    private async Task LinkAsync(long company, string key)
    {
        var node = world.Start();
        await node.ConnectAsync(company, key);
        await node.SavePartAsync<PartResult.Saved>(world, company);
    }

    private async Task DisconnectAsync(long company)
    {
        var node = world.Start();
        await node.DisconnectAsync(company);
        await node.SavePartAsync<PartResult.Saved>(world, company);
    }

    private List<LinkEventRow> Events()
    {
        using var context = world.Contexts.CreateDbContext();
        return [.. context.LinkEvents.OrderBy(row => row.Id)];
    }

    private async Task<LinkUndoView> ViewAsync(LinkEventRow happened) => (await Undo().FindAsync(World.Ane, happened.Id, CancellationToken.None)).ShouldNotBeNull();

    private async Task<LinkUndoOutcome> ApplyAsync(LinkEventRow happened, string? seen = null) =>
        await Undo().ApplyAsync(World.Ane, happened.Id, seen ?? (await ViewAsync(happened)).Seen, CancellationToken.None);

    private LinkUndo Undo()
    {
        var node = world.Start();
        return new LinkUndo(
            node.Connections, new LinkEventStore(world.Contexts, new FenceStore(ClaimTime.Default, LeaseTime.Default, world.Time), world.Time), new HistoryStore(world.Contexts), node.Links,
            new ParentLinkStore(world.Contexts, node.Links), new BuiltInCrm(world.Contexts, world.Time), node.Claims);
    }
}
