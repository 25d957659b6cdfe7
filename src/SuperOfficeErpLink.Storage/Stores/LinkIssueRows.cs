using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>What is open of links, read and stored for many of them at once.</summary>
internal static class LinkIssueRows
{
    /// <summary>Beyond so many links it is cheaper to read what is open between the first and the last.</summary>
    private const int Few = 100;

    /// <summary>Changes of an open Save belong to it, and what a run has planned to that run: each goes on with its own.</summary>
    public static IQueryable<ChangeRow> OpenChanges(ErpLinkDbContext context) => context.Changes.AsNoTracking().Unsettled()
        .Where(row => (row.State != ChangeState.Planned || !context.Runs.Any(run => run.Id == row.RunId && run.Open))
            && !context.Operations.Any(operation => operation.Id == row.OperationId && operation.Open));

    public static async Task<IReadOnlyDictionary<long, LinkIssues>> LoadAsync(ErpLinkDbContext context, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken)
    {
        if (linkIds.Count == 0)
        {
            return new Dictionary<long, LinkIssues>();
        }

        var (first, last, isFew) = (linkIds.Min(), linkIds.Max(), linkIds.Count <= Few);

        var openChanges = OpenChanges(context).Where(row => row.LinkId >= first && row.LinkId <= last);
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
            .OrderBy(row => row.record.Field).ToListAsync(cancellationToken)).ToLookup(row => row.record.LinkId);
        return changes.Select(group => group.Key).Concat(conflicts.Select(group => group.Key)).Concat(problems.Select(group => group.Key)).Distinct()
            .ToDictionary(id => id, id => new LinkIssues(
                [.. changes[id]], [.. conflicts[id]], [.. problems[id].Select(row => LinkOutcomes.ToProblem(row.problem, row.record))]));
    }

    /// <summary>Each outcome names every open conflict of its link; others close.</summary>
    public static async Task SetConflictsAsync(ErpLinkDbContext context, IReadOnlyList<LinkOutcome> outcomes, CancellationToken cancellationToken)
    {
        var ids = outcomes.Select(outcome => outcome.LinkId).ToList();
        var known = (await context.Conflicts.Where(row => ids.Contains(row.LinkId)).ToListAsync(cancellationToken)).ToLookup(row => row.LinkId);
        foreach (var outcome in outcomes)
        {
            var rows = known[outcome.LinkId].ToDictionary(row => row.FieldPair, StringComparer.Ordinal);
            context.Conflicts.RemoveRange(rows.Values.Where(row => outcome.Conflicts.All(conflict => conflict.Pair.ToString() != row.FieldPair)));
            foreach (var conflict in outcome.Conflicts)
            {
                if (!rows.TryGetValue(conflict.Pair.ToString(), out var row))
                {
                    context.Conflicts.Add(row = new ConflictRow
                    {
                        LinkId = outcome.LinkId, FieldPair = conflict.Pair.ToString(), ConnectionId = outcome.ConnectionId, Since = conflict.Since, RunId = outcome.RunId,
                    });
                }

                if (row.CrmValue != conflict.Crm || row.ErpValue != conflict.Erp)
                {
                    row.ChangedAt = outcome.At;
                }

                (row.Kind, row.DiffClass, row.CrmValue, row.ErpValue) = (conflict.Kind, conflict.Difference, conflict.Crm, conflict.Erp);
                (row.BaseCrm, row.BaseErp) = (conflict.Base?.Crm, conflict.Base?.Erp);
            }
        }
    }

    /// <summary>Each outcome names every open problem of its link; others close.</summary>
    public static async Task SetProblemsAsync(ErpLinkDbContext context, IReadOnlyList<LinkOutcome> outcomes, CancellationToken cancellationToken)
    {
        var ids = outcomes.Select(outcome => outcome.LinkId).ToList();
        var known = (await context.ProblemRecords.Where(row => ids.Contains(row.LinkId))
            .Join(context.Problems, record => record.ProblemId, problem => problem.Id, (record, problem) => new KnownProblem(record, problem.CauseKey))
            .ToListAsync(cancellationToken)).ToLookup(row => row.Record.LinkId);
        var causes = await CausesAsync(context, outcomes, cancellationToken);
        var moves = new Dictionary<long, int>();
        foreach (var outcome in outcomes)
        {
            var before = known[outcome.LinkId].ToList();
            foreach (var gone in before.Where(row => outcome.Problems.All(problem => !row.Is(problem))))
            {
                context.ProblemRecords.Remove(gone.Record);
                Move(gone.Record.ProblemId, -1);
            }

            foreach (var problem in outcome.Problems)
            {
                if (before.Find(row => row.Is(problem)) is { } still)
                {
                    still.Record.ParkedHash = problem.ParkedHash ?? still.Record.ParkedHash;
                    still.Record.Detail = Words(problem) ?? still.Record.Detail;
                    continue;
                }

                var cause = causes[(outcome.ConnectionId, problem.CauseKey)];
                Move(cause.Id, +1);
                context.ProblemRecords.Add(new ProblemRecordRow
                {
                    ProblemId = cause.Id, LinkId = outcome.LinkId, Field = problem.Pair?.ToString() ?? "", ParkedHash = problem.ParkedHash,
                    Detail = Words(problem), RunId = outcome.RunId,
                });
            }
        }

        await context.SaveChangesAsync(cancellationToken);
        await MoveAsync(context, moves, cancellationToken);

        static string? Words(FieldProblem problem) => problem.Detail is { } detail ? JsonSerializer.Serialize(detail) : null;

        void Move(long problemId, int by) => moves[problemId] = moves.GetValueOrDefault(problemId) + by;
    }

    /// <summary>Problems that go without their links having been decided.</summary>
    public static async Task ForgetProblemsAsync(ErpLinkDbContext context, IQueryable<ProblemRecordRow> gone, CancellationToken cancellationToken)
    {
        var behind = await gone.GroupBy(record => record.ProblemId).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(one => one.Key, one => -one.Count, cancellationToken);
        await gone.ExecuteDeleteAsync(cancellationToken);
        await MoveAsync(context, behind, cancellationToken);
    }

    /// <summary>How many lines stand behind causes changes by so many; a cause without any goes. Added in the database: nodes may do so at once.</summary>
    private static async Task MoveAsync(ErpLinkDbContext context, Dictionary<long, int> moves, CancellationToken cancellationToken)
    {
        foreach (var (id, by) in moves.Where(move => move.Value != 0).OrderBy(move => move.Key))
        {
            await context.Problems.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Count, row => row.Count + by), cancellationToken);
        }

        foreach (var id in moves.Where(move => move.Value < 0).Select(move => move.Key))
        {
            await context.Problems.Where(row => row.Id == id && !context.ProblemRecords.Any(record => record.ProblemId == row.Id)).ExecuteDeleteAsync(cancellationToken);
        }
    }

    /// <summary>The causes that outcomes name, stored and seen last by them.</summary>
    private static async Task<Dictionary<(Guid Connection, string CauseKey), ProblemRow>> CausesAsync(
        ErpLinkDbContext context, IReadOnlyList<LinkOutcome> outcomes, CancellationToken cancellationToken)
    {
        var named = outcomes.SelectMany(outcome => outcome.Problems.Select(problem => (Outcome: outcome, Problem: problem))).ToList();
        if (named.Count == 0)
        {
            return [];
        }

        var (connections, keys) = (named.Select(one => one.Outcome.ConnectionId).Distinct().ToList(), named.Select(one => one.Problem.CauseKey).Distinct().ToList());
        var causes = await context.Problems.Where(row => connections.Contains(row.ConnectionId) && keys.Contains(row.CauseKey))
            .ToDictionaryAsync(row => (row.ConnectionId, row.CauseKey), cancellationToken);
        foreach (var (outcome, problem) in named)
        {
            if (!causes.TryGetValue((outcome.ConnectionId, problem.CauseKey), out var row))
            {
                context.Problems.Add(row = causes[(outcome.ConnectionId, problem.CauseKey)] = new ProblemRow
                {
                    ConnectionId = outcome.ConnectionId, CauseKey = problem.CauseKey, Owner = problem.Owner, First = outcome.At,
                });
            }

            row.Last = outcome.At;
        }

        await context.SaveChangesAsync(cancellationToken);
        return causes;
    }

    private sealed record KnownProblem(ProblemRecordRow Record, string CauseKey)
    {
        public bool Is(FieldProblem problem) =>
            string.Equals(problem.CauseKey, CauseKey, StringComparison.Ordinal) && string.Equals(problem.Pair?.ToString() ?? "", Record.Field, StringComparison.Ordinal);
    }
}
