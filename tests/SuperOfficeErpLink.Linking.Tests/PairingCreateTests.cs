using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Persons the ERP does not have, created beside the pairs of the same page: exactly one actor each, or none.</summary>
public sealed class PairingCreateTests : IDisposable
{
    private const string ErpCreate = "IErpWriter.Create";
    private static readonly ConnectorException Down = new(FailureKind.Unreachable, LocalText.Of("Down.", "Nede."), "down");
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task One_is_created_one_paired_and_one_left_in_one_go()
    {
        var node = await CompanyAsync();

        var results = await SaveAsync(node, [.. await PairsAsync(node, 11), .. await CreatesAsync(node, 13)]);

        results.ShouldAllBe(result => result.Outcome is PairOutcome.Saved);
        results.Select(result => (result.PersonName, result.ActorName, result.ErpKey)).ShouldBe([("Anna Ager", "Anna Ager", "P11"), ("Nina Ny", "Nina Ny", "P1001")]);
        world.Links().Where(link => link.EntityType == EntityType.Person).Select(link => (link.EntityId, link.ErpKey, link.ParentLinkId))
            .ShouldBe([(11, "P11", world.Links()[0].Id), (13, "P1001", world.Links()[0].Id)]);
        (world.Actor("P1001", "customer_no"), world.Actor("P1001", "last_name"), world.Actor("P1001", "email")).ShouldBe(("C1", "Ny", "nina@crm.example"));
        world.Actor("P1001", "reference").ShouldStartWith("SOEL-");
        world.Changes().Where(change => change is { EntityId: 13, Side: Side.Erp }).ShouldAllBe(change => change.State == ChangeState.Done && change.Cause == "created");
        Settled();
        await FailPointTests.SnapshotAgreesAsync(world, "created beside a pair");
    }

    [Fact]
    public async Task What_may_be_the_same_person_in_the_ERP_is_named_free_or_linked()
    {
        var node = await CompanyAsync();
        await SaveAsync(node, await PairsAsync(node, 11));
        Person(14, "Anna", "Ager", "anna@crm.example");

        var rows = (await LoadAsync(node, 12, 13, 14)).Rows;

        rows.Select(row => (row.Person.Id, row.Likely.Select(actor => (actor.Key, actor.Name, actor.Holder?.Name)).FirstOrDefault())).ShouldBe(
            [(14, ("P11", "Anna Ager", "Anna Ager")), (12, ("P12", "Bent Bro", null)), (13, (null, null, null)!)]);
        rows.ShouldAllBe(row => row.Create != null && row.Comparison == null);
    }

    [Fact]
    public async Task A_value_that_cannot_be_sent_is_named_by_its_field_and_nothing_is_left_behind()
    {
        AskForTitle();
        var node = await CompanyAsync();
        var before = world.Dump();

        var results = await SaveAsync(node, await CreatesAsync(node, ("title", ""), 13));

        results.ShouldHaveSingleItem().Outcome.ShouldBeOfType<PairOutcome.Mistaken>().Fields.ShouldBe(new Dictionary<string, CannotHold> { ["title"] = CannotHold.Mandatory });
        world.Dump().ShouldBe(before);
        (await SaveAsync(node, await CreatesAsync(node, ("title", "Chauffør"), 13))).ShouldAllBe(result => result.Outcome is PairOutcome.Saved);
        world.Actor("P1001", "title").ShouldBe("Chauffør");
    }

    [Fact]
    public async Task A_value_the_ERP_refuses_is_asked_for_and_goes_over_when_it_is_corrected()
    {
        world.Erp("CREATE TRIGGER no_mobile BEFORE INSERT ON person WHEN NEW.email LIKE '%crm%' BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: email'); END");
        var node = await CompanyAsync();
        var before = world.Dump();

        var results = await SaveAsync(node, await CreatesAsync(node, 12, 13));

        results.ShouldAllBe(result => result.Outcome is PairOutcome.NotSaved);
        ((results[0].Outcome as PairOutcome.NotSaved)!.Result as SaveResult.Done)!.Parts.ShouldHaveSingleItem().ShouldBeOfType<PartResult.Refused>();
        world.Dump().ShouldBe(before);
        world.OpenOperations().ShouldBeEmpty();
        (await LoadAsync(node, 13)).Rows.Single(row => row.Person.Id == 13).Create!.Rows.Single(row => row.Info.Key == "email").IsAsked.ShouldBeFalse();
        var again = (await LoadAsync(node, ["email"], 13)).Rows.Single(row => row.Person.Id == 13).Create!;
        again.Rows.Single(row => row.Info.Key == "email").IsAsked.ShouldBeTrue();
        (await SaveAsync(node, [new CreateWish(13, again.Stamp, _ => "nina@firma.example", ["email"])])).ShouldAllBe(result => result.Outcome is PairOutcome.Saved);
        (world.Actor("P1001", "email"), Actors).ShouldBe(("nina@firma.example", 5));
    }

    [Fact]
    public async Task The_same_page_sent_twice_creates_one()
    {
        var node = await CompanyAsync();
        var wishes = await CreatesAsync(node, 12, 13);

        var both = await Task.WhenAll(Task.Run(() => SaveAsync(node, wishes)), Task.Run(() => SaveAsync(world.Start(), wishes)));
        var third = await SaveAsync(node, wishes);

        third.Select(result => (result.Outcome.GetType().Name, result.ErpKey)).Order().ShouldBe([("AlreadyLinked", "P1001"), ("AlreadyLinked", "P1002")]);
        both.SelectMany(results => results).Count(result => result.Outcome is PairOutcome.Saved).ShouldBeLessThanOrEqualTo(2);
        (Actors, world.Writes("P1001"), world.Writes("P1002")).ShouldBe((6, 1, 1));
        Settled();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_answer_makes_one_keeps_its_draft_until_it_is_known_and_the_rest_is_not_tried(bool lands)
    {
        var node = await CompanyAsync();
        var wishes = await CreatesAsync(node, 12, 13);
        var faults = new Faults
        {
            Instead = async (call, make) =>
            {
                if (call.Name != ErpCreate)
                {
                    return await make();
                }

                _ = lands ? await make() : null;
                return new List<SaveOutcome> { new SaveOutcome.Unknown(Down) };
            },
        };

        var results = await SaveAsync(world.Start(faults), wishes);

        ((results[0].Outcome as PairOutcome.NotSaved)!.Result as SaveResult.Done)!.Parts.ShouldHaveSingleItem().ShouldBeOfType<PartResult.CreateUnknown>();
        results[1].Outcome.ShouldBeOfType<PairOutcome.NotTried>();
        var reference = (await world.DraftAsync(World.Ane, World.Person(12)))!.Draft.Connections.Single().Create!.Reference;
        world.OpenOperations().ShouldHaveSingleItem().Step.ShouldBe(OperationStep.CreateSent);
        (await LoadAsync(node)).Rows.Select(row => row.Person.Id).ShouldBe([11, 13], "A person whose Save is on its way is none to choose for.");

        (await SaveAsync(node, [wishes[0]])).Single().Outcome.ShouldBeOfType<PairOutcome.NotSaved>().Result.ShouldBeOfType<SaveResult.Busy>();
        (await world.DraftAsync(World.Ane, World.Person(12)))!.Draft.Connections.Single().Create!.Reference.ShouldBe(reference);
        world.Time.Now += TimeSpan.FromSeconds(60);
        await world.Start().Unfinished.RunAsync(default);

        world.OpenOperations().ShouldBeEmpty();
        Actors.ShouldBe(lands ? 5 : 4);
        if (lands)
        {
            world.Actor("P1001", "reference").ShouldBe(reference);
            (await SaveAsync(node, [wishes[0]])).Single().Outcome.ShouldBeOfType<PairOutcome.AlreadyLinked>();
        }
        else
        {
            (await LoadAsync(node)).Rows.Single(row => row.Person.Id == 12).HasDraft.ShouldBeTrue("Its own tab has it with its reference.");
            (await SaveAsync(node, [wishes[0]])).Single().Outcome.ShouldBeOfType<PairOutcome.Saved>();
            world.Actor("P1001", "reference").ShouldBe(reference);
        }

        Actors.ShouldBe(5);
        Settled();
    }

    [Fact]
    public async Task An_ERP_that_is_down_is_asked_once_and_nothing_is_left_behind()
    {
        var node = await CompanyAsync();
        var wishes = await CreatesAsync(node, 12, 13);
        var before = world.Dump();
        var faults = new Faults();
        faults.Before = call => call.Name == ErpCreate ? throw Down : Task.CompletedTask;

        (await SaveAsync(world.Start(faults), wishes)).ShouldAllBe(result => result.Outcome is PairOutcome.NotSaved);

        faults.Count(ErpCreate).ShouldBe(1);
        world.Dump().ShouldBe(before);
        world.OpenOperations().ShouldBeEmpty();
    }

    [Fact]
    public async Task Values_that_changed_since_they_were_shown_are_not_sent()
    {
        var node = await CompanyAsync();
        var wishes = await CreatesAsync(node, 13);
        world.Ours("UPDATE CrmPersons SET Email = 'ny@crm.example', Version = Version + 1 WHERE Id = 13");

        (await SaveAsync(node, wishes)).ShouldHaveSingleItem().Outcome.ShouldBeOfType<PairOutcome.ValuesChanged>();

        Actors.ShouldBe(4);
    }

    [Fact]
    public async Task A_person_moved_or_linked_meanwhile_is_not_created()
    {
        var node = await CompanyAsync();
        var wishes = await CreatesAsync(node, 12, 13);
        world.MovePerson(13, 2);
        await SaveAsync(node, await PairsAsync(node, 12));

        var results = await SaveAsync(node, wishes);

        (results[0].Outcome.GetType().Name, results[0].ErpKey).ShouldBe(("AlreadyLinked", "P12"));
        results[1].Outcome.ShouldBeOfType<PairOutcome.NotFree>();
        Actors.ShouldBe(4);
    }

    [Fact]
    public async Task What_the_user_prepared_elsewhere_with_other_values_is_neither_saved_nor_lost()
    {
        AskForTitle();
        var node = await CompanyAsync();
        var wishes = await CreatesAsync(node, ("title", "Chauffør"), 13);
        var form = (await node.Creator.LoadAsync(World.Ane, World.Person(13), World.Connection, ActorType.Person, [], default))!;
        await node.Drafts.CreateAsync(World.Ane, World.Person(13), World.Connection, form.Answer(_ => "Direktør", Guid.NewGuid()).Draft, default);
        var draft = await world.DraftAsync(World.Ane, World.Person(13));

        (await SaveAsync(node, wishes)).ShouldHaveSingleItem().Outcome.ShouldBeOfType<PairOutcome.HasDraft>();

        (await world.DraftAsync(World.Ane, World.Person(13)))!.Token.ShouldBe(draft!.Token);
        Actors.ShouldBe(4);
    }

    [Fact]
    public async Task Without_the_right_to_create_it_is_not_offered_and_refused()
    {
        var node = await CompanyAsync();
        IReadOnlyList<PersonWish> wishes = [.. await CreatesAsync(node, 13), .. await PairsAsync(node, 11)];
        (await LoadAsync(node)).MayCreate.ShouldBeTrue();
        world.Ours("UPDATE Access SET CanCreate = FALSE");

        var view = await LoadAsync(node, 13);

        view.MayCreate.ShouldBeFalse();
        view.Rows.ShouldAllBe(row => row.Create == null);
        await Should.ThrowAsync<AccessDeniedException>(() => SaveAsync(node, wishes));
        (Actors, world.Links().Count).ShouldBe((4, 1));
    }

    [Fact]
    public async Task Many_to_be_created_are_read_in_as_few_calls_as_one()
    {
        var node = await CompanyAsync();
        for (var id = 100; id < 120; id++)
        {
            Person(id, "Person", $"Nr {id}", "");
        }

        var (one, many) = (await CallsAsync(113), await CallsAsync([.. Enumerable.Range(100, 20).Select(id => (long)id)]));

        many.ShouldBe(one);

        async Task<(int, int)> CallsAsync(params long[] ids)
        {
            var faults = new Faults();
            var fresh = world.Start(faults);
            await LoadAsync(fresh, ids);
            var loading = faults.Calls;
            await fresh.PairingReader.PrepareAsync(
                World.Ane, World.Company(1), World.Connection, [.. ids.Select(id => new CreateWish(id, "", _ => "", []))], default);
            return (loading, faults.Calls);
        }
    }

    private long Actors => Convert.ToInt64(world.Erp("SELECT count(*) FROM person"), System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Node> CompanyAsync()
    {
        Person(13, "Nina", "Ny", "nina@crm.example");
        var node = world.Start();
        await node.ConnectAsync(1, "C1");
        await node.SavePartAsync<PartResult.Saved>(world, 1);
        world.ForgetWrites();
        return node;
    }

    private void Person(long id, string first, string last, string email)
    {
        using var context = world.Contexts.CreateDbContext();
        context.Persons.Add(new PersonRow { Id = id, CompanyId = 1, FirstName = first, LastName = last, Email = email });
        context.SaveChanges();
    }

    private void AskForTitle() => world.AddMappingVersion(2, document => new MappingDocument(
        [.. document.Actors.Select(actor => actor.Actor == ActorType.Person ? actor with { Defaults = [new FieldDefault("title", Ask: true, Mandatory: true)] } : actor)]));

    private static Task<PairingView> LoadAsync(Node node, params long[] created) => LoadAsync(node, [], created);

    private static async Task<PairingView> LoadAsync(Node node, string[] refused, params long[] created) =>
        (await node.PairingReader.LoadAsync(
            World.Ane, World.Company(1), World.Connection, 0, created.ToDictionary(id => id, _ => (PairingChoice)new PairingChoice.Create(refused)), default)).ShouldNotBeNull();

    private static async Task<IReadOnlyList<PersonWish>> PairsAsync(Node node, params long[] ids) =>
        [.. (await LoadAsync(node)).Rows.Where(row => ids.Contains(row.Person.Id)).OrderBy(row => row.Person.Id)
            .Select(row => new PairWish(row.Person.Id, row.ErpKey!, row.Comparison!.Seen, new Dictionary<FieldPair, Choice>(), asked => asked.Held))];

    private static Task<IReadOnlyList<PersonWish>> CreatesAsync(Node node, params long[] ids) => CreatesAsync(node, ("", ""), ids);

    /// <summary>What the page proposes, but for what is typed.</summary>
    private static async Task<IReadOnlyList<PersonWish>> CreatesAsync(Node node, (string Field, string Text) typed, params long[] ids) =>
        [.. (await LoadAsync(node, ids)).Rows.Where(row => ids.Contains(row.Person.Id)).OrderBy(row => row.Person.Id).Select(row => new CreateWish(
            row.Person.Id, row.Create!.Stamp,
            info => info.Key == typed.Field ? typed.Text : row.Create.Rows.Single(field => field.Info.Key == info.Key).Proposed, []))];

    private static Task<IReadOnlyList<PairResult>> SaveAsync(Node node, IReadOnlyList<PersonWish> wishes) =>
        node.Pairing.SaveAsync(World.Ane, World.Company(1), World.Connection, wishes, default);

    private void Settled()
    {
        world.OpenOperations().ShouldBeEmpty();
        world.Links().ShouldAllBe(link => link.State == LinkState.Active);
        world.Count("SELECT count(*) FROM Drafts").ShouldBe(0);
        world.Count("SELECT (SELECT count(*) FROM Conflicts) + (SELECT count(*) FROM Problems) + (SELECT count(*) FROM Retries)").ShouldBe(0);
    }
}
