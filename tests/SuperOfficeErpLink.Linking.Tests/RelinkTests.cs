using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Sql;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Actors that got another number in the ERP: one at a time and as a list.</summary>
public sealed class RelinkTests : IDisposable
{
    private static readonly UserContext Admin = new("admin", "Administrator", IsAdministrator: true, []);
    private readonly World world = new();

    public RelinkTests() => world.GivenLinked(6);

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_renumbered_actor_is_linked_again_with_its_history_and_the_next_sync_writes_nothing()
    {
        var node = world.Start();
        world.EditCrm(101, "Phone", "55 55 55 55");
        await node.SyncAsync(101);
        Renumber("K101", "N101");
        await node.RunAsync(RunKind.Everything);
        Problems().ShouldBe([ProblemCauses.ActorGone]);
        var before = world.Links()[0];

        (await RelinkAsync(node, 101, "N101")).ShouldBeOfType<RelinkResult.Relinked>().Candidate.Name.ShouldBe("Firma 101");

        var after = world.Links()[0];
        (after.Id, after.ErpKey, after.RowVersion).ShouldBe((before.Id, "N101", before.RowVersion + 1));
        after.Snapshot.ShouldBe(before.Snapshot);
        Problems().ShouldBeEmpty();
        world.ForgetWrites();
        world.Time.Now += TimeSpan.FromMinutes(1);
        var run = await world.Start().RunAsync();
        (run.State, run.Counts.ToErp, run.Counts.ToCrm).ShouldBe((RunState.Completed, 0, 1), "only the number, which the ERP owns, goes over");
        world.Crm(101, "Number").ShouldBe("N101");
        world.AllWrites.ShouldBe(0);
        Events().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            happened => happened.Kind.ShouldBe(LinkEventKind.Renumbered), happened => (happened.Before, happened.ErpKey, happened.UserId).ShouldBe(("K101", "N101", "ane")));
        world.Changes().Count(change => change.LinkId == 101 && change.Field == "phone").ShouldBe(1);
    }

    [Fact]
    public async Task What_both_sides_changed_while_the_actor_was_gone_is_decided_as_ever()
    {
        Renumber("K101", "N101");
        world.EditErp("N101", "phone", "66 66 66 66");
        world.EditCrm(101, "Street", "Ny Vej 1");
        await RelinkAsync(world.Start(), 101, "N101");

        (await world.Start().SyncAsync(101)).ShouldBe(new SyncResult.Synced(1, 2, 0, 0));

        (world.Crm(101, "Phone"), world.Customer("N101", "street")).ShouldBe(("66 66 66 66", "Ny Vej 1"));
    }

    [Fact]
    public async Task An_actor_that_is_still_there_is_not_given_up() => await IsLeftAsync<RelinkResult.NotGone>(101, "C1");

    [Fact]
    public async Task A_number_that_the_ERP_does_not_have_is_not_taken()
    {
        Renumber("K101", "N101");

        await IsLeftAsync<RelinkResult.NoSuchActor>(101, "N1");
        await IsLeftAsync<RelinkResult.NoSuchActor>(101, "");
        await IsLeftAsync<RelinkResult.NoSuchActor>(101, "S1");
        await IsLeftAsync<RelinkResult.NoSuchActor>(101, "K101");
    }

    [Fact]
    public async Task A_number_that_another_record_holds_is_not_taken_and_its_holder_is_named()
    {
        Renumber("K101", "N101");

        (await IsLeftAsync<RelinkResult.Taken>(101, "K102")).Holder.ShouldBe(new ActorHolder(World.Company(102), "Firma 102"));
    }

    [Fact]
    public async Task The_loser_of_a_race_for_the_number_is_told_who_has_it()
    {
        Renumber("K101", "N101");
        var node = world.Start(new Faults
        {
            Before = call =>
            {
                if (call.Name == "ILinkMoveStore.Renumber")
                {
                    world.Ours("UPDATE Links SET ErpKey = 'N101' WHERE Id = 102");
                }

                return Task.CompletedTask;
            },
        });

        (await RelinkAsync(node, 101, "N101")).ShouldBeOfType<RelinkResult.Taken>().Holder.Entity.ShouldBe(World.Company(102));

        world.Links()[0].ErpKey.ShouldBe("K101");
    }

    [Fact]
    public async Task During_an_outage_nothing_is_relinked()
    {
        Renumber("K101", "N101");
        var before = world.Dump();
        var down = new ConnectorException(FailureKind.Unreachable, LocalText.Of("Down.", "Nede."), "down");
        var node = world.Start(new Faults { Before = call => call.Name == "IErpSession.Get" ? throw down : Task.CompletedTask });

        await Should.ThrowAsync<ConnectorException>(() => RelinkAsync(node, 101, "N101"));

        world.Dump().ShouldBe(before);
        (await RelinkAsync(world.Start(), 101, "N101")).ShouldBeOfType<RelinkResult.Relinked>("the claim was given back");
    }

    [Fact]
    public async Task Whoever_may_not_link_may_not_relink()
    {
        Renumber("K101", "N101");
        world.Ours("UPDATE Access SET CanConnect = FALSE");

        await Should.ThrowAsync<AccessDeniedException>(() => RelinkAsync(world.Start(), 101, "N101"));
        await Should.ThrowAsync<AccessDeniedException>(() => world.Start().Relinker.LookAsync(World.Ane, World.Company(101), World.Connection, "N101", default));
    }

    [Fact]
    public async Task A_draft_of_a_colleague_on_the_old_number_is_answered_and_kept()
    {
        var node = world.Start();
        await node.Drafts.DisconnectAsync(World.Bo, World.Company(101), World.Connection, default);
        Renumber("K101", "N101");
        await RelinkAsync(node, 101, "N101");

        (await node.SaveAsync(world, 101, World.Bo)).ShouldBe(new SaveResult.LinkChanged("Demo ERP"));

        world.Links()[0].ErpKey.ShouldBe("N101");
    }

    [Fact]
    public async Task A_process_that_dies_anywhere_leaves_the_old_number_or_the_new_one()
    {
        Renumber("K101", "N101");
        var calls = 1;
        for (var at = 1; at <= calls; at++)
        {
            foreach (var isBefore in new[] { true, false })
            {
                using var copy = world.Copy();
                var node = copy.Start(isBefore ? new Faults { CrashBefore = at } : new Faults { CrashAfter = at });
                try
                {
                    await RelinkAsync(node, 101, "N101");
                }
                catch (ProcessGoneException)
                {
                    calls = at + 1;
                }

                copy.Time.Now += TimeSpan.FromSeconds(31);
                var isNew = copy.Links()[0].ErpKey == "N101";
                copy.Count("SELECT count(*) FROM LinkEvents").ShouldBe(isNew ? 1 : 0);
                (await RelinkAsync(copy.Start(), 101, "N101")).GetType().ShouldBe(isNew ? typeof(RelinkResult.NotGone) : typeof(RelinkResult.Relinked));
                copy.Links()[0].ErpKey.ShouldBe("N101");
                copy.Count("SELECT count(*) FROM LinkEvents").ShouldBe(1);
            }
        }

        calls.ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task A_gone_actor_is_created_anew_and_the_companys_persons_stay()
    {
        var node = world.Start();
        await node.ConnectAsync(1, "C1");
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        await node.ConnectAsync(World.Person(11), "P11");
        await node.SavePartAsync<PartResult.Saved>(world, World.Person(11));
        world.Erp("DELETE FROM customer WHERE no = 'C1'");
        var customers = world.Customers;

        (await node.Drafts.RecreateAsync(World.Ane, World.Company(1), World.Connection, default)).ShouldBe(DraftOutcome.Changed);
        await node.CreateAsync(1, null, ("credit_check", "2026-03-01"));
        (await node.SavePartAsync<PartResult.Saved>(world, 1)).CreatedKey.ShouldNotBeNull();

        world.Customers.ShouldBe(customers + 1);
        var company = world.Links().Single(link => link is { EntityType: EntityType.Company, EntityId: 1 });
        company.ErpKey.ShouldNotBe("C1");
        world.Links().Single(link => link.EntityType == EntityType.Person).ParentLinkId.ShouldBe(company.Id);
    }

    [Fact]
    public async Task A_number_that_comes_back_with_other_values_is_not_taken_for_the_same_actor_until_someone_says_so()
    {
        world.Erp("DELETE FROM customer WHERE no = 'K101'");
        await world.Start().RunAsync(RunKind.Everything);
        Problems().ShouldBe([ProblemCauses.ActorGone]);
        world.Erp("INSERT INTO customer (no, name, phone) VALUES ('K101', 'En helt anden', '99 99 99 99')");
        var before = world.Dump();

        await world.Start().RunAsync(RunKind.Changes);
        await world.Start().RunAsync(RunKind.Everything);
        var node = world.Start();
        await node.RecordRun.SyncAsync(World.Ane, (await node.Links.FindAsync(101, default)).ShouldNotBeNull(), default);

        world.Dump().ShouldBe(before);
        Problems().ShouldBe([ProblemCauses.ActorReturned]);

        await node.ChooseAsync(101, ("name", Choice.Crm), ("phone", Choice.Erp));
        await node.SavePartAsync<PartResult.Saved>(world, 101);
        (world.Customer("K101", "name"), world.Crm(101, "Phone")).ShouldBe(("Firma 101", "99 99 99 99"));
        Problems().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_actor_that_comes_back_as_it_was_goes_on()
    {
        world.Erp("CREATE TABLE kept AS SELECT * FROM customer WHERE no = 'K101'");
        world.Erp("DELETE FROM customer WHERE no = 'K101'");
        await world.Start().RunAsync(RunKind.Everything);
        world.Erp("INSERT INTO customer SELECT * FROM kept");
        world.EditCrm(101, "Phone", "11 11 11 11");

        await world.Start().RunAsync(RunKind.Everything);

        world.Customer("K101", "phone").ShouldBe("11 11 11 11");
        Problems().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_actor_that_is_created_anew_may_get_its_old_number_again()
    {
        var node = world.Start();
        await node.CreateAsync(1, null, ("credit_check", "2026-03-01"));
        var number = (await node.SavePartAsync<PartResult.Saved>(world, 1)).CreatedKey.ShouldNotBeNull();
        world.Erp("UPDATE person SET customer_no = $no WHERE no = 'P11'", ("$no", number));
        await node.ConnectAsync(World.Person(11), "P11");
        await node.SavePartAsync<PartResult.Saved>(world, World.Person(11));
        world.Time.Now += TimeSpan.FromHours(1);
        world.Erp("DELETE FROM customer WHERE no = $no", ("$no", number));

        (await node.Drafts.RecreateAsync(World.Ane, World.Company(1), World.Connection, default)).ShouldBe(DraftOutcome.Changed);
        await node.CreateAsync(1, null, ("credit_check", "2026-03-01"));
        var saved = await node.SavePartAsync<PartResult.Saved>(world, 1);

        (saved.CreatedKey, saved.Parted).ShouldBe((number, null));
        var company = world.Links().Single(link => link is { EntityType: EntityType.Company, EntityId: 1 });
        company.ErpKey.ShouldBe(number);
        world.Links().Single(link => link.EntityType == EntityType.Person).ParentLinkId.ShouldBe(company.Id);
    }

    [Fact]
    public async Task A_list_renumbers_chains_and_rings_under_the_unique_index_and_back_again()
    {
        var before = Keys();
        foreach (var no in new[] { "N1", "N2" })
        {
            world.Erp("INSERT INTO customer (no, name) VALUES ($no, 'Ny')", ("$no", no));
        }

        var list = "K101;K102\nK102;K101\nK103;K104\nK104;N1\nK105;K106\nK106;K105\nK109;N2";
        var done = await ApplyAsync(list);

        Keys().ShouldBe(["K102", "K101", "K104", "N1", "K106", "K105"]);
        (done.Done, done.Verdicts.Count).ShouldBe((6, 7));
        done.Verdicts.Single(verdict => verdict.Status != RenumberStatus.Done).Status.ShouldBe(RenumberStatus.Unlinked);
        world.Links().ShouldAllBe(link => link.KeySpace == "customer");
        Events().Count(happened => happened.OperationId == done.OperationId).ShouldBe(6);
        world.Count("SELECT count(*) FROM Audit WHERE What = 'links.renumbered'").ShouldBe(1);
        world.Count("SELECT count(*) FROM Retries WHERE WholeRecord = TRUE").ShouldBe(6);
        world.AllWrites.ShouldBe(2, "what the test itself inserted");

        var back = new List<string>();
        await foreach (var step in Renumberer().ReadDoneAsync(Admin, World.Connection, done.OperationId, default))
        {
            back.Add($"{step.To};{step.From}");
        }

        (await ApplyAsync(string.Join('\n', back))).Done.ShouldBe(6);
        Keys().ShouldBe(before);
    }

    [Theory]
    [InlineData("K101;N1\nN1;N2", "N1", "K102")]
    [InlineData("K101;K102\nK102;K101", "K102", "K101")]
    public async Task An_order_sent_again_moves_no_link_on(string list, string first, string second)
    {
        world.Erp("INSERT INTO customer (no, name) VALUES ('N1', 'Ny'), ('N2', 'Ny')");
        var order = await ApplyAsync(list);
        Keys()[..2].ShouldBe([first, second]);

        var again = await ApplyAsync(list, order.OperationId);

        Keys()[..2].ShouldBe([first, second]);
        again.Done.ShouldBe(order.Done);
        Events().Count.ShouldBe(order.Done);
        world.Count("SELECT count(*) FROM Audit WHERE What = 'links.renumbered'").ShouldBe(1);
    }

    [Fact]
    public async Task An_order_sent_again_does_what_it_could_not_do_before()
    {
        world.Erp("INSERT INTO customer (no, name) VALUES ('N1', 'Ny'), ('N2', 'Ny')");
        var list = "K101;N1\nN1;K102\nK103;N2";
        var claim = (await world.Start().Claims.TryTakeAsync(World.Company(103), "Bo", default)).ShouldNotBeNull();
        world.Ours("DELETE FROM Links WHERE Id = 102");
        var order = await ApplyAsync(list);
        order.Verdicts.Select(verdict => verdict.Status).ShouldBe([RenumberStatus.Done, RenumberStatus.Unlinked, RenumberStatus.Busy]);
        await world.Start().Claims.ReleaseAsync([claim]);

        var again = await ApplyAsync(list, order.OperationId);

        again.Verdicts.Select(verdict => verdict.Status).ShouldBe([RenumberStatus.Done, RenumberStatus.Unlinked, RenumberStatus.Done]);
        world.Links().Select(link => link.ErpKey).Order(StringComparer.Ordinal).ShouldBe(["K104", "K105", "K106", "N1", "N2"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task Of_two_who_send_an_order_at_once_the_second_moves_nothing(int? ring)
    {
        var store = Moves();
        var (operation, steps) = (Guid.NewGuid(), new[] { new RenumberStep(101, "K101", "K102", ring), new RenumberStep(102, "K102", "K101", ring) });
        var swap = ring is null ? [new RenumberStep(101, "K101", "N1", null), new RenumberStep(102, "K102", "N2", null)] : steps;
        (await store.RenumberAsync(World.Connection, "customer", swap, operation, "adam", default)).ShouldAllBe(outcome => outcome is MoveOutcome.Moved);
        var keys = Keys();

        (await store.RenumberAsync(World.Connection, "customer", swap, operation, "adam", default)).ShouldAllBe(outcome => outcome is MoveOutcome.MovedBefore);
        (await store.RenumberAsync(World.Connection, "customer", [new RenumberStep(101, keys[0], "N9", null)], operation, "adam", default)).ShouldHaveSingleItem().ShouldBeOfType<MoveOutcome.Changed>();

        Keys().ShouldBe(keys);
        Events().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Who_writes_to_a_record_keeps_its_number_and_a_ring_is_done_whole_or_not()
    {
        world.Erp("INSERT INTO customer (no, name) VALUES ('N1', 'Ny')");
        (await world.Start().Claims.TryTakeAsync(World.Company(102), "Bo", default)).ShouldNotBeNull();

        var done = await ApplyAsync("K101;K102\nK102;K101\nK103;N1");

        Keys()[..3].ShouldBe(["K101", "K102", "N1"]);
        done.Verdicts.Select(verdict => verdict.Status).ShouldBe([RenumberStatus.Busy, RenumberStatus.Busy, RenumberStatus.Done]);
    }

    [Fact]
    public async Task Whoever_held_a_record_before_it_was_renumbered_writes_nothing_more()
    {
        world.Erp("INSERT INTO customer (no, name) VALUES ('N1', 'Ny')");
        var claim = (await world.Start().Claims.TryTakeAsync(World.Company(101), "Bo", default)).ShouldNotBeNull();
        world.Time.Now += TimeSpan.FromSeconds(31);

        (await ApplyAsync("K101;N1")).Done.ShouldBe(1);

        await Should.ThrowAsync<ClaimLostException>(() => world.Start().Claims.RenewAsync(claim, default));
    }

    [Fact]
    public async Task Only_administrators_renumber_many() =>
        await Should.ThrowAsync<AccessDeniedException>(() => Renumberer().LookAsync(World.Ane, World.Connection, ActorType.Customer, RenumberList.Parse("K101;K102"), Guid.NewGuid(), default));

    private static Task<RelinkResult> RelinkAsync(Node node, long company, string key) =>
        node.Relinker.RelinkAsync(World.Ane, World.Company(company), World.Connection, key, default);

    private async Task<T> IsLeftAsync<T>(long company, string key)
        where T : RelinkResult
    {
        var before = world.Dump();
        (await world.Start().Relinker.LookAsync(World.Ane, World.Company(company), World.Connection, key, default)).ShouldBeOfType<T>();
        var result = (await RelinkAsync(world.Start(), company, key)).ShouldBeOfType<T>();
        world.Dump().ShouldBe(before);
        Events().ShouldBeEmpty();
        return result;
    }

    private async Task<RenumberDone> ApplyAsync(string list, Guid? operation = null) =>
        (await Renumberer().ApplyAsync(Admin, World.Connection, ActorType.Customer, RenumberList.Parse(list), operation ?? Guid.NewGuid(), default)).ShouldNotBeNull();

    private Renumberer Renumberer()
    {
        var ports = Ports.On(world, new Faults());
        return new Renumberer(
            ports.Connections, new Core.Connections.ErpSessions([new SqlConnector()], ports.Connections, ports.Outbound, Core.Connections.ErpTimeouts.Default, world.Time),
            Moves());
    }

    private LinkMoveStore Moves() => new(world.Contexts, new FenceStore(ClaimTime.Default, LeaseTime.Default, world.Time), world.Time);

    /// <summary>As ERPs do it that cannot rename: the row goes and comes under another number.</summary>
    private void Renumber(string from, string to)
    {
        world.Erp(
            "INSERT INTO customer (no, name, street, zip, city, country, phone) SELECT $to, name, street, zip, city, country, phone FROM customer WHERE no = $from",
            ("$to", to), ("$from", from));
        world.Erp("DELETE FROM customer WHERE no = $from", ("$from", from));
        world.ForgetWrites();
    }

    private List<string> Keys() => [.. world.Links().Select(link => link.ErpKey)];

    private IReadOnlyList<LinkEventRow> Events()
    {
        using var context = world.Contexts.CreateDbContext();
        return [.. context.LinkEvents.OrderBy(row => row.Id)];
    }

    private IReadOnlyList<string> Problems()
    {
        using var context = world.Contexts.CreateDbContext();
        return [.. context.Problems.Select(row => row.CauseKey)];
    }
}
