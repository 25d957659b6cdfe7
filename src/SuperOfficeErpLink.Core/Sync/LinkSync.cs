using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>What syncing one link did.</summary>
public abstract record SyncResult
{
    private SyncResult()
    {
    }

    /// <param name="Conflicts">Open after it.</param>
    /// <param name="Problems">Open after it.</param>
    /// <param name="LeftAlone">Changes that a person ordered and that no longer held.</param>
    public sealed record Synced(int ToErp, int ToCrm, int Conflicts, int Problems, int LeftAlone = 0) : SyncResult;

    /// <summary>Someone is writing to the record.</summary>
    public sealed record Busy(string? By) : SyncResult;

    /// <summary>The actor or the record is gone, or may be another one by now; it is a problem on the tab.</summary>
    public sealed record Gone : SyncResult;

    /// <summary>A system could not be reached.</summary>
    public sealed record Unreachable(ConnectorException Failure) : SyncResult;
}

/// <summary>What is to be synced of links.</summary>
/// <param name="OnlyPending">Only approved writes that could not be done; nothing is decided anew.</param>
/// <param name="Run">Null: no run.</param>
public sealed record SyncOrder(UserContext User, bool OnlyPending = false, RunOrder? Run = null);

/// <summary>The run that the work is part of.</summary>
/// <param name="Approved">
/// The run's planned changes by link: it writes what it planned and showed, as far as it still holds, and what the planner says beyond
/// that waits for the next run. Null: whatever the planner says is written.
/// </param>
/// <param name="IsDirected">What is planned is what a person ordered, and the planner has no say in it.</param>
public sealed record RunOrder(long RunId, ILookup<long, Change>? Approved, bool IsDirected = false, ResyncOrder? Resync = null);

/// <summary>Syncs claimed links together: reads both sides, decides, writes and records, each in as few calls as the systems allow.</summary>
public sealed class LinkSync(
    ILinkStore links, ISaveStore saves, IWriteStore writes, LinkContexts contexts, SideReader reader, SideWriter writer, MergeFollower merges, PersonFamilies families,
    Feeders feeders, Claims claims, TimeProvider time)
{
    private const int Tries = 3;

    /// <summary>One result per link. Each round reads again what moved meanwhile.</summary>
    /// <param name="fence">Taken just now.</param>
    /// <exception cref="ConnectorException">A side could not be read; what was written before is recorded.</exception>
    public async Task<IReadOnlyDictionary<long, SyncResult>> RunAsync(
        Fence fence, Connection connection, IReadOnlyCollection<long> linkIds, SyncOrder order, CancellationToken cancellationToken)
    {
        var results = new Dictionary<long, SyncResult>();
        var done = new Dictionary<long, List<Change>>();
        var left = linkIds;
        for (var attempt = 1; left.Count > 0; attempt++)
        {
            if (attempt > 1)
            {
                await claims.RenewAsync(fence, cancellationToken);
            }

            var moved = new List<long>();
            foreach (var group in (await FreeAsync(connection, left, results, cancellationToken)).GroupBy(link => link.ActorType))
            {
                if (await contexts.FindAsync(connection, group.Key, orStored: false, cancellationToken) is { } context)
                {
                    var records = await LoadAsync(fence, context, [.. group], order, done, results, cancellationToken);
                    moved.AddRange(await WriteAsync(fence, context, records, order, mayRetry: attempt < Tries, done, results, cancellationToken));
                    continue;
                }

                foreach (var link in group)
                {
                    results[link.Id] = new SyncResult.Gone();
                }
            }

            left = moved;
        }

        return results;
    }

    /// <summary>Links of the connection that stand and of which no Save is on its way: what its user chose goes first.</summary>
    private async Task<IReadOnlyList<Link>> FreeAsync(
        Connection connection, IReadOnlyCollection<long> linkIds, Dictionary<long, SyncResult> results, CancellationToken cancellationToken)
    {
        var found = (await links.FindAsync(linkIds, cancellationToken)).Where(link => link.State == LinkState.Active && link.ConnectionId == connection.Id).ToList();
        foreach (var id in linkIds.Except(found.Select(link => link.Id)))
        {
            results[id] = new SyncResult.Gone();
        }

        var open = await saves.ListOpenAsync([.. found.Select(link => link.Entity)], cancellationToken);
        var free = new List<Link>(found.Count);
        foreach (var link in found)
        {
            if (open[link.Entity].FirstOrDefault(one => one.ConnectionId == link.ConnectionId) is { } save)
            {
                results[link.Id] = new SyncResult.Busy(save.UserName);
            }
            else
            {
                free.Add(link);
            }
        }

        return free;
    }

    /// <summary>Reads, follows merges and decides; a record that a side no longer has, or that may be another one by now, is recorded with its problem.</summary>
    private async Task<IReadOnlyList<DecidedLink>> LoadAsync(
        Fence fence, LinkContext context, IReadOnlyList<Link> group, SyncOrder order, Dictionary<long, List<Change>> done, Dictionary<long, SyncResult> results,
        CancellationToken cancellationToken)
    {
        var asRead = (await reader.ReadAsync(context, [.. group.Select(link => new RecordPair(link.Entity, link.ErpKey))], cancellationToken))
            .Zip(group, (both, link) => new LinkAsRead(link, both)).ToList();
        var read = await merges.FollowAsync(fence, context, asRead, order, cancellationToken);
        var issues = await writes.LoadIssuesAsync([.. group.Select(link => link.Id)], cancellationToken);
        var fed = await feeders.LoadAsync(context.Connection, [.. group.Select(link => link.Entity)], cancellationToken);
        var decided = new List<DecidedLink>(group.Count);
        var gone = new List<LinkOutcome>();
        for (var index = 0; index < group.Count; index++)
        {
            var (link, both) = (read[index].Link, read[index].Read);
            if (read[index].Result is { } result)
            {
                results[link.Id] = result;
                continue;
            }

            if (both.Crm is null || both.Erp is null)
            {
                gone.Add(Outcomes.Gone(context, link.Id, both, time.GetUtcNow()) with { RunId = order.Run?.RunId });
                results[link.Id] = new SyncResult.Gone();
                continue;
            }

            var state = new RecordState(both.Crm.Values, both.Erp.Values, await contexts.BasesAsync(link, context.Rules, cancellationToken));
            var known = issues.GetValueOrDefault(link.Id, LinkIssues.None);
            if (ReturnedActor.IsDoubtful(context.Rules, state, known))
            {
                gone.Add(ReturnedActor.Hold(context, link.Id, both, time.GetUtcNow()) with { RunId = order.Run?.RunId });
                results[link.Id] = new SyncResult.Gone();
                continue;
            }

            decided.Add(DecidedLink.Decide(
                context, link, both, state, known, fed.GetValueOrDefault(link.Entity, Feeders.None), order,
                done.GetValueOrDefault(link.Id, []).Select(change => change.Id).ToHashSet(), time.GetUtcNow()));
        }

        await TakeAlongAsync(context, decided, order, cancellationToken);
        if (gone.Count > 0)
        {
            await writes.RecordAsync(fence, gone, cancellationToken);
        }

        if (decided.SelectMany(record => record.ToSettle).ToList() is { Count: > 0 } settled)
        {
            await writes.SettleAsync(fence, settled, [], cancellationToken);
        }

        return decided;
    }

    /// <summary>A person that both systems have under the same other company hangs below that one's link from now on.</summary>
    private async Task TakeAlongAsync(LinkContext context, IReadOnlyList<DecidedLink> decided, SyncOrder order, CancellationToken cancellationToken)
    {
        var persons = order.OnlyPending ? [] : decided.Select(record => new PersonUnder(record.Link.Id, record.Link.Entity, record.Link.ParentLinkId, record.Read.Erp)).ToList();
        var together = await families.FindTogetherAsync(context, persons, cancellationToken);
        foreach (var record in decided)
        {
            record.ParentLinkId = together.TryGetValue(record.Link.Id, out var parent) ? parent : null;
        }
    }

    /// <summary>Returns the links that moved while they were written: they are read and decided again.</summary>
    private async Task<IReadOnlyList<long>> WriteAsync(
        Fence fence, LinkContext context, IReadOnlyList<DecidedLink> records, SyncOrder order, bool mayRetry, Dictionary<long, List<Change>> done,
        Dictionary<long, SyncResult> results, CancellationToken cancellationToken)
    {
        var moved = new List<DecidedLink>();
        foreach (var side in new[] { Side.Erp, Side.Crm })
        {
            var writing = records.Except(moved).Where(record => record.ToSend(side).Count > 0).ToList();
            if (writing.Count == 0)
            {
                continue;
            }

            var answers = await writer.ApplyAsync(
                fence, context, side, [.. writing.Select(record => new RecordWrite(record.Read[side]!, record.ToSend(side), performed => record.BaseWith(context, performed)))], ChangeState.Stale, cancellationToken);
            for (var index = 0; index < writing.Count; index++)
            {
                writing[index].Take(answers[index]);
                if (answers[index].IsStale && mayRetry)
                {
                    moved.Add(writing[index]);
                }
            }
        }

        foreach (var record in records)
        {
            // What was written is in the history; the next round reads it as agreed.
            (done.TryGetValue(record.Link.Id, out var before) ? before : done[record.Link.Id] = []).AddRange(record.Done);
        }

        var outcomes = records.Except(moved).Select(record => (Record: record, Outcome: record.ToOutcome(context, order, time.GetUtcNow()))).ToList();
        if (outcomes.Count > 0)
        {
            await writes.RecordAsync(fence, [.. outcomes.Select(one => one.Outcome)], cancellationToken);
        }

        foreach (var (record, outcome) in outcomes)
        {
            var written = done[record.Link.Id];

            // A run waits with what it could not send; for a user it is a retry.
            results[record.Link.Id] = order.Run?.Approved is not null && record.Failure is { } failure
                ? new SyncResult.Unreachable(failure)
                : new SyncResult.Synced(
                    written.Count(change => change.Side == Side.Erp), written.Count(change => change.Side == Side.Crm), outcome.Conflicts.Count, outcome.Problems.Count,
                    record.LeftAlone);
        }

        return [.. moved.Select(record => record.Link.Id)];
    }
}
