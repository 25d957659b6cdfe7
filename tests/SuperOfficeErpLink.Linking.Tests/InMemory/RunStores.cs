using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Conflicts;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests.InMemory;

internal sealed class MemoryRuns(Tables tables) : IRunStore
{
    private static readonly TimeSpan OwnRequest = TimeSpan.FromSeconds(30);

    public Task<QueuedRun> QueueAsync(NewRun run, CancellationToken cancellationToken) => tables.InAsync(null, () =>
    {
        if (run.Kind.IsSweeping() && tables.Now.Runs.Values.FirstOrDefault(one => one.ConnectionId == run.ConnectionId && one.Kind == run.Kind && one.Ended is null) is { } open)
        {
            return new QueuedRun(open, Joined: true);
        }

        if (run.Kind == RunKind.Undo && tables.Now.Runs.Values.FirstOrDefault(one => one.ConnectionId == run.ConnectionId && one.Kind == run.Kind && one.Ended is null
            && !one.CancelRequested && one.UserId == run.By.Id && one.Subject == run.Subject) is { } same)
        {
            return new QueuedRun(same, Joined: true);
        }

        var queued = new Run(
            tables.NewId(), run.ConnectionId, run.Kind, RunState.Queued, Planned: false, CancelRequested: false, run.MappingVersion, run.By.Id, run.By.Name, 0, ActorType.None, 0,
            RunCounts.None with { Total = run.Kind.IsSweeping() ? null : run.LinkIds.Count }, tables.Time, null, null,
            run.Kind == RunKind.OneRecord ? tables.Time + OwnRequest : null, 0, null, null, null, run.Subject);
        Put(queued);
        tables.Now = tables.Now with { Targets = tables.Now.Targets.Union(run.LinkIds.Concat(Concerned(tables.Now, run.Subject)).Select(link => (queued.Id, link))) };
        return new QueuedRun(queued, Joined: false);
    });

    public Task<Run?> FindAsync(long runId, CancellationToken cancellationToken) => tables.ReadAsync(rows => rows.Runs.GetValueOrDefault(runId));

    public Task<IReadOnlyList<Run>> ListAsync(IReadOnlyCollection<Guid> connectionIds, int atMost, CancellationToken cancellationToken, long? before = null) =>
        tables.ReadAsync<IReadOnlyList<Run>>(rows => [.. rows.Runs.Values.Where(run => connectionIds.Contains(run.ConnectionId) && (before is null || run.Id < before)).Reverse().Take(atMost)]);

    public Task<IReadOnlyList<long>> ListStartableAsync(CancellationToken cancellationToken) => tables.ReadAsync<IReadOnlyList<long>>(rows =>
        [.. rows.Runs.Values.Where(run => run.Ended is null && run.State != RunState.Braked && (run.NextTry is not { } next || next <= tables.Time)
            && !(rows.Leases.GetValueOrDefault(RunLeases.NameOf(run.Id, run.ConnectionId, run.Kind.IsSweeping())) is { } held && held.Until > tables.Time)).Select(run => run.Id)]);

    public Task RequestCancelAsync(long runId, CancellationToken cancellationToken) => tables.InAsync(null, () =>
    {
        if (tables.Now.Runs.GetValueOrDefault(runId) is { Ended: null } run)
        {
            Put(run with { CancelRequested = true, NextTry = null, State = run.State == RunState.Braked ? RunState.Running : run.State });
        }
    });

    public Task<bool> ReleaseBrakeAsync(long runId, int? first, UserContext by, CancellationToken cancellationToken) => tables.InAsync(null, () =>
    {
        if (tables.Now.Runs.GetValueOrDefault(runId) is not { State: RunState.Braked } run)
        {
            return false;
        }

        if (first is { } count)
        {
            Leave(run, [.. InOrder(tables.Now, runId).Skip(count)]);
            run = run with { Counts = run.Counts with { PlannedLinks = Math.Min(count, run.Counts.PlannedLinks) } };
        }

        Put(run with { State = RunState.Running });
        Shown(run);
        return true;
    });

    public Task<TakenRun?> TakeAsync(long runId, Guid owner, CancellationToken cancellationToken) => tables.InAsync(null, () =>
        tables.Now.Runs.GetValueOrDefault(runId) is { Ended: null, State: not RunState.Braked } run
            && MemoryLeases.TryTake(tables, RunLeases.NameOf(run.Id, run.ConnectionId, run.Kind.IsSweeping()), owner) is { } lease
            ? new TakenRun(lease, Put(run with { State = RunState.Running, Epoch = lease.Epoch, Started = run.Started ?? tables.Time, Heartbeat = tables.Time }))
            : null);

    public Task<bool> IsCancelRequestedAsync(long runId, CancellationToken cancellationToken) =>
        tables.ReadAsync(rows => rows.Runs.GetValueOrDefault(runId) is { CancelRequested: true });

    public Task<bool> SavePageAsync(Lease lease, Run run, PlannedPage page, CancellationToken cancellationToken) => InAsync(lease, run.Id, row =>
    {
        tables.Now = tables.Now with
        {
            Targets = run.Kind.IsSweeping()
                ? tables.Now.Targets.Union(page.Targets.Select(link => (run.Id, link)))
                : tables.Now.Targets.Except(page.Clear.Select(link => (run.Id, link))),
        };
        foreach (var change in page.Changes)
        {
            tables.Put(change with { Id = tables.NewId() });
        }

        if (page.Cursor is { } move)
        {
            tables.Now = tables.Now with { Cursors = tables.Now.Cursors.SetItem((run.ConnectionId, move.Side, move.Type), move.Value) };
        }
        else
        {
            row = row with { AtType = page.AtType, LastLinkId = page.LastLinkId };
        }

        Put(row with { Counts = page.Counts, Heartbeat = tables.Time, Failures = 0, NextTry = null, Message = null });
        return !row.CancelRequested;
    });

    public Task EndPlanningAsync(Lease lease, Run run, RunCounts counts, BrakeVerdict? verdict, CancellationToken cancellationToken) => InAsync(lease, run.Id, row =>
    {
        Put(row with { Planned = true, Counts = counts, Heartbeat = tables.Time, State = verdict is null or { IsApproved: true } ? row.State : RunState.Braked, Brake = verdict ?? row.Brake });
        if (verdict is null or { IsApproved: true })
        {
            Shown(run);
        }

        return true;
    });

    public Task EndTrialAsync(Lease lease, Run run, RunCounts? counts, CancellationToken cancellationToken) => InAsync(lease, run.Id, row =>
    {
        End(lease, row with { Counts = counts ?? row.Counts }, counts is null ? RunState.Cancelled : RunState.Completed, null);
        return true;
    });

    public Task EndIdleAsync(Lease lease, Run run, RunCounts counts, RunState state, CancellationToken cancellationToken) => InAsync(lease, run.Id, row =>
    {
        Shown(run);
        End(lease, row with { Planned = true, Counts = counts }, state, null);
        return true;
    });

    public Task<IReadOnlyList<long>> NextTargetsAsync(long runId, int atMost, CancellationToken cancellationToken) =>
        tables.ReadAsync<IReadOnlyList<long>>(rows => [.. InOrder(rows, runId).Take(atMost)]);

    public Task<IReadOnlySet<long>> FindTargetsAsync(long runId, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken) =>
        tables.ReadAsync<IReadOnlySet<long>>(rows => linkIds.Where(link => rows.Targets.Contains((runId, link))).ToHashSet());

    public Task<ILookup<long, Change>> ListPlannedAsync(long runId, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken) => tables.ReadAsync(rows =>
        rows.Changes.Values.Where(change => change.RunId == runId && change.State == ChangeState.Planned && linkIds.Contains(change.LinkId!.Value)).ToLookup(change => change.LinkId!.Value));

    public Task AdvanceAsync(Lease lease, Run run, AppliedBatch batch, CancellationToken cancellationToken) => InAsync(lease, run.Id, row =>
    {
        Drop(run.Id, batch.Done);
        tables.Now = tables.Now with { Targets = tables.Now.Targets.Except(batch.Done.Select(link => (run.Id, link))) };
        Leave(run, batch.Later);
        row = row with { Counts = batch.Counts, Heartbeat = tables.Time };
        Put(batch.Done.Count > 0 ? row with { Failures = 0, NextTry = null, Message = null } : row);
        return true;
    });

    public Task WaitAsync(Lease lease, Run run, LocalText why, DateTimeOffset nextTry, CancellationToken cancellationToken) => InAsync(lease, run.Id, row =>
    {
        Put(row with { Message = why, NextTry = nextTry, Heartbeat = tables.Time, Failures = row.Failures + 1 });
        return true;
    });

    public Task EndAsync(Lease lease, Run run, RunState state, LocalText? message, CancellationToken cancellationToken) => InAsync(lease, run.Id, row =>
    {
        End(lease, row, state, message);
        return true;
    });

    private void End(Lease lease, Run row, RunState state, LocalText? message)
    {
        Leave(row, [.. InOrder(tables.Now, row.Id)]);
        tables.Each(change => change.RunId == row.Id && change.State == ChangeState.Planned, change => change with { State = ChangeState.Dropped });
        var written = tables.Now.Changes.Values.Where(change => change.RunId == row.Id && change.State == ChangeState.Done).ToLookup(change => change.Side);
        Put(row with
        {
            State = state,
            Ended = tables.Time,
            Heartbeat = tables.Time,
            NextTry = null,
            Message = message,
            Counts = row.Counts with { ToErp = written[Side.Erp].Count(), ToCrm = written[Side.Crm].Count() },
        });
        MemoryLeases.Release(tables, lease);
    }

    private Task<bool> InAsync(Lease lease, long runId, Func<Run, bool> work) => tables.InAsync(new Fence([], lease), () => work(tables.Now.Runs[runId]));

    private Run Put(Run run)
    {
        tables.Now = tables.Now with { Runs = tables.Now.Runs.SetItem(run.Id, run) };
        return run;
    }

    /// <summary>The connection's list was shown, or there was nothing to show.</summary>
    private void Shown(Run run)
    {
        if (run.Kind.IsSweeping())
        {
            tables.Now = tables.Now with { ShowNextRun = tables.Now.ShowNextRun.Remove(run.ConnectionId) };
        }
    }

    /// <summary>The links that an order is about.</summary>
    private static IEnumerable<long> Concerned(Rows rows, RunSubject? subject) => subject switch
    {
        RunSubject.GroupChoice choice => MemoryConflicts.Of(rows, choice.Group).Select(open => open.Link.Id),
        RunSubject.OfGroup of => MemoryConflicts.Of(rows, of.Group).Select(open => open.Link.Id),
        RunSubject.Undo undo => MemoryOrders.Of(rows, undo).Select(change => change.LinkId!.Value).Where(rows.Links.ContainsKey).Distinct(),
        _ => [],
    };

    private void Drop(long runId, IReadOnlyCollection<long> links) => tables.Each(
        change => change.RunId == runId && change.State == ChangeState.Planned && links.Contains(change.LinkId!.Value), change => change with { State = ChangeState.Dropped });

    /// <summary>Nothing of what was planned for them is written, and the next run takes them up.</summary>
    private void Leave(Run run, IReadOnlyList<long> links)
    {
        Drop(run.Id, links);
        tables.Now = tables.Now with
        {
            Targets = tables.Now.Targets.Except(links.Select(link => (run.Id, link))),
            Retries = tables.Now.Retries.SetItems(links.Select(link => KeyValuePair.Create(
                link, (tables.Now.Retries.GetValueOrDefault(link) ?? new Retry(run.ConnectionId, tables.Time, 0, true)) with { WholeRecord = true }))),
        };
    }

    private static IEnumerable<long> InOrder(Rows rows, long runId) =>
        rows.Targets.Where(target => target.Run == runId).Select(target => target.Link).OrderBy(link => rows.Links.GetValueOrDefault(link)?.Entity.Type ?? EntityType.None).ThenBy(link => link);
}

internal sealed class MemoryOrders(Tables tables) : IOrderStore
{
    public Task<Guid?> FindConnectionAsync(RunSubject.Undo subject, CancellationToken cancellationToken) =>
        tables.ReadAsync(rows => Of(rows, subject).Select(change => (Guid?)change.ConnectionId).FirstOrDefault());

    public Task<ILookup<long, Change>> ListDoneAsync(RunSubject.Undo subject, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken) =>
        tables.ReadAsync(rows => Of(rows, subject).Where(change => linkIds.Contains(change.LinkId!.Value)).ToLookup(change => change.LinkId!.Value));

    public static IEnumerable<Change> Of(Rows rows, RunSubject.Undo subject) => rows.Changes.Values.Where(change =>
        change is { State: ChangeState.Done, LinkId: not null }
        && (subject.ChangeId is { } id ? change.Id == id : subject.OperationId is { } operation ? change.OperationId == operation
            : subject.SinceChangeId is { } since ? change.Id >= since && rows.Changes.GetValueOrDefault(since) is { } first && change.Entity == first.Entity && change.LinkId == first.LinkId
            : change.RunId == subject.RunId));
}

internal sealed class MemoryConflicts(Tables tables) : IConflictStore
{
    public Task<IReadOnlyList<ConflictGroupCount>> ListGroupsAsync(IReadOnlyCollection<Guid> connectionIds, string? linkedBy, CancellationToken cancellationToken) =>
        tables.ReadAsync<IReadOnlyList<ConflictGroupCount>>(rows =>
            [.. All(rows).Where(open => connectionIds.Contains(open.Link.ConnectionId))
                .GroupBy(open => new ConflictGroup(open.Link.ConnectionId, open.Link.ActorType, open.Conflict.Pair, open.Conflict.Difference))
                .Select(group => new ConflictGroupCount(group.Key, group.Count(), group.Min(open => open.Conflict.Since)))]);

    public Task<int> CountAsync(ConflictGroup group, string? linkedBy, CancellationToken cancellationToken) => tables.ReadAsync(rows => Of(rows, group).Count());

    public Task<IReadOnlyList<OpenConflict>> ListAsync(ConflictGroup group, string? linkedBy, long afterLinkId, int atMost, CancellationToken cancellationToken) =>
        tables.ReadAsync<IReadOnlyList<OpenConflict>>(rows =>
            [.. Of(rows, group).Where(open => open.Link.Id > afterLinkId).OrderBy(open => open.Link.Id).Take(atMost)
                .Select(open => new OpenConflict(open.Link.Id, open.Link.Entity, open.Link.ErpKey, open.Conflict))]);

    public Task<IReadOnlyDictionary<long, LastWrite>> FindLastWritesAsync(ConflictGroup group, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken) =>
        tables.ReadAsync<IReadOnlyDictionary<long, LastWrite>>(rows =>
            rows.Changes.Values.Where(change => change.ConnectionId == group.ConnectionId && change.Pair == group.Pair && change.State == ChangeState.Done
                && change.LinkId is { } link && linkIds.Contains(link))
                .GroupBy(change => change.LinkId!.Value).Select(changes => changes.Last())
                .ToDictionary(last => last.LinkId!.Value, last => new LastWrite(last.LinkId!.Value, last.Side, last.At, last.UserId, last.Cause)));

    public Task DecideOthersAsync(ConflictGroup group, IReadOnlyCollection<FieldPair> pairs, DateTimeOffset now, CancellationToken cancellationToken) => tables.InAsync(null, () =>
    {
        var own = Of(tables.Now, group).Select(open => open.Link.Id).ToHashSet();
        var others = All(tables.Now).Where(open => open.Link.ConnectionId == group.ConnectionId && open.Link.ActorType == group.Type && pairs.Contains(open.Conflict.Pair)
            && !own.Contains(open.Link.Id)).Select(open => open.Link.Id).Distinct().ToList();
        tables.Now = tables.Now with
        {
            Retries = tables.Now.Retries.SetItems(others.Select(link => KeyValuePair.Create(
                link, (tables.Now.Retries.GetValueOrDefault(link) ?? new Retry(group.ConnectionId, now, 0, true)) with { Due = now, WholeRecord = true }))),
        };
    });

    public static IEnumerable<(Link Link, FieldConflict Conflict)> Of(Rows rows, ConflictGroup group) => All(rows).Where(open =>
        open.Link.ConnectionId == group.ConnectionId && open.Link.ActorType == group.Type && open.Conflict.Pair == group.Pair && open.Conflict.Difference == group.Difference);

    private static IEnumerable<(Link Link, FieldConflict Conflict)> All(Rows rows) =>
        rows.Conflicts.SelectMany(link => link.Value.Select(conflict => (rows.Links[link.Key], conflict)));
}

internal sealed class MemorySweep(Tables tables) : ISweepStore
{
    public Task<int> CountAsync(Guid connectionId, CancellationToken cancellationToken) =>
        tables.ReadAsync(rows => rows.Links.Values.Count(link => link.ConnectionId == connectionId && link.State == LinkState.Active));

    public Task<IReadOnlyList<SweptLink>> ReadAsync(Guid connectionId, ActorType type, long afterId, int atMost, CancellationToken cancellationToken) =>
        SelectAsync((_, link) => link.ConnectionId == connectionId && link.ActorType == type && link.Id > afterId, atMost);

    public Task<IReadOnlyList<SweptLink>> FindByActorAsync(Guid connectionId, ActorType type, IReadOnlyCollection<string> erpKeys, CancellationToken cancellationToken) =>
        SelectAsync((_, link) => link.ConnectionId == connectionId && link.ActorType == type && erpKeys.Contains(link.ErpKey));

    public Task<IReadOnlyList<SweptLink>> FindByEntityAsync(
        Guid connectionId, ActorType type, EntityType entityType, IReadOnlyCollection<long> entityIds, CancellationToken cancellationToken) =>
        SelectAsync((_, link) => link.ConnectionId == connectionId && link.ActorType == type && link.Entity.Type == entityType && entityIds.Contains(link.Entity.Id));

    public Task<IReadOnlyList<SweptLink>> FindAsync(ActorType type, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken) =>
        SelectAsync((_, link) => link.ActorType == type && linkIds.Contains(link.Id));

    public Task<IReadOnlyList<SweptLink>> ReadDueAsync(Guid connectionId, ActorType type, long afterId, int atMost, CancellationToken cancellationToken) =>
        SelectAsync((rows, link) => link.ConnectionId == connectionId && link.ActorType == type && link.Id > afterId && IsDue(rows, link), atMost);

    public Task<IReadOnlyList<SweptLink>> ReadTargetsAsync(long runId, ActorType type, long afterId, int atMost, CancellationToken cancellationToken) =>
        SelectAsync((rows, link) => link.ActorType == type && link.Id > afterId && rows.Targets.Contains((runId, link.Id)), atMost);

    public Task<string?> FindCursorAsync(Guid connectionId, Side side, int type, CancellationToken cancellationToken) =>
        tables.ReadAsync(rows => rows.Cursors.GetValueOrDefault((connectionId, side, type)));

    public Task<BrakeBackground> LoadBackgroundAsync(Guid connectionId, DateTimeOffset since, CancellationToken cancellationToken) => tables.ReadAsync(rows => new BrakeBackground(
        rows.Links.Values.Count(link => link.ConnectionId == connectionId && link.State == LinkState.Active),
        rows.Changes.Values.Where(change => change.ConnectionId == connectionId && change.At >= since && change.State == ChangeState.Done
            && change.RunId is { } id && rows.Runs[id] is { Brake: null } run && run.Kind.IsSweeping()).Select(change => change.LinkId).Distinct().Count(),
        rows.ShowNextRun.Contains(connectionId)));

    private bool IsDue(Rows rows, Link link) => rows.Retries.GetValueOrDefault(link.Id) is { WholeRecord: true } retry && retry.Due <= tables.Time;

    private Task<IReadOnlyList<SweptLink>> SelectAsync(Func<Rows, Link, bool> which, int atMost = int.MaxValue) => tables.ReadAsync<IReadOnlyList<SweptLink>>(rows =>
        [.. rows.Links.Values.Where(link => link.State == LinkState.Active && which(rows, link)).Take(atMost)
            .Select(link => new SweptLink(link.Id, link.Entity.Id, link.ErpKey, link.Snapshot, link.SnapshotMapping, IsDue(rows, link)))]);
}
