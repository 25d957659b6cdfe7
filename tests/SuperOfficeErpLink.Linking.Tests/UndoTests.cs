using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Old values are put back where nothing else has happened since; what is left alone says why.</summary>
public sealed class UndoTests : IDisposable
{
    private const string CrmUpdate = "ICrm.Update";
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task What_no_longer_holds_is_listed_with_what_stands_there_instead()
    {
        world.GivenLinked(2);
        world.EditErp("K101", "phone", "87 65 43 21");
        world.EditErp("K102", "phone", "87 65 43 21");
        var run = await world.Start().RunAsync(RunKind.Everything);
        world.EditCrm(102, "Phone", "55 55 55 55");

        var shown = await ShowAsync(new RunSubject.Undo(RunId: run.Id));

        (shown.State, shown.Counts.PlannedLinks, shown.Counts.LeftAlone).ShouldBe((RunState.Braked, 1, 1));
        var left = Left(shown).ShouldHaveSingleItem();
        (left.Cause, left.EntityId, left.Old, left.Sent, left.Stored).ShouldBe((LeftAlone.Changed, 102, "87 65 43 21", "12 34 56 78", "55 55 55 55"));
    }

    [Fact]
    public async Task What_changes_between_the_list_and_the_approval_is_left_alone_too_and_counted()
    {
        world.GivenLinked(2);
        world.EditErp("K101", "phone", "87 65 43 21");
        world.EditErp("K102", "phone", "87 65 43 21");
        var run = await world.Start().RunAsync(RunKind.Everything);
        var shown = await ShowAsync(new RunSubject.Undo(RunId: run.Id));
        world.EditCrm(101, "Phone", "55 55 55 55");

        var ended = await GoOnAsync(shown);

        (ended.State, ended.Counts.ToCrm, ended.Counts.LeftAlone).ShouldBe((RunState.Completed, 1, 1));
        (world.Crm(101, "Phone"), world.Crm(102, "Phone")).ShouldBe(("55 55 55 55", "12 34 56 78"));
        var left = Left(ended).ShouldHaveSingleItem();
        (left.Cause, left.Stored).ShouldBe((LeftAlone.Changed, "55 55 55 55"));
    }

    [Fact]
    public async Task A_record_can_be_undone_back_to_a_change_and_nothing_before_it()
    {
        world.GivenLinked(2);
        await EditAndRunAsync("phone", "11 11 11 11");
        await EditAndRunAsync("phone", "22 22 22 22");
        await EditAndRunAsync("web", "www.ny.example");
        await EditAndRunAsync("phone", "33 33 33 33");
        world.EditErp("K102", "phone", "99 99 99 99");
        await world.Start().RunAsync(RunKind.Everything);
        var since = world.Changes().Single(change => change.Sent == "22 22 22 22");

        await UndoAsync(new RunSubject.Undo(SinceChangeId: since.Id));

        (world.Crm(101, "Phone"), world.Crm(101, "Web"), world.Crm(102, "Phone")).ShouldBe(("11 11 11 11", "", "99 99 99 99"));
        await NothingFollowsAsync();

        // The undo is undone, and that once more.
        var undone = world.Changes().Last(change => change.Cause == ChangeCauses.Undone).RunId;
        var again = await UndoAsync(new RunSubject.Undo(RunId: undone));
        (world.Crm(101, "Phone"), world.Crm(101, "Web")).ShouldBe(("33 33 33 33", "www.ny.example"));
        await UndoAsync(new RunSubject.Undo(RunId: again.Id));
        (world.Crm(101, "Phone"), world.Crm(101, "Web")).ShouldBe(("11 11 11 11", ""));
        await NothingFollowsAsync();
    }

    [Fact]
    public async Task What_an_actor_was_created_with_stays_and_what_came_back_from_it_is_put_back()
    {
        var node = world.Start();
        await node.CreateAsync(1);
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        var made = world.Changes().Where(change => change.OperationId is not null).ToList();
        made.ShouldContain(change => change.Side == Side.Erp && change.Cause == ChangeCauses.Created);
        var number = made.First(change => change.Side == Side.Crm);
        var no = world.Links().Single(link => link.EntityId == 1).ErpKey;
        var name = world.Customer(no, "name");

        var shown = await ShowAsync(new RunSubject.Undo(OperationId: number.OperationId));
        await GoOnAsync(shown);

        world.Customer(no, "name").ShouldBe(name);
        Left(shown).ShouldNotBeEmpty();
        Left(shown).ShouldAllBe(change => change.Cause == LeftAlone.Created && change.Side == Side.Erp);
        world.Changes().ShouldContain(change => change.RunId == shown.Id && change.State == ChangeState.Done && change.CrmField == number.CrmField && change.Sent == number.Old);
    }

    [Fact]
    public async Task A_value_that_was_deleted_with_personal_data_is_never_taken_for_a_blank()
    {
        world.GivenLinked(1);
        await EditAndRunAsync("phone", "11 11 11 11");
        await EditAndRunAsync("phone", "22 22 22 22");
        var (first, second) = (world.Changes()[0], world.Changes()[1]);
        world.Ours("UPDATE Changes SET Old = NULL, Sent = NULL, Source = NULL, Stored = NULL WHERE Id = $id", ("$id", first.Id));
        world.ForgetWrites();

        var shown = await ShowAsync(new RunSubject.Undo(SinceChangeId: first.Id));
        (shown.State, shown.Counts.LeftAlone).ShouldBe((RunState.Completed, 1));
        Left(shown).ShouldHaveSingleItem().Cause.ShouldBe(LeftAlone.Erased);
        (world.Crm(101, "Phone"), world.AllWrites).ShouldBe(("22 22 22 22", 0));

        await UndoAsync(new RunSubject.Undo(ChangeId: second.Id));
        world.Crm(101, "Phone").ShouldBe("11 11 11 11");
    }

    [Fact]
    public async Task What_was_written_through_a_link_that_is_gone_is_listed_and_nothing_is_written()
    {
        world.GivenLinked(2);
        world.EditErp("K101", "phone", "87 65 43 21");
        world.EditErp("K102", "phone", "87 65 43 21");
        var run = await world.Start().RunAsync(RunKind.Everything);
        var node = world.Start();
        await node.DisconnectAsync(101);
        await node.SavePartAsync<PartResult.Saved>(world, 101);

        var shown = await ShowAsync(new RunSubject.Undo(RunId: run.Id));

        (shown.State, shown.Counts.PlannedLinks, shown.Counts.LeftAlone).ShouldBe((RunState.Braked, 1, 1));
        var left = Left(shown).ShouldHaveSingleItem();
        (left.Cause, left.EntityId).ShouldBe((LeftAlone.Unlinked, 101));
        await GoOnAsync(shown);
        (world.Crm(101, "Phone"), world.Crm(102, "Phone")).ShouldBe(("87 65 43 21", "12 34 56 78"));
    }

    [Fact]
    public async Task Half_an_address_is_not_put_back()
    {
        world.GivenLinked(1);
        world.EditErp("K101", "street", "Nyvej 1");
        world.EditErp("K101", "zip", "2000");
        var run = await world.Start().RunAsync(RunKind.Everything);
        world.EditCrm(101, "Zip", "3000");

        var shown = await ShowAsync(new RunSubject.Undo(RunId: run.Id));

        shown.State.ShouldBe(RunState.Completed);
        Left(shown).Select(change => (change.CrmField, change.Cause)).Order().ShouldBe([("street", LeftAlone.Group), ("zip", LeftAlone.Changed)]);
        world.Crm(101, "Street").ShouldBe("Nyvej 1");
    }

    [Fact]
    public async Task What_was_put_back_stays_done_when_the_other_side_moves_before_it_is_written()
    {
        var id = (await GivenBothSidesWrittenAsync()).Id;
        var isEdited = false;
        var node = world.Start(new Faults
        {
            Before = call =>
            {
                if (call.Name == CrmUpdate && !isEdited)
                {
                    isEdited = true;
                    world.EditCrm(101, "Email", "ny@crm.example");
                }

                return Task.CompletedTask;
            },
        });

        var ended = await node.WorkAsync(id);

        isEdited.ShouldBeTrue();
        (ended.Counts.ToErp, ended.Counts.ToCrm, ended.Counts.LeftAlone).ShouldBe((1, 1, 0));
        world.Changes().Where(change => change.RunId == id).ShouldAllBe(change => change.State == ChangeState.Done);
        await world.Start().RunAsync(RunKind.Everything);
        (world.Crm(101, "Phone"), world.Crm(101, "Web"), world.Customer("K101", "phone"), world.Customer("K101", "web"))
            .ShouldBe(("12 34 56 78", "www.crm.example", "87 65 43 21", ""));
    }

    [Fact]
    public async Task A_crash_at_any_call_while_old_values_are_put_back_lets_nothing_flow_back()
    {
        var id = (await GivenBothSidesWrittenAsync()).Id;
        await foreach (var (copy, _, at) in CrashedRuns.AtEveryCallAsync(world, id))
        {
            await copy.Start().RunAsync(RunKind.Everything);

            (copy.Crm(101, "Phone"), copy.Crm(101, "Web"), copy.Customer("K101", "phone"), copy.Customer("K101", "web"))
                .ShouldBe(("12 34 56 78", "www.crm.example", "87 65 43 21", ""), at);
        }
    }

    [Fact]
    public async Task Whoever_may_not_link_may_not_undo()
    {
        world.GivenLinked(1);
        world.EditErp("K101", "phone", "87 65 43 21");
        var run = await world.Start().RunAsync(RunKind.Everything);
        var stranger = new UserContext("eva", "Eva", IsAdministrator: false, []);
        world.Ours("UPDATE Access SET CanConnect = FALSE");

        await Should.ThrowAsync<AccessDeniedException>(() => world.Start().Orders.UndoAsync(stranger, new RunSubject.Undo(RunId: run.Id), CancellationToken.None));

        (await world.Start().Orders.UndoAsync(new UserContext("adam", "Adam", IsAdministrator: true, []), new RunSubject.Undo(RunId: run.Id), CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_put_back_on_the_record_that_a_link_has_moved_to_is_told_there()
    {
        world.GivenLinked(1);
        world.EditErp("K101", "phone", "87 65 43 21");
        var run = await world.Start().RunAsync(RunKind.Everything);
        world.EditCrm(4, "Phone", "87 65 43 21");
        world.Ours("DELETE FROM CrmCompanies WHERE Id = 101");
        await world.Start().RunAsync(RunKind.Everything);
        (await world.Start().Orphans.MoveAsync(World.Ane, 101, 4, CancellationToken.None)).ShouldBeOfType<OrphanResult.Moved>();

        await UndoAsync(new RunSubject.Undo(RunId: run.Id));

        world.Crm(4, "Phone").ShouldBe("12 34 56 78");
        world.Changes().Single(change => change.Cause == ChangeCauses.Undone && change.State == ChangeState.Done).EntityId.ShouldBe(4);
    }

    private async Task EditAndRunAsync(string column, string value)
    {
        world.EditErp("K101", column, value);
        await world.Start().RunAsync(RunKind.Everything);
    }

    private IReadOnlyList<ChangeRow> Left(Run run) => [.. world.Changes().Where(change => change.RunId == run.Id && change.State == ChangeState.Dropped)];

    /// <summary>An undo, let go on, of a run that took the phone over to the CRM and the address of the web page over to the ERP.</summary>
    private async Task<Run> GivenBothSidesWrittenAsync()
    {
        world.GivenLinked(1);
        world.EditErp("K101", "phone", "87 65 43 21");
        world.EditCrm(101, "Web", "www.crm.example");
        var run = await world.Start().RunAsync(RunKind.Everything);
        (run.Counts.ToErp, run.Counts.ToCrm).ShouldBe((1, 1));
        var shown = await ShowAsync(new RunSubject.Undo(RunId: run.Id));
        shown.Counts.PlannedLinks.ShouldBe(1);
        (await world.Start().Runs.ReleaseBrakeAsync(World.Ane, shown.Id, null, CancellationToken.None)).ShouldBeTrue();
        return shown;
    }

    private async Task<Run> ShowAsync(RunSubject.Undo subject)
    {
        var run = (await world.Start().Orders.UndoAsync(World.Ane, subject, CancellationToken.None)).ShouldNotBeNull();
        return await world.Start().WorkAsync(run.Id);
    }

    private async Task<Run> GoOnAsync(Run shown)
    {
        (await world.Start().Runs.ReleaseBrakeAsync(World.Ane, shown.Id, null, CancellationToken.None)).ShouldBeTrue();
        return await world.Start().WorkAsync(shown.Id);
    }

    private async Task<Run> UndoAsync(RunSubject.Undo subject)
    {
        var ended = await GoOnAsync(await ShowAsync(subject));
        ended.State.ShouldBe(RunState.Completed);
        return ended;
    }

    private async Task NothingFollowsAsync()
    {
        var before = world.Dump();
        await world.Start().RunAsync(RunKind.Everything);
        world.Dump().ShouldBe(before);
    }
}
