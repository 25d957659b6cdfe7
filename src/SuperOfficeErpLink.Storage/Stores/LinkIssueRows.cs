using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Reads what is open of many links in three queries.</summary>
internal static class LinkIssueRows
{
    /// <summary>Beyond so many links it is cheaper to read what is open between the first and the last.</summary>
    private const int Few = 100;

    public static async Task<IReadOnlyDictionary<long, LinkIssues>> LoadAsync(ErpLinkDbContext context, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken)
    {
        if (linkIds.Count == 0)
        {
            return new Dictionary<long, LinkIssues>();
        }

        var (first, last, isFew) = (linkIds.Min(), linkIds.Max(), linkIds.Count <= Few);

        // Changes of an open Save belong to it, and what a run has planned to that run: each goes on with its own.
        var openChanges = context.Changes.AsNoTracking()
            .Where(row => row.LinkId >= first && row.LinkId <= last
                && (row.State == ChangeState.Planned || row.State == ChangeState.Sending || row.State == ChangeState.Unknown)
                && (row.State != ChangeState.Planned || !context.Runs.Any(run => run.Id == row.RunId && run.Open))
                && !context.Operations.Any(operation => operation.Id == row.OperationId && operation.Open));
        var openConflicts = context.Conflicts.AsNoTracking().Where(row => row.LinkId >= first && row.LinkId <= last);
        var openProblems = context.ProblemRecords.AsNoTracking().Where(record => record.LinkId >= first && record.LinkId <= last);
        if (isFew)
        {
            openChanges = openChanges.Where(row => linkIds.Contains(row.LinkId!.Value));
            openConflicts = openConflicts.Where(row => linkIds.Contains(row.LinkId));
            openProblems = openProblems.Where(record => linkIds.Contains(record.LinkId));
        }

        var changes = (await openChanges.OrderBy(row => row.Id).ToListAsync(cancellationToken)).ToLookup(row => row.LinkId!.Value, ChangeRows.ToChange);
        var conflicts = (await openConflicts.OrderBy(row => row.FieldPair).ToListAsync(cancellationToken)).ToLookup(row => row.LinkId, LinkOutcomes.ToConflict);
        var problems = (await openProblems
            .Join(context.Problems, record => record.ProblemId, problem => problem.Id, (record, problem) => new { record, problem })
            .OrderBy(row => row.record.Field).ToListAsync(cancellationToken)).ToLookup(row => row.record.LinkId, row => LinkOutcomes.ToProblem(row.problem, row.record));
        return changes.Select(group => group.Key).Concat(conflicts.Select(group => group.Key)).Concat(problems.Select(group => group.Key)).Distinct()
            .ToDictionary(id => id, id => new LinkIssues([.. changes[id]], [.. conflicts[id]], [.. problems[id]]));
    }
}
