using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Creating an actor when a system refuses, does not answer, or someone else is quicker: exactly one actor, or none and the draft.</summary>
public sealed class CreateTests : IDisposable
{
    private const string ErpCreate = "IErpWriter.Create";
    private static readonly ConnectorException Down = new(FailureKind.Unreachable, LocalText.Of("Down.", "Nede."), "down");
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task An_actor_is_created_with_the_values_of_the_dialog_and_its_number_stands_in_the_CRM()
    {
        await world.Start().CreateAsync(1, null, ("credit_limit", "40000"), ("credit_check", "2026-01-30"), ("newsletter", "1"));
        world.Customers.ShouldBe(4);

        var saved = await world.Start().SavePartAsync<PartResult.Saved>(world, 1);

        saved.CreatedKey.ShouldBe("C1001");
        (world.Customer("C1001", "credit_limit"), world.Customer("C1001", "credit_check"), world.Customer("C1001", "newsletter")).ShouldBe(("40000", "2026-01-30", "1"));
        (world.Customer("C1001", "customer_group"), world.Customer("C1001", "country"), world.Customer("C1001", "phone")).ShouldBe(("ERHV", "DK", "19 99 99 99"));
        await WholeAsync();
        world.Changes().Where(change => change.Side == Side.Erp).ShouldAllBe(change => change.Old == "" && change.State == ChangeState.Done && change.Cause == "created");
    }

    [Theory]
    [InlineData("at once")]
    [InlineData("between two looks")]
    [InlineData("after it was given back")]
    [InlineData("never")]
    public async Task A_lost_answer_makes_one_actor_whenever_it_lands(string lands)
    {
        await world.Start().CreateAsync(1);
        Func<Task<object?>>? late = null;
        var faults = new Faults { Instead = async (call, make) => call.Name == ErpCreate ? await LoseAsync(make) : await make() };

        (await world.Start(faults).SavePartAsync<PartResult.CreateUnknown>(world, 1)).AskUser.ShouldBeFalse();
        world.OpenOperations().ShouldHaveSingleItem().Step.ShouldBe(OperationStep.CreateSent);
        (await world.Start().SaveAsync(world, 1)).ShouldBeOfType<SaveResult.Busy>();

        if (lands is not "at once")
        {
            await RoundAfterAsync(11);
            world.OpenOperations().ShouldHaveSingleItem("It may still arrive.");
        }

        if (lands is "between two looks")
        {
            await late!();
        }

        await RoundAfterAsync(60);
        world.OpenOperations().ShouldBeEmpty();
        if (lands is "after it was given back")
        {
            await late!();
        }

        if (lands is "never" or "after it was given back")
        {
            world.Links().ShouldBeEmpty();
            (await world.Start().SavePartAsync<PartResult.Saved>(world, 1)).CreatedKey.ShouldBe("C1001");
        }

        await WholeAsync();

        async Task<object?> LoseAsync(Func<Task<object?>> make)
        {
            late = make;
            if (lands == "at once")
            {
                await make();
            }

            return Answer(new SaveOutcome.Unknown(Down));
        }
    }

    [Fact]
    public async Task A_refused_field_leaves_everything_and_the_draft_and_names_the_field()
    {
        await world.Start().CreateAsync(1, null, ("discount", "150"));
        var before = world.Dump();

        var refused = await world.Start().SavePartAsync<PartResult.Refused>(world, 1);

        refused.Creating.ShouldBe(ActorType.Customer);
        refused.Errors.ShouldHaveSingleItem().Field.ShouldBe("discount");
        world.Dump().ShouldBe(before);
        world.OpenOperations().ShouldBeEmpty();
        await world.Start().CreateAsync(1, null, ("discount", "15"));
        await world.Start().SavePartAsync<PartResult.Saved>(world, 1);
        await WholeAsync();
    }

    [Theory]
    [InlineData("ICrm.Get")]
    [InlineData("IErpWriter.FindByReference")]
    [InlineData(ErpCreate)]
    public async Task A_system_that_cannot_be_reached_before_the_actor_is_sent_leaves_everything_and_the_draft(string name)
    {
        await world.Start().CreateAsync(1);
        var before = world.Dump();

        await world.Start(new Faults { Before = call => call.Name == name ? throw Down : Task.CompletedTask }).SavePartAsync<PartResult.Unreachable>(world, 1);

        world.Dump().ShouldBe(before);
        world.OpenOperations().ShouldBeEmpty();
        await world.Start().SavePartAsync<PartResult.Saved>(world, 1);
        await WholeAsync();
    }

    [Fact]
    public async Task A_value_that_moved_since_the_dialog_is_asked_again_and_nothing_is_created()
    {
        await world.Start().CreateAsync(1);
        world.EditCrm(1, "Phone", "12 12 12 12");

        var moved = await world.Start().SavePartAsync<PartResult.Moved>(world, 1);

        moved.Fields.ShouldHaveSingleItem().ShouldSatisfyAllConditions(field => field.CrmSeen.ShouldBe("19 99 99 99"), field => field.Crm.ShouldBe("12 12 12 12"));
        (world.Customers, world.Links().Count).ShouldBe((4, 0));
        (await world.DraftAsync(World.Ane, 1)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Two_users_and_a_double_click_make_one_actor()
    {
        var node = world.Start();
        await node.CreateAsync(1);
        await node.CreateAsync(1, World.Bo);

        var answers = await Task.WhenAll(
            Task.Run(() => node.SaveAsync(world, 1)), Task.Run(() => node.SaveAsync(world, 1)), Task.Run(() => world.Start().SaveAsync(world, 1, World.Bo)));

        answers.Count(answer => answer is SaveResult.Done { Parts: [PartResult.Saved { CreatedKey: "C1001" }] }).ShouldBe(1);
        await WholeAsync(byAne: false);
    }

    [Fact]
    public async Task Whoever_links_the_record_meanwhile_goes_first_and_nothing_is_created()
    {
        await world.Start().CreateAsync(1);
        await world.Start().ConnectAsync(1, "C1", World.Bo);
        (await world.Start().SaveAsync(world, 1, World.Bo)).ShouldBeOfType<SaveResult.Done>();

        (await world.Start().SaveAsync(world, 1)).ShouldBeOfType<SaveResult.LinkChanged>();

        world.Customers.ShouldBe(4);
    }

    [Fact]
    public async Task An_actor_that_another_record_took_before_it_was_found_is_named_and_the_draft_kept()
    {
        await CreateWithLostAnswerAsync();
        await world.Start().ConnectAsync(2, "C1001", World.Bo, ("name", Choice.Crm));
        (await world.Start().SaveAsync(world, 2, World.Bo)).ShouldBeOfType<SaveResult.Done>().Parts.Single().ShouldBeOfType<PartResult.Saved>();

        await RoundAfterAsync(60);

        world.OpenOperations().ShouldBeEmpty();
        var taken = await world.Start().SavePartAsync<PartResult.CreatedTaken>(world, 1);
        (taken.ErpKey, taken.Holder, taken.HolderName).ShouldBe(("C1001", World.Company(2), "Crm 2"));
        world.Customers.ShouldBe(5);
    }

    [Fact]
    public async Task A_number_that_the_ERP_gives_again_ends_the_link_to_its_deleted_bearer_and_says_so()
    {
        await world.Start().CreateAsync(1);
        (await world.Start().SavePartAsync<PartResult.Saved>(world, 1)).CreatedKey.ShouldBe("C1001");
        world.Time.Now += TimeSpan.FromHours(1);
        world.Erp("DELETE FROM customer WHERE no = 'C1001'");
        var phone = world.Crm(1, "Phone");

        await world.Start().CreateAsync(2);
        var saved = await world.Start().SavePartAsync<PartResult.Saved>(world, 2);

        (saved.CreatedKey, saved.Parted).ShouldBe(("C1001", new PartedRecord(World.Company(1), "Crm 1")));
        world.Links().ShouldHaveSingleItem().ShouldSatisfyAllConditions(link => link.EntityId.ShouldBe(2), link => link.ErpKey.ShouldBe("C1001"));
        world.Count($"SELECT count(*) FROM LinkEvents WHERE EntityId = 1 AND Kind = {(int)LinkEventKind.Unlinked}").ShouldBe(1);
        world.Crm(1, "Phone").ShouldBe(phone);
    }

    [Fact]
    public async Task What_someone_edited_in_the_actor_before_it_was_found_is_left_to_a_person()
    {
        await CreateWithLostAnswerAsync();
        world.EditErp("C1001", "phone", "77 77 77 77");

        await RoundAfterAsync(60);

        world.Links().ShouldHaveSingleItem().ErpKey.ShouldBe("C1001");
        (world.Customer("C1001", "phone"), world.Crm(1, "Phone")).ShouldBe(("77 77 77 77", "19 99 99 99"));
        world.Count("SELECT count(*) FROM Conflicts WHERE FieldPair = 'phone|phone'").ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_reference_a_person_is_asked_and_says_which_actor_it_is()
    {
        WithoutReference();
        await CreateWithLostAnswerAsync(askUser: true);
        await RoundAfterAsync(3600);
        world.OpenOperations().ShouldHaveSingleItem();
        world.Customers.ShouldBe(5);

        var node = world.Start();
        var unsettled = (await node.Settler.FindAsync(World.Bo, World.Company(1), World.Connection, default)).ShouldNotBeNull();
        (await node.Settler.ThisOneAsync(World.Bo, unsettled, "C9999", default)).ShouldBeOfType<SettleResult.NoSuchActor>();
        var settled = (await node.Settler.ThisOneAsync(World.Bo, unsettled, "C1001", default)).ShouldBeOfType<SettleResult.Settled>();

        settled.Part.ShouldBeOfType<PartResult.Saved>().CreatedKey.ShouldBe("C1001");
        await WholeAsync(reference: false);
        (await node.Settler.ThisOneAsync(World.Bo, unsettled, "C1001", default)).ShouldBeOfType<SettleResult.NothingOpen>();
    }

    [Fact]
    public async Task Without_a_reference_it_is_given_back_on_a_persons_word_once_nothing_can_arrive()
    {
        WithoutReference();
        await CreateWithLostAnswerAsync(askUser: true, lands: false);
        var node = world.Start();
        var unsettled = (await node.Settler.FindAsync(World.Ane, World.Company(1), World.Connection, default)).ShouldNotBeNull();

        (await node.Settler.NotCreatedAsync(World.Ane, unsettled, default)).ShouldBeOfType<SettleResult.TooEarly>();
        world.Time.Now += TimeSpan.FromSeconds(41);
        (await node.Settler.NotCreatedAsync(World.Ane, unsettled, default)).ShouldBeOfType<SettleResult.Settled>().Part.ShouldBeOfType<PartResult.NotCreated>();

        world.OpenOperations().ShouldBeEmpty();
        await world.Start().SavePartAsync<PartResult.Saved>(world, 1);
        await WholeAsync(reference: false);
    }

    [Fact]
    public async Task A_person_is_created_under_its_companys_actor_and_goes_with_its_link()
    {
        var person = AddPersonAndProject();
        (await LoadAsync(person, ActorType.Person)).Obstacle.ShouldBe(CreateObstacle.NoParent);
        await world.Start().ConnectAsync(1, "C1");
        await world.Start().SavePartAsync<PartResult.Saved>(world, 1);

        await SaveNewAsync(person, ActorType.Person);

        world.Erp("SELECT customer_no || ' ' || last_name FROM person WHERE reference IS NOT NULL").ShouldBe("C1 Dam");
        var (company, below) = (world.Links()[0], world.Links()[1]);
        (below.ParentLinkId, below.KeySpace, below.ErpKey).ShouldBe((company.Id, "person", "P1001"));
        await world.Start().DisconnectAsync(1);
        await world.Start().SavePartAsync<PartResult.Saved>(world, 1);
        world.Links().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_company_is_not_disconnected_while_its_person_is_being_created()
    {
        var person = AddPersonAndProject();
        await world.Start().ConnectAsync(1, "C1");
        await world.Start().SavePartAsync<PartResult.Saved>(world, 1);
        var faults = new Faults { Instead = async (call, make) => call.Name == ErpCreate ? Answer(new SaveOutcome.Unknown(Down)) : await make() };
        (await SaveAsync(world.Start(faults), person, ActorType.Person)).ShouldBeOfType<PartResult.CreateUnknown>();

        await world.Start().DisconnectAsync(1);

        (await world.Start().SaveAsync(world, 1)).ShouldBeOfType<SaveResult.Busy>();
        world.Links().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_project_is_created_with_its_companys_actor_where_that_is_linked_and_without_where_not()
    {
        AddPersonAndProject();
        await SaveNewAsync(new EntityRef(EntityType.Project, 1), ActorType.Project);

        world.Erp("SELECT no || ' ' || name || coalesce(customer_no, '') FROM project").ShouldBe("J1001 Bro");
        world.Ours("SELECT Number FROM CrmProjects WHERE Id = 1").ShouldBe("J1001");
    }

    [Fact]
    public async Task A_Save_that_cannot_be_settled_is_tried_again_after_growing_pauses()
    {
        WithoutReference();
        await CreateWithLostAnswerAsync(askUser: true, lands: false);
        var taken = new List<int>();

        foreach (var seconds in (int[])[9, 2, 18, 3, 38, 3])
        {
            world.Time.Now += TimeSpan.FromSeconds(seconds);
            taken.Add(await world.Start().Unfinished.RunAsync(default));
        }

        taken.ShouldBe([0, 1, 0, 1, 0, 1]);
    }

    [Fact]
    public async Task Who_may_not_create_can_neither_open_nor_decide_nor_save_nor_settle_it()
    {
        await CreateWithLostAnswerAsync(lands: false);
        var draft = (await world.DraftAsync(World.Ane, 1)).ShouldNotBeNull();
        var node = world.Start();
        var unsettled = (await node.Settler.FindAsync(World.Ane, World.Company(1), World.Connection, default)).ShouldNotBeNull();
        world.Ours("UPDATE Access SET CanCreate = FALSE");
        var later = world.Start();
        var create = draft.Draft.Connections.Single().Create!;

        await Denied(() => later.Creator.LoadAsync(World.Ane, World.Company(1), World.Connection, ActorType.Customer, [], default));
        await Denied(() => later.Drafts.CreateAsync(World.Ane, World.Company(1), World.Connection, create, default));
        await Denied(() => later.Saver.SaveAsync(World.Ane, World.Company(1), draft.Token, default));
        await Denied(() => later.Settler.FindAsync(World.Ane, World.Company(1), World.Connection, default));

        static Task Denied(Func<Task> act) => Should.ThrowAsync<AccessDeniedException>(act);
    }

    private EntityRef AddPersonAndProject()
    {
        using var context = world.Contexts.CreateDbContext();
        context.Persons.Add(new PersonRow { Id = 1, CompanyId = 1, FirstName = "Ida", LastName = "Dam" });
        context.Projects.Add(new ProjectRow { Id = 1, CompanyId = 1, Name = "Bro" });
        context.SaveChanges();
        return new EntityRef(EntityType.Person, 1);
    }

    private async Task<CreateForm> LoadAsync(EntityRef entity, ActorType type) =>
        (await world.Start().Creator.LoadAsync(World.Ane, entity, World.Connection, type, [], default)).ShouldNotBeNull();

    private async Task SaveNewAsync(EntityRef entity, ActorType type) =>
        (await SaveAsync(world.Start(), entity, type)).ShouldBeOfType<PartResult.Saved>().CreatedKey.ShouldNotBeNull();

    private async Task<PartResult> SaveAsync(Node node, EntityRef entity, ActorType type)
    {
        var answer = (await LoadAsync(entity, type)).Answer(new Dictionary<string, string?>(), Guid.NewGuid());
        answer.Mistakes.ShouldBeEmpty();
        (await node.Drafts.CreateAsync(World.Ane, entity, World.Connection, answer.Draft, default)).ShouldBe(DraftOutcome.Changed);
        var draft = await new DraftStore(world.Contexts, world.Time).FindAsync(World.Ane.Id, entity, default);
        return (await node.Saver.SaveAsync(World.Ane, entity, draft!.Token, default)).ShouldBeOfType<SaveResult.Done>().Parts.ShouldHaveSingleItem();
    }

    /// <summary>The ERP made it, or not, and nobody heard of it.</summary>
    private async Task CreateWithLostAnswerAsync(bool askUser = false, bool lands = true)
    {
        await world.Start().CreateAsync(1);
        var faults = new Faults
        {
            Instead = async (call, make) =>
            {
                if (call.Name != ErpCreate || lands)
                {
                    var answer = await make();
                    return call.Name == ErpCreate ? Answer(new SaveOutcome.Unknown(Down)) : answer;
                }

                return Answer(new SaveOutcome.Unknown(Down));
            },
        };
        (await world.Start(faults).SavePartAsync<PartResult.CreateUnknown>(world, 1)).AskUser.ShouldBe(askUser);
    }

    private static List<SaveOutcome> Answer(SaveOutcome outcome) => new List<SaveOutcome> { outcome };

    private void WithoutReference() =>
        world.Ours("UPDATE Connections SET Settings = replace(Settings, '\\u0022reference\\u0022: \\u0022reference\\u0022,', '')");

    private async Task RoundAfterAsync(int seconds)
    {
        world.Time.Now += TimeSpan.FromSeconds(seconds);
        await world.Start().Unfinished.RunAsync(default);
    }

    private async Task WholeAsync(bool byAne = true, bool reference = true)
    {
        var link = world.Links().ShouldHaveSingleItem();
        (link.State, link.KeySpace, link.ErpKey).ShouldBe((LinkState.Active, "customer", "C1001"));
        (world.Customers, world.Writes("C1001"), world.AllWrites).ShouldBe((5, 1, 1));
        world.Crm(1, "Number").ShouldBe("C1001");
        (world.Customer("C1001", "reference").Length > 0).ShouldBe(reference);
        world.OpenOperations().ShouldBeEmpty();
        if (byAne)
        {
            (await world.DraftAsync(World.Ane, 1)).ShouldBeNull();
        }

        world.Changes().Where(change => change.State is not (ChangeState.Done or ChangeState.Dropped)).ShouldBeEmpty();
        world.Count("SELECT (SELECT count(*) FROM Conflicts) + (SELECT count(*) FROM Problems) + (SELECT count(*) FROM Retries)").ShouldBe(0);
        await FailPointTests.SnapshotAgreesAsync(world, "created");
        (await world.Start().SyncAsync(1)).ShouldBe(new SyncResult.Synced(0, 0, 0, 0));
    }
}
