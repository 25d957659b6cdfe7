using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Conflicts;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Demo;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Runs that do what people ordered: choices in conflicts, old values put back, one side's values over the other's.</summary>
public sealed class OrderTests : IDisposable
{
    private static readonly FieldPair Phone = new("phone", "phone");
    private static readonly UserContext Administrator = new("adam", "Adam", IsAdministrator: true, []);
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_choice_for_each_conflict_writes_the_chosen_side_and_closes_it()
    {
        await GivenConflictsAsync(101, 102, 103);
        var rows = new[] { await RowAsync(101, Choice.Crm), await RowAsync(102, Choice.Erp), await RowAsync(103, Choice.KeepBoth) };

        var run = await world.Start().WorkAsync((await world.Start().Orders.ChooseAsync(World.Ane, World.Connection, rows, CancellationToken.None)).Id);

        (run.State, run.Counts.LeftAlone).ShouldBe((RunState.Completed, 0));
        (world.Customer("K101", "phone"), world.Crm(101, "Phone")).ShouldBe(("11 11 11 01", "11 11 11 01"));
        (world.Customer("K102", "phone"), world.Crm(102, "Phone")).ShouldBe(("22 22 22 02", "22 22 22 02"));
        (world.Customer("K103", "phone"), world.Crm(103, "Phone")).ShouldBe(("22 22 22 03", "11 11 11 03"));
        world.Count("SELECT count(*) FROM Conflicts").ShouldBe(0);
        world.Changes().Select(change => (change.Cause, change.Old, change.State)).ShouldBe(
        [
            (ChangeCauses.ConflictChosen, "22 22 22 01", ChangeState.Done), (ChangeCauses.ConflictChosen, "11 11 11 02", ChangeState.Done), (ChangeCauses.KeptBoth, "11 11 11 03", ChangeState.Done),
        ]);
        await NothingFollowsAsync();
    }

    [Fact]
    public async Task A_choice_that_names_a_link_of_another_connection_touches_neither()
    {
        await GivenConflictsAsync(101);
        var other = Guid.NewGuid();
        world.AddConnection(other);
        world.AddMappingVersion(other, 2, DemoMapping.Document);
        var row = await RowAsync(101, Choice.Crm);
        var before = world.Dump();

        var run = await world.Start().Orders.ChooseAsync(World.Ane, other, [row], CancellationToken.None);
        var ended = await world.Start().WorkAsync(run.Id);

        (ended.State, ended.Counts.LeftAlone).ShouldBe((RunState.Completed, 1));
        world.Dump().ShouldBe(before);
        world.Count("SELECT count(*) FROM Conflicts").ShouldBe(1);
        world.Count("SELECT count(*) FROM Retries").ShouldBe(0);
    }

    [Fact]
    public async Task A_choice_holds_only_for_the_values_it_was_made_on()
    {
        await GivenConflictsAsync(101);
        var row = await RowAsync(101, Choice.Crm);
        world.EditErp("K101", "phone", "33 33 33 33");
        world.ForgetWrites();

        var run = await world.Start().WorkAsync((await world.Start().Orders.ChooseAsync(World.Ane, World.Connection, [row], CancellationToken.None)).Id);

        (run.State, run.Counts.LeftAlone).ShouldBe((RunState.Completed, 1));
        world.AllWrites.ShouldBe(0);
        world.Customer("K101", "phone").ShouldBe("33 33 33 33");
    }

    [Fact]
    public async Task A_choice_does_not_hold_for_a_conflict_that_has_other_values_by_now()
    {
        await GivenConflictsAsync(101);
        var row = await RowAsync(101, Choice.Erp);
        world.EditErp("K101", "phone", "33 33 33 33");
        await world.Start().RunAsync(RunKind.Everything);
        world.ForgetWrites();

        var run = await world.Start().WorkAsync((await world.Start().Orders.ChooseAsync(World.Ane, World.Connection, [row], CancellationToken.None)).Id);

        (run.State, run.Counts.LeftAlone).ShouldBe((RunState.Completed, 1));
        (world.Crm(101, "Phone"), world.AllWrites).ShouldBe(("11 11 11 01", 0));
        world.Count("SELECT count(*) FROM Conflicts").ShouldBe(1);
    }

    [Fact]
    public async Task One_choice_for_a_group_leaves_alone_what_changed_after_it_was_shown()
    {
        await GivenConflictsAsync(101, 102, 103);
        var shown = world.Time.Now;
        world.Time.Now += TimeSpan.FromMinutes(1);
        world.EditErp("K103", "phone", "33 33 33 33");
        await world.Start().RunAsync(RunKind.Everything);
        world.ForgetWrites();
        var group = new ConflictGroup(World.Connection, ActorType.Customer, Phone, DifferenceClass.Different);

        var run = await world.Start().WorkAsync((await world.Start().Orders.ChooseAsync(World.Ane, group, Choice.Erp, shown, CancellationToken.None)).Id);

        (run.State, run.Counts.ToCrm).ShouldBe((RunState.Completed, 2));
        (world.Crm(101, "Phone"), world.Crm(102, "Phone"), world.Crm(103, "Phone")).ShouldBe(("22 22 22 01", "22 22 22 02", "11 11 11 03"));
        world.Count("SELECT count(*) FROM Conflicts").ShouldBe(1);
    }

    [Fact]
    public async Task An_address_is_decided_whole()
    {
        world.GivenLinked(1);
        world.EditErp("K101", "street", "Erpvej 1");
        world.EditErp("K101", "zip", "2000");
        world.EditCrm(101, "Street", "Crmvej 1");
        await world.Start().RunAsync(RunKind.Everything);
        var street = (await world.Start().Writes.ListConflictsAsync(101, CancellationToken.None)).Single(conflict => conflict.Pair.Crm == "street");

        await world.Start().WorkAsync((await world.Start().Orders.ChooseAsync(
            World.Ane, World.Connection, [new ConflictChoice(101, street.Pair, Choice.Crm, street.Seen)], CancellationToken.None, world.Time.Now)).Id);

        (world.Customer("K101", "street"), world.Customer("K101", "zip")).ShouldBe(("Crmvej 1", "1000"));
        world.Count("SELECT count(*) FROM Conflicts").ShouldBe(0);
    }

    [Fact]
    public async Task A_choice_waits_when_another_field_of_the_address_has_moved_since()
    {
        await GivenAddressConflictAsync();
        var row = await RowAsync(101, Choice.Crm);
        var run = await world.Start().Orders.ChooseAsync(World.Ane, World.Connection, [row], CancellationToken.None, world.Time.Now);
        world.EditErp("K101", "zip", "8000");

        var ended = await world.Start().WorkAsync(run.Id);

        (ended.Counts.ToErp, ended.Counts.LeftAlone).ShouldBe((0, 1));
        (world.Customer("K101", "street"), world.Customer("K101", "zip"), world.Crm(101, "Zip")).ShouldBe(("ERP-gade 1", "8000", "1000"));
        (await world.Start().Writes.ListConflictsAsync(101, CancellationToken.None)).Select(conflict => conflict.Pair.Crm).ShouldBe(["street", "zip"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_choice_decides_no_other_field_of_the_address_that_was_not_shown_with_it()
    {
        await GivenAddressConflictAsync();
        var (row, shown) = (await RowAsync(101, Choice.Crm), world.Time.Now);
        world.Time.Now += TimeSpan.FromMinutes(1);
        world.EditErp("K101", "zip", "8000");
        await world.Start().RunAsync(RunKind.Everything);

        var run = await world.Start().Orders.ChooseAsync(World.Ane, World.Connection, [row], CancellationToken.None, shown);
        var ended = await world.Start().WorkAsync(run.Id);

        (ended.Counts.ToErp, ended.Counts.LeftAlone).ShouldBe((0, 1));
        (world.Customer("K101", "street"), world.Customer("K101", "zip")).ShouldBe(("ERP-gade 1", "8000"));
    }

    [Fact]
    public async Task Undoing_a_run_shows_its_list_first_and_puts_back_what_nobody_changed_since()
    {
        world.GivenLinked(3);
        foreach (var no in new[] { "K101", "K102", "K103" })
        {
            world.EditErp(no, "phone", "87 65 43 21");
        }

        var run = await world.Start().RunAsync(RunKind.Everything);
        world.EditCrm(102, "Phone", "55 55 55 55");
        world.ForgetWrites();
        var before = world.Dump();

        var asked = (await world.Start().Orders.UndoAsync(World.Ane, new RunSubject.Undo(RunId: run.Id), CancellationToken.None)).ShouldNotBeNull();
        var shown = await world.Start().WorkAsync(asked.Id);

        (shown.State, shown.Brake?.IsPreview, shown.Counts.PlannedLinks, shown.Counts.LeftAlone).ShouldBe((RunState.Braked, true, 2, 1));
        world.Dump().ShouldBe(before);
        (await world.Start().Runs.ReleaseBrakeAsync(World.Ane, asked.Id, null, CancellationToken.None)).ShouldBeTrue();
        var ended = await world.Start().WorkAsync(asked.Id);
        (ended.State, ended.Counts.ToCrm).ShouldBe((RunState.Completed, 2));
        (world.Crm(101, "Phone"), world.Crm(102, "Phone"), world.Crm(103, "Phone")).ShouldBe(("12 34 56 78", "55 55 55 55", "12 34 56 78"));
        world.Customer("K101", "phone").ShouldBe("87 65 43 21");
        world.AllWrites.ShouldBe(0);

        // The pairs put back are accepted: only the edit of 102 goes on.
        (await world.Start().RunAsync(RunKind.Everything)).Counts.ShouldBe(ended.Counts with { Total = 3, Decided = 3, PlannedLinks = 1, WritingLinks = 1, WrittenLinks = 1, ToErp = 1, ToCrm = 0, LeftAlone = 0 });
        world.Crm(101, "Phone").ShouldBe("12 34 56 78");
    }

    [Fact]
    public async Task An_old_value_that_is_put_back_stands_beside_whatever_the_other_side_holds_by_then()
    {
        world.GivenLinked(1);
        world.EditErp("K101", "phone", "87 65 43 21");
        var run = await world.Start().RunAsync(RunKind.Everything);
        var asked = (await world.Start().Orders.UndoAsync(World.Ane, new RunSubject.Undo(RunId: run.Id), CancellationToken.None)).ShouldNotBeNull();
        (await world.Start().WorkAsync(asked.Id)).State.ShouldBe(RunState.Braked);

        // While a person looks at the list.
        world.EditErp("K101", "phone", "55 55 55 55");
        world.ForgetWrites();
        await world.Start().Runs.ReleaseBrakeAsync(World.Ane, asked.Id, null, CancellationToken.None);
        (await world.Start().WorkAsync(asked.Id)).Counts.ToCrm.ShouldBe(1);

        (world.Crm(101, "Phone"), world.Customer("K101", "phone")).ShouldBe(("12 34 56 78", "55 55 55 55"));
        await NothingFollowsAsync();
    }

    [Fact]
    public async Task One_field_of_a_run_and_all_of_a_Save_can_be_undone()
    {
        world.GivenLinked(1);
        world.EditErp("K101", "phone", "87 65 43 21");
        world.EditErp("K101", "web", "www.ny.example");
        await world.Start().RunAsync(RunKind.Everything);
        var phone = world.Changes().Single(change => change.CrmField == "phone");

        await UndoAsync(new RunSubject.Undo(ChangeId: phone.Id));
        (world.Crm(101, "Phone"), world.Crm(101, "Web")).ShouldBe(("12 34 56 78", "www.ny.example"));

        var node = world.Start();
        await node.ConnectAsync(1, "C1", null, ("name", Choice.Crm), ("phone", Choice.Erp));
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        var operation = world.Changes().Last(change => change.OperationId is not null).OperationId;
        await UndoAsync(new RunSubject.Undo(OperationId: operation));
        (world.Customer("C1", "name"), world.Crm(1, "Phone")).ShouldBe(("Erp et", "19 99 99 99"));
        world.Links().Count(link => link.EntityId == 1).ShouldBe(1);
        await NothingFollowsAsync();
    }

    [Fact]
    public async Task Undo_of_an_undo_puts_the_new_values_back_and_what_was_never_written_cannot_be_undone()
    {
        world.GivenLinked(1);
        world.EditErp("K101", "phone", "87 65 43 21");
        var run = await world.Start().RunAsync(RunKind.Everything);

        var undone = await UndoAsync(new RunSubject.Undo(RunId: run.Id));
        world.Crm(101, "Phone").ShouldBe("12 34 56 78");
        await UndoAsync(new RunSubject.Undo(RunId: undone.Id));
        world.Crm(101, "Phone").ShouldBe("87 65 43 21");

        (await world.Start().Orders.UndoAsync(World.Ane, new RunSubject.Undo(RunId: 999), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_resync_lets_one_sides_values_over_accepted_differences_but_blanks_only_when_asked()
    {
        await GivenConflictsAsync(101);
        await world.Start().WorkAsync((await world.Start().Orders.ChooseAsync(World.Ane, World.Connection, [await RowAsync(101, Choice.KeepBoth)], CancellationToken.None)).Id);
        world.EditErp("K101", "web", "");
        world.EditCrm(101, "Web", "www.crm.example");
        await world.Start().RunAsync(RunKind.Everything);
        world.ForgetWrites();

        var shown = await world.Start().WorkAsync((await world.Start().Orders.ResyncAsync(Administrator, World.Connection, Side.Erp, blanksClear: false, CancellationToken.None)).Run.Id);
        (shown.State, shown.Counts.WritingLinks).ShouldBe((RunState.Braked, 1));
        world.Crm(101, "Phone").ShouldBe("11 11 11 01");
        await world.Start().Runs.ReleaseBrakeAsync(Administrator, shown.Id, null, CancellationToken.None);
        (await world.Start().WorkAsync(shown.Id)).State.ShouldBe(RunState.Completed);

        world.Crm(101, "Phone").ShouldBe("22 22 22 01");
        world.Crm(101, "Web").ShouldBe("www.crm.example");
        world.AllWrites.ShouldBe(0);
        world.Changes().ShouldContain(change => change.Cause == ChangeCauses.Resynced && change.Old == "11 11 11 01");
        await Should.ThrowAsync<AccessDeniedException>(() => world.Start().Orders.ResyncAsync(World.Ane, World.Connection, Side.Crm, blanksClear: false, CancellationToken.None));
    }

    [Fact]
    public async Task Only_an_administrator_lets_a_resync_go_on_and_whoever_may_link_can_stop_it()
    {
        await GivenConflictsAsync(101);
        var run = await world.Start().WorkAsync((await world.Start().Orders.ResyncAsync(Administrator, World.Connection, Side.Erp, blanksClear: false, CancellationToken.None)).Run.Id);
        run.State.ShouldBe(RunState.Braked);

        await Should.ThrowAsync<AccessDeniedException>(() => world.Start().Runs.ReleaseBrakeAsync(World.Ane, run.Id, null, CancellationToken.None));
        await Should.ThrowAsync<AccessDeniedException>(() => world.Start().Runs.ReleaseBrakeAsync(World.Ane, run.Id, 10, CancellationToken.None));
        (await world.Start().RunStore.FindAsync(run.Id, CancellationToken.None))!.State.ShouldBe(RunState.Braked);

        await world.Start().Runs.CancelAsync(World.Ane, run.Id, CancellationToken.None);
        (await world.Start().WorkAsync(run.Id)).State.ShouldBe(RunState.Cancelled);
        world.Crm(101, "Phone").ShouldBe("11 11 11 01");
    }

    [Fact]
    public async Task A_resync_that_treats_blanks_in_another_way_is_not_joined()
    {
        world.GivenLinked(1);
        var first = (await OrderAsync(blanksClear: false)).ShouldBeOfType<ResyncResult.Ordered>().Run;

        (await OrderAsync(blanksClear: true)).ShouldBeOfType<ResyncResult.AnotherStands>().Run.Id.ShouldBe(first.Id);
        (await OrderAsync(blanksClear: false)).ShouldBeOfType<ResyncResult.Ordered>().Run.Id.ShouldBe(first.Id);

        world.Count("SELECT count(*) FROM Runs").ShouldBe(1);
        (await world.Start().RunStore.FindAsync(first.Id, CancellationToken.None))!.Resync!.BlanksClear.ShouldBeFalse();

        Task<ResyncResult> OrderAsync(bool blanksClear) => world.Start().Orders.ResyncAsync(Administrator, World.Connection, Side.Erp, blanksClear, CancellationToken.None);
    }

    [Fact]
    public async Task The_same_order_to_take_back_is_joined_while_it_is_open()
    {
        world.GivenLinked(2);
        world.EditErp("K101", "phone", "87 65 43 21");
        world.EditErp("K102", "phone", "87 65 43 22");
        var run = await world.Start().RunAsync(RunKind.Everything);
        var subject = new RunSubject.Undo(RunId: run.Id);
        var first = await QueueAsync(World.Ane, subject);

        (await QueueAsync(World.Ane, subject)).ShouldBe(first);
        (await QueueAsync(Administrator, subject)).ShouldNotBe(first, "another user's");
        (await QueueAsync(World.Ane, new RunSubject.Undo(ChangeId: world.Changes()[0].Id))).ShouldNotBe(first, "another subject");
        (await world.Start().WorkAsync(first)).State.ShouldBe(RunState.Braked);
        (await QueueAsync(World.Ane, subject)).ShouldBe(first);
        await world.Start().Runs.CancelAsync(World.Ane, first, CancellationToken.None);
        (await QueueAsync(World.Ane, subject)).ShouldNotBe(first, "given up");

        async Task<long> QueueAsync(UserContext user, RunSubject.Undo undo) => (await world.Start().Orders.UndoAsync(user, undo, CancellationToken.None)).ShouldNotBeNull().Id;
    }

    [Fact]
    public async Task A_resync_lets_nothing_over_against_the_direction_of_a_field()
    {
        world.GivenLinked(1);
        world.AddMappingVersion(2, document => new MappingDocument([.. document.Actors.Select(actor => actor with
        {
            Fields = [.. actor.Fields.Select(field => field.Crm == "phone" ? field with { Direction = Direction.CrmToErp } : field)],
        })]));
        world.EditErp("K101", "phone", "87 65 43 21");
        world.EditErp("K101", "web", "www.erp.example");
        world.ForgetWrites();

        var run = await world.Start().WorkAsync((await world.Start().Orders.ResyncAsync(Administrator, World.Connection, Side.Erp, blanksClear: true, CancellationToken.None)).Run.Id);
        await world.Start().Runs.ReleaseBrakeAsync(Administrator, run.Id, null, CancellationToken.None);
        (await world.Start().WorkAsync(run.Id)).State.ShouldBe(RunState.Completed);

        (world.Crm(101, "Phone"), world.Crm(101, "Web")).ShouldBe(("12 34 56 78", "www.erp.example"));
        world.Changes().ShouldHaveSingleItem().CrmField.ShouldBe("web");
    }

    [Fact]
    public async Task A_rule_settles_the_conflicts_of_its_group_and_is_not_made_on_a_configuration_that_has_changed()
    {
        await GivenConflictsAsync(101, 102);
        var group = new ConflictGroup(World.Connection, ActorType.Customer, Phone, DifferenceClass.Different);
        var rule = new NewRule(OnConflict.ErpWins);
        world.AddMappingVersion(2, document => document);

        (await world.Start().Rules.PublishAsync(Administrator, group, rule, 1, CancellationToken.None)).ShouldBeFalse();
        (world.Count("SELECT MappingVersion FROM Connections"), world.Count("SELECT count(*) FROM Runs WHERE Open"), world.Count("SELECT count(*) FROM Conflicts")).ShouldBe((2, 0, 2));

        (await world.Start().Rules.PublishAsync(Administrator, group, rule, 2, CancellationToken.None)).ShouldBeTrue();
        var run = await world.Start().WorkAsync(world.Count("SELECT max(Id) FROM Runs"));
        (run.State, run.Counts.ToCrm).ShouldBe((RunState.Completed, 2));
        (world.Count("SELECT MappingVersion FROM Connections"), world.Count("SELECT count(*) FROM Conflicts")).ShouldBe((3, 0));
        (world.Crm(101, "Phone"), world.Crm(102, "Phone")).ShouldBe(("22 22 22 01", "22 22 22 02"));
        await NothingFollowsAsync();
    }

    [Fact]
    public async Task An_offer_counts_the_group_and_what_else_the_rule_would_settle_up_to_a_bound()
    {
        var group = await GivenGroupsAsync();

        var offers = await world.Start().Rules.OfferAsync(Administrator, group, CancellationToken.None);
        var bounded = await world.Start().Rules.OfferAsync(Administrator, group, CancellationToken.None, mostTried: 1);

        offers.Select(offer => (offer.Rule.Policy, offer.Settles, offer.Others)).ShouldBe(
            [(OnConflict.CrmWins, new RuleCount(3, false), new RuleCount(2, false)), (OnConflict.ErpWins, new RuleCount(3, false), new RuleCount(2, false))]);
        bounded.ShouldAllBe(offer => offer.Settles == new RuleCount(1, true) && offer.Others == new RuleCount(1, true));
    }

    [Fact]
    public async Task An_offer_for_a_field_of_an_address_counts_the_conflicts_of_the_whole_address()
    {
        world.GivenLinked(1);
        foreach (var (crm, erp) in new[] { ("Street", "street"), ("City", "city") })
        {
            world.EditCrm(101, crm, "Her");
            world.EditErp("K101", erp, "Der");
        }

        await world.Start().RunAsync(RunKind.Everything);
        var street = (await world.Start().Writes.ListConflictsAsync(101, CancellationToken.None)).First(conflict => conflict.Pair.Crm == "street");

        var offers = await world.Start().Rules.OfferAsync(
            Administrator, new ConflictGroup(World.Connection, ActorType.Customer, street.Pair, street.Difference), CancellationToken.None);

        offers.Count.ShouldBe(2);
        offers.ShouldAllBe(offer => offer.Settles.Count == 1 && offer.Others.Count >= 1);
    }

    [Theory]
    [InlineData(RunKind.Changes)]
    [InlineData(RunKind.Everything)]
    public async Task A_rule_goes_at_once_over_its_group_and_what_else_it_settles_is_shown_before_it_is_written(RunKind next)
    {
        var group = await GivenGroupsAsync();

        (await world.Start().Rules.PublishAsync(Administrator, group, new NewRule(OnConflict.ErpWins), 1, CancellationToken.None)).ShouldBeTrue();
        var own = await world.Start().WorkAsync(world.Count("SELECT max(Id) FROM Runs"));

        (own.State, own.Brake, own.Counts.ToCrm).ShouldBe((RunState.Completed, null, 3));
        (world.Crm(101, "Phone"), world.Crm(104, "Phone")).ShouldBe(("22 22 22 01", "11 11 11 04"));
        world.Count("SELECT ShowsNextRun FROM Connections").ShouldBe(1, "the group's run was not what it is about");
        var shown = await world.Start().RunAsync(next);
        (shown.State, shown.Brake?.FirstRun, shown.Counts.WritingLinks).ShouldBe((RunState.Braked, true, 2));
        world.Crm(104, "Phone").ShouldBe("11 11 11 04");

        await world.Start().Runs.ReleaseBrakeAsync(World.Ane, shown.Id, null, CancellationToken.None);
        (await world.Start().WorkAsync(shown.Id)).State.ShouldBe(RunState.Completed);
        (world.Crm(104, "Phone"), world.Count("SELECT ShowsNextRun FROM Connections"), world.Count("SELECT count(*) FROM Conflicts")).ShouldBe(("22 22 22 04", 0, 0));
        await NothingFollowsAsync();
    }

    [Fact]
    public async Task A_rule_does_not_let_its_group_go_unseen_where_the_next_run_was_to_be_shown_anyhow()
    {
        var group = await GivenGroupsAsync();
        world.Ours("UPDATE Connections SET ShowsNextRun = TRUE");

        await world.Start().Rules.PublishAsync(Administrator, group, new NewRule(OnConflict.ErpWins), 1, CancellationToken.None);
        var own = await world.Start().WorkAsync(world.Count("SELECT max(Id) FROM Runs"));

        (own.State, own.Brake?.FirstRun).ShouldBe((RunState.Braked, true));
    }

    [Fact]
    public async Task A_run_under_the_configuration_before_a_rule_has_not_shown_what_the_rule_changes()
    {
        var group = await GivenGroupsAsync();
        var before = await world.Start().Runs.SweepAsync(World.Ane, World.Connection, RunKind.Changes, CancellationToken.None);

        await world.Start().Rules.PublishAsync(Administrator, group, new NewRule(OnConflict.ErpWins), 1, CancellationToken.None);
        (await world.Start().WorkAsync(before.ShouldNotBeNull().Run.Id)).State.ShouldBe(RunState.Completed);

        world.Count("SELECT ShowsNextRun FROM Connections").ShouldBe(1);
    }

    [Fact]
    public async Task A_crash_at_any_call_of_an_order_loses_nothing_and_writes_nothing_twice()
    {
        await GivenConflictsAsync(101, 102);
        var rows = new[] { await RowAsync(101, Choice.Crm), await RowAsync(102, Choice.KeepBoth) };
        var id = (await world.Start().Orders.ChooseAsync(World.Ane, World.Connection, rows, CancellationToken.None)).Id;
        world.ForgetWrites();
        await foreach (var (copy, run, at) in CrashedRuns.AtEveryCallAsync(world, id))
        {
            run.State.ShouldBe(RunState.Completed, at);
            (copy.Customer("K101", "phone"), copy.Crm(102, "Phone"), copy.AllWrites).ShouldBe(("11 11 11 01", "11 11 11 02", 1), at);
            copy.Count("SELECT count(*) FROM Conflicts").ShouldBe(0, at);
            copy.Changes().ShouldAllBe(change => change.State == ChangeState.Done, at);
        }
    }

    /// <summary>A linked company of which both sides changed the street, found by a run.</summary>
    private async Task GivenAddressConflictAsync()
    {
        world.GivenLinked(1);
        world.EditCrm(101, "Street", "CRM-gade 1");
        world.EditErp("K101", "street", "ERP-gade 1");
        await world.Start().RunAsync(RunKind.Everything);
        world.ForgetWrites();
    }

    /// <summary>Linked companies of which both sides changed the phone, found by a run.</summary>
    private async Task GivenConflictsAsync(params int[] ids)
    {
        world.GivenLinked(ids.Length);
        foreach (var id in ids)
        {
            world.EditCrm(id, "Phone", $"11 11 11 {id - 100:00}");
            world.EditErp($"K{id}", "phone", $"22 22 22 {id - 100:00}");
        }

        await world.Start().RunAsync(RunKind.Everything);
        world.ForgetWrites();
    }

    /// <summary>Conflicts over the phones of 101 to 105; those of 104 and 105 stand as another kind of difference. The group is the first three.</summary>
    private async Task<ConflictGroup> GivenGroupsAsync()
    {
        await GivenConflictsAsync(101, 102, 103, 104, 105);
        await world.Start().RunAsync(RunKind.Changes);
        world.Ours("UPDATE Conflicts SET DiffClass = $other WHERE LinkId IN (104, 105)", ("$other", (int)DifferenceClass.PostcodeForm));
        return new ConflictGroup(World.Connection, ActorType.Customer, Phone, DifferenceClass.Different);
    }

    private async Task<ConflictChoice> RowAsync(long link, Choice choice)
    {
        var conflict = (await world.Start().Writes.ListConflictsAsync(link, CancellationToken.None)).ShouldHaveSingleItem();
        return new ConflictChoice(link, conflict.Pair, choice, conflict.Seen);
    }

    private async Task<Run> UndoAsync(RunSubject.Undo subject)
    {
        var run = (await world.Start().Orders.UndoAsync(World.Ane, subject, CancellationToken.None)).ShouldNotBeNull();
        (await world.Start().WorkAsync(run.Id)).State.ShouldBe(RunState.Braked);
        (await world.Start().Runs.ReleaseBrakeAsync(World.Ane, run.Id, null, CancellationToken.None)).ShouldBeTrue();
        var ended = await world.Start().WorkAsync(run.Id);
        ended.State.ShouldBe(RunState.Completed);
        return ended;
    }

    private async Task NothingFollowsAsync()
    {
        var before = world.Dump();
        var run = await world.Start().RunAsync(RunKind.Everything);
        (run.Counts.ToErp, run.Counts.ToCrm, run.Counts.Conflicts).ShouldBe((0, 0, 0));
        world.Dump().ShouldBe(before);
    }
}
