using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Default values marked "ask" when an actor that exists is linked: written once with the rest of the Save, or not at all.</summary>
public sealed class AskedTests : IDisposable
{
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task What_the_actor_holds_stands_in_the_dialog_and_a_linked_record_is_not_asked_for()
    {
        world.EditErp("C1", "discount", "12");
        world.Erp("UPDATE customer SET discount = NULL WHERE no = 'C2'");
        var node = world.Start();

        (await node.CompareAsync(1, "C1")).Asked.Select(row => (row.Info.Key, row.Row.Proposed)).ShouldBe([("credit_check", ""), ("discount", "12"), ("newsletter", "0")], ignoreOrder: true);
        (await node.CompareAsync(2, "C2")).Asked.Single(row => row.Info.Key == "discount").ShouldSatisfyAllConditions(
            row => row.Held.ShouldBe(""), row => row.Row.Proposed.ShouldBe("0"), row => row.Row.IsMandatory.ShouldBeTrue());

        await node.ConnectAsync(1, "C1");
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        (await node.CompareAsync(1, null)).Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_user_enters_is_written_once_with_the_rest_is_history_and_is_not_synced_afterwards()
    {
        await world.Start().ConnectAskedAsync(1, "C1", [("discount", "7"), ("newsletter", "1")], ("name", Choice.Crm));
        world.ForgetWrites();
        (await PendingAsync(1)).ToErp.Select(write => (write.Info.Key, write.Old, write.New)).ShouldContain(("discount", "0", "7"));

        (await world.Start().SavePartAsync<PartResult.Saved>(world, 1)).ToErp.ShouldBe(world.Changes().Count(change => change.Side == Side.Erp));

        (world.Customer("C1", "discount"), world.Customer("C1", "newsletter"), world.Writes("C1")).ShouldBe(("7", "1", 1));
        var change = world.Changes().Single(change => change.Field == "discount");
        (change.Old, change.Sent, change.Stored, change.State, change.Cause).ShouldBe(("0", "7", "7", ChangeState.Done, "chosen"));
        (await world.DraftAsync(World.Ane, 1)).ShouldBeNull();
        await FailPointTests.SnapshotAgreesAsync(world, "asked");

        world.EditErp("C1", "discount", "9");
        (await world.Start().SyncAsync(1)).ShouldBe(new SyncResult.Synced(0, 0, 0, 0));
        world.Customer("C1", "discount").ShouldBe("9");
    }

    [Fact]
    public async Task What_is_left_as_it_stands_is_not_written()
    {
        await world.Start().ConnectAskedAsync(1, "C1", []);

        (await world.DraftAsync(World.Ane, 1))!.Draft.Connections.Single().Connect!.Asked.ShouldBeNull();
    }

    [Fact]
    public async Task A_value_that_was_emptied_on_purpose_is_cleared_and_a_mandatory_one_cannot_be()
    {
        world.EditErp("C1", "credit_check", "2026-01-31");
        (await world.Start().ConnectAskedAsync(1, "C1", [("discount", "")])).Mistakes.ShouldBe(new Dictionary<string, CannotHold> { ["discount"] = CannotHold.Mandatory });

        await world.Start().ConnectAskedAsync(1, "C1", [("credit_check", "")]);
        await world.Start().SavePartAsync<PartResult.Saved>(world, 1);

        world.Customer("C1", "credit_check").ShouldBe("");
        world.Changes().Single(change => change.Field == "credit_check").Old.ShouldBe("2026-01-31");
    }

    [Fact]
    public async Task A_value_that_moved_since_it_was_seen_is_asked_again_and_nothing_is_written()
    {
        await world.Start().ConnectAskedAsync(1, "C1", [("discount", "7")], ("name", Choice.Crm));
        world.EditErp("C1", "discount", "5");
        world.ForgetWrites();
        var before = world.Dump();

        var moved = await world.Start().SavePartAsync<PartResult.Moved>(world, 1);

        moved.Fields.ShouldHaveSingleItem().ShouldSatisfyAllConditions(field => field.ErpSeen.ShouldBe("0"), field => field.Erp.ShouldBe("5"));
        moved.Connecting!.ErpKey.ShouldBe("C1");
        world.Dump().ShouldBe(before);
    }

    [Fact]
    public async Task One_that_moves_between_reading_and_writing_is_not_overwritten()
    {
        await world.Start().ConnectAskedAsync(1, "C1", [("discount", "7")]);
        var isFirst = true;
        var faults = new Faults
        {
            Before = call =>
            {
                if (call.Name == "IErpWriter.Update" && isFirst)
                {
                    isFirst = false;
                    world.EditErp("C1", "discount", "5");
                }

                return Task.CompletedTask;
            },
        };

        await world.Start(faults).SavePartAsync<PartResult.Moved>(world, 1);

        world.Customer("C1", "discount").ShouldBe("5");
        world.Links().ShouldBeEmpty();
        (await world.DraftAsync(World.Ane, 1)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Nothing_is_written_when_the_draft_is_dropped()
    {
        var before = world.Dump();
        await world.Start().ConnectAskedAsync(1, "C1", [("discount", "7")]);
        await world.Start().Drafts.CancelAsync(World.Ane, World.Company(1), default);

        (await world.Start().SaveAsync(world, 1)).ShouldBeOfType<SaveResult.Nothing>();

        world.Dump().ShouldBe(before);
    }

    [Fact]
    public async Task A_double_click_writes_it_once()
    {
        await world.Start().ConnectAskedAsync(1, "C1", [("discount", "7")]);
        world.ForgetWrites();
        var node = world.Start();

        await Task.WhenAll(Task.Run(() => node.SaveAsync(world, 1)), Task.Run(() => node.SaveAsync(world, 1)), Task.Run(() => world.Start().SaveAsync(world, 1)));

        (world.Writes("C1"), world.Customer("C1", "discount"), world.Links().Count).ShouldBe((1, "7", 1));
    }

    [Fact]
    public async Task A_lost_answer_is_settled_by_reading_and_it_is_not_written_again()
    {
        await world.Start().ConnectAskedAsync(1, "C1", [("discount", "7")]);
        world.ForgetWrites();
        var down = new ConnectorException(FailureKind.Unreachable, LocalText.Of("Down.", "Nede."), "down");
        var faults = new Faults
        {
            Instead = async (call, make) =>
            {
                var answer = await make();
                return call.Name == "IErpWriter.Update" ? new List<SaveOutcome> { new SaveOutcome.Unknown(down) } : answer;
            },
        };
        await world.Start(faults).SavePartAsync<PartResult.Unsettled>(world, 1);

        world.Time.Now += TimeSpan.FromSeconds(60);
        await world.Start().Unfinished.RunAsync(default);

        world.OpenOperations().ShouldBeEmpty();
        world.Links().ShouldHaveSingleItem().State.ShouldBe(LinkState.Active);
        (world.Writes("C1"), world.Customer("C1", "discount")).ShouldBe((1, "7"));
        world.Changes().Single(change => change.Field == "discount").State.ShouldBe(ChangeState.Done);
    }

    [Fact]
    public async Task One_the_ERP_refuses_is_told_and_the_rest_is_saved()
    {
        await world.Start().ConnectAskedAsync(1, "C1", [("discount", "150")], ("name", Choice.Crm));

        var saved = await world.Start().SavePartAsync<PartResult.Saved>(world, 1);

        saved.RefusedFields.ShouldHaveSingleItem().Field.ShouldBe("discount");
        (world.Customer("C1", "name"), world.Customer("C1", "discount")).ShouldBe(("Crm 1", "0"));
        world.Links().ShouldHaveSingleItem().State.ShouldBe(LinkState.Active);
        world.Changes().Single(change => change.Field == "discount").State.ShouldBe(ChangeState.Rejected);
    }

    [Fact]
    public async Task An_actor_that_was_to_be_given_up_and_is_picked_again_takes_what_was_entered()
    {
        await world.Start().ConnectAsync(1, "C1");
        await world.Start().SavePartAsync<PartResult.Saved>(world, 1);
        await world.Start().DisconnectAsync(1);
        await world.Start().ConnectAskedAsync(1, "C1", [("discount", "7")]);
        (await PendingAsync(1)).ToErp.ShouldHaveSingleItem().New.ShouldBe("7");

        await world.Start().SavePartAsync<PartResult.Saved>(world, 1);

        world.Customer("C1", "discount").ShouldBe("7");
    }

    [Fact]
    public async Task A_mapping_that_no_longer_asks_for_it_asks_again_instead_of_writing()
    {
        await world.Start().ConnectAskedAsync(1, "C1", [("discount", "7")]);
        world.AddMappingVersion(2, document => new MappingDocument([.. document.Actors.Select(actor => actor with { Defaults = null })]));

        (await world.Start().SavePartAsync<PartResult.Moved>(world, 1)).Fields.ShouldHaveSingleItem().Pair.Erp.ShouldBe("discount");

        world.Customer("C1", "discount").ShouldBe("0");
    }

    [Fact]
    public async Task The_pairing_page_asks_too()
    {
        world.AddMappingVersion(2, document => new MappingDocument([.. document.Actors.Select(actor => actor.Actor != ActorType.Person ? actor : actor with
        {
            Fields = [.. actor.Fields.Select(field => field.Erp == "title" ? field with { Crm = null, Direction = Direction.None } : field)],
            Defaults = [new FieldDefault("title", "Medarbejder", Ask: true, Mandatory: true)],
        })]));
        var node = world.Start();
        await node.ConnectAsync(1, "C1");
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        world.ForgetWrites();
        var rows = (await node.PairingReader.LoadAsync(World.Ane, World.Company(1), World.Connection, 0, new Dictionary<long, PairingChoice>(), default))!.Rows;
        rows[0].Comparison!.Asked.ShouldHaveSingleItem().Held.ShouldBe("Direktør");

        var results = await node.Pairing.SaveAsync(
            World.Ane, World.Company(1), World.Connection,
            [.. rows.Select(row => new PairWish(row.Person.Id, row.ErpKey!, row.Comparison!.Seen, new Dictionary<FieldPair, Choice>(), _ => row.Person.Id == 11 ? "Chef" : ""))],
            default);

        results[0].Outcome.ShouldBeOfType<PairOutcome.Saved>();
        results[1].Outcome.ShouldBeOfType<PairOutcome.Mistaken>().Fields["title"].ShouldBe(CannotHold.Mandatory);
        (world.Actor("P11", "title"), world.Writes("P11"), world.Writes("P12")).ShouldBe(("Chef", 1, 0));
    }

    private async Task<PendingWrites> PendingAsync(long company) =>
        (await world.Start().Tab.LoadAsync(World.Ane, World.Company(company), default)).Connections.Single().Pending.ShouldNotBeNull();
}
