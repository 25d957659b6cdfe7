using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.PersonalData;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Storage.Tests.Stores;

public sealed class PersonalDataStoreTests : IDisposable
{
    private const string Marked = "Zebrasen";
    private static readonly EntityRef Subject = new(EntityType.Person, 7);
    private static readonly EntityRef Other = new(EntityType.Person, 8);
    private static readonly Guid Connection = new("11111111-1111-1111-1111-111111111111");
    private static readonly UserContext Administrator = new("adm", "Adam", IsAdministrator: true, []);
    private readonly OwnTestDatabase database = OwnTestDatabase.Make(TestTemplate.Empty);
    private readonly ManualTime time = new();
    private readonly ClaimStore claims;
    private readonly Erasure erasure;

    public PersonalDataStoreTests()
    {
        var fences = new FenceStore(ClaimTime.Default, LeaseTime.Default, time);
        claims = new ClaimStore(database, fences, ClaimTime.Default, time);
        erasure = new Erasure(new PersonalDataStore(database, fences, time), new Claims(claims, TimeProvider.System));
    }

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task Nothing_of_the_record_is_left_in_any_table_and_another_record_keeps_all()
    {
        Given(Subject, Marked);
        Given(Other, "Andersen");
        Everything().ShouldContain(Marked);
        var before = Rows(Other);

        (await EraseAsync()).ShouldBeOfType<ErasureOutcome.Done>();

        Everything().ShouldNotContain(Marked);
        Rows(Other).ShouldBe(before);
    }

    [Fact]
    public async Task That_something_was_written_when_and_by_whom_stays()
    {
        Given(Subject, Marked);

        await EraseAsync();

        await using var context = database.CreateDbContext();
        var change = await context.Changes.SingleAsync(row => row.EntityId == Subject.Id && row.State == ChangeState.Done);
        (change.Field, change.UserId, change.At, change.Side).ShouldBe(("email", "ane", time.Now, Side.Erp));
        (change.Old, change.Sent, change.Source, change.Stored, change.ShownUntilDismissed).ShouldBe((null, null, null, null, false));
        (await context.Operations.SingleAsync(row => row.EntityId == Subject.Id)).UserName.ShouldBe("Ane");
        var events = await context.LinkEvents.Where(row => row.EntityId == Subject.Id).OrderBy(row => row.Id).ToListAsync();
        events.Select(row => (row.Kind, row.ErpKey, row.UserId, row.Snapshot)).ShouldBe([(LinkEventKind.Linked, "P7", "ane", null), (LinkEventKind.Unlinked, "P7", "adm", null)]);
        var audit = await context.Audit.SingleAsync(row => row.What == "personal-data.deleted");
        (audit.By, audit.Subject, audit.At).ShouldBe(("Adam", "Person 7", time.Now));
    }

    [Fact]
    public async Task The_link_ends_so_that_no_sync_can_decide_without_a_base()
    {
        Given(Subject, Marked);
        Given(Other, "Andersen");

        await EraseAsync();

        await using var context = database.CreateDbContext();
        (await context.Links.AnyAsync(row => row.EntityId == Subject.Id)).ShouldBeFalse();
        (await context.Changes.SingleAsync(row => row.EntityId == Subject.Id && row.Cause == "planned")).State.ShouldBe(ChangeState.Dropped);
        (await context.Retries.SingleAsync()).LinkId.ShouldBe(Other.Id);
    }

    [Fact]
    public async Task A_record_that_is_no_longer_linked_or_gone_is_cleared_all_the_same()
    {
        Given(Subject, Marked);
        await using (var context = database.CreateDbContext())
        {
            await context.Links.Where(row => row.EntityId == Subject.Id).ExecuteDeleteAsync();
        }

        (await EraseAsync()).ShouldBeOfType<ErasureOutcome.Done>().Erased.Changes.ShouldBe(2);

        (await erasure.FindAsync(Administrator, Subject, default)).IsNothing.ShouldBeTrue();
    }

    [Theory]
    [InlineData(ChangeState.Sending)]
    [InlineData(ChangeState.Unknown)]
    public async Task A_write_whose_answer_is_outstanding_is_waited_for(ChangeState state)
    {
        Given(Subject, Marked);
        await SetAsync(state);
        var before = Everything();

        (await EraseAsync()).ShouldBeOfType<ErasureOutcome.Unsettled>().ConnectionIds.ShouldBe([Connection]);

        Everything().ShouldBe(before);
    }

    [Fact]
    public async Task On_a_connection_that_is_switched_off_no_answer_is_waited_for()
    {
        Given(Subject, Marked);
        await SetAsync(ChangeState.Unknown);
        await using (var context = database.CreateDbContext())
        {
            await context.Connections.ExecuteUpdateAsync(set => set.SetProperty(row => row.Active, false));
        }

        (await EraseAsync()).ShouldBeOfType<ErasureOutcome.Done>();

        Everything().ShouldNotContain(Marked);
    }

    [Fact]
    public async Task While_a_Save_is_open_nothing_is_deleted_and_whose_it_is_is_said()
    {
        Given(Subject, Marked);
        await using (var context = database.CreateDbContext())
        {
            await context.Operations.Where(row => row.EntityId == Subject.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Open, true));
        }

        (await EraseAsync()).ShouldBe(new ErasureOutcome.SaveIsOpen("Ane"));

        Everything().ShouldContain(Marked);
    }

    [Fact]
    public async Task While_somebody_writes_to_the_record_nothing_is_deleted_and_who_it_is_is_said()
    {
        Given(Subject, Marked);
        await claims.TryTakeAsync(Subject, Guid.NewGuid(), "Bo", default);

        (await EraseAsync()).ShouldBe(new ErasureOutcome.Busy("Bo"));

        Everything().ShouldContain(Marked);
    }

    [Fact]
    public async Task A_companys_persons_are_parted_with_it_and_keep_their_own_history()
    {
        var company = new EntityRef(EntityType.Company, 3);
        Given(company, Marked, linkId: 30);
        Given(Other, "Andersen", parent: 30);

        var done = (await erasure.EraseAsync(Administrator, company, default)).ShouldBeOfType<ErasureOutcome.Done>();

        done.Erased.PersonsBelow.ShouldBe(1);
        await using var context = database.CreateDbContext();
        (await context.Links.AnyAsync()).ShouldBeFalse();
        (await context.Changes.CountAsync(row => row.EntityId == Other.Id && row.EntityType == Other.Type && row.Sent != null)).ShouldBe(2);
        (await context.LinkEvents.OrderBy(row => row.Id).LastAsync(row => row.EntityId == Other.Id)).Kind.ShouldBe(LinkEventKind.Unlinked);
    }

    [Fact]
    public async Task Words_of_other_records_problems_go_too_when_they_name_this_one()
    {
        Given(Subject, Marked);
        Given(Other, "Andersen");
        await using (var context = database.CreateDbContext())
        {
            context.Problems.AddRange(
                new ProblemRow { Id = 90, ConnectionId = Connection, CauseKey = "earlier" },
                new ProblemRow { Id = 91, ConnectionId = Connection, CauseKey = "of-nobody" });
            context.ProblemRecords.AddRange(
                new ProblemRecordRow
                {
                    ProblemId = 90, LinkId = Other.Id, Field = "a", Detail = JsonSerializer.Serialize(LocalText.Of("x", $"Ukendt: {Marked.ToUpperInvariant()}")),
                },
                new ProblemRecordRow { ProblemId = 91, LinkId = Other.Id, Field = "b", Detail = JsonSerializer.Serialize(LocalText.Of("locked", "låst")) });
            await context.SaveChangesAsync();
        }

        await EraseAsync();

        await using var after = database.CreateDbContext();
        var details = await after.ProblemRecords.Where(row => row.ProblemId >= 90).ToDictionaryAsync(row => row.ProblemId, row => row.Detail);
        details[90].ShouldBeNull();
        details[91].ShouldNotBeNull();
    }

    [Fact]
    public async Task Answers_kept_for_programs_lose_their_words_and_stay_answers()
    {
        Given(Subject, Marked);

        await EraseAsync();

        await using var context = database.CreateDbContext();
        var answer = await context.Idempotency.SingleAsync();
        (answer.Status, answer.Body, answer.Location).ShouldBe((409, null, "/api/v1/links/7"));
    }

    [Fact]
    public async Task A_choice_in_a_conflict_no_longer_tells_what_it_was_made_on()
    {
        Given(Subject, Marked);
        Given(Other, "Andersen");
        var pair = new Core.Mapping.FieldPair("email", "email");
        RunSubject subject = new RunSubject.Choices(
            [new ConflictChoice(Subject.Id, pair, Choice.Crm, "hash-of-subject"), new ConflictChoice(Other.Id, pair, Choice.Erp, "hash-of-other")]);
        await using (var context = database.CreateDbContext())
        {
            context.Runs.Add(new RunRow { ConnectionId = Connection, Kind = RunKind.Choices, State = RunState.Completed, Ended = time.Now, Subject = JsonSerializer.Serialize(subject) });
            await context.SaveChangesAsync();
        }

        await EraseAsync();

        await using var after = database.CreateDbContext();
        JsonSerializer.Deserialize<RunSubject>((await after.Runs.SingleAsync()).Subject!).ShouldBeOfType<RunSubject.Choices>().Rows.Select(row => (row.LinkId, row.Choice, row.Seen))
            .ShouldBe([(Subject.Id, Choice.Crm, ""), (Other.Id, Choice.Erp, "hash-of-other")]);
    }

    [Fact]
    public async Task What_is_held_of_records_that_were_merged_into_it_is_counted_and_goes_too()
    {
        var (first, second) = (new EntityRef(EntityType.Person, 5), new EntityRef(EntityType.Person, 6));
        Given(first, Marked);
        await MoveAsync(first, second);
        await MoveAsync(second, Subject);
        Given(Other, "Andersen");
        var before = Rows(Other);

        var done = (await EraseAsync()).ShouldBeOfType<ErasureOutcome.Done>();

        (done.Erased.Links.Count, done.Erased.Changes, done.Erased.Drafts, done.Erased.Saves).ShouldBe((1, 2, 2, 1));
        Everything().ShouldNotContain(Marked);
        Rows(Other).ShouldBe(before);
        (await erasure.FindAsync(Administrator, Subject, default)).IsNothing.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_a_merged_record_that_is_still_linked_itself_only_what_its_link_took_along_goes()
    {
        var merged = new EntityRef(EntityType.Person, 5);
        Given(merged, "Moved");
        await MoveAsync(merged, Subject);
        await using (var given = database.CreateDbContext())
        {
            given.Links.Add(new LinkRow
            {
                Id = 50, ConnectionId = Connection, EntityType = merged.Type, EntityId = merged.Id, ActorType = ActorType.Person, KeySpace = "another", ErpKey = "P50", State = LinkState.Active,
            });
            given.Changes.Add(Row(merged, 50, "Stays", ChangeState.Done, "chosen", null));
            await given.SaveChangesAsync();
        }

        (await EraseAsync()).ShouldBeOfType<ErasureOutcome.Done>();

        await using var context = database.CreateDbContext();
        (await context.Changes.Where(row => row.Sent != null).Select(row => row.LinkId).Distinct().ToListAsync()).ShouldBe([50L]);
        (await context.Links.SingleAsync()).Id.ShouldBe(50);
        Everything().ShouldNotContain("Moved sent");
    }

    [Fact]
    public async Task A_record_whose_link_has_moved_on_takes_nothing_from_the_one_that_has_it_now()
    {
        Given(Subject, Marked);
        await MoveAsync(Subject, Other);
        await using (var context = database.CreateDbContext())
        {
            context.Changes.Add(Row(Other, Subject.Id, "Andersen", ChangeState.Done, "chosen", null));
            await context.SaveChangesAsync();
        }

        (await EraseAsync()).ShouldBeOfType<ErasureOutcome.Done>();

        await using var after = database.CreateDbContext();
        (await after.Links.SingleAsync()).EntityId.ShouldBe(Other.Id);
        (await after.Changes.SingleAsync(row => row.EntityId == Other.Id)).Sent.ShouldBe("Andersen sent");
        (await after.Changes.CountAsync(row => row.EntityId == Subject.Id && row.Sent != null)).ShouldBe(0);
    }

    [Fact]
    public async Task What_was_deleted_cannot_be_put_back()
    {
        Given(Subject, Marked);
        await EraseAsync();
        await using var context = database.CreateDbContext();
        var change = await context.Changes.SingleAsync(row => row.EntityId == Subject.Id && row.State == ChangeState.Done);

        var done = (await new OrderStore(database).ListDoneAsync(new RunSubject.Undo(ChangeId: change.Id), [change.LinkId!.Value], default)).ShouldHaveSingleItem();
        Directed.TakeBack(done, runId: 1, Administrator.Id, mappingVersion: 1, time.Now).ShouldHaveSingleItem().Cause.ShouldBe(LeftAlone.Erased);
    }

    [Fact]
    public async Task A_run_that_read_the_record_before_does_not_bring_its_values_back()
    {
        Given(Subject, Marked);
        Given(Other, "Andersen");
        var runs = new RunStore(database, new FenceStore(ClaimTime.Default, LeaseTime.Default, time), time);
        var queued = await runs.QueueAsync(new NewRun(Connection, RunKind.Everything, Administrator, 1, []), default);
        var (lease, run) = (await runs.TakeAsync(queued.Run.Id, Guid.NewGuid(), default)).ShouldNotBeNull();
        Change Planned(EntityRef entity, string value) => new(
            0, Connection, entity.Id, entity, Side.Crm, new Core.Mapping.FieldPair("phone", "phone"), "", value, value, null, ChangeState.Planned, "x", null, "system", 1, time.Now,
            false, run.Id);
        await EraseAsync();

        await runs.SavePageAsync(
            lease, run, new PlannedPage([Subject.Id, Other.Id], [], [Planned(Subject, Marked), Planned(Other, "Nielsen")], RunCounts.None, ActorType.Person, 8, null), default);

        Everything().ShouldNotContain(Marked);
        await using var context = database.CreateDbContext();
        (await context.Changes.SingleAsync(row => row.RunId == run.Id)).Sent.ShouldBe("Nielsen");
    }

    [Fact]
    public async Task Only_an_administrator_may()
    {
        var user = Administrator with { IsAdministrator = false };

        await Should.ThrowAsync<AccessDeniedException>(() => erasure.EraseAsync(user, Subject, default));
        await Should.ThrowAsync<AccessDeniedException>(() => erasure.FindAsync(user, Subject, default));
    }

    private Task<ErasureOutcome> EraseAsync() => erasure.EraseAsync(Administrator, Subject, default);

    /// <summary>As a merge in the CRM moves a link; what it had planned is settled.</summary>
    private async Task MoveAsync(EntityRef from, EntityRef to)
    {
        await using var context = database.CreateDbContext();
        var link = await context.Links.SingleAsync(row => row.EntityType == from.Type && row.EntityId == from.Id);
        await context.Changes.Where(row => row.LinkId == link.Id && row.State == ChangeState.Planned).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, ChangeState.Done));
        link.EntityId = to.Id;
        context.LinkEvents.Add(new LinkEventRow
        {
            ConnectionId = Connection, LinkId = link.Id, Kind = LinkEventKind.Moved, EntityType = to.Type, EntityId = to.Id, ErpKey = link.ErpKey, Before = $"{from.Id}", At = time.Now,
        });
        await context.SaveChangesAsync();
    }

    private async Task SetAsync(ChangeState state)
    {
        await using var context = database.CreateDbContext();
        await context.Changes.Where(row => row.Cause == "planned").ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state));
    }

    /// <summary>A linked record with a word of its own wherever a value can stand.</summary>
    private void Given(EntityRef entity, string word, long? linkId = null, long? parent = null)
    {
        using var context = database.CreateDbContext();
        if (!context.Connections.Any())
        {
            context.Connections.Add(new ConnectionRow { Id = Connection, ConnectorId = "sql", Name = "ERP", Active = true, MappingVersion = 1, RowVersion = 1 });
        }

        var (id, key) = (linkId ?? entity.Id, $"P{entity.Id}");
        var operation = Guid.NewGuid();
        var choice = new FieldChoice(new Core.Mapping.FieldPair("email", "email"), Choice.Crm, $"{word}@crm", $"{word}@erp");
        var part = new DraftConnection(Connection, null, new DraftConnect(ActorType.Person, key, word, [choice]), null);
        context.Links.Add(new LinkRow
        {
            Id = id, ConnectionId = Connection, EntityType = entity.Type, EntityId = entity.Id, ActorType = ActorType.Person, KeySpace = $"{entity.Type}", ErpKey = key,
            State = LinkState.Active, SnapshotMapping = 1, RowVersion = 1, ParentLinkId = parent, Snapshot = SnapshotCodec.Encode([new BasePair($"{word}@crm", $"{word}@erp")]),
            LastShown = JsonSerializer.Serialize(new ShownActor(word, true, null, new Dictionary<string, string> { ["email"] = $"{word}@erp" }, time.Now)),
        });
        context.Changes.AddRange(
            Row(entity, id, word, ChangeState.Done, "chosen", operation), Row(entity, id, word, ChangeState.Planned, "planned", null));
        context.LinkEvents.Add(new LinkEventRow
        {
            ConnectionId = Connection, LinkId = id, Kind = LinkEventKind.Linked, EntityType = entity.Type, EntityId = entity.Id, ErpKey = key, At = time.Now, UserId = "ane",
            Snapshot = SnapshotCodec.Encode([new BasePair(word, word)]),
        });
        context.Conflicts.Add(new ConflictRow
        {
            LinkId = id, FieldPair = "email|email", ConnectionId = Connection, Kind = ConflictKind.BothChanged, DiffClass = DifferenceClass.Different, CrmValue = $"{word}1",
            ErpValue = $"{word}2", BaseCrm = $"{word}3", BaseErp = $"{word}4", Since = time.Now,
        });
        context.Problems.Add(new ProblemRow { Id = id, ConnectionId = Connection, CauseKey = $"refused-{id}" });
        context.ProblemRecords.Add(new ProblemRecordRow { ProblemId = id, LinkId = id, Field = "email|email", Detail = JsonSerializer.Serialize(LocalText.Of($"Bad {word}", $"Forkert {word}")) });
        context.DryRunFindings.Add(new DryRunFindingRow
        {
            RunId = 1, LinkId = id, ActorType = ActorType.Person, FieldPair = "email|email", Kind = Core.Mapping.FindingKind.ToErp, Crm = $"{word}1", Erp = $"{word}2", New = $"{word}1",
        });
        context.Retries.Add(new RetryRow { LinkId = id, ConnectionId = Connection, DueAt = time.Now });
        context.Drafts.AddRange(((string[])["ane", "bo"]).Select(user => new DraftRow
        {
            UserId = user, EntityType = entity.Type, EntityId = entity.Id, Json = JsonSerializer.Serialize(new Draft([part])), Token = Guid.NewGuid(), ExpiresAt = time.Now + TimeSpan.FromDays(1),
        }));
        context.Operations.Add(new OperationRow
        {
            Id = operation, Kind = "save", ConnectionId = Connection, EntityType = entity.Type, EntityId = entity.Id, UserId = "ane", UserName = "Ane", Step = OperationStep.Finished,
            StartedAt = time.Now, EndedAt = time.Now, Outcome = "saved", Json = JsonSerializer.Serialize(new { Part = part, LinkId = id, MappingVersion = 1 }),
        });
        if (!context.Idempotency.Any())
        {
            context.Idempotency.Add(new IdempotencyRow { TokenId = Guid.NewGuid(), Key = "key", Status = 409, Body = $"{{\"holderName\":\"{word}\"}}", Location = $"/api/v1/links/{id}", At = time.Now });
        }

        context.SaveChanges();
    }

    private ChangeRow Row(EntityRef entity, long link, string word, ChangeState state, string cause, Guid? operation) => new()
    {
        ConnectionId = Connection, LinkId = link, EntityType = entity.Type, EntityId = entity.Id, Side = Side.Erp, Field = "email", CrmField = "email", ErpField = "email",
        Old = $"{word} old", Sent = $"{word} sent", Source = $"{word} source", Stored = $"{word} stored", State = state, Cause = cause, OperationId = operation, UserId = "ane",
        MappingVersion = 1, At = time.Now, ShownUntilDismissed = true,
    };

    private string Rows(EntityRef entity)
    {
        using var context = database.CreateDbContext();
        return JsonSerializer.Serialize(new
        {
            Links = context.Links.AsNoTracking().Where(row => row.EntityId == entity.Id).ToList(),
            Changes = context.Changes.AsNoTracking().Where(row => row.EntityId == entity.Id).OrderBy(row => row.Id).ToList(),
            Conflicts = context.Conflicts.AsNoTracking().Where(row => row.LinkId == entity.Id).ToList(),
            Problems = context.Problems.AsNoTracking().Where(row => row.Id == entity.Id).ToList(),
            Drafts = context.Drafts.AsNoTracking().Where(row => row.EntityId == entity.Id).OrderBy(row => row.UserId).ToList(),
            Operations = context.Operations.AsNoTracking().Where(row => row.EntityId == entity.Id).ToList(),
            Events = context.LinkEvents.AsNoTracking().Where(row => row.EntityId == entity.Id).ToList(),
        });
    }

    /// <summary>All tables as text, whatever there is now or will be.</summary>
    private string Everything()
    {
        using var context = database.CreateDbContext();
        var text = new StringBuilder();
        foreach (var table in context.Model.GetEntityTypes().Select(type => type.GetTableName()!).Distinct())
        {
            foreach (var row in database.Rows($"SELECT * FROM \"{table}\""))
            {
                text.AppendJoin('|', row.Select(value => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value)).AppendLine();
            }
        }

        // The claim itself is taken and given back.
        return string.Join('\n', text.ToString().Split('\n').Where(line => !line.Contains("Adam", StringComparison.Ordinal)));
    }
}
