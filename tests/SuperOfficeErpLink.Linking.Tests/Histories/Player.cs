using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Conflicts;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Core.Tests;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>How often each kind of step, value and run was seen, each outcome of deciding a field, of a Save, and of meeting a record that was merged.</summary>
internal sealed record Tally(Coverage Steps, Coverage Edits, Coverage Runs, Coverage Outcomes, Coverage Saves, Coverage Orders, Coverage Connections, Coverage Followed)
{
    public static Tally Empty => new(new Coverage(), new Coverage(), new Coverage(), new Coverage(), new Coverage(), new Coverage(), new Coverage(), new Coverage());
}

/// <summary>Plays one history through the product, and holds every step against the oracle.</summary>
/// <param name="comparable">
/// Another stage is to come to the same: which records that did not change a feed tells again is its own affair, so once a record is gone, which a run may meet or not,
/// runs go over everything.
/// </param>
internal sealed class Player(IStage stage, History history, Tally tally, bool comparable = false)
{
    private static readonly Choice[] Offered = [Choice.Crm, Choice.Erp, Choice.KeepBoth];
    private static readonly UserContext Administrator = new("adam", "Adam", IsAdministrator: true, []);
    private readonly Oracle oracle = new(tally.Outcomes, tally.Orders, tally.Followed);
    private readonly Dictionary<int, IReadOnlyDictionary<Place, Record>> followed = [];

    private Look? seen;
    private bool isOneGone;

    private Node Node => stage.Node;

    private int Connections => history.Setups.Count;

    public async Task PlayAsync()
    {
        tally.Connections.Count($"{Connections}");
        for (var system = 1; system <= Connections; system++)
        {
            Publish(system, history.Setups[system - 1], showsNextRun: false);
        }

        foreach (var step in history.Steps)
        {
            stage.Now += TimeSpan.FromMinutes(1);
            await DoAsync(Possible(step));
        }

        await RestAsync();
    }

    /// <summary>Edits have stopped: links follow what was merged, each connection writes what it has to, the others take that up, and a last round writes nothing.</summary>
    private async Task RestAsync()
    {
        var before = Now;
        var following = oracle.RoundsToFollow(before);
        // What the last in rank holds reaches the first in the second round: in the third there is nothing left to write, however many there are.
        for (var round = 0; round <= following + Math.Min(Connections, 2); round++)
        {
            before = Now;
            for (var system = 1; system <= Connections; system++)
            {
                stage.Now += TimeSpan.FromMinutes(1);
                await RunAsync(system, RunKind.Everything, null);
            }
        }

        var after = After();
        oracle.Untouched(before, after);
        oracle.AtRest(after);
    }

    /// <summary>The step with a record that it can be done with; without any, one that leads to it.</summary>
    private Step Possible(Step step)
    {
        var look = Now;
        var linked = look.LinksOf(step.System).Select(link => link.Company).Order().ToList();
        var free = look.Records.Keys.Where(place => place.System == 0).Select(place => long.Parse(place.Key, CultureInfo.InvariantCulture)).Except(linked).Order().ToList();
        return step.Kind switch
        {
            StepKind.Link or StepKind.Create => free.Count > 0 ? With(step.Kind, free) : With(StepKind.Disconnect, linked),
            StepKind.Move or StepKind.Disconnect or StepKind.Choose or StepKind.SyncNow => linked.Count > 0 ? With(step.Kind, linked) : With(StepKind.Link, free),
            StepKind.Decide or StepKind.DecideGroup or StepKind.Rule when look.Conflicts.Count == 0 && linked.Count == 0 => With(StepKind.Link, free),
            StepKind.MergeErp when Often(step) && AtHand(link => link.Erp) is { Count: > 0 } merging => With(step.Kind, merging),
            StepKind.MergeCrm when Often(step) && AtHand(link => link.Crm) is { Count: > 0 } merging => With(step.Kind, merging),
            StepKind.Undo when Undoable(look).Count == 0 && linked.Count > 0 => With(StepKind.SyncNow, linked),
            _ => step,
        };

        // Mostly what is linked: what else is merged may lead to something that is.
        static bool Often(Step step) => step.Choices / 256 % 8 > 0;

        List<long> AtHand(Func<LinkLook, Place> side) => [.. look.LinksOf(step.System).Where(link => look.Records.ContainsKey(side(link))).Select(link => link.Company).Order()];

        Step With(StepKind kind, List<long> companies) => step with { Kind = kind, Company = (int)companies[step.Company % companies.Count] };
    }

    private async Task DoAsync(Step step)
    {
        var done = step.Kind switch
        {
            StepKind.EditCrm => EditCrm(step, step.Letter),
            StepKind.EditErp => EditErp(step, step.Letter),
            StepKind.EditBoth => EditCrm(step, step.Letter) & EditErp(step, step.OtherLetter),
            StepKind.Link => await LinkAsync(step, $"C{step.Actor}"),
            StepKind.Move => await MoveAsync(step),
            StepKind.Create => await CreateAsync(step),
            StepKind.Disconnect => await DisconnectAsync(step),
            StepKind.Choose => await ChooseAsync(step),
            StepKind.RunChanges => await RunAsync(step.System, comparable && isOneGone ? RunKind.Everything : RunKind.Changes, step),
            StepKind.RunEverything => await RunAsync(step.System, RunKind.Everything, step),
            StepKind.SyncNow => await SyncNowAsync(step),
            StepKind.DeleteCrm => Delete(Company(step)),
            StepKind.DeleteErp => Delete(Actor(step)),
            StepKind.Retire => Retire(step),
            StepKind.Publish => Publish(step.System, step.Setup, showsNextRun: step.ShowsNextRun),
            StepKind.Decide => await DecideAsync(step),
            StepKind.DecideGroup => await DecideGroupAsync(step),
            StepKind.Undo => await UndoAsync(step),
            StepKind.Resync => await ResyncAsync(step),
            StepKind.Rule => await RuleAsync(step),
            StepKind.MergeErp => Merge(step, Actor(step)),
            StepKind.MergeCrm => Merge(step, Company(step)),
            StepKind.Keep => await KeepAsync(step),
            _ => throw new InvalidOperationException($"No step {step.Kind}."),
        };
        if (done)
        {
            tally.Steps.Count(step.Kind.ToString());
        }
    }

    /// <summary>What stands in the stores now; looked up again only once something was done.</summary>
    private Look Now => seen ??= stage.Look();

    private Look After()
    {
        seen = null;
        return Now;
    }

    private static Place Company(Step step) => new(0, $"{step.Company}");

    /// <summary>The record's own actor, if it has one.</summary>
    private Place Actor(Step step) => stage.Look().Find(step.System, step.Company)?.Erp ?? new Place(step.System, $"C{step.Actor}");

    private bool EditCrm(Step step, Letter letter) => Edit(Company(step), step.Field, letter);

    /// <summary>A customer's number is the ERP's own.</summary>
    private bool EditErp(Step step, Letter letter) => Edit(Actor(step), step.Field == Field.Number ? Field.Street : step.Field, letter);

    private bool Edit(Place place, Field field, Letter letter)
    {
        if (Now.Records.GetValueOrDefault(place) is not { } record)
        {
            return false;
        }

        // A step that changes nothing is wasted, and neither system lets anybody take a name away.
        while (field.Value(place.Side, letter) == record[field] || (field == Field.Name && letter == Letter.Blank))
        {
            letter = letter == Letter.Odd ? Letter.Blank : letter + 1;
        }

        seen = null;
        stage.Edit(place, field, field.Value(place.Side, letter));
        tally.Edits.Count((letter, field.Items) switch
        {
            (Letter.Blank, _) => "a blank",
            (Letter.Odd, null) => "a text of the greatest length",
            (Letter.Odd, _) => "an item without counterpart",
            (_, not null) => "an item",
            _ => "a text",
        });
        return true;
    }

    private bool Delete(Place place)
    {
        if (Others(place) is [])
        {
            return false;
        }

        seen = null;
        isOneGone = true;
        stage.Delete(place);
        return true;
    }

    /// <summary>What is left of its kind when a record goes; empty where it may not, for something must be left to go on with.</summary>
    private List<Place> Others(Place place)
    {
        var records = Now.Records;
        var others = records.Keys.Where(other => other.System == place.System && other != place).OrderBy(other => other.Key, StringComparer.Ordinal).ToList();
        return !records.ContainsKey(place) || others.Count < 2 || IsLastNumber(place, others) ? [] : others;
    }

    /// <summary>Whoever merges two records may choose what is left with the one that stays: another value, or none.</summary>
    private bool Merge(Step step, Place place)
    {
        var others = Others(place);
        var taken = others.Where(other => Now.LinksOf(step.System).Any(link => link.Crm == other || link.Erp == other)).ToList();
        var survivors = step.Choices / 16 % 2 == 0 && taken.Count > 0 ? taken : others;
        return survivors.Count > 0 && Merge(step, place, survivors[step.Choices % survivors.Count]);
    }

    private bool Merge(Step step, Place place, Place survivor)
    {
        if (step.Meanwhile)
        {
            var field = step.Field == Field.Number ? Field.Street : step.Field;
            foreach (var one in step.Letter == Letter.Blank ? Field.Edited.Where(one => one == field || (one.Group is not null && one.Group == field.Group)) : [field])
            {
                _ = Now.Records[survivor][one].Length == 0 || Edit(survivor, one, step.Letter);
            }
        }

        seen = null;
        isOneGone = true;
        stage.Merge(place, survivor.Key);
        oracle.Merged(place, survivor);
        return true;
    }

    /// <summary>A simple ERP gives the highest number out again once its actor is gone, and then it is another actor's.</summary>
    private static bool IsLastNumber(Place place, List<Place> others) =>
        place.Key.Length > 4 && others.TrueForAll(other => other.Key.Length < place.Key.Length || string.CompareOrdinal(other.Key, place.Key) < 0);

    private bool Retire(Step step)
    {
        var actor = Actor(step);
        if (Now.Records.GetValueOrDefault(actor) is not { } record)
        {
            return false;
        }

        seen = null;
        stage.SetActive(actor, !record.IsActive);

        // Something must be there to wait for it.
        _ = record.IsActive && EditCrm(step, step.Letter);
        return true;
    }

    private bool Publish(int system, Setup setup, bool showsNextRun)
    {
        seen = null;
        stage.Publish(system, setup, showsNextRun);
        oracle.Publish(system, setup);
        return true;
    }

    private async Task<bool> LinkAsync(Step step, string key) => Now.Find(step.System, step.Company) is null && await ConnectAsync(step, key);

    /// <summary>Disconnect and connect in one Save.</summary>
    private async Task<bool> MoveAsync(Step step)
    {
        var key = $"C{step.Actor}";
        if (Now.Find(step.System, step.Company) is not { } link || link.ErpKey == key)
        {
            return false;
        }

        (await Node.Drafts.DisconnectAsync(World.Ane, Entity(step), Systems.Id(step.System), CancellationToken.None)).ShouldBe(DraftOutcome.Changed);
        return await ConnectAsync(step, key);
    }

    private async Task<bool> ConnectAsync(Step step, string key)
    {
        if (await CompareAsync(step, key) is not { } comparison)
        {
            await Node.Drafts.CancelAsync(World.Ane, Entity(step), CancellationToken.None);
            return false;
        }

        var choices = Choose(comparison, step.Choices);
        (await Node.Drafts.ConnectAsync(
            World.Ane, Entity(step), Systems.Id(step.System), new DraftConnect(ActorType.Customer, key, comparison.ActorName, choices), CancellationToken.None))
            .ShouldBe(DraftOutcome.Changed);
        return await SaveChoicesAsync(step, key, Chosen.From(choices));
    }

    private async Task<bool> ChooseAsync(Step step)
    {
        if (Now.Find(step.System, step.Company) is not { } link || await CompareAsync(step, null) is not { } comparison)
        {
            return false;
        }

        var choices = Choose(comparison, step.Choices);
        (await Node.Drafts.CompareAsync(World.Ane, Entity(step), Systems.Id(step.System), comparison.Link!.AsSeen(), choices, CancellationToken.None))
            .ShouldBe(DraftOutcome.Changed);
        return await SaveChoicesAsync(step, link.ErpKey, Chosen.From(choices));
    }

    private async Task<bool> SaveChoicesAsync(Step step, string key, IReadOnlyList<Chosen> choices)
    {
        Meanwhile(step);
        var before = Now;
        var (crm, erp) = (before.Records[Company(step)], before.Records[new Place(step.System, key)]);
        var moved = choices.Any(one => !Oracle.IsStill(one, new Standing(one.Field, new Pair(crm[one.Field], erp[one.Field]), null)));
        var isTaken = before.LinksOf(step.System).Any(link => link.ErpKey == key && link.Company != step.Company);
        var outcome = await SaveAsync(step);
        outcome.ShouldBe(isTaken ? "taken" : moved ? "moved" : "saved");
        if (outcome == "saved")
        {
            oracle.Chose(before, After(), step.System, step.Company, key, choices);
        }
        else
        {
            oracle.Untouched(before, After());
        }

        return true;
    }

    private async Task<bool> CreateAsync(Step step)
    {
        var before = Now;
        if (before.Find(step.System, step.Company) is not null
            || await Node.Creator.LoadAsync(World.Ane, Entity(step), Systems.Id(step.System), ActorType.Customer, [], CancellationToken.None) is not { } form)
        {
            return false;
        }

        var answer = form.Answer(form.Rows.Where(row => row.IsAsked).ToDictionary(row => row.Info.Key, row => (string?)row.Proposed), Guid.NewGuid());
        answer.Mistakes.ShouldBeEmpty();
        (await Node.Drafts.CreateAsync(World.Ane, Entity(step), Systems.Id(step.System), answer.Draft, CancellationToken.None)).ShouldBe(DraftOutcome.Changed);
        Meanwhile(step);
        var now = Now;
        var moved = oracle.ReachingErp(step.System).Any(field => now.Records[Company(step)][field] != before.Records[Company(step)][field]);
        var outcome = await SaveAsync(step);
        outcome.ShouldBe(moved ? "moved" : "created");
        if (moved)
        {
            oracle.Untouched(now, After());
        }
        else
        {
            oracle.Created(now, After(), step.System, step.Company);
        }

        return true;
    }

    private async Task<bool> DisconnectAsync(Step step)
    {
        if (Now.Find(step.System, step.Company) is null)
        {
            return false;
        }

        (await Node.Drafts.DisconnectAsync(World.Ane, Entity(step), Systems.Id(step.System), CancellationToken.None)).ShouldBe(DraftOutcome.Changed);
        Meanwhile(step);
        var before = Now;
        (await SaveAsync(step)).ShouldBe("disconnected");
        oracle.Disconnected(before, After(), step.System, step.Company);
        return true;
    }

    private async Task<bool> SyncNowAsync(Step step)
    {
        var before = Now;
        if (before.Find(step.System, step.Company) is not { } looked)
        {
            return false;
        }

        var link = (await Node.Links.FindAsync(looked.Id, CancellationToken.None)).ShouldNotBeNull();
        await Node.RecordRun.SyncAsync(World.Ane, link, CancellationToken.None);
        oracle.Synced(before, After(), step.System, one => one.Id == looked.Id, isRun: false);
        await IsAskedAsync(step.System);
        return true;
    }

    /// <param name="step">Null: nobody edits any more.</param>
    private Task<bool> RunAsync(int system, RunKind kind, Step? step) => RunAsync(
        system, kind, step, async () => (await Node.Runs.SweepAsync(World.Ane, Systems.Id(system), kind, CancellationToken.None)).ShouldNotBeNull().Run, null);

    /// <param name="concerned">Links that are decided anew whatever moved.</param>
    private async Task<bool> RunAsync(int system, RunKind kind, Step? step, Func<Task<Run>> queue, Again? again, Func<LinkLook, bool>? concerned = null)
    {
        var before = Now;
        var queued = await queue();
        var run = await Node.WorkAsync(queued.Id);
        var isFollowed = followed.GetValueOrDefault(system);
        if (kind == RunKind.Changes)
        {
            followed[system] = before.Records;
        }

        IReadOnlySet<Planned>? approved = null;
        var (start, isEdited) = (before, false);
        if (run.State == RunState.Braked)
        {
            oracle.Untouched(before, After());
            approved = oracle.ToWrite(before, system, again);
            isEdited = step is not null && Meanwhile(step, approved);
            before = Now;
            tally.Runs.Count(isEdited ? "a list moves before it is released" : "a list is released");
            (await Node.Runs.ReleaseBrakeAsync(again is null ? World.Ane : Administrator, run.Id, null, CancellationToken.None)).ShouldBeTrue();
            run = await Node.WorkAsync(run.Id);
        }

        run.State.ShouldBeOneOf(RunState.Completed, RunState.CompletedWithProblems);
        var after = After();
        if (approved is null && after.Changes.Values.Count(change => change.State == ChangeState.Done) > before.Changes.Values.Count(change => change.State == ChangeState.Done))
        {
            tally.Runs.Count("a run writes at once");
        }

        var written = again is null ? [] : oracle.ToWrite(before, system, again).Where(write => approved is null || approved.Contains(write)).Select(write => write.Link).ToHashSet();
        oracle.Synced(before, after, system, link => IsRecorded(link) || (!isEdited && MustBeLooked(link)), isRun: true, approved, again);
        await IsAskedAsync(system);
        return true;

        bool MustBeLooked(LinkLook link) =>
            again is not null ? written.Contains(link.Id) || oracle.IsMerged(start, link)
            : concerned is not null ? concerned(link)
            : kind == RunKind.Everything || oracle.IsDue(link) || HasMoved(link);

        bool IsRecorded(LinkLook link) => after.Links.Single(one => one.Id == link.Id) is var now && (now.CheckedAt != link.CheckedAt || now.Crm != link.Crm || now.Erp != link.Erp);

        // A feed names what changed since it was followed last; of what is deleted it says nothing.
        bool HasMoved(LinkLook link) => Moved(link.Crm) || Moved(link.Erp);

        bool Moved(Place place) => start.Records.TryGetValue(place, out var now)
            && !(isFollowed is not null && isFollowed.TryGetValue(place, out var then) && now.Values.SequenceEqual(then.Values));
    }

    /// <summary>Up to three open conflicts of a connection, each with a choice of its own.</summary>
    private async Task<bool> DecideAsync(Step step)
    {
        if (await OpenAsync(step) is not { Count: > 0 } shown)
        {
            return false;
        }

        var chosen = Enumerable.Range(0, 3).Select(index => (shown[(step.Actor + index) % shown.Count], Choice: Offered[((step.Choices >> (4 * index)) & 0xf) % 3])).DistinctBy(one => one.Item1).ToList();
        var at = stage.Now;
        await MeanwhileAsync(step, chosen[0].Item1);
        var run = await Node.Orders.ChooseAsync(
            World.Ane, Systems.Id(SystemOf(shown[0].Link)), [.. chosen.Select(one => new ConflictChoice(one.Item1.Link, one.Item1.Conflict.Pair, one.Choice, one.Item1.Conflict.Seen))],
            CancellationToken.None, at);
        await DecidedAsync(run, shown, [.. chosen.Select(one => new Decided(one.Item1.Link, FieldOf(one.Item1.Conflict), one.Choice, new Pair(one.Item1.Conflict.Crm, one.Item1.Conflict.Erp)))]);
        return true;
    }

    /// <summary>One choice for all conflicts of a group, as they stood when they were shown.</summary>
    private async Task<bool> DecideGroupAsync(Step step)
    {
        if (await OpenAsync(step) is not { Count: > 0 } shown)
        {
            return false;
        }

        var one = shown[step.Actor % shown.Count].Conflict;
        var (system, at, choice) = (SystemOf(shown[0].Link), stage.Now, Offered[step.Choices % 3]);
        var decided = shown.Where(other => other.Conflict.Pair == one.Pair && other.Conflict.Difference == one.Difference)
            .Select(other => new Decided(other.Link, FieldOf(other.Conflict), choice, new Pair(other.Conflict.Crm, other.Conflict.Erp))).ToList();
        await MeanwhileAsync(step, shown[step.Actor % shown.Count]);
        var run = await Node.Orders.ChooseAsync(World.Ane, GroupOf(system, one), choice, at, CancellationToken.None);
        await DecidedAsync(run, shown, decided);
        return true;
    }

    private async Task DecidedAsync(Run queued, IReadOnlyList<(long Link, FieldConflict Conflict)> shown, IReadOnlyList<Decided> choices)
    {
        var before = Now;
        var ordered = oracle.Holding(before, oracle.Order(before, choices, shown.ToDictionary(one => (one.Link, FieldOf(one.Conflict)), one => new Pair(one.Conflict.Crm, one.Conflict.Erp))));
        var run = await Node.WorkAsync(queued.Id);
        run.State.ShouldBeOneOf(RunState.Completed, RunState.CompletedWithProblems);
        tally.Orders.Count(ordered.Count == 0 ? "choices are left alone" : "choices hold");
        oracle.Directed(before, After(), Systems.Of(queued.ConnectionId), ordered);
    }

    /// <summary>Between a list and what is decided on it somebody edits the record; sometimes it is synced, so that the list is not what it was.</summary>
    private async Task MeanwhileAsync(Step step, (long Link, FieldConflict Conflict) open)
    {
        stage.Now += TimeSpan.FromSeconds(10);
        var on = step with { System = SystemOf(open.Link), Company = (int)Now.Links.Single(link => link.Id == open.Link).Company, Field = FieldOf(open.Conflict) };
        if (Meanwhile(on) && (step.Choices & 1) == 1)
        {
            await SyncNowAsync(on);
            stage.Now += TimeSpan.FromSeconds(10);
        }
    }

    /// <summary>Both sides of a pair that asks are edited, and its record is synced.</summary>
    private async Task ProvokeAsync(Step step)
    {
        var asking = Now.LinksOf(step.System).Where(link => Now.Records.ContainsKey(link.Crm) && Now.Records.TryGetValue(link.Erp, out var actor) && actor.IsActive)
            .SelectMany(link => oracle.Asking(Now, link).Select(field => (Link: link, Field: field))).ToList();
        if (asking.Count > 0)
        {
            var (link, field) = asking[(step.Company + step.Actor) % asking.Count];
            Edit(link.Crm, field, Letter.One);
            Edit(link.Erp, field, Letter.Other);
            await SyncNowAsync(step with { Company = (int)link.Company });
            stage.Now += TimeSpan.FromSeconds(10);
        }
    }

    /// <summary>Open conflicts of one connection, as the product lists them; where there are none, one is made.</summary>
    private async Task<IReadOnlyList<(long Link, FieldConflict Conflict)>> OpenAsync(Step step)
    {
        if (Now.Conflicts.Count == 0)
        {
            await ProvokeAsync(step);
        }

        var bySystem = Now.Conflicts.Keys.Select(one => one.Link).Distinct().Order().ToLookup(SystemOf);
        var open = bySystem.Contains(step.System) ? bySystem[step.System] : bySystem.FirstOrDefault() ?? Enumerable.Empty<long>();
        var conflicts = new List<(long, FieldConflict)>();
        foreach (var link in open)
        {
            conflicts.AddRange((await Node.Writes.ListConflictsAsync(link, CancellationToken.None)).OrderBy(conflict => FieldOf(conflict).Index).Select(conflict => (link, conflict)));
        }

        return conflicts;
    }

    private int SystemOf(long link) => Now.Links.Single(one => one.Id == link).System;

    private static Field FieldOf(FieldConflict conflict) => Field.Of(Side.Crm, conflict.Pair.Crm);

    private static ConflictGroup GroupOf(int system, FieldConflict conflict) => new(Systems.Id(system), ActorType.Customer, conflict.Pair, conflict.Difference);

    /// <summary>What was written to links that stand, the newest last; of what was written together, in the order of the fields, whatever ids the rows got.</summary>
    private static List<ChangeLook> Undoable(Look look)
    {
        var links = look.Links.Select(link => link.Id).ToHashSet();
        return [.. look.Changes.Values.Where(change => change.State == ChangeState.Done && !change.IsNote && change.Link is { } link && links.Contains(link))
            .GroupBy(change => (change.Run, change.Operation, change.Link)).OrderBy(written => written.Min(change => change.Id))
            .SelectMany(written => written.OrderBy(change => change.Side).ThenBy(change => Field.Of(change.Side, change.Field).Index).ThenBy(change => change.Id))];
    }

    private async Task<bool> UndoAsync(Step step)
    {
        if (Undoable(Now) is not { Count: > 0 } done)
        {
            return false;
        }

        var last = done[^(1 + (step.Actor % Math.Min(3, done.Count)))];
        var subject = (step.Choices % 3, last) switch
        {
            (0, { Run: { } run }) => new RunSubject.Undo(RunId: run),
            (_, { Operation: { } operation }) => new RunSubject.Undo(OperationId: operation),
            _ => new RunSubject.Undo(ChangeId: last.Id),
        };
        var queued = (await Node.Orders.UndoAsync(World.Ane, subject, CancellationToken.None)).ShouldNotBeNull();
        var before = Now;
        var planned = oracle.Holding(before, Oracle.TakeBack(before, change => subject.ChangeId is { } id ? change.Id == id : subject.OperationId is { } of ? change.Operation == of : change.Run == subject.RunId));
        var shown = await Node.WorkAsync(queued.Id);
        shown.State.ShouldBe(planned.Count > 0 ? RunState.Braked : RunState.Completed, "putting back shows its list first");
        if (planned.Count > 0)
        {
            oracle.Untouched(before, After());
            stage.Now += TimeSpan.FromSeconds(10);
            tally.Orders.Count(Meanwhile(step, planned[0].Link) ? "a record moves before old values are put back" : "old values are shown before they are put back");
            before = Now;
            (await Node.Runs.ReleaseBrakeAsync(World.Ane, queued.Id, null, CancellationToken.None)).ShouldBeTrue();
            (await Node.WorkAsync(queued.Id)).State.ShouldBeOneOf(RunState.Completed, RunState.CompletedWithProblems);
        }

        oracle.Directed(before, After(), Systems.Of(queued.ConnectionId), planned);
        return true;
    }

    private async Task<bool> ResyncAsync(Step step)
    {
        var again = new Again((step.Choices & 1) == 0 ? Side.Crm : Side.Erp, (step.Choices & 2) == 0);
        tally.Orders.Count(again.From == Side.Crm ? "the CRM's values go over again" : "the ERP's values go over again");
        return await RunAsync(
            step.System, RunKind.Selected, step, async () => (await Node.Orders.ResyncAsync(Administrator, Systems.Id(step.System), again.From, again.BlanksClear, CancellationToken.None)).Run, again);
    }

    private async Task<bool> RuleAsync(Step step)
    {
        var shown = await OpenAsync(step);
        if (shown.Count == 0 || shown[step.Actor % shown.Count].Conflict is var one && (FieldOf(one) == Field.Name || FieldOf(one) == Field.Number))
        {
            return false;
        }

        var (system, policy) = (SystemOf(shown[0].Link), step.Choices % 2 == 0 ? OnConflict.ErpWins : OnConflict.CrmWins);
        var version = (await Node.Connections.FindAsync(Systems.Id(system), CancellationToken.None)).ShouldNotBeNull().MappingVersion;
        (await Node.Rules.PublishAsync(Administrator, GroupOf(system, one), new NewRule(policy), version - 1, CancellationToken.None)).ShouldBeFalse("the configuration is another one by now");
        var before = Now;
        (await Node.Rules.PublishAsync(Administrator, GroupOf(system, one), new NewRule(policy), version, CancellationToken.None)).ShouldBeTrue();
        var setup = oracle.SetupOf(system).With(FieldOf(one), policy);
        oracle.Publish(system, setup);
        stage.Published(system, (await Node.Connections.FindAsync(Systems.Id(system), CancellationToken.None)).ShouldNotBeNull().MappingVersion, setup);
        seen = null;
        var concerned = shown.Where(other => other.Conflict.Pair == one.Pair && other.Conflict.Difference == one.Difference).Select(other => other.Link).ToHashSet();
        tally.Orders.Count("a rule is made");
        var queued = (await Node.RunStore.ListAsync([Systems.Id(system)], 1, CancellationToken.None)).ShouldHaveSingleItem();
        queued.Kind.ShouldBe(RunKind.Selected);
        return await RunAsync(system, RunKind.Selected, step, () => Task.FromResult(queued), null, link => concerned.Contains(link.Id));
    }

    /// <summary>Where a merge of companies brought two actors together, the company that is left offers both; nobody else is asked.</summary>
    private async Task IsAskedAsync(int system)
    {
        foreach (var own in Now.Missing.Values.Contains(ProblemCauses.EntityMerged) ? Now.LinksOf(system).Where(link => Now.Records.ContainsKey(link.Crm)).ToList() : [])
        {
            var offered = await Node.Chooser.FindAsync(World.Ane, World.Company(own.Company), CancellationToken.None);
            offered.Where(pair => Systems.Of(pair.Connection.Id) == system).Select(pair => (pair.Own.Id, pair.Merged.Id)).Order()
                .ShouldBe(oracle.Asked(Now, own).Select(merged => (own.Id, merged.Id)).Order(), "a person is asked which actor stays");
        }
    }

    private async Task<bool> KeepAsync(Step step)
    {
        if (AskedFor(step.System) is not var (own, merged))
        {
            await BringTogetherAsync(step);
            if (AskedFor(step.System) is not var (provoked, other))
            {
                return false;
            }

            (own, merged) = (provoked, other);
        }

        if (step.Meanwhile)
        {
            EditCrm(step with { Company = (int)own.Company }, step.Letter);
            EditErp(step with { Company = (int)merged.Company }, step.OtherLetter);
        }

        var (before, kept) = (Now, step.Choices % 2 == 0 ? own : merged);
        (await Node.Chooser.KeepAsync(World.Ane, World.Company(own.Company), own.Id, merged.Id, kept.Id, CancellationToken.None)).ShouldBeOfType<KeepResult.Kept>().Link.Id.ShouldBe(kept.Id);
        tally.Followed.Count(kept == own ? "the survivor's actor is kept" : "the other actor is kept");
        oracle.Kept(before, After(), own, merged, kept);
        return true;
    }

    private (LinkLook Own, LinkLook Merged)? AskedFor(int system)
    {
        foreach (var own in Now.LinksOf(system).Where(link => Now.Records.ContainsKey(link.Crm)).OrderBy(link => link.Id))
        {
            if (oracle.Asked(Now, own) is [var merged, ..])
            {
                return (own, merged);
            }
        }

        return null;
    }

    /// <summary>Of two companies that are linked one is merged into the other, and somebody syncs it.</summary>
    private async Task BringTogetherAsync(Step step)
    {
        if (Linked() is [_] or [])
        {
            var (companies, actors) = (Free(link => link.Crm, 0), Free(link => link.Erp, step.System));
            _ = companies.Count > 0 && actors.Count > 0
                && await LinkAsync(step with { Meanwhile = false, Company = int.Parse(companies[0].Key, CultureInfo.InvariantCulture) }, actors[step.Actor % actors.Count].Key);
        }

        if (Linked() is { Count: > 1 } linked && linked[step.Company % linked.Count] is var gone && Others(gone.Crm).Count > 0)
        {
            Merge(step, gone.Crm, linked[(step.Company + 1) % linked.Count].Crm);
            await SyncNowAsync(step with { Company = (int)gone.Company });
        }

        List<LinkLook> Linked() => [.. Now.LinksOf(step.System).Where(link => Now.Records.ContainsKey(link.Crm)).OrderBy(link => link.Id)];

        List<Place> Free(Func<LinkLook, Place> side, int system) =>
            [.. Now.Records.Keys.Where(place => place.System == system).Except(Now.LinksOf(step.System).Select(side)).OrderBy(place => place.Key, StringComparer.Ordinal)];
    }

    private bool Meanwhile(Step step, IReadOnlySet<Planned> listed) => listed.Count > 0 ? Meanwhile(step, listed.Min(write => write.Link)) : Meanwhile(step);

    /// <summary>Between a list and its release a record is edited, or one that the list is about is merged into another.</summary>
    private bool Meanwhile(Step step, long listed) =>
        !step.Meanwhile || step.Choices / 32 % 3 != 0 ? Meanwhile(step)
        : Now.Links.Single(link => link.Id == listed) is var link && Merge(step with { System = link.System }, step.Choices / 128 % 2 == 0 ? link.Erp : link.Crm);

    private bool Meanwhile(Step step) => step.Meanwhile && (EditCrm(step, step.Letter) | EditErp(step, step.OtherLetter));

    private async Task<string> SaveAsync(Step step)
    {
        var draft = (await Node.StoredDrafts.FindAsync(World.Ane.Id, Entity(step), CancellationToken.None)).ShouldNotBeNull();
        var result = await Node.Saver.SaveAsync(World.Ane, Entity(step), draft.Token, CancellationToken.None);
        await Node.Drafts.CancelAsync(World.Ane, Entity(step), CancellationToken.None);
        var outcome = result switch
        {
            SaveResult.Done { Parts: [PartResult.Saved { CreatedKey: not null }] } => "created",
            SaveResult.Done { Parts: [PartResult.Saved { Connected: false, Disconnected: true }] } => "disconnected",
            SaveResult.Done { Parts: [PartResult.Saved] } => "saved",
            SaveResult.Done { Parts: [PartResult.Moved] } => "moved",
            SaveResult.ActorTaken => "taken",
            _ => result.ToString(),
        };
        tally.Saves.Count(outcome);
        return outcome;
    }

    private Task<ActorComparison?> CompareAsync(Step step, string? key) => Node.Comparer.CompareAsync(
        World.Ane, new CompareRequest(Entity(step), Systems.Id(step.System), ActorType.Customer, key), CancellationToken.None);

    private static Core.Crm.EntityRef Entity(Step step) => World.Company(step.Company);

    private static IReadOnlyList<FieldChoice> Choose(ActorComparison comparison, int dice)
    {
        var chosen = new Dictionary<FieldPair, Choice>();
        for (var index = 0; index < comparison.Rows.Count; index++)
        {
            var row = comparison.Rows[index];
            var offered = Offered.Where(row.MayChoose).ToList();
            if (((dice >> (2 * index)) & 3) is var die and > 0 && offered.Count > 0)
            {
                chosen[row.Rule.Pair] = offered[die % offered.Count];
            }
        }

        return comparison.ToChoices(chosen);
    }
}
