using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Reads what is open of many links in three queries.</summary>
internal static class LinkIssueRows
{
    public static async Task<IReadOnlyDictionary<long, LinkIssues>> LoadAsync(ErpLinkDbContext context, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken)
    {
        // Changes of an open Save belong to it, and what a run has planned to that run: each goes on with its own.
        var changes = (await context.Changes.AsNoTracking()
            .Where(row => row.LinkId != null && linkIds.Contains(row.LinkId.Value)
                && ((row.State == ChangeState.Planned && !context.Runs.Any(run => run.Id == row.RunId && run.Open))
                    || row.State == ChangeState.Sending || row.State == ChangeState.Unknown)
                && !context.Operations.Any(operation => operation.Id == row.OperationId && operation.Open))
            .OrderBy(row => row.Id).ToListAsync(cancellationToken)).ToLookup(row => row.LinkId!.Value, ChangeRows.ToChange);
        var conflicts = (await context.Conflicts.AsNoTracking().Where(row => linkIds.Contains(row.LinkId)).OrderBy(row => row.FieldPair).ToListAsync(cancellationToken))
            .ToLookup(row => row.LinkId, LinkOutcomes.ToConflict);
        var problems = (await context.ProblemRecords.AsNoTracking().Where(record => linkIds.Contains(record.LinkId))
            .Join(context.Problems, record => record.ProblemId, problem => problem.Id, (record, problem) => new { record, problem })
            .OrderBy(row => row.record.Field).ToListAsync(cancellationToken)).ToLookup(row => row.record.LinkId, row => LinkOutcomes.ToProblem(row.problem, row.record));
        return changes.Select(group => group.Key).Concat(conflicts.Select(group => group.Key)).Concat(problems.Select(group => group.Key)).Distinct()
            .ToDictionary(id => id, id => new LinkIssues([.. changes[id]], [.. conflicts[id]], [.. problems[id]]));
    }
}
