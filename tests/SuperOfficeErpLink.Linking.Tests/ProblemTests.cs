using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Problems by cause: how many there are, who sees them, and what trying again does to exactly those that are meant.</summary>
public sealed class ProblemTests : IDisposable
{
    private const string ErpUpdate = "IErpWriter.Update";
    private const string ErpGet = "IErpSession.Get";
    private static readonly string TooLong = new('1', 60);
    private static readonly UserContext Administrator = new("adam", "Adam", IsAdministrator: true, []);
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_cause_counts_the_records_behind_it_now_and_goes_with_the_last_of_them()
    {
        world.GivenLinked(3);
        var found = world.Time.Now;
        Lengthen(101, 102);
        await world.Start().RunAsync(RunKind.Everything);
        world.Time.Now += TimeSpan.FromHours(1);
        Lengthen(103);
        await world.Start().RunAsync(RunKind.Everything);

        (await CauseAsync()).ShouldSatisfyAllConditions(
            cause => (cause.Key, cause.Owner, cause.Count).ShouldBe(("cannot-hold-toolong-crm", ProblemOwner.User, 3)),
            cause => (cause.First, cause.Last).ShouldBe((found, world.Time.Now)));

        world.EditErp("K101", "phone", "12 34 56 78");
        await world.Start().RunAsync(RunKind.Everything);
        (await CauseAsync()).Count.ShouldBe(2);

        var node = world.Start();
        await node.DisconnectAsync(102);
        await node.SaveAsync(world, 102);
        (await CauseAsync()).Count.ShouldBe(1);

        world.EditErp("K103", "phone", "12 34 56 78");
        await world.Start().RunAsync(RunKind.Everything);
        (await ListAsync()).Causes.ShouldBeEmpty();
        world.Count("SELECT (SELECT count(*) FROM Problems) + (SELECT count(*) FROM ProblemRecords)").ShouldBe(0);
    }

    [Fact]
    public async Task A_record_that_leaves_one_cause_for_another_is_counted_behind_the_other_only()
    {
        world.GivenLinked(2);
        Lengthen(101, 102);
        await world.Start().RunAsync(RunKind.Everything);
        world.Ours("DELETE FROM CrmCompanies WHERE Id = 101");

        await world.Start().RunAsync(RunKind.Everything);

        (await ListAsync()).Causes.Select(one => (one.Cause.Key, one.Cause.Count)).ShouldBe([("cannot-hold-toolong-crm", 1), (ProblemCauses.EntityGone, 1)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_page_shows_each_record_with_its_field_and_the_value_that_cannot_go_over_and_the_next_begins_where_it_ended()
    {
        world.GivenLinked(120);
        Lengthen([.. Enumerable.Range(101, 120)]);
        await world.Start().RunAsync(RunKind.Everything);
        var cause = (await CauseAsync()).Ref;

        var first = (await List(world.Start()).LoadAsync(World.Ane, cause, mine: false, null, CancellationToken.None)).ShouldNotBeNull();
        var second = (await List(world.Start()).LoadAsync(World.Ane, cause, mine: false, first.Next, CancellationToken.None)).ShouldNotBeNull();
        var third = (await List(world.Start()).LoadAsync(World.Ane, cause, mine: false, second.Next, CancellationToken.None)).ShouldNotBeNull();

        first.Lines[0].ShouldSatisfyAllConditions(
            line => (line.Line.Entity, line.Line.ErpKey, line.Line.Pair?.Crm).ShouldBe((World.Company(101), "K101", "phone")),
            line => (line.From, line.Value).ShouldBe((Side.Erp, TooLong)));
        (first.Lines.Count, second.Lines.Count, third.Lines.Count, third.Next).ShouldBe((50, 50, 20, null));
        first.Lines.Concat(second.Lines).Concat(third.Lines).Select(line => line.Line.LinkId).ShouldBe(Enumerable.Range(101, 120).Select(id => (long?)id));
        var streamed = new List<ShownLine>();
        await foreach (var page in List(world.Start()).StreamAsync(World.Ane, cause, mine: false, CancellationToken.None))
        {
            streamed.AddRange(page.Lines);
        }

        streamed.Count.ShouldBe(120);
    }

    [Fact]
    public async Task Each_record_keeps_what_the_ERP_said_of_it_and_the_cause_what_it_said_of_all()
    {
        world.GivenLinked(2);
        world.EditCrm(101, "Phone", "11 11 11 01");
        world.EditCrm(102, "Phone", "11 11 11 02");
        await world.Start(new Faults { Instead = Refuses("phone", update => $"Nej til {update.Key}") }).RunAsync(RunKind.Everything);

        var cause = await CauseAsync();
        cause.Detail.ShouldBeNull();
        var page = (await List(world.Start()).LoadAsync(World.Ane, cause.Ref, mine: false, null, CancellationToken.None)).ShouldNotBeNull();
        page.Lines.Select(line => line.Line.Detail?.English).ShouldBe(["Nej til K101", "Nej til K102"]);

        world.EditCrm(101, "Phone", "11 11 11 03");
        world.EditCrm(102, "Phone", "11 11 11 04");
        await world.Start(new Faults { Instead = Refuses("phone", _ => "Nej") }).RunAsync(RunKind.Everything);
        (await CauseAsync()).Detail?.English.ShouldBe("Nej");
    }

    [Fact]
    public async Task An_ERP_that_is_away_leaves_the_list_without_its_values()
    {
        world.GivenLinked(1);
        Lengthen(101);
        await world.Start().RunAsync(RunKind.Everything);
        var cause = (await CauseAsync()).Ref;
        var node = world.Start(new Faults { Instead = (call, make) => call.Name.StartsWith("IErpSession.Get", StringComparison.Ordinal) ? throw Down : make() });

        var page = (await List(node).LoadAsync(World.Ane, cause, mine: false, null, CancellationToken.None)).ShouldNotBeNull();

        page.Lines.ShouldHaveSingleItem().Value.ShouldBeNull();
    }

    [Fact]
    public async Task Trying_one_again_writes_that_one_and_leaves_the_others_parked()
    {
        var cause = await GivenRefusedAsync(101, 102, 103);

        var run = (await Retries(world.Start()).RetryAsync(World.Ane, cause, 102, "phone|phone", CancellationToken.None)).ShouldNotBeNull();
        var ended = await world.Start().WorkAsync(run.Id);

        (ended.Kind, ended.State, ended.Counts.ToErp).ShouldBe((RunKind.Selected, RunState.Completed, 1));
        (world.Customer("K101", "phone"), world.Customer("K102", "phone"), world.Customer("K103", "phone")).ShouldBe(("12 34 56 78", "11 11 11 02", "12 34 56 78"));
        (await CauseAsync()).Count.ShouldBe(2);
        await world.Start().RunAsync(RunKind.Everything);
        world.AllWrites.ShouldBe(1);
    }

    [Fact]
    public async Task Trying_a_cause_again_writes_all_behind_it_and_the_cause_is_over()
    {
        var cause = await GivenRefusedAsync(101, 102, 103);
        Lengthen(104);
        await world.Start().RunAsync(RunKind.Everything);
        world.ForgetWrites();

        var run = (await Retries(world.Start()).RetryAsync(World.Ane, cause, mine: false, CancellationToken.None)).ShouldNotBeNull();
        (await world.Start().WorkAsync(run.Id)).Counts.ToErp.ShouldBe(3);

        (world.Customer("K101", "phone"), world.Customer("K103", "phone"), world.AllWrites).ShouldBe(("11 11 11 01", "11 11 11 03", 3));
        (await CauseAsync()).Key.ShouldBe("cannot-hold-toolong-crm");
        (await Retries(world.Start()).RetryAsync(World.Ane, cause, mine: false, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_refused_again_is_parked_again()
    {
        var cause = await GivenRefusedAsync(101, 102);
        var refusing = new Faults { Instead = Refuses("phone") };
        var node = world.Start(refusing);

        var run = (await Retries(node).RetryAsync(World.Ane, cause, mine: false, CancellationToken.None)).ShouldNotBeNull();
        (await node.WorkAsync(run.Id)).State.ShouldBe(RunState.CompletedWithProblems);
        var sent = refusing.Count(ErpUpdate);
        sent.ShouldBeGreaterThan(0);
        await node.RunAsync(RunKind.Everything);

        refusing.Count(ErpUpdate).ShouldBe(sent);
        (await CauseAsync()).ShouldSatisfyAllConditions(again => again.Ref.ShouldBe(cause), again => again.Count.ShouldBe(2));
    }

    [Fact]
    public async Task Trying_one_field_of_an_address_again_sends_the_whole_address()
    {
        world.GivenLinked(1);
        world.EditCrm(101, "Street", "Ny Vej 2");
        world.EditCrm(101, "Zip", "2000");
        await world.Start(new Faults { Instead = Refuses("street") }).RunAsync(RunKind.Everything);
        var cause = await CauseAsync();
        (cause.Key, cause.Count).ShouldBe((ProblemCauses.Refused, 2));

        var run = (await Retries(world.Start()).RetryAsync(World.Ane, cause.Ref, 101, "zip|zip", CancellationToken.None)).ShouldNotBeNull();
        await world.Start().WorkAsync(run.Id);

        (world.Customer("K101", "street"), world.Customer("K101", "zip")).ShouldBe(("Ny Vej 2", "2000"));
        (await ListAsync()).Causes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_parked_field_holds_back_no_other_field_of_its_record()
    {
        await GivenRefusedAsync(101);
        world.EditCrm(101, "Web", "www.ny.example");

        await world.Start().RunAsync(RunKind.Everything);

        (world.Customer("K101", "web"), world.Customer("K101", "phone")).ShouldBe(("www.ny.example", "12 34 56 78"));
        (await CauseAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task All_are_tried_again_by_one_run_for_each_connection_that_has_any()
    {
        await GivenRefusedAsync(101, 102);
        world.AddConnection(new Guid("22222222-0000-4000-8000-000000000002"));

        var runs = await Retries(world.Start()).RetryAllAsync(World.Ane, mine: false, CancellationToken.None);
        (await world.Start().WorkAsync(runs.ShouldHaveSingleItem().Id)).Counts.ToErp.ShouldBe(2);

        (await ListAsync()).Causes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Mine_are_those_of_records_the_user_linked_and_trying_mine_again_leaves_the_others()
    {
        var cause = await GivenRefusedAsync(101, 102);
        world.Ours("UPDATE Links SET LinkedBy = 'ane' WHERE Id = 101");

        (await List(world.Start()).ListAsync(World.Ane, mine: true, CancellationToken.None)).Causes.ShouldHaveSingleItem().Cause.Count.ShouldBe(1);
        (await List(world.Start()).ListAsync(World.Bo, mine: true, CancellationToken.None)).Causes.ShouldBeEmpty();
        var run = (await Retries(world.Start()).RetryAsync(World.Ane, cause, mine: true, CancellationToken.None)).ShouldNotBeNull();
        await world.Start().WorkAsync(run.Id);

        (world.Customer("K101", "phone"), world.Customer("K102", "phone")).ShouldBe(("11 11 11 01", "12 34 56 78"));
        (await world.Start().Writes.ListProblemsAsync(102, CancellationToken.None)).ShouldHaveSingleItem().ParkedHash.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Who_may_not_link_sees_problems_but_tries_none_again_and_who_may_not_use_the_connection_sees_none()
    {
        var cause = await GivenRefusedAsync(101);
        world.Ours("UPDATE Access SET CanConnect = FALSE");

        (await ListAsync()).Causes.Count.ShouldBe(1);
        await Should.ThrowAsync<AccessDeniedException>(() => Retries(world.Start()).RetryAsync(World.Ane, cause, mine: false, CancellationToken.None));
        await Should.ThrowAsync<AccessDeniedException>(() => Retries(world.Start()).RetryAsync(World.Ane, cause, 101, "phone|phone", CancellationToken.None));
        (await Retries(world.Start()).RetryAllAsync(World.Ane, mine: false, CancellationToken.None)).ShouldBeEmpty();
        world.Count("SELECT count(*) FROM Runs WHERE Kind = 3").ShouldBe(0);

        world.Ours("DELETE FROM Access");
        (await ListAsync()).Causes.ShouldBeEmpty();
        (await List(world.Start()).LoadAsync(World.Ane, cause, mine: false, null, CancellationToken.None)).ShouldBeNull();
        (await List(world.Start()).ListAsync(Administrator, mine: false, CancellationToken.None)).Causes.Count.ShouldBe(1);
        (await Retries(world.Start()).RetryAsync(Administrator, cause, mine: false, CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_order_on_one_connection_touches_no_problem_of_another()
    {
        var cause = (CauseRef.Stored)await GivenRefusedAsync(101);
        var other = new Guid("22222222-0000-4000-8000-000000000002");
        world.AddConnection(other);

        var run = await world.Start().Orders.RetryAsync(World.Ane, other, new RunSubject.OfProblem(cause.ProblemId), CancellationToken.None);

        world.Count($"SELECT count(*) FROM RunTargets WHERE RunId = {run.Id}").ShouldBe(0);
        (await world.Start().Writes.ListProblemsAsync(101, CancellationToken.None)).ShouldHaveSingleItem().ParkedHash.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_waits_says_when_it_is_settled_and_can_be_settled_now()
    {
        world.GivenLinked(1);
        world.EditCrm(101, "Phone", "11 11 11 11");
        var lost = new Faults { Instead = (call, make) => call.Name == ErpUpdate ? Answer(new SaveOutcome.Unknown(Down)) : make() };
        await world.Start(lost).SyncAsync(101);

        var cause = await CauseAsync();
        (cause.Key, cause.Owner, cause.Count, cause.NextTry).ShouldBe(("waits-erp", ProblemOwner.Erp, 1, world.Time.Now + Outcomes.RetryAfter(0)));
        var page = (await List(world.Start()).LoadAsync(World.Ane, cause.Ref, mine: false, null, CancellationToken.None)).ShouldNotBeNull();
        page.Lines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(line => line.Line.Entity.ShouldBe(World.Company(101)), line => (line.From, line.Value).ShouldBe((Side.Erp, "11 11 11 11")));
        (await world.Start().Tab.LoadAsync(World.Ane, World.Company(101), CancellationToken.None)).Connections.ShouldHaveSingleItem().NextTry.ShouldBe(cause.NextTry);

        var run = (await Retries(world.Start()).RetryAsync(World.Ane, cause.Ref, mine: false, CancellationToken.None)).ShouldNotBeNull();
        (await world.Start().WorkAsync(run.Id)).State.ShouldBe(RunState.Completed);

        world.Customer("K101", "phone").ShouldBe("11 11 11 11");
        (await ListAsync()).Causes.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_stopped_run_left_is_listed_until_a_run_has_taken_it_up()
    {
        world.GivenLinked(60);
        for (var id = 101; id < 161; id++)
        {
            world.EditErp($"K{id}", "phone", "87 65 43 21");
        }

        var braked = await world.Start().RunAsync(RunKind.Everything);
        (await ListAsync()).Troubles.ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Key.ShouldBe(Troubles.RunBraked), one => one.RunId.ShouldBe(braked.Id));
        await world.Start().Runs.ReleaseBrakeAsync(World.Ane, braked.Id, 10, CancellationToken.None);
        await world.Start().WorkAsync(braked.Id);

        var cause = await CauseAsync();
        (cause.Key, cause.Count).ShouldBe(("next-run", 50));
        var page = (await List(world.Start()).LoadAsync(World.Ane, cause.Ref, mine: false, null, CancellationToken.None)).ShouldNotBeNull();
        page.Lines.Count.ShouldBe(50);

        var one = (await Retries(world.Start()).RetryAsync(World.Ane, cause.Ref, page.Lines[0].Line.LinkId!.Value, "", CancellationToken.None)).ShouldNotBeNull();
        await world.Start().WorkAsync(one.Id);
        (await CauseAsync()).Count.ShouldBe(49);
    }

    [Fact]
    public async Task An_ERP_that_does_not_say_what_became_of_an_actor_is_asked_again_by_itself()
    {
        world.GivenLinked(2);
        await world.Start().RunAsync();
        var silent = new Faults { Instead = async (call, make) => call.Name == ErpGet && await make() is ReadResult read ? new ReadResult([.. read.Found.Where(one => one.Key != "K101")], []) : await make() };
        await world.Start(silent).RunAsync(RunKind.Everything);
        var cause = await CauseAsync();
        (cause.Key, cause.Owner, cause.NextTry).ShouldBe((ProblemCauses.ActorUnknown, ProblemOwner.Erp, world.Time.Now + Outcomes.RetryAfter(0)));

        world.Time.Now += TimeSpan.FromMinutes(1);
        (await world.Start(silent).RunAsync()).Counts.Gone.ShouldBe(0);
        (await CauseAsync()).NextTry.ShouldBe(world.Time.Now + Outcomes.RetryAfter(1));

        world.Time.Now += TimeSpan.FromMinutes(1);
        await world.Start().RunAsync();
        (await ListAsync()).Causes.ShouldBeEmpty();
        world.Count("SELECT count(*) FROM Retries").ShouldBe(0);
    }

    [Fact]
    public async Task A_connection_that_does_not_answer_is_listed_with_the_run_that_waits_for_it_until_it_answers()
    {
        world.GivenLinked(1);
        var down = world.Start(new Faults { Instead = (call, make) => call.Name == ErpGet ? throw Down : make() });
        var run = await down.RunAsync(RunKind.Everything);

        (await ListAsync()).Troubles.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            trouble => (trouble.Key, trouble.Owner, trouble.RunId, trouble.NextTry).ShouldBe(("connection-unreachable", ProblemOwner.Erp, (long?)run.Id, run.NextTry)),
            trouble => trouble.Detail!.In(System.Globalization.CultureInfo.GetCultureInfo("da")).ShouldBe("Nede."));

        world.Time.Now += TimeSpan.FromMinutes(10);
        var back = world.Start();
        (await back.WorkAsync(run.Id)).State.ShouldBe(RunState.Completed);
        (await ListAsync()).Troubles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refused_credentials_are_an_administrators_and_lead_to_the_run_that_ended_by_them()
    {
        world.GivenLinked(1);
        var refused = world.Start(new Faults
        {
            Instead = (call, make) => call.Name == ErpGet ? throw new ConnectorException(FailureKind.Unauthorized, LocalText.Of("Wrong key.", "Forkert nøgle."), "401") : make(),
        });
        var run = await refused.RunAsync(RunKind.Everything);

        (await ListAsync()).Troubles.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            trouble => (trouble.Key, trouble.Owner, trouble.RunId).ShouldBe(("connection-unauthorized", ProblemOwner.Administrator, (long?)run.Id)));

        // Someone has looked at a record meanwhile: the ERP answers again, and what the run left is still to be gone through.
        await world.Start().CompareAsync(101, null);
        (await ListAsync()).Troubles.ShouldHaveSingleItem().ShouldSatisfyAllConditions(trouble => (trouble.Key, trouble.RunId).ShouldBe((Troubles.RunFailed, (long?)run.Id)));

        await world.Start().RunAsync(RunKind.Everything);
        (await ListAsync()).Troubles.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_crash_at_any_call_of_a_retry_loses_nothing_and_writes_nothing_twice()
    {
        var cause = await GivenRefusedAsync(101, 102);
        var id = (await Retries(world.Start()).RetryAsync(World.Ane, cause, mine: false, CancellationToken.None)).ShouldNotBeNull().Id;
        await foreach (var (copy, run, at) in CrashedRuns.AtEveryCallAsync(world, id))
        {
            run.State.ShouldBe(RunState.Completed, at);
            (copy.Customer("K101", "phone"), copy.Customer("K102", "phone"), copy.AllWrites).ShouldBe(("11 11 11 01", "11 11 11 02", 2), at);
            copy.Count("SELECT count(*) FROM Problems").ShouldBe(0, at);
        }
    }

    /// <summary>Linked companies whose phone the CRM changed and the ERP refused; one more is linked and has nothing.</summary>
    private async Task<CauseRef> GivenRefusedAsync(params int[] ids)
    {
        world.GivenLinked(4);
        foreach (var id in ids)
        {
            world.EditCrm(id, "Phone", $"11 11 11 {id - 100:00}");
        }

        await world.Start(new Faults { Instead = Refuses("phone") }).RunAsync(RunKind.Everything);
        world.ForgetWrites();
        var cause = await CauseAsync();
        (cause.Key, cause.Count).ShouldBe((ProblemCauses.Refused, ids.Length));
        return cause.Ref;
    }

    private void Lengthen(params int[] ids)
    {
        foreach (var id in ids)
        {
            world.EditErp($"K{id}", "phone", TooLong);
        }
    }

    private Task<OpenProblems> ListAsync() => List(world.Start()).ListAsync(World.Ane, mine: false, CancellationToken.None);

    private async Task<ProblemCause> CauseAsync() => (await ListAsync()).Causes.ShouldHaveSingleItem().Cause;

    private ProblemList List(Node node) => new(node.Connections, Store, node.ProblemValues);

    private ProblemRetries Retries(Node node) => new(node.Connections, Store, node.Orders);

    private ProblemStore Store => new(world.Contexts, world.Time);

    private static ConnectorException Down => new(FailureKind.Unreachable, LocalText.Of("Down.", "Nede."), "down");

    private static Func<Call, Func<Task<object?>>, Task<object?>> Refuses(string field, Func<ActorUpdate, string>? words = null) => (call, make) =>
        call.Name == ErpUpdate && call.Argument<IReadOnlyList<ActorUpdate>>() is var updates && updates.Any(update => update.Changes.Any(change => change.Field == field))
            ? Task.FromResult<object?>(updates.Select(update => (SaveOutcome)new SaveOutcome.Rejected([new FieldError(field, words is null ? LocalText.Of("No.", "Nej.") : new LocalText(words(update)))])).ToList())
            : make();

    private static Task<object?> Answer(SaveOutcome outcome) => Task.FromResult<object?>(new List<SaveOutcome> { outcome });
}
