using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Drafts tried on all links, published, and gone back from.</summary>
public sealed class DryRunTests : IDisposable
{
    private static readonly UserContext Administrator = new("adam", "Adam", IsAdministrator: true, []);
    private static readonly FieldPair Note = new("note", "street2");
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task What_a_dry_run_shows_is_what_the_next_run_writes_and_it_asks_nobody_again()
    {
        GivenNotes(40);
        var draft = await DraftAsync(NewPair(FirstValue.FillBlanks));
        var before = world.Dump();

        var (tried, counts) = await TryAsync();

        (tried.State, tried.Counts.Decided, tried.Counts.ToErp, tried.Counts.WritingLinks).ShouldBe((RunState.Completed, 40, 40, 40));
        counts.ShouldBe([new FindingCount(ActorType.Customer, Note, FindingKind.ToErp, 40)]);
        (world.Dump(), world.AllWrites, world.Count("SELECT count(*) FROM Changes")).ShouldBe((before, 0, 0));

        (await PublishAsync(draft, tried)).ShouldBeOfType<PublishResult.Published>().Version.ShouldBe(2);
        var run = await world.Start().RunAsync(RunKind.Everything);

        (run.State, run.Counts.ToErp, run.Counts.Approved, run.Brake?.IsApproved).ShouldBe((RunState.Completed, 40, 40, true));
        world.Customer("K101", "street2").ShouldBe(world.Crm(101, "Note"));
        (world.Count("SELECT ShowsNextRun FROM Connections"), world.Ours("SELECT ApprovedRunId FROM Connections")).ShouldBe((0, DBNull.Value));

        // What was approved is not the background that the brake adds up.
        world.ForgetWrites();
        world.EditCrm(101, "Phone", "44 44 44 44");
        var next = await world.Start().RunAsync(RunKind.Everything);
        (next.State, next.Brake, next.Counts.ToErp, world.AllWrites).ShouldBe((RunState.Completed, null, 1, 1));
    }

    [Fact]
    public async Task A_write_that_was_not_shown_stops_the_run_that_would_make_it()
    {
        GivenNotes(40);
        var draft = await DraftAsync(NewPair(FirstValue.FillBlanks));
        var (tried, _) = await TryAsync();
        world.EditCrm(101, "Note", "En anden note");
        world.EditErp("K102", "street2", "Bygning 2");
        await PublishAsync(draft, tried);

        var run = await world.Start().RunAsync(RunKind.Everything);

        (run.State, run.Brake?.FirstRun, run.Counts.WritingLinks, run.Counts.Approved).ShouldBe((RunState.Braked, true, 39, 38));
        (world.AllWrites, world.Customer("K103", "street2")).ShouldBe((1, ""));
    }

    [Fact]
    public async Task Without_a_dry_run_of_the_draft_as_it_stands_the_next_run_shows_its_list()
    {
        GivenNotes(2);
        await DraftAsync(NewPair(FirstValue.Leave));
        var (tried, _) = await TryAsync();
        var draft = await DraftAsync(NewPair(FirstValue.FillBlanks));
        await PublishAsync(draft, tried);

        var run = await world.Start().RunAsync(RunKind.Everything);

        (run.State, run.Brake?.FirstRun, world.AllWrites).ShouldBe((RunState.Braked, true, 0));
    }

    [Fact]
    public async Task A_dry_run_that_whoever_publishes_has_not_seen_approves_nothing()
    {
        GivenNotes(2);
        var draft = await DraftAsync(NewPair(FirstValue.FillBlanks));
        var (seen, _) = await TryAsync();
        world.EditCrm(101, "Note", "En anden note");
        await TryAsync();
        await PublishAsync(draft, seen);

        var run = await world.Start().RunAsync(RunKind.Everything);

        (run.State, run.Brake?.FirstRun, world.AllWrites).ShouldBe((RunState.Braked, true, 0));
    }

    [Fact]
    public async Task A_draft_without_new_pairs_is_tried_while_the_ERP_is_away()
    {
        GivenNotes(3);
        await world.Start().RunAsync(RunKind.Everything);
        await DraftAsync(document => Change(document, "phone", field => field with { Direction = Direction.ErpToCrm }));
        File.Move(world.ErpFile, world.ErpFile + ".away");

        var (tried, counts) = await TryAsync();

        (tried.State, tried.Counts.Decided).ShouldBe((RunState.Completed, 3));
        counts.ShouldBeEmpty();
        File.Move(world.ErpFile + ".away", world.ErpFile);
    }

    [Fact]
    public async Task A_new_pair_that_cannot_be_read_is_unknown_and_never_none()
    {
        GivenNotes(3);
        world.Erp("DELETE FROM customer WHERE no = 'K102'");
        await DraftAsync(NewPair(FirstValue.FillBlanks));

        var (_, counts) = await TryAsync();

        counts.OrderBy(count => count.Kind).Select(count => (count.Kind, count.Count)).ShouldBe([(FindingKind.ToErp, 2), (FindingKind.Unknown, 1)]);
    }

    [Fact]
    public async Task A_policy_is_tried_on_the_conflicts_that_are_open()
    {
        GivenNotes(2);
        world.EditCrm(101, "Phone", "11 11 11 11");
        world.EditErp("K101", "phone", "22 22 22 22");
        await world.Start().RunAsync(RunKind.Everything);
        await DraftAsync(document => Change(document, "phone", field => field with { OnConflict = OnConflict.ErpWins }));

        var (tried, _) = await TryAsync();

        var found = (await world.Start().DryRuns.ListAsync(Administrator, World.Connection, new FindingFilter(), 0, 10, CancellationToken.None)).ShouldHaveSingleItem();
        (found.Entity, found.Finding.Kind, found.Finding.Crm, found.Finding.New).ShouldBe((World.Company(101), FindingKind.ToCrm, "11 11 11 11", "22 22 22 22"));
        world.Crm(101, "Phone").ShouldBe("11 11 11 11");
        tried.Counts.ToCrm.ShouldBe(1);
    }

    [Fact]
    public async Task What_will_not_fit_what_would_be_emptied_and_what_is_not_mapped_is_counted_for_itself()
    {
        GivenNotes(4);
        world.EditCrm(101, "Note", new string('n', 60));
        world.EditCrm(102, "Note", "");
        world.EditErp("K102", "street2", "Bygning 2");
        await DraftAsync(document => Change(NewPair(FirstValue.FromCrm)(document), "country", field => field with { List = new ListMapping([]) }));

        var (_, counts) = await TryAsync();

        counts.Single(count => count.Kind == FindingKind.WillNotFit).ShouldBe(new FindingCount(ActorType.Customer, Note, FindingKind.WillNotFit, 1));
        counts.Single(count => count.Kind == FindingKind.UnmappedItem).Pair.ShouldBe(new FieldPair("country", "country"));
        counts.Where(count => count.Pair == Note).Sum(count => count.Count).ShouldBe(3, "a side that was always blank never empties the other");
    }

    [Fact]
    public async Task A_dry_run_of_a_draft_that_has_changed_meanwhile_ends_without_a_finding()
    {
        GivenNotes(2);
        await DraftAsync(NewPair(FirstValue.FillBlanks));
        var queued = await world.Start().DryRuns.StartAsync(Administrator, World.Connection, CancellationToken.None);
        await DraftAsync(NewPair(FirstValue.Leave));

        var run = await world.Start().WorkAsync(queued!.Id);

        (run.State, world.Count("SELECT count(*) FROM DryRunFindings")).ShouldBe((RunState.Cancelled, 0));
    }

    [Fact]
    public async Task Of_two_administrators_the_second_publishes_nothing_and_sees_the_difference()
    {
        GivenNotes(2);
        var mine = await DraftAsync(document => Change(document, "phone", field => field with { OnConflict = OnConflict.CrmWins }));
        world.AddMappingVersion(2, document => Change(document, "email", field => field with { OnConflict = OnConflict.ErpWins }));

        var refused = (await PublishAsync(mine)).ShouldBeOfType<PublishResult.Outdated>();

        refused.Theirs.ShouldBe([new MappingDifference(ActorType.Customer, "email", MappingPart.OnConflict, "Ask", "ErpWins")]);
        world.Count("SELECT MappingVersion FROM Connections").ShouldBe(2);
        var merged = await world.Start().MappingDrafts.BringUpToDateAsync(Administrator, World.Connection, mine.RowVersion, CancellationToken.None);
        (await PublishAsync(merged!)).ShouldBeOfType<PublishResult.Published>().Version.ShouldBe(3);
        var inForce = (await world.Start().Connections.GetMappingAsync(World.Connection, 3, CancellationToken.None)).For(ActorType.Customer)!;
        inForce.Fields.Single(field => field.Erp == "phone").OnConflict.ShouldBe(OnConflict.CrmWins);
        inForce.Fields.Single(field => field.Erp == "email").OnConflict.ShouldBe(OnConflict.ErpWins);
    }

    [Fact]
    public async Task A_draft_that_somebody_else_changed_is_neither_overwritten_nor_published()
    {
        GivenNotes(1);
        var mine = await DraftAsync(document => Change(document, "phone", field => field with { OnConflict = OnConflict.CrmWins }));
        await DraftAsync(document => Change(document, "email", field => field with { OnConflict = OnConflict.CrmWins }));

        (await PublishAsync(mine)).ShouldBeOfType<PublishResult.Changed>();
        var opened = await world.Start().MappingDrafts.OpenAsync(Administrator, World.Connection, CancellationToken.None);
        (await world.Start().MappingDrafts.SaveAsync(Administrator, opened, opened.Document, mine.RowVersion, CancellationToken.None)).ShouldBeNull();
        world.Count("SELECT MappingVersion FROM Connections").ShouldBe(1);
    }

    [Fact]
    public async Task Going_back_makes_the_old_configuration_the_next_version_and_changes_no_value()
    {
        GivenNotes(3);
        await PublishAsync(await DraftAsync(NewPair(FirstValue.FillBlanks)));
        var braked = await world.Start().RunAsync(RunKind.Everything);
        await world.Start().Runs.ReleaseBrakeAsync(World.Ane, braked.Id, null, CancellationToken.None);
        await world.Start().WorkAsync(braked.Id);
        var written = world.Customer("K101", "street2");
        world.ForgetWrites();

        var back = await world.Start().Publisher.GoBackAsync(Administrator, World.Connection, 1, 2, "Tilbage", CancellationToken.None);

        back.ShouldBeOfType<PublishResult.Published>().Version.ShouldBe(3);
        var run = await world.Start().RunAsync(RunKind.Everything);
        (run.State, world.AllWrites, world.Customer("K101", "street2")).ShouldBe((RunState.Completed, 0, written));
        var first = await world.Start().Connections.GetMappingAsync(World.Connection, 1, CancellationToken.None);
        MappingDifferences.Between(first, await world.Start().Connections.GetMappingAsync(World.Connection, 3, CancellationToken.None)).ShouldBeEmpty();
        world.Count("SELECT count(*) FROM Audit WHERE What = 'mapping.published'").ShouldBe(2);
    }

    [Fact]
    public async Task A_faulty_draft_is_refused_with_every_fault()
    {
        GivenNotes(1);
        var draft = await DraftAsync(document => Change(
            Change(document, "email", field => field with { Crm = "phone" }), "zip", field => field with { Direction = Direction.ErpToCrm }));

        var faulty = (await PublishAsync(draft)).ShouldBeOfType<PublishResult.Faulty>();

        faulty.Faults.Select(fault => (fault.Erp, fault.Kind)).ShouldBe([("email", FaultKind.CrmFieldFedTwice), ("zip", FaultKind.GroupDirections)], ignoreOrder: true);
        world.Count("SELECT MappingVersion FROM Connections").ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_but_an_administrator_reads_or_changes_a_configuration()
    {
        await Should.ThrowAsync<AccessDeniedException>(world.Start().MappingDrafts.OpenAsync(World.Ane, World.Connection, CancellationToken.None));
        await Should.ThrowAsync<AccessDeniedException>(world.Start().DryRuns.StartAsync(World.Ane, World.Connection, CancellationToken.None));
        await Should.ThrowAsync<AccessDeniedException>(world.Start().Publisher.PublishAsync(World.Ane, World.Connection, 1, null, "", syncNow: false, CancellationToken.None));
        await Should.ThrowAsync<AccessDeniedException>(world.Start().Publisher.GoBackAsync(World.Ane, World.Connection, 1, 1, "", CancellationToken.None));
    }

    /// <summary>The CRM's note goes to the ERP's second street line, which is blank on every link.</summary>
    private static Func<MappingDocument, MappingDocument> NewPair(FirstValue first) => document =>
        new([.. document.Actors.Select(actor => actor.Actor != ActorType.Customer ? actor : actor with
        {
            Fields = [.. actor.Fields.Where(field => field.Erp != "street2"), new FieldMapping("street2", "note", Direction.Both, First: first)],
        })]);

    private void GivenNotes(int count)
    {
        world.GivenLinked(count);
        world.Ours("UPDATE CrmCompanies SET Note = 'Note ' || Id");
    }

    private static MappingDocument Change(MappingDocument document, string erp, Func<FieldMapping, FieldMapping> change) =>
        new([.. document.Actors.Select(actor => actor.Actor != ActorType.Customer ? actor : actor with { Fields = [.. actor.Fields.Select(field => field.Erp == erp ? change(field) : field)] })]);

    private async Task<MappingDraft> DraftAsync(Func<MappingDocument, MappingDocument> change)
    {
        var node = world.Start();
        var opened = await node.MappingDrafts.OpenAsync(Administrator, World.Connection, CancellationToken.None);
        return (await node.MappingDrafts.SaveAsync(Administrator, opened, change(opened.Document), opened.Draft?.RowVersion, CancellationToken.None)).ShouldNotBeNull();
    }

    private async Task<(Run Run, IReadOnlyList<FindingCount> Counts)> TryAsync()
    {
        var queued = (await world.Start().DryRuns.StartAsync(Administrator, World.Connection, CancellationToken.None)).ShouldNotBeNull();
        await world.Start().WorkAsync(queued.Id);
        var view = (await world.Start().DryRuns.FindAsync(Administrator, World.Connection, CancellationToken.None)).ShouldNotBeNull();
        view.IsOfDraft.ShouldBeTrue();
        return (view.Run, view.Counts);
    }

    private Task<PublishResult> PublishAsync(MappingDraft draft, Run? shown = null) =>
        world.Start().Publisher.PublishAsync(Administrator, World.Connection, draft.RowVersion, shown?.Id, "Prøvet", syncNow: false, CancellationToken.None);
}
