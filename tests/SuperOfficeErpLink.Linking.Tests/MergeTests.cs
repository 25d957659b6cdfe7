using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>A record that was merged into another one, in the ERP or in the CRM: its link goes on with the survivor, and no value is lost.</summary>
public sealed class MergeTests : IDisposable
{
    private const string ReadErp = "IErpSession.Get";
    private readonly World world = new();

    /// <summary>What the ERP and the CRM say became of records that are gone, by key.</summary>
    private readonly Dictionary<string, string> merged = new(StringComparer.Ordinal);

    public MergeTests()
    {
        world.GivenLinked(3);
        MergeInErp("K101", "C1");
    }

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData(RunKind.Changes)]
    [InlineData(RunKind.Everything)]
    public async Task A_run_follows_the_survivor_and_the_next_one_carries_its_values_over(RunKind kind)
    {
        await Start().RunAsync(kind);
        var first = world.Links().Single(link => link.Id == 101);
        var afterFirst = world.Crm(101, "Phone");
        world.Time.Now += TimeSpan.FromMinutes(1);

        var second = await Start().RunAsync(RunKind.Changes);
        world.Time.Now += TimeSpan.FromMinutes(1);
        var third = await Start().RunAsync(RunKind.Everything);

        (first.ErpKey, afterFirst).ShouldBe(("C1", "12 34 56 78"), "what a run has not planned it does not write");
        second.Counts.ToCrm.ShouldBeGreaterThan(0);
        (world.Crm(101, "Phone"), world.Crm(101, "Name"), world.Crm(101, "City")).ShouldBe(("11 11 11 11", "Erp et", "København"));
        world.Changes().Single(change => change is { Field: "phone", State: ChangeState.Done }).Old.ShouldBe("12 34 56 78");
        (third.Counts.ToErp, third.Counts.ToCrm, third.Counts.PlannedLinks).ShouldBe((0, 0, 0));
        world.AllWrites.ShouldBe(0, "a two-way field whose CRM value nobody touched takes the survivor's");
        Event().ShouldSatisfyAllConditions(
            happened => happened.Kind.ShouldBe(LinkEventKind.Renumbered), happened => happened.LinkId.ShouldBe(101),
            happened => (happened.Before, happened.ErpKey).ShouldBe(("K101", "C1")), happened => happened.RunId.ShouldNotBeNull());
        Problems().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_blank_of_the_survivor_clears_nothing_and_is_filled()
    {
        world.EditErp("C1", "phone", "");
        world.ForgetWrites();

        (await Start().SyncAsync(101)).ShouldBeOfType<SyncResult.Synced>();

        world.Crm(101, "Phone").ShouldBe("12 34 56 78");
        world.Customer("C1", "phone").ShouldBe("12 34 56 78");
    }

    [Fact]
    public async Task A_field_that_was_edited_in_the_crm_since_it_was_agreed_is_a_conflict()
    {
        world.EditCrm(101, "Phone", "55 55 55 55");

        (await Start().SyncAsync(101)).ShouldBeOfType<SyncResult.Synced>().Conflicts.ShouldBe(1);

        (world.Crm(101, "Phone"), world.Customer("C1", "phone")).ShouldBe(("55 55 55 55", "11 11 11 11"));
    }

    [Fact]
    public async Task A_survivor_of_another_merge_is_followed_to_the_end()
    {
        MergeInErp("C1", "C2");
        MergeInErp("C2", "C3");

        await Start().SyncAsync(101);

        world.Links().Single(link => link.Id == 101).ErpKey.ShouldBe("C3");
        Event().Before.ShouldBe("K101");
    }

    [Fact]
    public async Task Merges_that_lead_nowhere_leave_the_link_as_gone()
    {
        merged["C1"] = "K101";
        world.Erp("DELETE FROM customer WHERE no = 'C1'");

        (await Start().SyncAsync(101)).ShouldBeOfType<SyncResult.Gone>();

        world.Links().Single(link => link.Id == 101).ErpKey.ShouldBe("K101");
        Problems().ShouldBe([ProblemCauses.ActorGone]);
        Events().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("C1", "C1")]
    [InlineData("C1", "C2")]
    public async Task Several_actors_that_were_merged_into_one_that_is_gone_are_all_gone(string first, string second)
    {
        MergeInErp("K101", first);
        MergeInErp("K102", second);
        MergeInErp("C2", "C3");
        MergeInErp("C1", "C3");
        world.Erp("DELETE FROM customer WHERE no = 'C3'");

        await Start().RunAsync(RunKind.Everything);

        Problems().ShouldBe([ProblemCauses.ActorGone]);
        world.Count("SELECT count(*) FROM ProblemRecords").ShouldBe(2);
        Events().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_survivor_that_another_record_holds_is_a_problem_until_it_is_free()
    {
        merged["K101"] = "K102";
        var before = world.Dump();

        await Start().RunAsync(RunKind.Everything);

        Problems().ShouldBe([ProblemCauses.ActorMerged]);
        world.Dump().ShouldBe(before);
        world.Time.Now += TimeSpan.FromMinutes(1);
        var node = Start();
        await node.DisconnectAsync(102);
        await node.SavePartAsync<PartResult.Saved>(world, 102);
        await node.RunAsync(RunKind.Everything);
        world.Links().Single(link => link.Id == 101).ErpKey.ShouldBe("K102");
        Problems().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_loser_of_a_race_for_the_survivor_is_told_and_loses_nothing()
    {
        var faults = new Faults
        {
            Before = call =>
            {
                if (call.Name == "ILinkMoveStore.Renumber")
                {
                    world.Ours("UPDATE Links SET ErpKey = 'C1' WHERE Id = 102");
                }

                return Task.CompletedTask;
            },
        };

        (await Start(faults).SyncAsync(101)).ShouldBeOfType<SyncResult.Gone>();

        world.Links().Single(link => link.Id == 101).ErpKey.ShouldBe("K101");
        Problems().ShouldBe([ProblemCauses.ActorMerged]);
        Events().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ReadErp)]
    [InlineData("ICrm.Get")]
    public async Task During_an_outage_nothing_is_followed(string down)
    {
        var before = world.Dump();
        var node = Start(new Faults { Before = call => call.Name == down ? throw Down : Task.CompletedTask });

        (await node.SyncAsync(101)).ShouldBeOfType<SyncResult.Unreachable>();

        world.Dump().ShouldBe(before);
        Events().ShouldBeEmpty();
        Problems().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_dies_anywhere_leaves_a_link_that_the_next_sync_follows_once()
    {
        var calls = 0;
        for (var at = 1; at <= Math.Max(calls, 1); at++)
        {
            foreach (var isBefore in new[] { true, false })
            {
                using var copy = world.Copy();
                var faults = isBefore ? new Faults { CrashBefore = at } : new Faults { CrashAfter = at };
                var died = await DiesAsync(() => Start(faults, copy).SyncAsync(101));
                calls = died ? Math.Max(calls, at + 1) : calls;
                copy.Time.Now += TimeSpan.FromSeconds(31);

                (await Start(null, copy).SyncAsync(101)).ShouldBeOfType<SyncResult.Synced>();
                (await Start(null, copy).SyncAsync(101)).ShouldBe(new SyncResult.Synced(0, 0, 0, 0));

                var where = $"{(isBefore ? "before" : "after")} call {at}";
                copy.Links().Single(link => link.Id == 101).ErpKey.ShouldBe("C1", where);
                copy.Count("SELECT count(*) FROM LinkEvents").ShouldBe(1, where);
                copy.Crm(101, "Phone").ShouldBe("11 11 11 11", where);
                copy.AllWrites.ShouldBe(0, where);
            }
        }

        calls.ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task A_link_follows_its_company_into_the_one_it_was_merged_into()
    {
        merged.Clear();
        world.Erp("INSERT INTO customer (no, name, street, zip, city, country, phone) VALUES ('K101', 'Firma 101', 'Gade 1', '1000', 'By', 'DK', '12 34 56 78')");
        MergeInCrm(101, 4);

        await Start().RunAsync(RunKind.Everything);

        var link = world.Links().Single(link => link.Id == 101);
        (link.EntityId, link.ErpKey).ShouldBe((4, "K101"));
        Event().ShouldSatisfyAllConditions(
            happened => happened.Kind.ShouldBe(LinkEventKind.Moved), happened => (happened.Before, happened.EntityId).ShouldBe(("101", 4)));
        world.Time.Now += TimeSpan.FromMinutes(1);
        await Start().RunAsync(RunKind.Changes);
        world.Customer("K101", "name").ShouldBe("Crm 4", "the surviving company's values count as changed in the CRM");
        Problems().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_put_back_after_a_merge_in_the_crm_is_told_of_the_company_that_is_left()
    {
        merged.Clear();
        world.EditCrm(102, "Phone", "99 99 99 99");
        var written = await Start().RunAsync(RunKind.Everything);
        MergeInCrm(102, 4);
        world.Time.Now += TimeSpan.FromMinutes(1);
        await Start().RunAsync(RunKind.Everything);
        (world.Links().Single(link => link.Id == 102).EntityId, world.Customer("K102", "phone")).ShouldBe((4, "99 99 99 99"));

        var undo = (await Start().Orders.UndoAsync(World.Ane, new RunSubject.Undo(RunId: written.Id), default)).ShouldNotBeNull();
        await Start().WorkAsync(undo.Id);
        (await Start().Runs.ReleaseBrakeAsync(World.Ane, undo.Id, null, default)).ShouldBeTrue();
        await Start().WorkAsync(undo.Id);

        world.Customer("K102", "phone").ShouldBe("12 34 56 78");
        world.Changes().Single(change => change is { Cause: ChangeCauses.Undone, State: ChangeState.Done }).EntityId.ShouldBe(4);
    }

    [Fact]
    public async Task What_a_person_ordered_follows_no_merge_and_does_not_say_that_the_survivor_is_taken()
    {
        world.EditErp("K102", "phone", "87 65 43 21");
        var written = await Start().RunAsync(RunKind.Everything);
        var undo = (await Start().Orders.UndoAsync(World.Ane, new RunSubject.Undo(RunId: written.Id), default)).ShouldNotBeNull();
        await Start().WorkAsync(undo.Id);
        MergeInErp("K102", "C2");

        (await Start().Runs.ReleaseBrakeAsync(World.Ane, undo.Id, null, default)).ShouldBeTrue();
        await Start().WorkAsync(undo.Id);

        world.Crm(102, "Phone").ShouldBe("87 65 43 21");
        world.Links().Single(link => link.Id == 102).ErpKey.ShouldBe("K102");
        Problems().ShouldBe([ProblemCauses.ActorGone]);
        world.Time.Now += TimeSpan.FromMinutes(1);
        await Start().RunAsync(RunKind.Everything);
        world.Links().Single(link => link.Id == 102).ErpKey.ShouldBe("C2");
        Problems().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    public async Task Of_two_actors_that_a_merge_in_the_crm_brought_together_a_person_keeps_one(long kept)
    {
        merged.Clear();
        world.Erp("INSERT INTO customer (no, name) VALUES ('K101', 'Firma 101')");
        MergeInCrm(101, 102);
        await Start().RunAsync(RunKind.Everything);
        Problems().ShouldBe([ProblemCauses.EntityMerged]);
        var chooser = Start().Chooser;

        var pair = (await chooser.FindAsync(World.Ane, World.Company(102), default)).ShouldHaveSingleItem();
        (pair.Own.Id, pair.Merged.Id).ShouldBe((102, 101));
        (await chooser.FindAsync(World.Ane, World.Company(103), default)).ShouldBeEmpty();
        (await chooser.KeepAsync(World.Ane, World.Company(102), 102, 101, kept, default)).ShouldBeOfType<KeepResult.Kept>().Link.Id.ShouldBe(kept);
        (await chooser.KeepAsync(World.Bo, World.Company(102), 102, 101, kept, default)).ShouldBeOfType<KeepResult.NothingToChoose>();

        var left = world.Links().Where(link => link.EntityId is 101 or 102).ShouldHaveSingleItem();
        (left.Id, left.EntityId, left.ErpKey).ShouldBe((kept, 102, $"K{kept}"));
        Events().Select(happened => happened.Kind).ShouldBe(kept == 102 ? [LinkEventKind.Unlinked] : [LinkEventKind.Unlinked, LinkEventKind.Moved]);
        Events()[0].Snapshot.ShouldNotBeNull();
        Problems().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_person_is_asked_by_the_company_that_is_left_after_several_merges()
    {
        merged.Clear();
        MergeInCrm(101, 4);
        MergeInCrm(4, 102);
        await Start().RunAsync(RunKind.Everything);
        Problems().ShouldContain(ProblemCauses.EntityMerged);

        var pair = (await Start().Chooser.FindAsync(World.Ane, World.Company(102), default)).ShouldHaveSingleItem();

        (pair.Own.Id, pair.Merged.Id).ShouldBe((102, 101));
        (await Start().Chooser.FindAsync(World.Ane, World.Company(103), default)).ShouldBeEmpty();
        (await Start().Chooser.KeepAsync(World.Ane, World.Company(102), 102, 101, 101, default)).ShouldBeOfType<KeepResult.Kept>();
        world.Links().Single(link => link.EntityId == 102).Id.ShouldBe(101);
    }

    [Fact]
    public async Task A_link_whose_company_is_gone_is_moved_to_another_or_given_up_and_never_while_the_company_is_there()
    {
        merged.Clear();
        var node = Start();
        (await node.Orphans.FindAsync(World.Ane, 102, default)).ShouldBeNull();
        (await node.Orphans.PartAsync(World.Ane, 102, 0, default)).ShouldBeOfType<OrphanResult.NoOrphan>();
        world.Ours("DELETE FROM CrmCompanies WHERE Id IN (102, 103)");
        await node.RunAsync(RunKind.Everything);

        (await node.Orphans.FindAsync(World.Ane, 102, default)).ShouldNotBeNull().Link.ErpKey.ShouldBe("K102");
        (await node.Orphans.MoveAsync(World.Ane, 102, 101, default)).ShouldBeOfType<OrphanResult.Taken>();
        (await node.Orphans.MoveAsync(World.Ane, 102, 999, default)).ShouldBeOfType<OrphanResult.NoSuchRecord>();
        (await node.Orphans.MoveAsync(World.Ane, 102, 4, default)).ShouldBe(new OrphanResult.Moved(World.Company(4)));
        (await node.Orphans.PartAsync(World.Ane, 103, 1, default)).ShouldBeOfType<OrphanResult.NoOrphan>("a person nobody was told of");
        (await node.Orphans.PartAsync(World.Ane, 103, 0, default)).ShouldBeOfType<OrphanResult.Parted>();

        world.Links().Select(link => (link.Id, link.EntityId)).ShouldBe([(101, 101), (102, 4)]);
        Events().Select(happened => (happened.LinkId, happened.Kind)).ShouldBe([(102, LinkEventKind.Moved), (103, LinkEventKind.Unlinked)]);
        world.Ours("UPDATE Access SET CanConnect = FALSE");
        world.Ours("DELETE FROM CrmCompanies WHERE Id = 4");
        await Should.ThrowAsync<Core.Access.AccessDeniedException>(() => node.Orphans.PartAsync(World.Ane, 102, 0, default));
    }

    [Fact]
    public async Task A_link_that_is_moved_to_another_company_agrees_on_nothing_of_it()
    {
        merged.Clear();
        var node = Start();
        world.EditCrm(4, "Phone", "44 44 44 44");
        world.EditCrm(4, "Web", "");
        world.EditErp("K102", "web", "www.erp.example");
        world.EditCrm(102, "Web", "www.erp.example");
        await node.RunAsync(RunKind.Everything);
        world.Ours("DELETE FROM CrmCompanies WHERE Id = 102");
        (await node.Orphans.MoveAsync(World.Ane, 102, 4, default)).ShouldBe(new OrphanResult.Moved(World.Company(4)));
        var (name, phone, crmName) = (world.Customer("K102", "name"), world.Customer("K102", "phone"), world.Crm(4, "Name"));

        await node.RunAsync(RunKind.Everything);

        (world.Customer("K102", "name"), world.Crm(4, "Name")).ShouldBe((name, crmName));
        (world.Customer("K102", "phone"), world.Crm(4, "Phone")).ShouldBe((phone, "44 44 44 44"));
        world.Count("SELECT count(*) FROM Conflicts WHERE LinkId = 102 AND FieldPair LIKE 'phone%'").ShouldBe(1);
        (world.Customer("K102", "web"), world.Crm(4, "Web")).ShouldBe(("www.erp.example", "www.erp.example"));
    }

    private static ConnectorException Down => new(FailureKind.Unreachable, LocalText.Of("Down.", "Nede."), "down");

    private Node Start(Faults? faults = null, World? of = null)
    {
        faults ??= new Faults();
        faults.Instead = async (_, make) => await make() switch
        {
            ReadResult read => read with { Gone = [.. read.Gone.Select(gone => gone with { ReplacedBy = merged.GetValueOrDefault(gone.Key) })] },
            var other => other,
        };
        return (of ?? world).Start(faults);
    }

    private void MergeInErp(string key, string into)
    {
        merged[key] = into;
        world.Erp("DELETE FROM customer WHERE no = $no", ("$no", key));
        world.ForgetWrites();
    }

    private void MergeInCrm(long id, long into)
    {
        merged[$"{id}"] = $"{into}";
        world.Ours("DELETE FROM CrmCompanies WHERE Id = $id", ("$id", id));
    }

    private IReadOnlyList<LinkEventRow> Events()
    {
        using var context = world.Contexts.CreateDbContext();
        return [.. context.LinkEvents.OrderBy(row => row.Id)];
    }

    private LinkEventRow Event() => Events().ShouldHaveSingleItem();

    private IReadOnlyList<string> Problems()
    {
        using var context = world.Contexts.CreateDbContext();
        return [.. context.Problems.Select(row => row.CauseKey)];
    }

    private static async Task<bool> DiesAsync(Func<Task> work)
    {
        try
        {
            await work();
            return false;
        }
        catch (ProcessGoneException)
        {
            return true;
        }
    }
}
