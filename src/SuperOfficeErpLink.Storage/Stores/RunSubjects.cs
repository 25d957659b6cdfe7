using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>The links that an order is about, found where they stand: a run may be about a hundred thousand.</summary>
internal static class RunSubjects
{
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
        RunSubject.Undo { OperationId: { } operation } => AddAsync(context, run.Id, context.Changes.Where(row => row.OperationId == operation), cancellationToken),
        RunSubject.Undo { ChangeId: { } change } => AddAsync(context, run.Id, context.Changes.Where(row => row.Id == change), cancellationToken),
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
        var links = await changes.Where(row => row.State == ChangeState.Done && context.Links.Any(link => link.Id == row.LinkId)).Select(row => row.LinkId!.Value).Distinct()
            .ToListAsync(cancellationToken);
        context.RunTargets.AddRange(links.Select(link => new RunTargetRow { RunId = runId, LinkId = link }));
        await context.SaveChangesAsync(cancellationToken);
    }
}
