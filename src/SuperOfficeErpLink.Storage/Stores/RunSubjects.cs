using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>The links that an order is about, found where they stand: a run may be about a hundred thousand.</summary>
internal static class RunSubjects
{
    private const int AtOnce = 1000;

    public static Task AddTargetsAsync(ErpLinkDbContext context, RunRow run, RunSubject? subject, DateTimeOffset now, CancellationToken cancellationToken) => subject switch
    {
        RunSubject.GroupChoice choice => AddAsync(context, run.Id, choice.Group, cancellationToken),
        RunSubject.OfGroup of => AddAsync(context, run.Id, of.Group, cancellationToken),
        RunSubject.OfProblem of => new RetriedProblems(context, run, of, now).AddAsync(cancellationToken),
        RunSubject.Undo { RunId: { } undone } => context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO "RunTargets" ("RunId", "LinkId")
             SELECT DISTINCT {run.Id}, c."LinkId" FROM "Changes" c JOIN "Links" l ON l."Id" = c."LinkId" WHERE c."RunId" = {undone} AND c."State" = {(int)ChangeState.Done}
             """,
            cancellationToken),
        RunSubject.Undo undo => AddAsync(context, run.Id, OrderStore.Of(context, undo), cancellationToken),
        _ => Task.CompletedTask,
    };

    private static Task<int> AddAsync(ErpLinkDbContext context, long runId, ConflictGroup group, CancellationToken cancellationToken)
    {
        var (connection, type, pair, difference) = (group.ConnectionId, (int)group.Type, group.Pair.ToString(), (int)group.Difference);
        return context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO "RunTargets" ("RunId", "LinkId")
             SELECT {runId}, c."LinkId" FROM "Conflicts" c JOIN "Links" l ON l."Id" = c."LinkId"
             WHERE c."ConnectionId" = {connection} AND c."FieldPair" = {pair} AND c."DiffClass" = {difference} AND l."ActorType" = {type}
             """,
            cancellationToken);
    }

    private static async Task AddAsync(ErpLinkDbContext context, long runId, IQueryable<ChangeRow> changes, CancellationToken cancellationToken)
    {
        var links = await changes.Where(row => context.Links.Any(link => link.Id == row.LinkId)).Select(row => row.LinkId!.Value).Distinct()
            .ToListAsync(cancellationToken);
        context.RunTargets.AddRange(links.Select(link => new RunTargetRow { RunId = runId, LinkId = link }));
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>What an order to take back can no longer reach because its link is gone, kept as left alone; returns how many.</summary>
    public static async Task<int> AddUnreachableAsync(ErpLinkDbContext context, RunRow run, RunSubject? subject, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (subject is not RunSubject.Undo undo)
        {
            return 0;
        }

        var (count, after) = (0, 0L);
        while (await OrderStore.Of(context, undo).AsNoTracking().Where(row => row.Id > after && !context.Links.Any(link => link.Id == row.LinkId)).OrderBy(row => row.Id).Take(AtOnce)
            .ToListAsync(cancellationToken) is { Count: > 0 } rows)
        {
            after = rows[^1].Id;
            count += rows.Count;
            context.Changes.AddRange(rows.Select(row => Unreachable(row, run, now)));
            await context.SaveChangesAsync(cancellationToken);
            context.ChangeTracker.Clear();
        }

        return count;
    }

    private static ChangeRow Unreachable(ChangeRow row, RunRow run, DateTimeOffset now) => new()
    {
        ConnectionId = row.ConnectionId, LinkId = row.LinkId, EntityType = row.EntityType, EntityId = row.EntityId, Side = row.Side, Field = row.Field, CrmField = row.CrmField,
        ErpField = row.ErpField, Old = row.Stored ?? row.Sent, Sent = row.Old, Source = "", State = ChangeState.Dropped, Cause = LeftAlone.Unlinked, RunId = run.Id, UserId = run.UserId,
        MappingVersion = run.MappingVersion, At = now,
    };
}
