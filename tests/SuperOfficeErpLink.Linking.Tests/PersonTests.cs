using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>A person is linked below its company's link, and nowhere else.</summary>
public sealed class PersonTests : IDisposable
{
    private static readonly EntityRef Anna = World.Person(11);
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_person_whose_company_is_not_linked_cannot_even_be_drafted()
    {
        var node = world.Start();

        (await node.TryConnectAsync(Anna, "P11")).ShouldBe(DraftOutcome.CompanyNotLinked);

        (await world.DraftAsync(World.Ane, Anna)).ShouldBeNull();
        (await node.Search.SearchAsync(World.Ane, Query(Anna, null), default)).ShouldBeNull();
        (await ParentAsync(node, Anna)).ShouldBe(new PersonParent.CompanyNotLinked(World.Company(1), HasDraft: false));
    }

    [Fact]
    public async Task A_company_that_is_only_in_a_draft_must_be_saved_first()
    {
        var node = world.Start();
        await node.ConnectAsync(1, "C1");

        (await node.TryConnectAsync(Anna, "P11")).ShouldBe(DraftOutcome.CompanyNotLinked);
        (await ParentAsync(node, Anna)).ShouldBe(new PersonParent.CompanyNotLinked(World.Company(1), HasDraft: true));
    }

    [Fact]
    public async Task A_company_linked_to_a_type_without_persons_says_so()
    {
        var node = await CompanyAsync();
        world.Ours("UPDATE Links SET ActorType = 2, KeySpace = 'supplier', ErpKey = 'S1'");

        (await ParentAsync(node, Anna)).ShouldBe(new PersonParent.OtherActorType(World.Company(1), ActorType.Supplier, ActorType.Customer));
        (await node.TryConnectAsync(Anna, "P11")).ShouldBe(DraftOutcome.CompanyNotLinked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Only_persons_under_the_companys_actor_are_found_and_suggested(string? text)
    {
        var node = await CompanyAsync();
        world.EditActor("P21", "first_name", "Anna");
        world.EditActor("P21", "last_name", "Ager");

        var found = (await node.Search.SearchAsync(World.Ane, Query(Anna, text), default)).ShouldNotBeNull();

        found.Actors.Concat(found.Suggestions).Select(actor => actor.Key).ShouldNotContain("P21");
        found.Actors.Select(actor => actor.Key).Order(StringComparer.Ordinal).ShouldBe(text is null ? ["P11"] : ["P11", "P12", "P19"]);
        if (text is null)
        {
            found.Suggestions.ShouldHaveSingleItem().Key.ShouldBe("P11");
        }
    }

    [Fact]
    public async Task A_person_is_linked_below_its_companys_link_and_synced()
    {
        var node = await LinkedAsync();

        var links = world.Links();
        links[1].ParentLinkId.ShouldBe(links[0].Id);
        (await node.Links.ListChildrenAsync(links[0].Id, default)).ShouldBe([Anna]);
        var tab = (await node.Tab.LoadAsync(World.Ane, Anna, default)).Connections.ShouldHaveSingleItem();
        tab.Actor!.Name.ShouldBe("Anna Ager");
        tab.Moved.ShouldBeNull();
        world.EditActor("P11", "mobile", "12 34 56 78");
        (await node.SyncAsync(Anna)).ShouldBe(new SyncResult.Synced(0, 1, 0, 0));
        world.CrmPerson(11, "Mobile").ShouldBe("12 34 56 78");
    }

    [Fact]
    public async Task A_company_disconnected_between_the_choice_and_Save_is_answered_and_the_draft_kept()
    {
        var node = await CompanyAsync();
        await node.ConnectAsync(Anna, "P11");
        await node.DisconnectAsync(1);
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        var before = world.Dump();

        (await node.SaveAsync(world, Anna)).ShouldBe(new SaveResult.CompanyNotLinked("Demo ERP", World.Company(1), "Erp et"));

        world.Dump().ShouldBe(before);
        (await world.DraftAsync(World.Ane, Anna)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_company_disconnected_in_the_very_moment_of_reserving_is_answered_too()
    {
        var node = await CompanyAsync();
        await node.ConnectAsync(Anna, "P11");
        var faults = new Faults { Before = call => call.Name == "ISaveStore.Reserve" ? Forget() : Task.CompletedTask };

        (await world.Start(faults).SaveAsync(world, Anna)).ShouldBeOfType<SaveResult.CompanyNotLinked>();

        world.Links().ShouldBeEmpty();
        (await world.DraftAsync(World.Ane, Anna)).ShouldNotBeNull();

        Task Forget()
        {
            world.Ours("DELETE FROM Links");
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task An_actor_that_belongs_to_another_customer_at_Save_is_refused_and_nothing_written()
    {
        var node = await CompanyAsync();
        await node.ConnectAsync(Anna, "P11", null, ("email", Choice.Crm));
        world.EditActor("P11", "customer_no", "C2");
        world.ForgetWrites();
        var before = world.Dump();

        var refused = await node.SavePartAsync<PartResult.UnderOtherActor>(world, Anna);

        (refused.ActorName, refused.CompanyKey).ShouldBe(("Anna Ager", "C1"));
        world.Dump().ShouldBe(before);
        world.OpenOperations().ShouldBeEmpty();
    }

    [Fact]
    public async Task Disconnecting_a_company_takes_its_persons_along_and_keeps_their_history()
    {
        var node = await LinkedAsync();
        var history = world.Changes().Count(change => change.EntityType == EntityType.Person && change.State == ChangeState.Done);
        history.ShouldBeGreaterThan(0);
        await node.DisconnectAsync(1);
        (await world.DraftAsync(World.Ane, 1))!.Draft.Connections[0].Disconnect!.Persons.ShouldBe([11]);

        (await node.SavePartAsync<PartResult.Saved>(world, 1)).Disconnected.ShouldBeTrue();

        world.Links().ShouldBeEmpty();
        world.Changes().Count(change => change.EntityType == EntityType.Person && change.State == ChangeState.Done).ShouldBe(history);
    }

    [Fact]
    public async Task A_person_linked_after_the_company_was_drafted_to_go_was_not_named_and_stops_the_Save()
    {
        var node = await CompanyAsync();
        await node.DisconnectAsync(1);
        await node.ConnectAsync(Anna, "P11");
        await node.SavePartAsync<PartResult.Saved>(world, Anna);

        (await node.SaveAsync(world, 1)).ShouldBe(new SaveResult.LinkChanged("Demo ERP"));

        world.Links().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_company_cannot_go_while_a_person_of_it_is_being_saved_and_says_who_saves()
    {
        var node = await LinkedAsync();
        await node.DisconnectAsync(1);
        world.EditActor("P11", "title", "Ny");
        await node.ChooseAsync(Anna, ("title", Choice.Crm));
        SaveResult? company = null;
        var faults = new Faults
        {
            Before = async call =>
            {
                if (call.Name == "IErpWriter.Update")
                {
                    company = await node.SaveAsync(world, 1);
                }
            },
        };

        await world.Start(faults).SavePartAsync<PartResult.Saved>(world, Anna);

        company.ShouldBe(new SaveResult.Busy("Ane"));
        world.Links().Count.ShouldBe(2);
        (await node.SavePartAsync<PartResult.Saved>(world, 1)).Disconnected.ShouldBeTrue();
        world.Links().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_company_cannot_go_while_a_person_of_it_is_written_to_by_a_sync()
    {
        var node = await LinkedAsync();
        await node.DisconnectAsync(1);
        using (var context = world.Contexts.CreateDbContext())
        {
            var claim = context.Claims.Single(claim => claim.EntityType == EntityType.Person);
            (claim.Until, claim.OwnerName) = (world.Time.Now.AddSeconds(20), "Kørsel");
            context.SaveChanges();
        }

        (await node.SaveAsync(world, 1)).ShouldBe(new SaveResult.Busy("Kørsel"));

        world.Links().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_person_is_neither_linked_synced_nor_compared_while_its_company_is_going()
    {
        var node = await LinkedAsync();
        await node.ConnectAsync(World.Person(12), "P12");
        await node.ChooseAsync(Anna);
        await node.DisconnectAsync(1);
        var answers = new List<object>();
        var faults = new Faults
        {
            Before = async call =>
            {
                if (call.Name == "ISaveStore.Finish" && answers.Count == 0)
                {
                    answers.Add(await node.SaveAsync(world, World.Person(12)));
                    answers.Add(await node.SaveAsync(world, Anna));
                    answers.Add(await node.SyncAsync(Anna));
                }
            },
        };

        await world.Start(faults).SavePartAsync<PartResult.Saved>(world, 1);

        answers.ShouldBe([new SaveResult.Busy("Ane"), new SaveResult.Busy("Ane"), new SyncResult.Busy("Ane")]);
        world.Links().ShouldBeEmpty();
    }

    [Fact]
    public async Task Moving_a_company_to_another_customer_is_one_Save_and_its_persons_go()
    {
        var node = await LinkedAsync();
        await node.DisconnectAsync(1);
        await node.ConnectAsync(1, "C3");

        await node.SavePartAsync<PartResult.Saved>(world, 1);

        world.Links().ShouldHaveSingleItem().ErpKey.ShouldBe("C3");
    }

    [Theory]
    [InlineData(true, false, PersonMove.InCrm)]
    [InlineData(false, true, PersonMove.InErp)]
    [InlineData(true, true, PersonMove.Apart)]
    public async Task A_person_that_moved_says_so_on_its_tab_and_is_still_synced(bool inCrm, bool inErp, PersonMove move)
    {
        var node = await LinkedAsync();
        Move(inCrm, inErp);

        (await MovedAsync(node)).ShouldBe(new PersonMoved(move, World.Company(1), World.Company(inCrm ? 2 : 1)));
        (await node.SyncAsync(Anna)).ShouldBe(new SyncResult.Synced(0, 0, 0, 0));
        world.Links()[1].ParentLinkId.ShouldBe(world.Links()[0].Id);
    }

    [Fact]
    public async Task A_person_that_moved_in_both_systems_takes_its_link_along_when_it_is_compared_and_saved()
    {
        var node = await LinkedAsync();
        await node.ConnectAsync(2, "C2");
        await node.SavePartAsync<PartResult.Saved>(world, 2);
        Move(inCrm: true, inErp: true);
        (await MovedAsync(node))!.Move.ShouldBe(PersonMove.Together);

        await node.ChooseAsync(Anna);
        await node.SavePartAsync<PartResult.Saved>(world, Anna);

        var links = world.Links();
        links.Single(link => link.EntityType == EntityType.Person).ParentLinkId.ShouldBe(links.Single(link => link.EntityId == 2).Id);
        (await MovedAsync(node)).ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_that_moved_in_both_systems_to_one_company_is_taken_along_by_a_sync(bool byRun)
    {
        var node = await LinkedAsync();
        await node.ConnectAsync(2, "C2");
        await node.SavePartAsync<PartResult.Saved>(world, 2);
        await node.RunAsync();
        world.Time.Now += TimeSpan.FromMinutes(1);
        Move(inCrm: true, inErp: true);
        world.Ours("UPDATE CrmPersons SET UpdatedAt = $now WHERE Id = 11", ("$now", world.Time.Now.ToUnixTimeMilliseconds()));
        world.ForgetWrites();

        if (byRun)
        {
            (await node.RunAsync()).Counts.ShouldSatisfyAllConditions(counts => counts.ToErp.ShouldBe(0), counts => counts.ToCrm.ShouldBe(0));
        }
        else
        {
            (await node.SyncAsync(Anna)).ShouldBe(new SyncResult.Synced(0, 0, 0, 0));
        }

        var links = world.Links();
        links.Single(link => link.EntityType == EntityType.Person).ParentLinkId.ShouldBe(links.Single(link => link.EntityId == 2).Id);
        (await MovedAsync(node)).ShouldBeNull();
        world.AllWrites.ShouldBe(0);
    }

    private static ActorQuery Query(EntityRef entity, string? text) => new(entity, World.Connection, ActorType.Person, text, null);

    private static async Task<PersonParent?> ParentAsync(Node node, EntityRef entity) =>
        (await node.Tab.LoadAsync(World.Ane, entity, default)).Connections.ShouldHaveSingleItem().Parent;

    private static async Task<PersonMoved?> MovedAsync(Node node) =>
        (await node.Tab.LoadAsync(World.Ane, Anna, default)).Connections.ShouldHaveSingleItem().Moved;

    private void Move(bool inCrm, bool inErp)
    {
        if (inCrm)
        {
            world.MovePerson(11, 2);
        }

        if (inErp)
        {
            world.EditActor("P11", "customer_no", "C2");
        }
    }

    private async Task<Node> CompanyAsync()
    {
        var node = world.Start();
        await node.ConnectAsync(1, "C1");
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        return node;
    }

    private async Task<Node> LinkedAsync()
    {
        var node = await CompanyAsync();
        await node.ConnectAsync(Anna, "P11", null, ("title", Choice.Erp), ("email", Choice.Crm));
        await node.SavePartAsync<PartResult.Saved>(world, Anna);
        return node;
    }
}
