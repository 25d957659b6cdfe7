using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>What a Save does when a system refuses, does not answer, or changes while it is on its way.</summary>
public sealed class SaveFailureTests : IDisposable
{
    private const string ErpUpdate = "IErpWriter.Update";
    private const string CrmUpdate = "ICrm.Update";
    private static readonly ConnectorException Down = new(FailureKind.Unreachable, LocalText.Of("Down.", "Nede."), "down");
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task An_ERP_that_cannot_be_read_leaves_everything_and_the_draft()
    {
        await LinkDraftAsync();
        var before = world.Dump();
        var faults = new Faults { Before = call => call.Name == "IErpSession.Get" ? throw Down : Task.CompletedTask };

        await world.Start(faults).SavePartAsync<PartResult.Unreachable>(world, 1);

        world.Dump().ShouldBe(before);
        world.OpenOperations().ShouldBeEmpty();
        await SavesWholeAsync();
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_even_after_its_field_could_not_be_read()
    {
        world.GivenLinked(1);
        world.EditCrm(101, "Phone", "11 11 11 11");
        var losing = new Faults
        {
            Instead = async (call, make) => call.Name == ErpUpdate && await make() is IReadOnlyList<SaveOutcome> ? (IReadOnlyList<SaveOutcome>)[new SaveOutcome.Unknown(Down)] : await make(),
        };
        await world.Start(losing).SyncAsync(101);
        world.Changes().ShouldHaveSingleItem().State.ShouldBe(ChangeState.Unknown);

        var blind = new Faults
        {
            Instead = async (call, make) => await make() is var answer && call.Name == "IErpSession.Get" && answer is ReadResult read
                ? read with { Found = [.. read.Found.Select(record => record with { Values = [.. record.Values.Select(_ => FieldValue.NotRead)] })] }
                : answer,
        };
        world.Time.Now += TimeSpan.FromMinutes(1);
        (await world.Start(blind).Unfinished.RunAsync(CancellationToken.None)).ShouldBe(1);
        world.Changes().ShouldHaveSingleItem().State.ShouldBe(ChangeState.Unknown);

        world.Time.Now += TimeSpan.FromHours(1);
        (await world.Start().Unfinished.RunAsync(CancellationToken.None)).ShouldBe(1);
        world.Changes().ShouldHaveSingleItem().State.ShouldBe(ChangeState.Done);
        world.Count("SELECT count(*) FROM Retries").ShouldBe(0);
    }

    [Fact]
    public async Task An_ERP_that_goes_down_before_the_write_leaves_everything_and_the_draft()
    {
        await LinkDraftAsync();
        var before = world.Dump();
        var faults = new Faults { Before = call => call.Name == ErpUpdate ? throw Down : Task.CompletedTask };

        await world.Start(faults).SavePartAsync<PartResult.Unreachable>(world, 1);

        world.Dump().ShouldBe(before);
        await SavesWholeAsync();
    }

    [Theory]
    [InlineData(ErpUpdate, false)]
    [InlineData(ErpUpdate, true)]
    [InlineData(CrmUpdate, false)]
    [InlineData(CrmUpdate, true)]
    public async Task A_time_out_before_or_after_the_effect_is_settled_by_reading_and_written_once(string call, bool afterEffect)
    {
        await LinkDraftAsync();
        var faults = new Faults { Instead = LosesAnswer(call, afterEffect) };

        var result = (await world.Start(faults).SaveAsync(world, 1)).ShouldBeOfType<SaveResult.Done>().Parts.ShouldHaveSingleItem();

        if (call == ErpUpdate)
        {
            result.ShouldBeOfType<PartResult.Unsettled>();
            world.OpenOperations().ShouldHaveSingleItem();
        }
        else
        {
            result.ShouldBeOfType<PartResult.Saved>().CrmIsPending.ShouldBeTrue();
            world.Links().ShouldHaveSingleItem().State.ShouldBe(LinkState.Active);
        }

        await WorkAsync();
        await WholeAsync();
    }

    [Theory]
    [InlineData("its field cannot be read")]
    [InlineData("it has arrived")]
    public async Task A_Save_that_may_have_written_something_is_not_given_back_when_the_rest_cannot_be_sent(string first)
    {
        await LinkDraftAsync();
        var losing = new Faults { Instead = LosesAnswer(ErpUpdate, afterEffect: false) };
        await world.Start(losing).SavePartAsync<PartResult.Unsettled>(world, 1);
        if (first == "it has arrived")
        {
            world.EditErp("C1", "name", "Crm 1");
            world.ForgetWrites();
        }

        var down = new Faults
        {
            Before = call => call.Name == ErpUpdate ? throw Down : Task.CompletedTask,
            Instead = async (call, make) => await make() is var answer && first != "it has arrived" && call.Name == "IErpSession.Get" && answer is ReadResult read
                ? read with { Found = [.. read.Found.Select(record => record with { Values = [.. record.Values.Select(value => value.Text == "Erp et" ? FieldValue.NotRead : value)] })] }
                : answer,
        };
        world.Time.Now += TimeSpan.FromHours(1);
        (await world.Start(down).Unfinished.RunAsync(CancellationToken.None)).ShouldBe(1);

        down.Count(ErpUpdate).ShouldBe(1);
        world.OpenOperations().ShouldHaveSingleItem("it goes on when the ERP is back");
        world.Links().ShouldHaveSingleItem();
        await WorkAsync();
        await WholeAsync();
    }

    [Fact]
    public async Task A_refused_record_leaves_everything_and_the_draft()
    {
        await LinkDraftAsync();
        var before = world.Dump();

        var refused = await world.Start(new Faults { Instead = Refuses(null) }).SavePartAsync<PartResult.Refused>(world, 1);

        refused.Errors.ShouldHaveSingleItem().Message.English.ShouldBe("No.");
        world.Dump().ShouldBe(before);
        await SavesWholeAsync();
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("stale")]
    public async Task A_process_that_dies_after_a_refusal_leaves_nothing_or_the_whole_Save(string answer)
    {
        for (var number = 1; ; number += Cuts.Stride)
        {
            using var one = new World();
            await LinkDraftAsync(one);
            var instead = answer == "refused" ? Refuses(null) : (call, make) => call.Name == ErpUpdate ? Answer(new SaveOutcome.Stale(null)) : make();
            var crashed = false;
            try
            {
                await one.Start(new Faults { CrashAfter = number, Instead = instead }).SaveAsync(one, 1);
            }
            catch (ProcessGoneException)
            {
                crashed = true;
            }

            await WorkAsync(one);
            await WholeAfterAnotherSaveIfNeededAsync(one, $"{answer}, gone after call {number}");
            if (!crashed)
            {
                number.ShouldBeGreaterThan(20);
                return;
            }
        }
    }

    [Fact]
    public async Task One_refused_field_keeps_both_values_and_the_rest_is_saved()
    {
        await LinkDraftAsync();

        var saved = await world.Start(new Faults { Instead = Refuses("email") }).SavePartAsync<PartResult.Saved>(world, 1);

        saved.RefusedFields.ShouldHaveSingleItem().Field.ShouldBe("email");
        (world.Customer("C1", "name"), world.Customer("C1", "email"), world.Crm(1, "Email")).ShouldBe(("Crm 1", "et@erp.example", "1@crm.example"));
        world.Crm(1, "Phone").ShouldBe("11 11 11 11");
        world.Writes("C1").ShouldBe(1);
        (await world.Start().Writes.ListProblemsAsync(world.Links().Single().Id, default)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            problem => problem.CauseKey.ShouldBe(ProblemCauses.Refused), problem => problem.Pair!.Value.Erp.ShouldBe("email"), problem => problem.ParkedHash.ShouldNotBeNull());
    }

    [Fact]
    public async Task A_refused_field_is_not_sent_again_until_its_value_changes()
    {
        await LinkDraftAsync();
        var faults = new Faults { Instead = Refuses("email") };
        var node = world.Start(faults);
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        var sent = faults.Count(ErpUpdate);

        (await node.SyncAsync(1)).ShouldBe(new SyncResult.Synced(0, 0, 0, 1));
        faults.Count(ErpUpdate).ShouldBe(sent);

        // What the user resolves by editing is sent; here the ERP takes over the CRM's value by hand.
        world.EditErp("C1", "email", "1@crm.example");
        (await node.SyncAsync(1)).ShouldBe(new SyncResult.Synced(0, 0, 0, 0));
    }

    [Fact]
    public async Task A_refused_field_is_tried_again_when_its_value_or_the_mapping_version_changes()
    {
        await LinkedAsync();
        var faults = new Faults { Instead = Refuses("email") };
        var node = world.Start(faults);
        world.EditCrm(1, "Email", "ny@crm.example");
        (await node.SyncAsync(1)).ShouldBe(new SyncResult.Synced(0, 0, 0, 1));
        var sent = faults.Count(ErpUpdate);
        (await node.SyncAsync(1)).ShouldBe(new SyncResult.Synced(0, 0, 0, 1));
        faults.Count(ErpUpdate).ShouldBe(sent);

        world.EditCrm(1, "Email", "nyere@crm.example");
        (await node.SyncAsync(1)).ShouldBe(new SyncResult.Synced(0, 0, 0, 1));
        faults.Count(ErpUpdate).ShouldBe(sent + 1);

        world.AddMappingVersion(2, document => document);
        (await world.Start(faults).SyncAsync(1)).ShouldBe(new SyncResult.Synced(0, 0, 0, 1));
        faults.Count(ErpUpdate).ShouldBe(sent + 2);

        world.AddMappingVersion(3, document => document);
        (await world.Start().SyncAsync(1)).ShouldBe(new SyncResult.Synced(1, 0, 0, 0));
        world.Customer("C1", "email").ShouldBe("nyere@crm.example");
    }

    [Fact]
    public async Task A_refused_postcode_never_leaves_half_an_address()
    {
        world.EditCrm(1, "Street", "Anden Vej 9");
        world.EditCrm(1, "Zip", "9999");
        world.EditCrm(1, "City", "Skagen");
        await world.Start().ConnectAsync(1, "C1", null, ("name", Choice.Crm), ("street", Choice.Crm), ("zip", Choice.Crm), ("city", Choice.Crm));

        await world.Start(new Faults { Instead = Refuses("zip") }).SavePartAsync<PartResult.Saved>(world, 1);

        world.Customer("C1", "name").ShouldBe("Crm 1");
        (world.Customer("C1", "street"), world.Customer("C1", "zip"), world.Customer("C1", "city")).ShouldBe(("Gade 1", "1000", "København"));
        (world.Crm(1, "Street"), world.Crm(1, "Zip"), world.Crm(1, "City")).ShouldBe(("Anden Vej 9", "9999", "Skagen"));
    }

    [Fact]
    public async Task A_corrected_postcode_takes_the_refused_address_with_it()
    {
        await LinkedAsync();
        world.EditCrm(1, "Street", "Anden Vej 9");
        world.EditCrm(1, "Zip", "9999");
        world.EditCrm(1, "City", "Skagen");
        await world.Start(new Faults { Instead = Refuses("zip") }).SyncAsync(1);
        world.EditCrm(1, "Zip", "9990");

        (await world.Start().SyncAsync(1)).ShouldBe(new SyncResult.Synced(3, 0, 0, 0));

        (world.Customer("C1", "street"), world.Customer("C1", "zip"), world.Customer("C1", "city")).ShouldBe(("Anden Vej 9", "9990", "Skagen"));
    }

    [Fact]
    public async Task Another_change_of_the_actor_between_reading_and_writing_is_read_again()
    {
        await LinkDraftAsync();
        var node = world.Start(new Faults { Before = Once(ErpUpdate, () => world.EditErp("C1", "balance", "17")) });

        await node.SavePartAsync<PartResult.Saved>(world, 1);

        world.Writes("C1").ShouldBe(2);
        world.ForgetWrites();
        await WholeAsync(writes: 0);
    }

    [Fact]
    public async Task An_actor_that_never_stands_still_is_given_back()
    {
        await LinkDraftAsync();
        var balance = 1;
        var faults = new Faults { Before = call => Do(call.Name == ErpUpdate, () => world.EditErp("C1", "balance", $"{balance++}")) };

        await world.Start(faults).SavePartAsync<PartResult.Moved>(world, 1);

        world.Links().ShouldBeEmpty();
        world.Customer("C1", "name").ShouldBe("Erp et");
        world.ForgetWrites();
        await SavesWholeAsync();
    }

    [Theory]
    [InlineData("name", "erp")]
    [InlineData("phone", "erp")]
    [InlineData("web", "erp")]
    [InlineData("name", "crm")]
    [InlineData("phone", "crm")]
    [InlineData("web", "crm")]
    public async Task A_value_that_moved_since_it_was_chosen_is_asked_again_and_nothing_is_written(string field, string side)
    {
        await LinkDraftAsync();
        Edit(field, side);
        var before = world.Dump();

        var moved = await world.Start().SavePartAsync<PartResult.Moved>(world, 1);

        moved.Fields.ShouldHaveSingleItem().Pair.Crm.ShouldBe(field);
        world.Dump().ShouldBe(before);
    }

    [Theory]
    [InlineData("name", "erp")]
    [InlineData("web", "erp")]
    public async Task A_value_that_moves_just_before_it_is_written_is_asked_again_and_nothing_is_written(string field, string side)
    {
        await LinkDraftAsync();
        var node = world.Start(new Faults { Before = Once(ErpUpdate, () => Edit(field, side)) });

        (await node.SavePartAsync<PartResult.Moved>(world, 1)).Fields.ShouldHaveSingleItem().Pair.Crm.ShouldBe(field);

        world.Writes("C1").ShouldBe(1);
        world.Links().ShouldBeEmpty();
        (await world.DraftAsync(World.Ane, 1)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_actor_or_a_company_that_is_gone_leaves_the_draft(bool company)
    {
        await LinkDraftAsync();
        Remove(company);
        var before = world.Dump();

        await world.Start().SavePartAsync<PartResult.NotThere>(world, 1);

        world.Dump().ShouldBe(before);
        world.OpenOperations().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_actor_or_a_company_that_goes_while_its_Save_is_on_its_way_leaves_no_open_operation(bool company)
    {
        await LinkDraftAsync();
        await DieAfterAsync(ErpUpdate);
        Remove(company);

        await WorkAsync();

        world.Links().ShouldHaveSingleItem().State.ShouldBe(LinkState.Active);
        (await world.Start().Writes.ListProblemsAsync(world.Links().Single().Id, default)).ShouldContain(
            problem => problem.CauseKey == (company ? ProblemCauses.EntityGone : ProblemCauses.ActorGone));
        world.Writes("C1").ShouldBe(company ? 1 : 2);
    }

    [Fact]
    public async Task A_CRM_that_fails_leaves_an_active_link_and_is_tried_again_with_growing_pauses()
    {
        await LinkDraftAsync();
        var faults = new Faults { Before = call => call.Name == CrmUpdate ? throw Down : Task.CompletedTask };
        var node = world.Start(faults);

        (await node.SavePartAsync<PartResult.Saved>(world, 1)).CrmIsPending.ShouldBeTrue();

        var link = world.Links().ShouldHaveSingleItem();
        link.State.ShouldBe(LinkState.Active);
        (await world.DraftAsync(World.Ane, 1)).ShouldBeNull();
        world.Customer("C1", "name").ShouldBe("Crm 1");
        world.Crm(1, "Phone").ShouldBe("19 99 99 99");
        (await node.Writes.ListOpenAsync(link.Id, default)).ShouldAllBe(change => change.Side == Side.Crm && change.State == ChangeState.Planned);
        (await node.Tab.LoadAsync(World.Ane, World.Company(1), default)).Connections.Single().CrmIsPending.ShouldBeTrue();
        await PausesGrowAsync(node, faults, CrmUpdate);

        await WorkAsync();
        await WholeAsync();
        (await world.Start().Tab.LoadAsync(World.Ane, World.Company(1), default)).Connections.Single().CrmIsPending.ShouldBeFalse();
    }

    [Fact]
    public async Task A_CRM_that_cannot_be_read_either_is_tried_again_with_growing_pauses()
    {
        await LinkDraftAsync();
        await world.Start(new Faults { Before = call => call.Name == CrmUpdate ? throw Down : Task.CompletedTask }).SavePartAsync<PartResult.Saved>(world, 1);
        var faults = new Faults { Before = call => call.Name == "ICrm.Get" ? throw Down : Task.CompletedTask };

        await PausesGrowAsync(world.Start(faults), faults, "ICrm.Get");

        await WorkAsync();
        await WholeAsync();
    }

    [Fact]
    public async Task A_CRM_value_edited_while_the_Save_waits_for_the_CRM_is_never_overwritten_silently()
    {
        await LinkDraftAsync();
        await world.Start(new Faults { Before = call => call.Name == CrmUpdate ? throw Down : Task.CompletedTask }).SavePartAsync<PartResult.Saved>(world, 1);
        world.EditCrm(1, "Phone", "55 55 55 55");

        await WorkAsync();

        (world.Crm(1, "Phone"), world.Customer("C1", "phone")).ShouldBe(("55 55 55 55", "11 11 11 11"));
        world.Crm(1, "Number").ShouldBe("C1");
        (await world.Start().SyncAsync(1)).ShouldBeOfType<SyncResult.Synced>().Conflicts.ShouldBe(1);
        world.Crm(1, "Phone").ShouldBe("55 55 55 55");
    }

    [Fact]
    public async Task A_CRM_value_edited_just_before_it_is_written_waits_for_a_person_and_the_other_fields_are_saved()
    {
        await LinkDraftAsync();
        var node = world.Start(new Faults { Before = Once(CrmUpdate, () => world.EditCrm(1, "Phone", "55 55 55 55")) });

        await node.SavePartAsync<PartResult.Saved>(world, 1);

        (world.Crm(1, "Phone"), world.Customer("C1", "phone"), world.Crm(1, "Number")).ShouldBe(("55 55 55 55", "11 11 11 11", "C1"));
        (await node.Writes.ListConflictsAsync(world.Links().Single().Id, default)).ShouldHaveSingleItem().Pair.Crm.ShouldBe("phone");
        (await node.SyncAsync(1)).ShouldBeOfType<SyncResult.Synced>().ShouldSatisfyAllConditions(
            synced => synced.Conflicts.ShouldBe(1), synced => synced.ToCrm.ShouldBe(0), synced => synced.ToErp.ShouldBe(0));
        world.Crm(1, "Phone").ShouldBe("55 55 55 55");
    }

    [Fact]
    public async Task An_interrupted_write_that_left_neither_value_is_a_conflict_that_only_a_person_closes()
    {
        await LinkDraftAsync();
        await DieAfterAsync(ErpUpdate);
        world.EditErp("C1", "name", "Tredje navn");

        await WorkAsync();

        var node = world.Start();
        var link = world.Links().ShouldHaveSingleItem();
        (await node.Writes.ListConflictsAsync(link.Id, default)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            conflict => conflict.Pair.Crm.ShouldBe("name"), conflict => conflict.Kind.ShouldBe(ConflictKind.InterruptedWrite));
        (await node.SyncAsync(1)).ShouldBe(new SyncResult.Synced(0, 0, 1, 0));
        (world.Customer("C1", "name"), world.Crm(1, "Name")).ShouldBe(("Tredje navn", "Crm 1"));

        await node.ChooseAsync(1, ("name", Choice.Erp));
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        world.Crm(1, "Name").ShouldBe("Tredje navn");
        (await node.SyncAsync(1)).ShouldBe(new SyncResult.Synced(0, 0, 0, 0));
    }

    [Theory]
    [InlineData("vat_no", "crm")]
    [InlineData("vat_no", "erp")]
    [InlineData("email", "crm")]
    public async Task An_edit_made_between_a_crash_and_its_recovery_is_not_swallowed(string field, string side)
    {
        await LinkDraftAsync();
        await DieAfterAsync("IWriteStore.Settle");
        Edit(field, side);

        await WorkAsync();
        var synced = (await world.Start().SyncAsync(1)).ShouldBeOfType<SyncResult.Synced>();

        (synced.ToErp, synced.ToCrm, synced.Conflicts).ShouldBe(side == "crm" ? (1, 0, 0) : (0, 1, 0));
        world.Crm(1, field == "vat_no" ? "OrganisationNumber" : "Email").ShouldBe("flyttet");
        world.Customer("C1", field).ShouldBe("flyttet");
    }

    [Fact]
    public async Task A_sync_leaves_a_record_alone_while_its_Save_is_on_its_way()
    {
        await LinkedAsync();
        world.EditErp("C1", "name", "Nyt i ERP");
        world.EditCrm(1, "Name", "Nyt i CRM");
        world.EditErp("C1", "phone", "99 99 99 99");
        await world.Start().ChooseAsync(1, ("name", Choice.Crm), ("phone", Choice.Crm));
        world.ForgetWrites();
        await DieAfterAsync("ISaveStore.Reserve");
        world.Time.Now += TimeSpan.FromSeconds(31);

        (await world.Start().SyncAsync(1)).ShouldBeOfType<SyncResult.Busy>();
        await WorkAsync();

        (world.Customer("C1", "name"), world.Customer("C1", "phone"), world.Crm(1, "Phone")).ShouldBe(("Nyt i CRM", "11 11 11 11", "11 11 11 11"));
        world.Writes("C1").ShouldBe(1);
    }

    [Fact]
    public async Task A_later_choice_replaces_a_write_that_still_waits_for_the_CRM()
    {
        await LinkedAsync();
        world.EditErp("C1", "phone", "22 33 44 55");
        var node = world.Start();
        await node.ChooseAsync(1, ("phone", Choice.Erp));
        await world.Start(new Faults { Before = call => call.Name == CrmUpdate ? throw Down : Task.CompletedTask }).SavePartAsync<PartResult.Saved>(world, 1);

        await node.ChooseAsync(1, ("phone", Choice.Crm));
        await node.SavePartAsync<PartResult.Saved>(world, 1);

        (await node.Writes.ListOpenAsync(world.Links().Single().Id, default)).ShouldBeEmpty();
        await WorkAsync();
        (world.Customer("C1", "phone"), world.Crm(1, "Phone")).ShouldBe(("11 11 11 11", "11 11 11 11"));
        (await node.Tab.LoadAsync(World.Ane, World.Company(1), default)).Connections.Single().CrmIsPending.ShouldBeFalse();
    }

    [Fact]
    public async Task An_operation_that_cannot_be_finished_does_not_stop_the_others()
    {
        await LinkDraftAsync();
        await DieAfterAsync(ErpUpdate);
        world.Ours("INSERT INTO Operations (Id, Kind, ConnectionId, EntityType, EntityId, UserId, UserName, Open, Step, Epoch, Json, StartedAt, Attempts) "
            + "SELECT $id, Kind, $connection, EntityType, 99, UserId, UserName, Open, 1, 1, Json, 0, 0 FROM Operations WHERE Open = TRUE",
            ("$id", new Guid("aaaaaaaa-0000-4000-8000-000000000001")), ("$connection", new Guid("aaaaaaaa-0000-4000-8000-000000000002")));
        world.Time.Now += TimeSpan.FromSeconds(31);

        await Should.ThrowAsync<Exception>(() => world.Start().Unfinished.RunAsync(default));

        world.OpenOperations().ShouldHaveSingleItem().EntityId.ShouldBe(99);
        await WholeAsync();
    }

    [Fact]
    public async Task Disconnecting_a_company_removes_its_persons_links_and_nothing_else()
    {
        await LinkedAsync();
        var company = world.Links().Single();
        using (var context = world.Contexts.CreateDbContext())
        {
            context.Links.Add(new LinkRow
            {
                ConnectionId = World.Connection, EntityType = Core.Crm.EntityType.Person, EntityId = 7, ActorType = ActorType.Person, KeySpace = "person", ErpKey = "P7",
                State = LinkState.Active, ParentLinkId = company.Id, SnapshotMapping = 1, RowVersion = 1,
            });
            context.SaveChanges();
        }

        var (erp, crm) = (world.Customer("C1", "name || phone || version"), world.Crm(1, "Name || Phone || Version"));
        await world.Start().DisconnectAsync(1);
        (await world.Start().SavePartAsync<PartResult.Saved>(world, 1)).Disconnected.ShouldBeTrue();

        world.Links().ShouldBeEmpty();
        (world.Customer("C1", "name || phone || version"), world.Crm(1, "Name || Phone || Version")).ShouldBe((erp, crm));
        world.Changes().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Of_two_users_who_choose_for_one_link_the_later_Save_is_refused_without_loss()
    {
        await LinkedAsync();
        world.EditErp("C1", "name", "Nyt i ERP");
        var node = world.Start();
        await node.ChooseAsync(1, ("name", Choice.Erp));
        var seen = (await node.CompareAsync(1, null, World.Bo)).Link!.AsSeen();
        (await node.Drafts.CompareAsync(World.Bo, World.Company(1), World.Connection, seen, [], default)).ShouldBe(DraftOutcome.Changed);
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        var before = world.Dump();

        (await node.SaveAsync(world, 1, World.Bo)).ShouldBe(new SaveResult.LinkChanged("Demo ERP"));

        world.Dump().ShouldBe(before);
        (await world.DraftAsync(World.Bo, 1)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_double_click_saves_once()
    {
        for (var round = 0; round < 10; round++)
        {
            using var one = new World();
            await LinkDraftAsync(one);
            var token = (await one.DraftAsync(World.Ane, 1))!.Token;
            var node = one.Start();

            var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => node.Saver.SaveAsync(World.Ane, World.Company(1), token, default))));

            results.Count(result => result is SaveResult.Done).ShouldBe(1);
            results.ShouldAllBe(result => result is SaveResult.Done || result is SaveResult.DraftChanged || result is SaveResult.Nothing);
            await WholeAsync(one);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_jumps_between_two_calls_changes_nothing_about_what_is_written(int hours)
    {
        for (var number = 1; ; number += Cuts.Stride)
        {
            using var one = new World();
            await LinkDraftAsync(one);
            var reached = false;
            var faults = new Faults
            {
                Before = async call =>
                {
                    if (call.Number == number)
                    {
                        reached = true;
                        one.Time.Now += TimeSpan.FromHours(hours);
                        await one.Start().Unfinished.RunAsync(default);
                    }
                },
            };
            try
            {
                await one.Start(faults).SaveAsync(one, 1);
            }
            catch (ClaimLostException)
            {
                hours.ShouldBe(1);
            }

            await WorkAsync(one);
            await WholeAfterAnotherSaveIfNeededAsync(one, $"{hours} h before call {number}, {faults.Names.ElementAtOrDefault(number - 1)}");
            if (!reached)
            {
                number.ShouldBeGreaterThan(20);
                return;
            }
        }
    }

    private static Func<Call, Func<Task<object?>>, Task<object?>> LosesAnswer(string name, bool afterEffect) => async (call, make) =>
    {
        if (call.Name != name)
        {
            return await make();
        }

        if (afterEffect)
        {
            await make();
        }

        return await Answer(new SaveOutcome.Unknown(Down));
    };

    private static Func<Call, Func<Task<object?>>, Task<object?>> Refuses(string? field) => (call, make) =>
        call.Name == ErpUpdate && call.Argument<IReadOnlyList<ActorUpdate>>()[0].Changes.Any(change => field is null || change.Field == field)
            ? Answer(new SaveOutcome.Rejected([new FieldError(field, LocalText.Of("No.", "Nej."))]))
            : make();

    private static Task<object?> Answer(SaveOutcome outcome) => Task.FromResult<object?>(new List<SaveOutcome> { outcome });

    private static Func<Call, Task> Once(string name, Action act)
    {
        var done = false;
        return call => Do(!done && (done = call.Name == name), act);
    }

    private static Task Do(bool when, Action act)
    {
        if (when)
        {
            act();
        }

        return Task.CompletedTask;
    }

    private Task LinkDraftAsync() => LinkDraftAsync(world);

    private static Task LinkDraftAsync(World world) =>
        world.Start().ConnectAsync(1, "C1", null, ("name", Choice.Crm), ("email", Choice.Crm), ("phone", Choice.Erp));

    private async Task LinkedAsync()
    {
        await LinkDraftAsync();
        await world.Start().SavePartAsync<PartResult.Saved>(world, 1);
    }

    private void Edit(string field, string side)
    {
        if (side == "crm")
        {
            world.EditCrm(1, field == "name" ? "Name" : field == "phone" ? "Phone" : field == "email" ? "Email" : field == "web" ? "Web" : "OrganisationNumber", "flyttet");
        }
        else
        {
            world.EditErp("C1", field, "flyttet");
        }
    }

    private void Remove(bool company)
    {
        if (company)
        {
            world.Ours("DELETE FROM CrmCompanies WHERE Id = 1");
        }
        else
        {
            world.Erp("DELETE FROM customer WHERE no = 'C1'");
        }
    }

    private async Task DieAfterAsync(string name)
    {
        var probe = new Faults();
        using (var rehearsal = world.Copy())
        {
            await rehearsal.Start(probe).SaveAsync(rehearsal, 1);
        }

        var number = probe.Names.ToList().IndexOf(name) + 1;
        number.ShouldBeGreaterThan(0);
        await Should.ThrowAsync<ProcessGoneException>(() => world.Start(new Faults { CrashAfter = number }).SaveAsync(world, 1));
    }

    /// <summary>Rounds at once try once; a round after the pause tries again, and the pause grows.</summary>
    private async Task PausesGrowAsync(Node node, Faults faults, string call)
    {
        var tried = faults.Count(call);
        for (var pause = 10; pause <= 80; pause *= 2)
        {
            await node.Unfinished.RunAsync(default);
            faults.Count(call).ShouldBe(tried);
            world.Time.Now += TimeSpan.FromSeconds(pause);
            await node.Unfinished.RunAsync(default);
            faults.Count(call).ShouldBe(++tried);
        }
    }

    private Task WorkAsync() => WorkAsync(world);

    /// <summary>A later process works until nothing is left.</summary>
    private static async Task WorkAsync(World world)
    {
        var node = world.Start();
        world.Time.Now += TimeSpan.FromHours(2);
        for (var round = 0; await node.Unfinished.RunAsync(default) > 0; round++)
        {
            round.ShouldBeLessThan(5);
            world.Time.Now += TimeSpan.FromHours(2);
        }

        world.OpenOperations().ShouldBeEmpty();
    }

    private async Task SavesWholeAsync()
    {
        await world.Start().SavePartAsync<PartResult.Saved>(world, 1);
        await WholeAsync();
    }

    private Task WholeAsync(long writes = 1) => WholeAsync(world, writes);

    private static async Task WholeAfterAnotherSaveIfNeededAsync(World world, string where)
    {
        if (await world.DraftAsync(World.Ane, 1) is not null)
        {
            world.Links().ShouldBeEmpty(where);
            (world.Writes("C1"), world.Crm(1, "Version")).ShouldBe((0, "1"), where);
            (await world.Start().SaveAsync(world, 1)).ShouldBeOfType<SaveResult.Done>(where).Parts.Single().ShouldBeOfType<PartResult.Saved>(where);
        }

        await WholeAsync(world, where: where);
    }

    private static async Task WholeAsync(World world, long writes = 1, string where = "")
    {
        world.Links().ShouldHaveSingleItem(where).State.ShouldBe(LinkState.Active, where);
        (world.Customer("C1", "name"), world.Customer("C1", "email"), world.Customer("C1", "phone")).ShouldBe(("Crm 1", "1@crm.example", "11 11 11 11"), where);
        (world.Crm(1, "Name"), world.Crm(1, "Phone"), world.Crm(1, "Number")).ShouldBe(("Crm 1", "11 11 11 11", "C1"), where);
        world.Writes("C1").ShouldBe(writes, where);
        (await world.DraftAsync(World.Ane, 1)).ShouldBeNull(where);
        world.Changes().Where(change => change.State is ChangeState.Planned or ChangeState.Sending or ChangeState.Unknown).ShouldBeEmpty(where);
        world.Count("SELECT (SELECT count(*) FROM Conflicts) + (SELECT count(*) FROM Problems)").ShouldBe(0, where);
        await FailPointTests.SnapshotAgreesAsync(world, where);
    }
}
