using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class RunStore(IDbContextFactory<ErpLinkDbContext> contexts, FenceStore fences, TimeProvider time, NodeName? node = null) : IRunStore
{
    private const int LinksAtOnce = 1000;
    private static readonly TimeSpan OwnRequest = TimeSpan.FromSeconds(30);

    public async Task<QueuedRun> QueueAsync(NewRun run, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            if (run.Kind.IsSweeping() && await OpenSweepAsync(context, run, cancellationToken) is { } open)
            {
                return new QueuedRun(ToRun(open), Joined: true);
            }

            try
            {
                return await AddAsync(context, run, cancellationToken);
            }
            catch (DbUpdateException) when (run.Kind.IsSweeping())
            {
                // The unique index has decided a race: the other one is joined, or has ended by now.
                await using var again = await contexts.CreateDbContextAsync(cancellationToken);
                if (await OpenSweepAsync(again, run, cancellationToken) is { } won)
                {
                    return new QueuedRun(ToRun(won), Joined: true);
                }
            }
        }
    }

    public async Task<Run?> FindAsync(long runId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Runs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == runId, cancellationToken) is { } row ? ToRun(row) : null;
    }

    public async Task<IReadOnlyList<Run>> ListAsync(IReadOnlyCollection<Guid> connectionIds, int atMost, CancellationToken cancellationToken, long? before = null)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Runs.AsNoTracking().Where(row => connectionIds.Contains(row.ConnectionId) && (before == null || row.Id < before))
            .OrderByDescending(row => row.Id).Take(atMost).ToListAsync(cancellationToken);
        return [.. rows.Select(ToRun)];
    }

    public async Task<IReadOnlyList<long>> ListStartableAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var open = await context.Runs.AsNoTracking().Where(row => row.Open && row.State != RunState.Braked && (row.NextTry == null || row.NextTry <= now))
            .OrderBy(row => row.Id).Select(row => new { row.Id, row.ConnectionId, row.Sweeping }).ToListAsync(cancellationToken);
        if (open.Count == 0)
        {
            return [];
        }

        var held = await context.Leases.Where(row => row.Until > now).Select(row => row.Name).ToHashSetAsync(cancellationToken);
        return [.. open.Where(run => !held.Contains(RunLeases.NameOf(run.Id, run.ConnectionId, run.Sweeping))).Select(run => run.Id)];
    }

    public async Task RequestCancelAsync(long runId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Runs.Where(row => row.Id == runId && row.Open).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.CancelRequested, true).SetProperty(row => row.NextTry, (DateTimeOffset?)null)
                .SetProperty(row => row.State, row => row.State == RunState.Braked ? RunState.Running : row.State), cancellationToken);
    }

    public async Task<bool> IsCancelRequestedAsync(long runId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Runs.AnyAsync(row => row.Id == runId && row.CancelRequested, cancellationToken);
    }

    public async Task<bool> ReleaseBrakeAsync(long runId, int? first, UserContext by, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var row = await context.Runs.SingleOrDefaultAsync(one => one.Id == runId, cancellationToken);
        if (row is not { State: RunState.Braked })
        {
            return false;
        }

        if (first is { } count)
        {
            var left = await InOrder(context, runId).Skip(count).ToListAsync(cancellationToken);
            await LeaveAsync(context, runId, row.ConnectionId, left, now, cancellationToken);
            row.Counts = JsonSerializer.Serialize(Counts(row) with { PlannedLinks = Math.Min(count, Counts(row).PlannedLinks) });
        }

        row.State = RunState.Running;
        await ShownAsync(context, row, cancellationToken);
        context.Audit.Add(new AuditRow
        {
            At = now, By = by.Name, What = "run.brake-released", Subject = runId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ConnectionId = row.ConnectionId, After = first?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<TakenRun?> TakeAsync(long runId, Guid owner, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await context.Runs.SingleOrDefaultAsync(one => one.Id == runId, cancellationToken) is not { Open: true, State: not RunState.Braked } row
            || await fences.TryTakeAsync(context, RunLeases.NameOf(row.Id, row.ConnectionId, row.Sweeping), owner, cancellationToken) is not { } lease)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (row.Started is null)
        {
            await WaitingSettings.SwapAsync(context, row.ConnectionId, but: row.Id, now, cancellationToken);
        }

        (row.State, row.Epoch, row.Started, row.Heartbeat, row.Node) = (RunState.Running, lease.Epoch, row.Started ?? now, now, node?.Name);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new TakenRun(lease, ToRun(row));
    }

    public Task<bool> SavePageAsync(Lease lease, Run run, PlannedPage page, CancellationToken cancellationToken) =>
        InAsync(lease, run.Id, async (context, row, now) =>
        {
            if (!run.Kind.IsSweeping())
            {
                await context.RunTargets.Where(target => target.RunId == run.Id && page.Clear.Contains(target.LinkId)).ExecuteDeleteAsync(cancellationToken);
            }
            else
            {
                context.RunTargets.AddRange(page.Targets.Select(link => new RunTargetRow { RunId = run.Id, LinkId = link }));
            }

            context.Changes.AddRange((await StandingAsync(context, page.Changes, cancellationToken)).Select(ChangeRows.ToRow));
            if (page.Cursor is { } move)
            {
                await MoveAsync(context, run.ConnectionId, move, cancellationToken);
            }
            else
            {
                (row.AtType, row.LastLinkId) = (page.AtType, page.LastLinkId);
            }

            (row.Counts, row.Heartbeat, row.Failures, row.NextTry, row.Message) = (JsonSerializer.Serialize(page.Counts), now, 0, null, null);
            return !row.CancelRequested;
        }, cancellationToken);

    /// <summary>Of links that stand: one that was ended while it was read may have been deleted with its values, which must not come back.</summary>
    private static async Task<IEnumerable<Change>> StandingAsync(ErpLinkDbContext context, IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return [];
        }

        var ids = changes.Select(change => change.LinkId).OfType<long>().Distinct().ToList();
        var standing = await context.Links.Where(link => ids.Contains(link.Id)).Select(link => link.Id).ToHashSetAsync(cancellationToken);
        return changes.Where(change => change.LinkId is not { } link || standing.Contains(link));
    }

    public Task EndPlanningAsync(Lease lease, Run run, RunCounts counts, BrakeVerdict? verdict, CancellationToken cancellationToken) =>
        InAsync(lease, run.Id, async (context, row, now) =>
        {
            (row.Planned, row.Counts, row.Heartbeat) = (true, JsonSerializer.Serialize(counts), now);
            row.Brake = verdict is null ? null : JsonSerializer.Serialize(verdict);
            if (verdict is { IsApproved: false })
            {
                row.State = RunState.Braked;
            }
            else
            {
                await ShownAsync(context, row, cancellationToken);
            }

            return true;
        }, cancellationToken);

    public Task EndTrialAsync(Lease lease, Run run, RunCounts? counts, CancellationToken cancellationToken) =>
        InAsync(lease, run.Id, async (context, row, now) =>
        {
            row.Counts = counts is null ? row.Counts : JsonSerializer.Serialize(counts);
            await EndAsync(context, lease, row, counts is null ? RunState.Cancelled : RunState.Completed, null, now, cancellationToken);
            return true;
        }, cancellationToken);

    public Task EndIdleAsync(Lease lease, Run run, RunCounts counts, RunState state, CancellationToken cancellationToken) =>
        InAsync(lease, run.Id, async (context, row, now) =>
        {
            (row.Planned, row.Counts) = (true, JsonSerializer.Serialize(counts));
            await ShownAsync(context, row, cancellationToken);
            await EndAsync(context, lease, row, state, null, now, cancellationToken);
            return true;
        }, cancellationToken);

    public async Task<IReadOnlyList<long>> NextTargetsAsync(long runId, int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await InOrder(context, runId).Take(atMost).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlySet<long>> FindTargetsAsync(long runId, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RunTargets.Where(target => target.RunId == runId && linkIds.Contains(target.LinkId)).Select(target => target.LinkId).ToHashSetAsync(cancellationToken);
    }

    public async Task<ILookup<long, Change>> ListPlannedAsync(long runId, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Changes.AsNoTracking()
            .Where(row => row.RunId == runId && row.State == ChangeState.Planned && linkIds.Contains(row.LinkId!.Value)).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return rows.ToLookup(row => row.LinkId!.Value, ChangeRows.ToChange);
    }

    public Task AdvanceAsync(Lease lease, Run run, AppliedBatch batch, CancellationToken cancellationToken) =>
        InAsync(lease, run.Id, async (context, row, now) =>
        {
            await context.Changes.Where(change => change.RunId == run.Id && change.State == ChangeState.Planned && batch.Done.Contains(change.LinkId!.Value))
                .ExecuteUpdateAsync(set => set.SetProperty(change => change.State, ChangeState.Dropped), cancellationToken);
            await context.RunTargets.Where(target => target.RunId == run.Id && batch.Done.Contains(target.LinkId)).ExecuteDeleteAsync(cancellationToken);
            await LeaveAsync(context, run.Id, run.ConnectionId, batch.Later, now, cancellationToken, run.Kind.IsDirected() ? LeftAlone.Busy : null);
            (row.Counts, row.Heartbeat) = (JsonSerializer.Serialize(batch.Counts), now);
            if (batch.Done.Count > 0)
            {
                (row.Failures, row.NextTry, row.Message) = (0, null, null);
            }

            return true;
        }, cancellationToken);

    public Task WaitAsync(Lease lease, Run run, LocalText why, DateTimeOffset nextTry, CancellationToken cancellationToken) =>
        InAsync(lease, run.Id, async (context, row, now) =>
        {
            (row.Message, row.NextTry, row.Heartbeat) = (JsonSerializer.Serialize(why), nextTry, now);
            row.Failures++;
            await SetNextTryAsync(context, row.ConnectionId, nextTry, cancellationToken);
            return true;
        }, cancellationToken);

    public Task EndAsync(Lease lease, Run run, RunState state, LocalText? message, CancellationToken cancellationToken) =>
        InAsync(lease, run.Id, async (context, row, now) =>
        {
            await LeaveAsync(context, run.Id, run.ConnectionId, await InOrder(context, run.Id).ToListAsync(cancellationToken), now, cancellationToken);
            await context.RunTargets.Where(target => target.RunId == run.Id).ExecuteDeleteAsync(cancellationToken);
            await context.Changes.Where(change => change.RunId == run.Id && change.State == ChangeState.Planned)
                .ExecuteUpdateAsync(set => set.SetProperty(change => change.State, ChangeState.Dropped), cancellationToken);
            var written = await context.Changes.Where(change => change.RunId == run.Id && change.State == ChangeState.Done).GroupBy(change => change.Side)
                .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
            row.Counts = JsonSerializer.Serialize(Counts(row) with { ToErp = written.GetValueOrDefault(Side.Erp), ToCrm = written.GetValueOrDefault(Side.Crm) });
            await EndAsync(context, lease, row, state, message, now, cancellationToken);
            return true;
        }, cancellationToken);

    private async Task EndAsync(
        ErpLinkDbContext context, Lease lease, RunRow row, RunState state, LocalText? message, DateTimeOffset now, CancellationToken cancellationToken)
    {
        (row.State, row.Open, row.Ended, row.Heartbeat, row.NextTry) = (state, false, now, now, null);
        row.Message = message is null ? null : JsonSerializer.Serialize(message);
        await SetNextTryAsync(context, row.ConnectionId, null, cancellationToken);
        await WaitingSettings.SwapAsync(context, row.ConnectionId, but: row.Id, now, cancellationToken);
        await fences.ReleaseAsync(context, lease, cancellationToken);
    }

    private static Task<int> SetNextTryAsync(ErpLinkDbContext context, Guid connectionId, DateTimeOffset? at, CancellationToken cancellationToken) =>
        context.ConnectionHealth.Where(health => health.ConnectionId == connectionId && (at != null || health.NextTry != null))
            .ExecuteUpdateAsync(set => set.SetProperty(health => health.NextTry, at), cancellationToken);

    /// <summary>The connection's list was shown, or there was nothing to show. A run under an older configuration has not shown what the new one changes.</summary>
    private static Task<int> ShownAsync(ErpLinkDbContext context, RunRow run, CancellationToken cancellationToken) =>
        context.Connections.Where(one => one.Id == run.ConnectionId && one.ShowsNextRun && run.Sweeping && one.MappingVersion == run.MappingVersion)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.ShowsNextRun, false).SetProperty(one => one.ApprovedRunId, (long?)null), cancellationToken);

    /// <summary>One transaction that first checks the lease.</summary>
    private async Task<T> InAsync<T>(
        Lease lease, long runId, Func<ErpLinkDbContext, RunRow, DateTimeOffset, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, new Fence([], lease), cancellationToken);
        var answer = await work(context, await context.Runs.SingleAsync(row => row.Id == runId, cancellationToken), time.GetUtcNow());
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return answer;
    }

    /// <summary>Links that a run does not deal with: nothing of what it planned for them is written, and the next run takes them up.</summary>
    /// <param name="why">Of what a person ordered; see <see cref="LeftAlone"/>.</param>
    private static async Task LeaveAsync(
        ErpLinkDbContext context, long runId, Guid connectionId, IReadOnlyList<long> links, DateTimeOffset now, CancellationToken cancellationToken, string? why = null)
    {
        foreach (var chunk in links.Chunk(500))
        {
            if (why is not null)
            {
                await context.Changes.Where(change => change.RunId == runId && change.State == ChangeState.Planned && chunk.Contains(change.LinkId!.Value))
                    .ExecuteUpdateAsync(set => set.SetProperty(change => change.Cause, why), cancellationToken);
            }

            await context.Changes.Where(change => change.RunId == runId && change.State == ChangeState.Planned && chunk.Contains(change.LinkId!.Value))
                .ExecuteUpdateAsync(set => set.SetProperty(change => change.State, ChangeState.Dropped), cancellationToken);
            await context.RunTargets.Where(target => target.RunId == runId && chunk.Contains(target.LinkId)).ExecuteDeleteAsync(cancellationToken);
            var known = await context.Retries.Where(row => chunk.Contains(row.LinkId)).ToDictionaryAsync(row => row.LinkId, cancellationToken);
            foreach (var link in chunk)
            {
                if (!known.TryGetValue(link, out var retry))
                {
                    context.Retries.Add(retry = new RetryRow { LinkId = link, ConnectionId = connectionId, DueAt = now });
                }

                retry.WholeRecord = true;
            }

            await context.SaveChangesAsync(cancellationToken);
        }
    }

    private static IQueryable<long> InOrder(ErpLinkDbContext context, long runId) =>
        from target in context.RunTargets
        where target.RunId == runId
        join link in context.Links on target.LinkId equals link.Id into found
        from link in found.DefaultIfEmpty()
        orderby link == null ? 0 : (int)link.EntityType, target.LinkId
        select target.LinkId;

    private static async Task MoveAsync(ErpLinkDbContext context, Guid connectionId, CursorMove move, CancellationToken cancellationToken)
    {
        var row = await context.Cursors.SingleOrDefaultAsync(
            one => one.ConnectionId == connectionId && one.Side == move.Side && one.Type == move.Type, cancellationToken);
        if (row is null)
        {
            context.Cursors.Add(row = new CursorRow { ConnectionId = connectionId, Side = move.Side, Type = move.Type });
        }

        row.Value = move.Value;
    }

    private static Task<RunRow?> OpenSweepAsync(ErpLinkDbContext context, NewRun run, CancellationToken cancellationToken) =>
        context.Runs.AsNoTracking().SingleOrDefaultAsync(row => row.ConnectionId == run.ConnectionId && row.Kind == run.Kind && row.Open, cancellationToken);

    private static Task<RunRow?> OpenUndoAsync(ErpLinkDbContext context, NewRun run, string? subject, CancellationToken cancellationToken) =>
        context.Runs.AsNoTracking().OrderBy(row => row.Id).FirstOrDefaultAsync(
            row => row.ConnectionId == run.ConnectionId && row.Kind == run.Kind && row.Open && !row.CancelRequested && row.UserId == run.By.Id && row.Subject == subject, cancellationToken);

    private async Task<QueuedRun> AddAsync(ErpLinkDbContext context, NewRun run, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var subject = run.Subject is null ? null : JsonSerializer.Serialize(run.Subject);
        if (run.Kind == RunKind.Undo && await OpenUndoAsync(context, run, subject, cancellationToken) is { } open)
        {
            return new QueuedRun(ToRun(open), Joined: true);
        }
        var own = await OwnLinksAsync(context, run, cancellationToken);
        var row = new RunRow
        {
            ConnectionId = run.ConnectionId, Kind = run.Kind, State = RunState.Queued, Open = true, Sweeping = run.Kind.IsSweeping(), MappingVersion = run.MappingVersion,
            UserId = run.By.Id, UserName = run.By.Name, Queued = time.GetUtcNow(),
            // Its user's own request works on it; another process only should that die.
            NextTry = run.Kind == RunKind.OneRecord ? time.GetUtcNow() + OwnRequest : null,
            Subject = subject,
            Counts = JsonSerializer.Serialize(RunCounts.None with
            {
                Total = run.LinkIds.Count > 0 ? own.Count : null,
                LeftAlone = run.Kind.IsDirected() ? run.LinkIds.Count - own.Count : 0,
            }),
        };
        context.Runs.Add(row);
        await context.SaveChangesAsync(cancellationToken);
        context.RunTargets.AddRange(own.Select(link => new RunTargetRow { RunId = row.Id, LinkId = link }));
        await context.SaveChangesAsync(cancellationToken);
        await RunSubjects.AddTargetsAsync(context, row, run.Subject, time.GetUtcNow(), cancellationToken);
        if (await RunSubjects.AddUnreachableAsync(context, row, run.Subject, row.Queued, cancellationToken) is > 0 and var unreachable)
        {
            context.Runs.Attach(row);
            row.Counts = JsonSerializer.Serialize(Counts(row) with { LeftAlone = unreachable });
            await context.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new QueuedRun(ToRun(row), Joined: false);
    }

    /// <summary>Whatever a caller names: a run is about links of its own connection.</summary>
    private static async Task<IReadOnlyList<long>> OwnLinksAsync(ErpLinkDbContext context, NewRun run, CancellationToken cancellationToken)
    {
        var own = new List<long>(run.LinkIds.Count);
        foreach (var some in run.LinkIds.Chunk(LinksAtOnce))
        {
            own.AddRange(await context.Links.Where(link => link.ConnectionId == run.ConnectionId && some.Contains(link.Id)).Select(link => link.Id).ToListAsync(cancellationToken));
        }

        return own;
    }

    private static RunCounts Counts(RunRow row) => JsonSerializer.Deserialize<RunCounts>(row.Counts) ?? RunCounts.None;

    internal static Run ToRun(RunRow row) => new(
        row.Id, row.ConnectionId, row.Kind, row.State, row.Planned, row.CancelRequested, row.MappingVersion, row.UserId, row.UserName, row.Epoch, row.AtType,
        row.LastLinkId, Counts(row), row.Queued, row.Started, row.Heartbeat, row.NextTry, row.Failures, row.Ended,
        row.Message is { } message ? JsonSerializer.Deserialize<LocalText>(message) : null,
        row.Brake is { } brake ? JsonSerializer.Deserialize<BrakeVerdict>(brake) : null,
        row.Subject is { } subject ? JsonSerializer.Deserialize<RunSubject>(subject) : null, row.Node);
}

/// <summary>What a node calls itself where there are several.</summary>
public sealed record NodeName(string Name);
