using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Puts the outcome of a sync or a Save into the tables, as part of a transaction.</summary>
public static class LinkOutcomes
{
    /// <summary>Outcomes of links that are gone by now are left out.</summary>
    public static async Task ApplyAsync(ErpLinkDbContext context, IReadOnlyList<LinkOutcome> outcomes, CancellationToken cancellationToken)
    {
        var ids = outcomes.Select(outcome => outcome.LinkId).ToList();
        var links = await context.Links.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        foreach (var outcome in outcomes)
        {
            if (links.TryGetValue(outcome.LinkId, out var link))
            {
                await ApplyAsync(context, link, outcome, cancellationToken);
            }
        }
    }

    private static async Task ApplyAsync(ErpLinkDbContext context, LinkRow link, LinkOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Bases is { } bases)
        {
            var snapshot = SnapshotCodec.Encode(bases);

            // A link that was only looked at is the one its user saw: his choices on it stand.
            if (link.SnapshotMapping != outcome.MappingVersion || !snapshot.AsSpan().SequenceEqual(link.Snapshot))
            {
                (link.Snapshot, link.SnapshotMapping, link.RowVersion) = (snapshot, outcome.MappingVersion, link.RowVersion + 1);
            }
        }

        (link.CrmVersion, link.ErpVersion, link.CheckedAt) = (outcome.CrmVersion, outcome.ErpVersion, outcome.At);
        if (outcome.ParentLinkId is { } parent && parent != link.ParentLinkId
            && await context.Links.AnyAsync(row => row.Id == parent && row.State == LinkState.Active, cancellationToken))
        {
            (link.ParentLinkId, link.RowVersion) = (parent, link.RowVersion + 1);
        }

        await WriteStore.ApplyAsync(context, outcome.Changes, cancellationToken);
        await SetConflictsAsync(context, outcome, cancellationToken);
        await SetProblemsAsync(context, outcome, cancellationToken);
        await SetRetryAsync(context, outcome, cancellationToken);
    }

    /// <summary>Removes what hangs on a link that goes.</summary>
    public static async Task ForgetAsync(ErpLinkDbContext context, LinkRow link, CancellationToken cancellationToken)
    {
        await context.Conflicts.Where(row => row.LinkId == link.Id).ExecuteDeleteAsync(cancellationToken);
        await context.ProblemRecords.Where(row => row.LinkId == link.Id).ExecuteDeleteAsync(cancellationToken);
        await context.Retries.Where(row => row.LinkId == link.Id).ExecuteDeleteAsync(cancellationToken);
        await DropProblemsWithoutRecordsAsync(context, link.ConnectionId, cancellationToken);
        await context.Changes.Where(row => row.LinkId == link.Id && (row.State == ChangeState.Planned || row.State == ChangeState.Sending || row.State == ChangeState.Unknown))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, ChangeState.Dropped), cancellationToken);
        context.Links.Remove(link);
    }

    public static FieldConflict ToConflict(ConflictRow row) => new(
        FieldPair.Parse(row.FieldPair)!.Value, row.Kind, row.DiffClass, row.CrmValue ?? "", row.ErpValue ?? "",
        row.BaseCrm is { } crm && row.BaseErp is { } erp ? new BasePair(crm, erp) : null, row.Since, row.ChangedAt);

    public static FieldProblem ToProblem(ProblemRow problem, ProblemRecordRow record) => new(
        FieldPair.Parse(record.Field), problem.CauseKey, problem.Owner,
        problem.Detail is { } detail ? JsonSerializer.Deserialize<LocalText>(detail) : null, record.ParkedHash);

    private static async Task SetConflictsAsync(ErpLinkDbContext context, LinkOutcome outcome, CancellationToken cancellationToken)
    {
        var rows = await context.Conflicts.Where(row => row.LinkId == outcome.LinkId).ToDictionaryAsync(row => row.FieldPair, cancellationToken);
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

    private static async Task SetProblemsAsync(ErpLinkDbContext context, LinkOutcome outcome, CancellationToken cancellationToken)
    {
        var before = await context.ProblemRecords.Where(row => row.LinkId == outcome.LinkId)
            .Join(context.Problems, record => record.ProblemId, problem => problem.Id, (record, problem) => new { record, problem.CauseKey })
            .ToListAsync(cancellationToken);
        foreach (var gone in before.Where(row => outcome.Problems.All(problem => !IsSame(problem, row.CauseKey, row.record))))
        {
            context.ProblemRecords.Remove(gone.record);
        }

        foreach (var problem in outcome.Problems)
        {
            var known = before.FirstOrDefault(row => IsSame(problem, row.CauseKey, row.record));
            var cause = await CauseAsync(context, outcome, problem, cancellationToken);
            if (known is not null)
            {
                known.record.ParkedHash = problem.ParkedHash ?? known.record.ParkedHash;
                continue;
            }

            cause.Count++;
            context.ProblemRecords.Add(new ProblemRecordRow
            {
                ProblemId = cause.Id, LinkId = outcome.LinkId, Field = problem.Pair?.ToString() ?? "", ParkedHash = problem.ParkedHash, RunId = outcome.RunId,
            });
        }

        await context.SaveChangesAsync(cancellationToken);
        await DropProblemsWithoutRecordsAsync(context, outcome.ConnectionId, cancellationToken);
    }

    private static bool IsSame(FieldProblem problem, string causeKey, ProblemRecordRow record) =>
        string.Equals(problem.CauseKey, causeKey, StringComparison.Ordinal) && string.Equals(problem.Pair?.ToString() ?? "", record.Field, StringComparison.Ordinal);

    private static async Task<ProblemRow> CauseAsync(ErpLinkDbContext context, LinkOutcome outcome, FieldProblem problem, CancellationToken cancellationToken)
    {
        var row = await context.Problems.SingleOrDefaultAsync(
            one => one.ConnectionId == outcome.ConnectionId && one.CauseKey == problem.CauseKey, cancellationToken);
        if (row is null)
        {
            context.Problems.Add(row = new ProblemRow
            {
                ConnectionId = outcome.ConnectionId, CauseKey = problem.CauseKey, Owner = problem.Owner, First = outcome.At,
            });
        }

        row.Last = outcome.At;
        row.Detail = problem.Detail is { } detail ? JsonSerializer.Serialize(detail) : row.Detail;
        await context.SaveChangesAsync(cancellationToken);
        return row;
    }

    private static Task<int> DropProblemsWithoutRecordsAsync(ErpLinkDbContext context, Guid connectionId, CancellationToken cancellationToken) =>
        context.Problems.Where(row => row.ConnectionId == connectionId && !context.ProblemRecords.Any(record => record.ProblemId == row.Id))
            .ExecuteDeleteAsync(cancellationToken);

    private static async Task SetRetryAsync(ErpLinkDbContext context, LinkOutcome outcome, CancellationToken cancellationToken)
    {
        var row = await context.Retries.SingleOrDefaultAsync(one => one.LinkId == outcome.LinkId, cancellationToken);
        if (outcome.RetryAfter is not { } after)
        {
            // One for the whole record waits for a run that decides the whole record.
            if (row is not null && (outcome.IsWhole || !row.WholeRecord))
            {
                context.Retries.Remove(row);
            }

            return;
        }

        if (row is null)
        {
            context.Retries.Add(row = new RetryRow { LinkId = outcome.LinkId, ConnectionId = outcome.ConnectionId, Attempts = -1 });
        }

        row.Attempts++;
        row.WholeRecord = outcome.RetriesWhole || (row.WholeRecord && !outcome.IsWhole);
        row.DueAt = outcome.At + (after == TimeSpan.Zero ? after : Outcomes.RetryAfter(row.Attempts));
    }
}
