using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Core.Tests;
using SuperOfficeErpLink.Linking.Tests.Histories;

namespace SuperOfficeErpLink.Linking.Tests.Simulator;

/// <param name="Seed">Of the weather.</param>
internal sealed record Storm(History History, int Seed)
{
    public int Connections => History.Setups.Count;

    /// <summary>The ERPs' clocks are right, an hour behind or an hour ahead, and they follow changes by them; or they count.</summary>
    public TimeSpan? Skew => (Seed % 4) switch { 0 => null, 1 => TimeSpan.Zero, 2 => TimeSpan.FromHours(-1), _ => TimeSpan.FromHours(1) };

    public override string ToString() => $"weather {Seed}{History}";
}

/// <summary>
/// Plays a history in foul weather, where nothing can be foretold; then the weather clears, edits stop, and it must all come to rest with
/// nothing lost.
/// </summary>
internal sealed class StormPlayer : IDisposable
{
    private static readonly Choice[] Offered = [Choice.Crm, Choice.Erp, Choice.KeepBoth];
    private static readonly UserContext Administrator = new("adam", "Adam", IsAdministrator: true, []);
    private readonly Storm storm;
    private readonly Coverage steps;
    private readonly MemoryStage stage;
    private readonly Oracle oracle = new(new Coverage(), new Coverage(), new Coverage());
    private readonly HashSet<(Place Place, Field Field, string Old)> overwritten = [];

    public StormPlayer(Storm storm, Coverage troubles, Coverage steps)
    {
        (this.storm, this.steps) = (storm, steps);
        stage = new MemoryStage(storm.Connections, [.. Enumerable.Range(0, storm.Connections + 1).Select(system => new Weather((storm.Seed * 7) + system, troubles))], storm.Skew);
        stage.Watch((place, field, old) =>
        {
            lock (overwritten)
            {
                overwritten.Add((place, field, old));
            }
        });
    }

    private Node Node => stage.Node;

    public void Dispose() => stage.Dispose();

    public async Task PlayAsync()
    {
        for (var system = 1; system <= storm.Connections; system++)
        {
            Publish(system, storm.History.Setups[system - 1], showsNextRun: false);
        }

        foreach (var step in storm.History.Steps)
        {
            stage.Now += TimeSpan.FromMinutes(1);
            await TryAsync(step);
        }

        stage.Clear();
        await FinishAsync();
        await RestAsync();
        NothingIsLost(stage.Look());
    }

    /// <summary>What a user does may be answered by a failure; then he goes on with something else.</summary>
    private async Task TryAsync(Step step)
    {
        try
        {
            await DoAsync(step);
            steps.Count("done");
        }
        catch (ConnectorException)
        {
            steps.Count("refused by the weather");
        }

        await Node.Drafts.CancelAsync(World.Ane, World.Company(step.Company), CancellationToken.None);
    }

    private async Task DoAsync(Step step)
    {
        var look = stage.Look();
        var (company, id) = (World.Company(step.Company), Systems.Id(step.System));
        var link = look.Find(step.System, step.Company);
        switch (step.Kind)
        {
            case StepKind.EditCrm:
                Edit(look, new Place(0, $"{step.Company}"), step.Field, step.Letter);
                break;
            case StepKind.EditErp:
                Edit(look, link?.Erp ?? new Place(step.System, $"C{step.Actor}"), step.Field, step.Letter);
                break;
            case StepKind.EditBoth:
                EditBoth(look, step, link);
                break;
            case StepKind.Link or StepKind.Move when await CompareAsync(step, $"C{step.Actor}") is { } comparison:
                if (link is not null)
                {
                    await Node.Drafts.DisconnectAsync(World.Ane, company, id, CancellationToken.None);
                }

                await Node.Drafts.ConnectAsync(
                    World.Ane, company, id, new DraftConnect(ActorType.Customer, $"C{step.Actor}", comparison.ActorName, Choose(comparison, step.Choices)), CancellationToken.None);
                await SaveAsync(step);
                break;
            case StepKind.Choose when link is not null && await CompareAsync(step, null) is { Link: { } seen } comparison:
                await Node.Drafts.CompareAsync(World.Ane, company, id, seen.AsSeen(), Choose(comparison, step.Choices), CancellationToken.None);
                await SaveAsync(step);
                break;
            case StepKind.Create when link is null:
                await CreateAsync(step);
                break;
            case StepKind.Disconnect when link is not null:
                await Node.Drafts.DisconnectAsync(World.Ane, company, id, CancellationToken.None);
                await SaveAsync(step);
                break;
            case StepKind.SyncNow when link is not null && await Node.Links.FindAsync(link.Id, CancellationToken.None) is { } found:
                await Node.RecordRun.SyncAsync(World.Ane, found, CancellationToken.None);
                break;
            case StepKind.RunChanges or StepKind.RunEverything:
                var kind = step.Kind == StepKind.RunChanges ? RunKind.Changes : RunKind.Everything;
                await WorkAsync((await Node.Runs.SweepAsync(World.Ane, id, kind, CancellationToken.None)).ShouldNotBeNull().Run.Id, step);
                break;
            case StepKind.Resync:
                await WorkAsync((await Node.Orders.ResyncAsync(Administrator, id, step.Choices % 2 == 0 ? Side.Crm : Side.Erp, step.Choices % 4 > 1, CancellationToken.None)).Run.Id, step);
                break;
            case StepKind.Undo when look.Changes.Values.LastOrDefault(change => change.State == ChangeState.Done && change.Run is not null) is { } last
                && await Node.Orders.UndoAsync(World.Ane, new RunSubject.Undo(RunId: last.Run), CancellationToken.None) is { } undo:
                await WorkAsync(undo.Id, step);
                break;
            case StepKind.Decide or StepKind.DecideGroup or StepKind.Rule when look.Conflicts.Count > 0:
                await DecideAsync(look, step);
                break;
            case StepKind.Retire when link is not null:
                stage.SetActive(link.Erp, !look.Records[link.Erp].IsActive);
                break;
            case StepKind.Publish:
                Publish(step.System, step.Setup, step.ShowsNextRun);
                break;
            default:
                // What else the step may be, it goes on with work that is left.
                await UnfinishedAsync();
                break;
        }
    }

    private void EditBoth(Look look, Step step, LinkLook? link)
    {
        Edit(look, new Place(0, $"{step.Company}"), step.Field, step.Letter);
        if (link is not null)
        {
            Edit(look, link.Erp, step.Field, step.OtherLetter);
        }
    }

    private void Edit(Look look, Place place, Field field, Letter letter)
    {
        if (look.Records.ContainsKey(place) && (place.System == 0 || field != Field.Number))
        {
            stage.Edit(place, field, field.Value(place.Side, letter));
        }
    }

    private void Publish(int system, Setup setup, bool showsNextRun)
    {
        stage.Publish(system, setup, showsNextRun);
        oracle.Publish(system, setup);
    }

    private async Task CreateAsync(Step step)
    {
        if (await Node.Creator.LoadAsync(World.Ane, World.Company(step.Company), Systems.Id(step.System), ActorType.Customer, [], CancellationToken.None) is { } form
            && form.Answer(form.Rows.Where(row => row.IsAsked).ToDictionary(row => row.Info.Key, row => (string?)row.Proposed), Guid.NewGuid()) is { Mistakes.Count: 0 } answer)
        {
            await Node.Drafts.CreateAsync(World.Ane, World.Company(step.Company), Systems.Id(step.System), answer.Draft, CancellationToken.None);
            await SaveAsync(step);
        }
    }

    private async Task SaveAsync(Step step)
    {
        if (await Node.StoredDrafts.FindAsync(World.Ane.Id, World.Company(step.Company), CancellationToken.None) is { } draft)
        {
            await Node.Saver.SaveAsync(World.Ane, World.Company(step.Company), draft.Token, CancellationToken.None);
        }
    }

    private async Task DecideAsync(Look look, Step step)
    {
        var link = look.Conflicts.Keys.Select(one => one.Link).Distinct().Order().ElementAt(step.Actor % look.Conflicts.Keys.Select(one => one.Link).Distinct().Count());
        var conflict = (await Node.Writes.ListConflictsAsync(link, CancellationToken.None)).OrderBy(one => one.Pair.Crm, StringComparer.Ordinal).First();
        var (system, choice) = (look.Links.Single(one => one.Id == link).System, Offered[step.Choices % 3]);
        var group = new ConflictGroup(Systems.Id(system), ActorType.Customer, conflict.Pair, conflict.Difference);
        if (step.Meanwhile)
        {
            EditBoth(look, step, look.Find(step.System, step.Company));
        }

        var run = step.Kind == StepKind.Decide
            ? await Node.Orders.ChooseAsync(World.Ane, Systems.Id(system), [new ConflictChoice(link, conflict.Pair, choice, conflict.Seen)], CancellationToken.None)
            : await Node.Orders.ChooseAsync(World.Ane, group, choice, stage.Now, CancellationToken.None);
        await WorkAsync(run.Id, step);
    }

    private Task<ActorComparison?> CompareAsync(Step step, string? key) => Node.Comparer.CompareAsync(
        World.Ane, new CompareRequest(World.Company(step.Company), Systems.Id(step.System), ActorType.Customer, key), CancellationToken.None);

    private static IReadOnlyList<FieldChoice> Choose(ActorComparison comparison, int dice)
    {
        var chosen = new Dictionary<Core.Mapping.FieldPair, Choice>();
        for (var index = 0; index < comparison.Rows.Count; index++)
        {
            if (comparison.Rows[index] is var row && Offered[(dice >> index) % 3] is var choice && row.MayChoose(choice))
            {
                chosen[row.Rule.Pair] = choice;
            }
        }

        return comparison.ToChoices(chosen);
    }

    /// <summary>Until it has ended, waits for better weather, or waits for a person, who mostly lets it go on.</summary>
    private async Task WorkAsync(long runId, Step step)
    {
        var run = await Node.WorkAsync(runId);
        if (run.State == RunState.Braked && step.Choices % 5 != 0)
        {
            if (step.Meanwhile)
            {
                EditBoth(stage.Look(), step, stage.Look().Find(step.System, step.Company));
            }

            await Node.Runs.ReleaseBrakeAsync(Administrator, runId, null, CancellationToken.None);
            await Node.WorkAsync(runId);
        }
    }

    private async Task UnfinishedAsync()
    {
        foreach (var run in await Node.RunStore.ListStartableAsync(CancellationToken.None))
        {
            await Node.WorkAsync(run);
        }

        await Node.Unfinished.RunAsync(CancellationToken.None);
    }

    /// <summary>Everything that waits goes on, and what waits for a person is decided.</summary>
    private async Task FinishAsync()
    {
        for (var round = 0; round < 12; round++)
        {
            stage.Now += TimeSpan.FromHours(2);
            await UnfinishedAsync();
            foreach (var run in await Node.RunStore.ListAsync([.. Enumerable.Range(1, storm.Connections).Select(Systems.Id)], 100, CancellationToken.None))
            {
                if (run.State == RunState.Braked)
                {
                    (await Node.Runs.ReleaseBrakeAsync(Administrator, run.Id, null, CancellationToken.None)).ShouldBeTrue();
                    await Node.WorkAsync(run.Id);
                }
            }
        }

        stage.Look().OpenOperations.ShouldBe(0, "every Save comes to its end");
    }

    private async Task RestAsync()
    {
        var before = stage.Look();
        for (var round = 0; round <= Math.Min(storm.Connections, 2); round++)
        {
            before = stage.Look();
            for (var system = 1; system <= storm.Connections; system++)
            {
                stage.Now += TimeSpan.FromHours(2);
                var queued = (await Node.Runs.SweepAsync(World.Ane, Systems.Id(system), RunKind.Everything, CancellationToken.None)).ShouldNotBeNull();
                var run = await Node.WorkAsync(queued.Run.Id);
                if (run.State == RunState.Braked)
                {
                    await Node.Runs.ReleaseBrakeAsync(Administrator, run.Id, null, CancellationToken.None);
                    run = await Node.WorkAsync(run.Id);
                }

                run.State.ShouldBeOneOf(RunState.Completed, RunState.CompletedWithProblems);
            }
        }

        var after = stage.Look();
        Say(after).ShouldBe(Say(before), "the last round writes nothing");
        oracle.AtRest(after);
    }

    private static IEnumerable<string> Say(Look look) => look.Records.Select(one => $"{one.Key} {string.Join('|', one.Value.Values)}").Order(StringComparer.Ordinal);

    private void NothingIsLost(Look look)
    {
        // A write whose answer was lost is settled by reading its field; one that is no longer shared is not read.
        look.Changes.Values.Where(change => change.State is ChangeState.Planned or ChangeState.Sending or ChangeState.Unknown)
            .Where(change => change.State == ChangeState.Planned || oracle.SetupOf(change.System).Fields.Contains(Field.Of(change.Side, change.Field)))
            .ShouldBeEmpty("every write has come to its end");
        look.Links.All(link => link.IsActive).ShouldBeTrue();
        look.Links.DistinctBy(link => (link.System, link.Company)).Count().ShouldBe(look.Links.Count, "one link per record and connection");
        look.Links.DistinctBy(link => link.Erp).Count().ShouldBe(look.Links.Count, "one record per actor");
        stage.CreatedTwice.ShouldBe(0, "nothing is created twice");

        // Of a record of the CRM and of an actor: a link, or one that was, says which they were.
        var told = look.Changes.Values.Select(change => (change.System, change.Side, change.Field, change.Old)).ToHashSet();
        overwritten.Where(one => !told.Contains((one.Place.System, one.Place.Side, one.Place.System == 0 ? one.Field.Crm : one.Field.Erp, one.Old))
            && !(one.Place.System == 0 && Enumerable.Range(1, storm.Connections).Any(system => told.Contains((system, Side.Crm, one.Field.Crm, one.Old)))))
            .ShouldBeEmpty("no value is overwritten that the history does not hold");
    }
}
