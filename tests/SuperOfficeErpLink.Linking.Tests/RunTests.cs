using System.Globalization;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests;

public sealed class RunTests : IDisposable
{
    private const string WriteErp = "IErpWriter.Update";
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData(RunKind.Changes)]
    [InlineData(RunKind.Everything)]
    public async Task A_run_over_untouched_links_writes_nothing(RunKind kind)
    {
        world.GivenLinked(30);
        var before = world.Dump();

        var run = await world.Start().RunAsync(kind);

        run.State.ShouldBe(RunState.Completed);
        run.Counts.Decided.ShouldBe(30);
        run.Counts.ShouldBe(run.Counts with { PlannedLinks = 0, ToErp = 0, ToCrm = 0, Conflicts = 0, Problems = 0 });
        world.Dump().ShouldBe(before);
    }

    [Theory]
    [InlineData(RunKind.Changes)]
    [InlineData(RunKind.Everything)]
    public async Task What_one_side_changed_goes_over_and_a_second_run_writes_nothing(RunKind kind)
    {
        world.GivenLinked(30);
        await world.Start().RunAsync(kind);
        world.Time.Now += TimeSpan.FromMinutes(1);
        world.EditErp("K101", "phone", "87 65 43 21");
        world.EditCrm(102, "Street", "Ny Vej 2");
        world.ForgetWrites();

        var run = await world.Start().RunAsync(kind);
        world.Time.Now += TimeSpan.FromMinutes(1);
        var again = await world.Start().RunAsync(kind);

        run.State.ShouldBe(RunState.Completed);
        (run.Counts.ToErp, run.Counts.ToCrm).ShouldBe((1, 1));
        world.Crm(101, "Phone").ShouldBe("87 65 43 21");
        world.Customer("K102", "street").ShouldBe("Ny Vej 2");
        world.AllWrites.ShouldBe(1);
        (again.Counts.ToErp, again.Counts.ToCrm, again.Counts.PlannedLinks).ShouldBe((0, 0, 0));
        world.Changes().ShouldAllBe(change => change.RunId == run.Id && change.State == ChangeState.Done);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_run_that_ended_holds_no_lease_any_more(int edited)
    {
        world.GivenLinked(3);
        for (var id = 101; id < 101 + edited; id++)
        {
            world.EditCrm(id, "Phone", "11 11 11 11");
        }

        (await world.Start().RunAsync(RunKind.Everything)).State.ShouldBe(RunState.Completed);

        var lease = RunLeases.NameOf(0, World.Connection, isSweeping: true);
        (await world.Start().Leases.TryTakeAsync(lease, Guid.NewGuid(), CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_changes_run_reads_only_what_changed()
    {
        world.GivenLinked(30);
        await world.Start().RunAsync();
        world.Time.Now += TimeSpan.FromHours(1);
        world.Erp("UPDATE customer SET changed = '2020-01-01T00:00:00'");
        await world.Start().RunAsync();
        world.EditErp("K110", "phone", "87 65 43 21");

        var run = await world.Start().RunAsync();

        // Cursors are inclusive: the last record of a feed comes once more.
        run.Counts.Decided.ShouldBeInRange(1, 3);
        world.Crm(110, "Phone").ShouldBe("87 65 43 21");
    }

    [Fact]
    public async Task A_change_that_nobody_reported_is_found_by_a_run_over_everything()
    {
        world.GivenLinked(3);
        world.Erp("UPDATE customer SET changed = '2020-01-01T00:00:00'");
        await world.Start().RunAsync();
        world.Time.Now += TimeSpan.FromHours(1);
        await world.Start().RunAsync();
        world.Ours("UPDATE CrmCompanies SET Phone = '11 11 11 11' WHERE Id = 101");

        (await world.Start().RunAsync()).Counts.ToErp.ShouldBe(0);
        (await world.Start().RunAsync(RunKind.Everything)).Counts.ToErp.ShouldBe(1);

        world.Customer("K101", "phone").ShouldBe("11 11 11 11");
    }

    [Fact]
    public async Task Both_sides_changed_is_a_conflict_of_the_run_and_is_not_written()
    {
        world.GivenLinked(3);
        world.EditErp("K101", "phone", "87 65 43 21");
        world.EditCrm(101, "Phone", "11 11 11 11");

        var run = await world.Start().RunAsync(RunKind.Everything);

        run.State.ShouldBe(RunState.Completed);
        run.Counts.Conflicts.ShouldBe(1);
        (world.Crm(101, "Phone"), world.Customer("K101", "phone")).ShouldBe(("11 11 11 11", "87 65 43 21"));
        world.Count($"SELECT count(*) FROM Conflicts WHERE LinkId = 101 AND RunId = {run.Id}").ShouldBe(1);
        (await world.Start().RunAsync(RunKind.Everything)).Counts.ShouldBe(run.Counts with { PlannedLinks = 0, WrittenLinks = 0 });
    }

    [Fact]
    public async Task A_deleted_actor_is_a_problem_of_its_link_and_stops_no_other()
    {
        world.GivenLinked(3);
        world.Erp("DELETE FROM customer WHERE no = 'K101'");
        world.EditErp("K102", "phone", "87 65 43 21");

        var run = await world.Start().RunAsync(RunKind.Everything);

        run.State.ShouldBe(RunState.CompletedWithProblems);
        world.Crm(102, "Phone").ShouldBe("87 65 43 21");
        world.Count("SELECT count(*) FROM ProblemRecords WHERE LinkId = 101").ShouldBe(1);
        world.Links().Count.ShouldBe(3);
        world.Crm(101, "Phone").ShouldBe("12 34 56 78");
    }

    [Fact]
    public async Task A_record_deleted_in_the_CRM_is_a_problem_of_its_link_and_stops_no_other()
    {
        world.GivenLinked(3);
        world.Ours("DELETE FROM CrmCompanies WHERE Id = 101");
        world.EditErp("K101", "phone", "11 11 11 11");
        world.EditErp("K102", "phone", "87 65 43 21");
        world.ForgetWrites();

        var run = await world.Start().RunAsync(RunKind.Everything);

        run.State.ShouldBe(RunState.CompletedWithProblems);
        world.Crm(102, "Phone").ShouldBe("87 65 43 21");
        world.Count($"SELECT count(*) FROM ProblemRecords r JOIN Problems p ON p.Id = r.ProblemId WHERE r.LinkId = 101 AND p.CauseKey = '{ProblemCauses.EntityGone}'").ShouldBe(1);
        (world.Links().Count, world.AllWrites, world.Customer("K101", "phone")).ShouldBe((3, 0, "11 11 11 11"));
    }

    [Theory]
    [InlineData("IRunStore.SavePage")]
    [InlineData("IWriteStore.Start")]
    [InlineData("IWriteStore.Record")]
    [InlineData("IRunStore.Advance")]
    public async Task Our_own_database_locked_in_the_middle_leaves_the_run_open_and_it_goes_on(string call)
    {
        world.GivenLinked(3);
        world.EditCrm(101, "Phone", "11 11 11 11");
        world.EditErp("K102", "phone", "87 65 43 21");
        world.ForgetWrites();
        var node = world.Start();
        node.Faults.Before = made => made.Name == call ? throw new SqliteException("database is locked", 5) : Task.CompletedTask;

        await Should.ThrowAsync<SqliteException>(() => node.RunAsync());
        world.Time.Now += TimeSpan.FromMinutes(1);
        var open = (await world.Start().RunStore.ListStartableAsync(CancellationToken.None)).ShouldHaveSingleItem();
        var run = await world.Start().WorkAsync(open);

        run.State.ShouldBe(RunState.Completed);
        (world.Customer("K101", "phone"), world.Crm(102, "Phone"), world.AllWrites).ShouldBe(("11 11 11 11", "87 65 43 21", 1));
        world.Changes().ShouldAllBe(change => change.State == ChangeState.Done);
    }

    [Fact]
    public async Task Ten_thousand_changes_at_once_stop_at_the_brake_and_go_over_once_each_when_they_are_let_go_on()
    {
        const int many = 10_000;
        world.GivenLinked(many);
        world.Ours("UPDATE CrmCompanies SET Phone = '11 11 11 11', Version = Version + 1, UpdatedAt = $now WHERE Id > 100", ("$now", world.Time.Now.ToUnixTimeMilliseconds()));

        var run = await world.Start().RunAsync();
        (run.State, run.Brake?.Links, world.AllWrites).ShouldBe((RunState.Braked, many, 0));
        await world.Start().Runs.ReleaseBrakeAsync(World.Ane, run.Id, null, CancellationToken.None);
        var ended = await world.Start().WorkAsync(run.Id);

        (ended.State, ended.Counts.ToErp).ShouldBe((RunState.Completed, many));
        world.AllWrites.ShouldBe(many);
        Convert.ToInt64(world.Erp("SELECT count(DISTINCT no) FROM write_log"), CultureInfo.InvariantCulture).ShouldBe(many);
        world.Count($"SELECT count(*) FROM Changes WHERE State = {(int)ChangeState.Done}").ShouldBe(many);
    }

    [Fact]
    public async Task A_value_the_other_side_cannot_hold_stays_where_it_is_and_the_rest_of_its_record_goes_over()
    {
        world.GivenLinked(3);
        world.EditCrm(101, "Phone", "11 11 11 11");
        world.EditCrm(101, "Email", new string('x', 90) + "@x.dk");

        var run = await world.Start().RunAsync(RunKind.Everything);

        run.State.ShouldBe(RunState.CompletedWithProblems);
        world.Customer("K101", "phone").ShouldBe("11 11 11 11");
        world.Customer("K101", "email").ShouldBe("");
    }

    [Fact]
    public async Task An_address_that_moved_after_its_list_was_shown_waits_whole()
    {
        world.GivenLinked(3);
        world.Ours("UPDATE Connections SET ShowsNextRun = TRUE");
        world.EditErp("K101", "street", "Ny Vej 2");
        world.EditErp("K101", "city", "Nyby");
        var run = await world.Start().RunAsync(RunKind.Everything);
        run.State.ShouldBe(RunState.Braked);
        world.EditErp("K101", "city", "Endnu en by");

        await world.Start().Runs.ReleaseBrakeAsync(World.Ane, run.Id, null, CancellationToken.None);
        await world.Start().WorkAsync(run.Id);

        (world.Crm(101, "Street"), world.Crm(101, "City")).ShouldBe(("Gade 1", "By"));
        await world.Start().RunAsync();
        (world.Crm(101, "Street"), world.Crm(101, "City")).ShouldBe(("Ny Vej 2", "Endnu en by"));
    }

    [Fact]
    public async Task An_inactive_actor_waits_also_where_another_connection_feeds_the_field()
    {
        var second = new Guid("11111111-0000-4000-8000-000000000002");
        var file = world.AddConnection(second);
        world.AddMappingVersion(second, 1, Web.Demo.DemoMapping.Document);
        world.GivenLinked(1);
        world.Ours(
            """
            INSERT INTO Links (Id, ConnectionId, EntityType, EntityId, ActorType, KeySpace, ErpKey, State, Snapshot, SnapshotMapping, RowVersion)
            SELECT 9, $second, EntityType, EntityId, ActorType, KeySpace, 'C1', State, Snapshot, SnapshotMapping, RowVersion FROM Links
            """,
            ("$second", second));
        using (var erp = World.Open(file))
        {
            using var command = erp.CreateCommand();
            command.CommandText = "UPDATE customer SET phone = '12 34 56 78', inactive = 1 WHERE no = 'C1'";
            command.ExecuteNonQuery();
        }

        world.EditCrm(101, "Phone", "87 65 43 21");

        var node = world.Start();
        var queued = (await node.Runs.SweepAsync(World.Ane, second, RunKind.Everything, CancellationToken.None)).ShouldNotBeNull();
        await node.WorkAsync(queued.Run.Id);

        using var after = World.Open(file);
        using var phone = after.CreateCommand();
        phone.CommandText = "SELECT phone FROM customer WHERE no = 'C1'";
        phone.ExecuteScalar().ShouldBe("12 34 56 78");
        world.Changes().ShouldNotContain(change => change.State == ChangeState.Done);
    }

    [Fact]
    public async Task An_unusually_large_run_stops_and_asks_before_it_writes()
    {
        world.GivenLinked(40);
        world.Erp("UPDATE customer SET phone = '87 65 43 21' WHERE no LIKE 'K%'");
        var before = world.Dump();

        var run = await world.Start().RunAsync(RunKind.Everything);

        run.State.ShouldBe(RunState.Braked);
        run.Brake.ShouldNotBeNull().ShouldBe(run.Brake with { Links = 40, LinksLimit = 25 });
        world.Dump().ShouldBe(before);
        (await world.Start().RunStore.ListStartableAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_braked_run_that_is_let_go_on_writes_only_what_still_holds()
    {
        world.GivenLinked(40);
        world.Erp("UPDATE customer SET phone = '87 65 43 21' WHERE no LIKE 'K%'");
        var run = await world.Start().RunAsync(RunKind.Everything);
        world.EditErp("K105", "phone", "55 55 55 55");
        world.EditCrm(106, "Phone", "66 66 66 66");

        (await world.Start().Runs.ReleaseBrakeAsync(World.Ane, run.Id, null, CancellationToken.None)).ShouldBeTrue();
        var ended = await world.Start().WorkAsync(run.Id);

        ended.State.ShouldBe(RunState.Completed);
        world.Crm(104, "Phone").ShouldBe("87 65 43 21");
        world.Crm(105, "Phone").ShouldBe("12 34 56 78");
        world.Crm(106, "Phone").ShouldBe("66 66 66 66");
        ended.Counts.ToCrm.ShouldBe(38);
        world.Count("SELECT count(*) FROM Retries WHERE LinkId = 105 AND WholeRecord = TRUE").ShouldBe(1);
    }

    [Fact]
    public async Task Only_the_first_ten_leaves_the_rest_to_the_next_run()
    {
        world.GivenLinked(40);
        world.Erp("UPDATE customer SET phone = '87 65 43 21' WHERE no LIKE 'K%'");
        var run = await world.Start().RunAsync(RunKind.Everything);

        await world.Start().Runs.ReleaseBrakeAsync(World.Ane, run.Id, 10, CancellationToken.None);
        var ended = await world.Start().WorkAsync(run.Id);

        ended.Counts.ToCrm.ShouldBe(10);
        world.Count("SELECT count(*) FROM CrmCompanies WHERE Phone = '87 65 43 21'").ShouldBe(10);
        world.Count("SELECT count(*) FROM Retries WHERE WholeRecord = TRUE").ShouldBe(30);
        (await world.Start().RunAsync()).State.ShouldBe(RunState.Braked);
    }

    [Fact]
    public async Task A_cancelled_run_stops_between_two_batches_and_the_next_one_finds_the_rest()
    {
        world.GivenLinked(60);
        for (var id = 101; id <= 125; id++)
        {
            world.EditCrm(id, "Phone", "11 11 11 11");
        }

        world.ForgetWrites();
        var node = world.Start();
        node.Faults.Before = async call =>
        {
            if (call.Name == WriteErp)
            {
                await world.Start().Runs.CancelAsync(World.Ane, 1, CancellationToken.None);
            }
        };
        world.Erp("UPDATE customer SET phone = '11 11 11 11' WHERE no = 'K125'");
        world.ForgetWrites();

        var run = await node.RunAsync();

        run.State.ShouldBeOneOf(RunState.Cancelled, RunState.Completed);
        world.AllWrites.ShouldBe(24);
    }

    [Fact]
    public async Task A_record_that_somebody_writes_to_is_left_to_the_next_run()
    {
        world.GivenLinked(3);
        world.EditCrm(101, "Phone", "11 11 11 11");
        world.EditCrm(102, "Phone", "22 22 22 22");
        var claim = await world.Start().Claims.TryTakeAsync(World.Company(101), "Bo", CancellationToken.None);

        var run = await world.Start().RunAsync();
        (run.State, run.Counts.Waiting).ShouldBe((RunState.Completed, 1));
        world.Customer("K101", "phone").ShouldBe("12 34 56 78");
        world.Customer("K102", "phone").ShouldBe("22 22 22 22");

        await world.Start().Claims.ReleaseAsync(claim.ShouldNotBeNull());
        world.Time.Now += TimeSpan.FromHours(1);
        (await world.Start().RunAsync()).Counts.ToErp.ShouldBe(1);
        world.Customer("K101", "phone").ShouldBe("11 11 11 11");
        world.Count("SELECT count(*) FROM Retries").ShouldBe(0);
    }

    [Fact]
    public async Task An_ERP_that_goes_away_in_the_middle_makes_the_run_wait_and_it_goes_on_by_itself()
    {
        world.GivenLinked(3);
        world.EditCrm(101, "Phone", "11 11 11 11");
        var node = world.Start();
        node.Faults.Instead = (call, make) => call.Name == WriteErp
            ? Task.FromResult<object?>((IReadOnlyList<SaveOutcome>)[new SaveOutcome.NotTried(Down)])
            : make();

        var waiting = await node.RunAsync();
        (waiting.State, waiting.Message?.English).ShouldBe((RunState.Running, Down.UserText.English));
        waiting.NextTry.ShouldNotBeNull();
        (await node.RunStore.ListStartableAsync(CancellationToken.None)).ShouldBeEmpty();

        world.Time.Now = waiting.NextTry.Value;
        (await node.RunStore.ListStartableAsync(CancellationToken.None)).ShouldBe([waiting.Id]);
        var ended = await world.Start().WorkAsync(waiting.Id);
        (ended.State, ended.Counts.ToErp).ShouldBe((RunState.Completed, 1));
        world.Customer("K101", "phone").ShouldBe("11 11 11 11");
    }

    [Fact]
    public async Task A_process_that_lost_its_lease_writes_nothing_more()
    {
        world.GivenLinked(3);
        world.EditCrm(101, "Phone", "11 11 11 11");
        world.ForgetWrites();
        var node = world.Start();
        node.Faults.Before = async call =>
        {
            if (call.Name == "IWriteStore.Start")
            {
                // Paused for long enough that another process has taken over.
                world.Time.Now += TimeSpan.FromMinutes(1);
                (await world.Start().Leases.TryTakeAsync(RunLeases.NameOf(1, World.Connection, isSweeping: true), Guid.NewGuid(), CancellationToken.None)).ShouldNotBeNull();
            }
        };

        var run = await node.RunAsync();

        run.State.ShouldBe(RunState.Running);
        world.AllWrites.ShouldBe(0);
        world.Changes().ShouldAllBe(change => change.State == ChangeState.Planned);
        world.Time.Now += TimeSpan.FromMinutes(1);
        (await world.Start().WorkAsync(run.Id)).State.ShouldBe(RunState.Completed);
        world.Writes("K101").ShouldBe(1);
    }

    [Fact]
    public async Task A_crash_at_any_call_of_a_run_loses_nothing_and_writes_nothing_twice()
    {
        world.GivenLinked(3);
        world.EditCrm(101, "Phone", "11 11 11 11");
        world.EditErp("K102", "phone", "87 65 43 21");
        world.ForgetWrites();
        using var rehearsal = world.Copy();
        var faults = new Faults();
        await rehearsal.Start(faults).RunAsync();

        foreach (var isBefore in new[] { true, false })
        {
            for (var number = 1; number <= faults.Calls; number += Cuts.Stride)
            {
                using var copy = world.Copy();
                var crashing = copy.Start(new Faults { CrashBefore = isBefore ? number : null, CrashAfter = isBefore ? null : number });
                await Record.ExceptionAsync(() => crashing.RunAsync());
                copy.Time.Now += TimeSpan.FromMinutes(1);

                var node = copy.Start();
                var open = await node.RunStore.ListStartableAsync(CancellationToken.None);
                var run = open is [var left] ? await node.WorkAsync(left) : await node.RunAsync();

                var at = $"{(isBefore ? "before" : "after")} call {number}, {crashing.Faults.Names.LastOrDefault()}";
                run.State.ShouldBe(RunState.Completed, at);
                copy.Customer("K101", "phone").ShouldBe("11 11 11 11", at);
                copy.Crm(102, "Phone").ShouldBe("87 65 43 21", at);
                copy.AllWrites.ShouldBe(1, at);
                copy.Count("SELECT count(*) FROM RunTargets").ShouldBe(0, at);
                copy.Changes().ShouldAllBe(change => change.State == ChangeState.Done, at);
            }
        }
    }

    [Fact]
    public async Task A_users_choice_and_a_sweep_do_not_get_in_each_others_way()
    {
        world.GivenLinked(3);
        world.EditErp("K101", "phone", "87 65 43 21");
        var node = world.Start();
        await node.ChooseAsync(101, ("phone", Choice.Crm));

        var run = await node.RunAsync();

        run.Counts.ToCrm.ShouldBe(1);
        (await node.SaveAsync(world, 101)).ShouldBeOfType<SaveResult.LinkChanged>();
        (await world.DraftAsync(World.Ane, 101)).ShouldNotBeNull();
    }

    private static ConnectorException Down { get; } = new(FailureKind.Unreachable, LocalText.Of("Down.", "Nede."), "down");
}
