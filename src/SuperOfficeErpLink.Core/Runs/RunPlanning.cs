using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>
/// The first half of a run: finds what there is to do and stores it, page by page, without writing to either system. It goes on from
/// the last page that was stored.
/// </summary>
public sealed class RunPlanning(
    IConnectionStore connections, ISweepStore sweep, IRunStore runs, LinkContexts contexts, SweepDecider decider, OrderPlanner orders, ErpSessions sessions, ICrm crm,
    TimeProvider time)
{
    private const int PageSize = 4000;
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>The counts at the end of planning; null when someone asked to stop.</summary>
    public async Task<RunCounts?> PlanAsync(Lease lease, Run run, Connection connection, CancellationToken cancellationToken)
    {
        var plan = new Progress(lease, run, connection, run.Counts, time.GetTimestamp());
        var goesOn = run.Kind switch
        {
            _ when run.Kind.GoesThroughAll() => await EverythingAsync(plan, cancellationToken),
            RunKind.Changes => await ChangesAsync(plan, cancellationToken),
            _ => await StreamAsync(plan, run, (type, after) => sweep.ReadTargetsAsync(run.Id, type, after, PageSize, cancellationToken), cancellationToken),
        };
        return goesOn ? plan.Counts with { Total = plan.Counts.Decided } : null;
    }

    public Task<BrakeBackground> LoadBackgroundAsync(Guid connectionId, CancellationToken cancellationToken) =>
        sweep.LoadBackgroundAsync(connectionId, time.GetUtcNow() - Brake.Window, cancellationToken);

    private async Task<bool> EverythingAsync(Progress plan, CancellationToken cancellationToken)
    {
        plan.Counts = plan.Counts with { Total = plan.Counts.Total ?? await sweep.CountAsync(plan.Connection.Id, cancellationToken) };
        return await StreamAsync(
            plan, plan.Run, (type, after) => sweep.ReadAsync(plan.Connection.Id, type, after, PageSize, cancellationToken), cancellationToken);
    }

    private async Task<bool> ChangesAsync(Progress plan, CancellationToken cancellationToken)
    {
        // The feeds' own cursors say where a run that was interrupted goes on: it plans what is left of them.
        await foreach (var context in ContextsAsync(plan.Connection, cancellationToken))
        {
            if (!await FollowErpAsync(plan, context, cancellationToken) || !await FollowCrmAsync(plan, context, cancellationToken))
            {
                return false;
            }
        }

        return await StreamAsync(
            plan, plan.Run with { AtType = ActorType.None, LastLinkId = 0 },
            async (type, after) => await NewAsync(
                plan, await sweep.ReadDueAsync(plan.Connection.Id, type, after, PageSize, cancellationToken), cancellationToken), cancellationToken);
    }

    /// <summary>Links in the order of their ids, type by type. While a page is decided both sides of the next are read, and the links of the one after it.</summary>
    private async Task<bool> StreamAsync(Progress plan, Run from, Func<ActorType, long, Task<IReadOnlyList<SweptLink>>> read, CancellationToken cancellationToken)
    {
        var isBehind = from.AtType != ActorType.None;
        await foreach (var context in ContextsAsync(plan.Connection, cancellationToken))
        {
            if (isBehind && context.ActorType != from.AtType)
            {
                continue;
            }

            var next = ReadPageAsync(context, ReadLinksAsync(context, isBehind ? from.LastLinkId : 0));
            isBehind = false;
            while (await next is ({ Links.Count: > 0 } page, var following))
            {
                next = ReadPageAsync(context, following);
                var planned = plan.Run.Kind.IsDirected()
                    ? await orders.DecideAsync(plan.Run, plan.Counts, page, cancellationToken)
                    : await decider.DecideAsync(plan.Run, plan.Counts, page, cancellationToken);
                if (!await SaveAsync(plan, planned, cancellationToken))
                {
                    return false;
                }
            }
        }

        return true;

        async Task<IReadOnlyList<SweptLink>> ReadLinksAsync(LinkContext context, long after)
        {
            await Task.Yield();
            return await read(context.ActorType, after);
        }

        async Task<(SweptPage Page, Task<IReadOnlyList<SweptLink>> Following)> ReadPageAsync(LinkContext context, Task<IReadOnlyList<SweptLink>> links)
        {
            var these = await links;
            var following = these.Count > 0 ? ReadLinksAsync(context, these[^1].Id) : links;
            return (await decider.ReadAsync(context, these, cancellationToken), following);
        }
    }

    private async Task<bool> FollowErpAsync(Progress plan, LinkContext context, CancellationToken cancellationToken)
    {
        if (!context.Rules.Actor.Can.HasFlag(Abilities.Changes))
        {
            return true;
        }

        var type = (int)context.ActorType;
        var cursor = await sweep.FindCursorAsync(plan.Connection.Id, Side.Erp, type, cancellationToken);
        await foreach (var page in ReadErpAsync(context, cursor, cancellationToken))
        {
            var keys = page.Changed.Select(record => record.Key).Concat(page.Gone.Select(gone => gone.Key)).Distinct(StringComparer.Ordinal).ToList();
            var concerned = await sweep.FindByActorAsync(plan.Connection.Id, context.ActorType, keys, cancellationToken);
            if (!await PlanAsync(plan, context, concerned, new CursorMove(Side.Erp, type, page.Next), cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> FollowCrmAsync(Progress plan, LinkContext context, CancellationToken cancellationToken)
    {
        // Each actor type follows the CRM with a cursor of its own: several are linked to one kind of record.
        var type = (int)context.ActorType;
        var cursor = await sweep.FindCursorAsync(plan.Connection.Id, Side.Crm, type, cancellationToken);
        await foreach (var page in ReadCrmAsync(context.Rules.EntityType, cursor, cancellationToken))
        {
            var concerned = await sweep.FindByEntityAsync(plan.Connection.Id, context.ActorType, context.Rules.EntityType, page.Ids, cancellationToken);
            if (!await PlanAsync(plan, context, concerned, new CursorMove(Side.Crm, type, page.Next), cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> PlanAsync(Progress plan, LinkContext context, IReadOnlyList<SweptLink> links, CursorMove cursor, CancellationToken cancellationToken)
    {
        var fresh = await NewAsync(plan, links, cancellationToken);
        if (fresh.Count == 0)
        {
            return await SaveAsync(plan, new PlannedPage([], [], [], plan.Counts, context.ActorType, 0, cursor), cancellationToken);
        }

        foreach (var chunk in fresh.Chunk(PageSize))
        {
            var planned = await decider.DecideAsync(plan.Run, plan.Counts, await decider.ReadAsync(context, chunk, cancellationToken), cancellationToken);

            // The cursor passes its page with the last of the links concerned.
            if (!await SaveAsync(plan, planned with { Cursor = ReferenceEquals(chunk[^1], fresh[^1]) ? cursor : null }, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A page without anything to keep waits for the next: a process that dies only reads it again.</summary>
    private async Task<bool> SaveAsync(Progress plan, PlannedPage page, CancellationToken cancellationToken)
    {
        plan.Counts = page.Counts;
        if (plan.Run.Kind.IsSweeping() && page is { Targets.Count: 0, Changes.Count: 0, Cursor: null } && time.GetElapsedTime(plan.SavedAt) < ShowEvery)
        {
            return true;
        }

        plan.SavedAt = time.GetTimestamp();
        return await runs.SavePageAsync(plan.Lease, plan.Run, page, cancellationToken);
    }

    /// <summary>Without the links that this run has decided already: both feeds may name one, and so may a retry.</summary>
    private async Task<IReadOnlyList<SweptLink>> NewAsync(Progress plan, IReadOnlyList<SweptLink> links, CancellationToken cancellationToken)
    {
        var fresh = links.Where(link => plan.Decided.Add(link.Id)).ToList();
        if (fresh.Count == 0)
        {
            return fresh;
        }

        // Before a crash, perhaps.
        var known = await runs.FindTargetsAsync(plan.Run.Id, [.. fresh.Select(link => link.Id)], cancellationToken);
        return known.Count == 0 ? fresh : [.. fresh.Where(link => !known.Contains(link.Id))];
    }

    /// <summary>Companies before persons before projects.</summary>
    private async IAsyncEnumerable<LinkContext> ContextsAsync(Connection connection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var document = await connections.GetMappingAsync(connection.Id, connection.MappingVersion, cancellationToken);
        foreach (var mapping in document.Actors.Where(mapping => mapping.Enabled).OrderBy(mapping => EntityTypes.For(mapping.Actor)).ThenBy(mapping => mapping.Actor))
        {
            if (await contexts.FindAsync(connection, mapping.Actor, orStored: false, cancellationToken) is { } context)
            {
                yield return context;
            }
        }
    }

    /// <summary>An expired cursor means everything.</summary>
    private async IAsyncEnumerable<ChangePage> ReadErpAsync(LinkContext context, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var feed = new Resumable<ChangePage>(
            from => sessions.ReadChangesAsync(context.Connection, context.ActorType, new FieldSet([]), from, cancellationToken), cursor);
        while (await feed.NextAsync() is { } page)
        {
            yield return page;
        }
    }

    private async IAsyncEnumerable<CrmChanges> ReadCrmAsync(EntityType type, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var feed = new Resumable<CrmChanges>(from => crm.ReadChangesAsync(type, from, cancellationToken), cursor);
        while (await feed.NextAsync() is { } page)
        {
            yield return page;
        }
    }

    /// <summary>One planning on its way.</summary>
    private sealed class Progress(Lease lease, Run run, Connection connection, RunCounts counts, long savedAt)
    {
        public Lease Lease => lease;

        public Run Run => run;

        public Connection Connection => connection;

        public RunCounts Counts { get; set; } = counts;

        /// <summary>When a page was stored last.</summary>
        public long SavedAt { get; set; } = savedAt;

        /// <summary>Links a feed has named; as many as changed.</summary>
        public HashSet<long> Decided { get; } = [];
    }
}
