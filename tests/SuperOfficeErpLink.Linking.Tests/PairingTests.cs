using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>A company's persons linked in one go.</summary>
public sealed class PairingTests : IDisposable
{
    private static readonly IReadOnlyDictionary<long, PairingChoice> NothingChosen = new Dictionary<long, PairingChoice>();
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Free_persons_of_both_sides_are_shown_and_only_sure_pairs_are_chosen_beforehand()
    {
        var node = await CompanyAsync();

        var view = await LoadAsync(node);

        view.Rows.Select(row => (row.Person.Id, row.ErpKey)).ShouldBe([(11, "P11"), (12, "P12")]);
        view.Rows.ShouldAllBe(row => row.Comparison != null && row.Match != null);
        view.Free.Select(actor => (actor.Key, actor.Name)).ShouldBe([("P11", "Anna Ager"), ("P12", "Bent Bro"), ("P19", "Carl Carlsen")]);
        (view.Next, view.ErpHasMore).ShouldBe((null, false));
    }

    [Fact]
    public async Task Of_two_actors_that_are_as_likely_none_is_chosen_beforehand()
    {
        var node = await CompanyAsync();
        world.EditActor("P19", "first_name", "Anna");
        world.EditActor("P19", "last_name", "Ager");

        (await LoadAsync(node)).Rows.Select(row => row.ErpKey).ShouldBe([null, "P12"]);
    }

    [Fact]
    public async Task Every_pair_is_saved_as_an_ordinary_Save_saves_it()
    {
        var node = await CompanyAsync();

        var results = await SaveAsync(node, await WishesAsync(node, (11, "email", Choice.Crm)));

        results.ShouldAllBe(result => result.Outcome is PairOutcome.Saved);
        world.Links().Where(link => link.EntityType == EntityType.Person).Select(link => (link.EntityId, link.ErpKey, link.ParentLinkId))
            .ShouldBe([(11, "P11", world.Links()[0].Id), (12, "P12", world.Links()[0].Id)]);
        world.Actor("P11", "email").ShouldBe("anna@crm.example");
        world.Changes().ShouldContain(change => change.EntityId == 11 && change.Field == "email" && change.OperationId != null);
        (await LoadAsync(node)).Rows.ShouldBeEmpty();
        (await node.PairingReader.HasFreeAsync(World.Ane, World.Company(1), World.Connection, default)).ShouldBeTrue("P19 is still free.");
    }

    [Fact]
    public async Task The_same_page_sent_twice_links_and_writes_once()
    {
        var node = await CompanyAsync();
        var wishes = await WishesAsync(node, (11, "email", Choice.Crm));

        var both = await Task.WhenAll(SaveAsync(node, wishes), SaveAsync(world.Start(), wishes));
        var third = await SaveAsync(node, wishes);

        third.ShouldAllBe(result => result.Outcome is PairOutcome.AlreadyLinked);
        both.SelectMany(results => results).Count(result => result.Outcome is PairOutcome.Saved).ShouldBeLessThanOrEqualTo(2);
        world.Writes("P11").ShouldBe(1);
        world.Links().Count.ShouldBe(3);
        world.OpenOperations().ShouldBeEmpty();
        world.Count("SELECT count(*) FROM Drafts").ShouldBe(0);
    }

    [Fact]
    public async Task A_pair_whose_values_changed_is_not_written_and_the_others_are()
    {
        var node = await CompanyAsync();
        var wishes = await WishesAsync(node);
        world.EditActor("P11", "title", "Ny");
        world.ForgetWrites();

        var results = await SaveAsync(node, wishes);

        results[0].Outcome.ShouldBeOfType<PairOutcome.ValuesChanged>();
        results[1].Outcome.ShouldBeOfType<PairOutcome.Saved>();
        world.Links().ShouldNotContain(link => link.EntityId == 11);
        world.Writes("P11").ShouldBe(0);
    }

    [Fact]
    public async Task A_pair_taken_or_moved_meanwhile_is_not_free()
    {
        var node = await CompanyAsync();
        var wishes = await WishesAsync(node);
        world.EditActor("P11", "customer_no", "C2");
        world.MovePerson(12, 2);

        (await SaveAsync(node, wishes)).ShouldAllBe(result => result.Outcome is PairOutcome.NotFree);

        world.Links().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_actor_that_another_person_holds_is_answered_as_every_Save_answers_it()
    {
        var node = await CompanyAsync();
        var wishes = await WishesAsync(node);
        await node.ConnectAsync(World.Person(12), "P11");
        await node.SavePartAsync<PartResult.Saved>(world, World.Person(12));
        var current = await node.PairingReader.PrepareAsync(World.Ane, World.Company(1), World.Connection, [wishes[0]], default);

        var result = (await SaveAsync(node, [wishes[0] with { Seen = current[0].Comparison!.Seen }])).ShouldHaveSingleItem();

        result.Outcome.ShouldBeOfType<PairOutcome.NotSaved>().Result.ShouldBeOfType<SaveResult.ActorTaken>().Holder.ShouldBe(World.Person(12));
        (await world.DraftAsync(World.Ane, World.Person(11))).ShouldBeNull();
    }

    [Fact]
    public async Task An_ERP_that_goes_down_is_asked_once_and_nothing_is_left_behind()
    {
        var node = await CompanyAsync();
        var wishes = await WishesAsync(node, (11, "email", Choice.Crm), (12, "title", Choice.Crm));
        var before = world.Dump();
        var gets = 0;
        var faults = new Faults();
        faults.Before = call => call.Name == "IErpSession.Get" && ++gets > 1
            ? throw new ConnectorException(FailureKind.Unreachable, LocalText.Of("Down.", "Nede."), "down")
            : Task.CompletedTask;

        var results = await SaveAsync(world.Start(faults), wishes);

        results.ShouldAllBe(result => result.Outcome is PairOutcome.NotSaved);
        gets.ShouldBe(2);
        world.Dump().ShouldBe(before);
    }

    [Fact]
    public async Task What_the_user_has_decided_elsewhere_is_neither_saved_nor_lost()
    {
        var node = await CompanyAsync();
        var wishes = await WishesAsync(node);
        await node.ConnectAsync(World.Person(11), "P19");
        var draft = await world.DraftAsync(World.Ane, World.Person(11));

        (await SaveAsync(node, wishes))[0].Outcome.ShouldBeOfType<PairOutcome.HasDraft>();

        (await world.DraftAsync(World.Ane, World.Person(11)))!.Token.ShouldBe(draft!.Token);
        (await LoadAsync(node)).Rows[0].HasDraft.ShouldBeTrue();
    }

    [Fact]
    public async Task Pairing_asks_for_the_right_to_connect()
    {
        var node = await CompanyAsync();
        var wishes = await WishesAsync(node);
        world.Ours("UPDATE Access SET CanConnect = FALSE");

        await Should.ThrowAsync<AccessDeniedException>(() => LoadAsync(node));
        await Should.ThrowAsync<AccessDeniedException>(() => SaveAsync(node, wishes));
        await Should.ThrowAsync<AccessDeniedException>(() => node.PairingReader.HasFreeAsync(World.Ane, World.Company(1), World.Connection, default));

        world.Links().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Many_persons_come_page_by_page_and_what_is_not_read_in_the_ERP_is_said()
    {
        var node = await CompanyAsync();
        world.Ours("""
            WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 339)
            INSERT INTO CrmPersons (Id, CompanyId, FirstName, LastName, Title, Phone, Mobile, Email, Version, UpdatedAt, UpdatedBy, Folded)
            SELECT i, 1, 'Person', 'Nr ' || i, '', '', '', '', 1, (SELECT UpdatedAt FROM CrmPersons LIMIT 1), '', '' FROM n
            """);
        world.Erp("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) INSERT INTO person (no, customer_no, last_name) SELECT 'X' || i, 'C1', 'Mange ' || i FROM n");

        var seen = new List<long>();
        int? from = 0;
        for (; from is { } start;)
        {
            var view = (await node.PairingReader.LoadAsync(World.Ane, World.Company(1), World.Connection, start, NothingChosen, default)).ShouldNotBeNull();
            view.Rows.Count.ShouldBeLessThanOrEqualTo(PairingReader.PageSize);
            (view.ErpHasMore, view.Free.Count).ShouldBe((true, PairingReader.MostActors));
            seen.AddRange(view.Rows.Select(row => row.Person.Id));
            from = view.Next;
        }

        seen.Order().ShouldBe([11, 12, .. Enumerable.Range(100, 240).Select(id => (long)id)]);
    }

    private async Task<Node> CompanyAsync()
    {
        var node = world.Start();
        await node.ConnectAsync(1, "C1");
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        world.ForgetWrites();
        return node;
    }

    private static async Task<PairingView> LoadAsync(Node node) =>
        (await node.PairingReader.LoadAsync(World.Ane, World.Company(1), World.Connection, 0, NothingChosen, default)).ShouldNotBeNull();

    private static Task<IReadOnlyList<PairResult>> SaveAsync(Node node, IReadOnlyList<PersonWish> wishes) =>
        node.Pairing.SaveAsync(World.Ane, World.Company(1), World.Connection, wishes, default);

    /// <summary>What the page offers, with some fields chosen otherwise.</summary>
    private static async Task<IReadOnlyList<PairWish>> WishesAsync(Node node, params (long Person, string Crm, Choice Choice)[] choices) =>
        [.. (await LoadAsync(node)).Rows.Select(row => new PairWish(
            row.Person.Id, row.ErpKey!, row.Comparison!.Seen,
            choices.Where(choice => choice.Person == row.Person.Id).ToDictionary(
                choice => row.Comparison.Rows.Single(one => one.Rule.Pair.Crm == choice.Crm).Rule.Pair, choice => choice.Choice),
            asked => asked.Held))];
}
