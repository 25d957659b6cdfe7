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
    /// <summary>Outcomes of links that are gone by now are left out. As many queries for many as for one.</summary>
    public static async Task ApplyAsync(ErpLinkDbContext context, IReadOnlyList<LinkOutcome> outcomes, CancellationToken cancellationToken)
    {
        var ids = outcomes.Select(outcome => outcome.LinkId).ToList();
        var links = await context.Links.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        var standing = outcomes.Where(outcome => links.ContainsKey(outcome.LinkId)).ToList();
        foreach (var outcome in standing)
        {
            await SetLinkAsync(context, links[outcome.LinkId], outcome, cancellationToken);
        }

        await WriteStore.ApplyAsync(context, [.. standing.SelectMany(outcome => outcome.Changes)], cancellationToken);
        await LinkIssueRows.SetConflictsAsync(context, standing, cancellationToken);
        await LinkIssueRows.SetProblemsAsync(context, standing, cancellationToken);
        await SetRetriesAsync(context, standing, cancellationToken);
    }

    /// <summary>Of links that are gone by now, nothing.</summary>
    public static async Task SetBasesAsync(ErpLinkDbContext context, IReadOnlyList<WrittenBase> bases, CancellationToken cancellationToken)
    {
        if (bases.Count == 0)
        {
            return;
        }

        var ids = bases.Select(written => written.LinkId).ToList();
        var links = await context.Links.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        foreach (var written in bases.Where(written => links.ContainsKey(written.LinkId)))
        {
            SetBase(links[written.LinkId], written.Snapshot, written.MappingVersion);
        }
    }

    /// <summary>A link that was only looked at is the one its user saw: his choices on it stand.</summary>
    private static void SetBase(LinkRow link, byte[] snapshot, int mappingVersion)
    {
        if (link.SnapshotMapping != mappingVersion || !snapshot.AsSpan().SequenceEqual(link.Snapshot))
        {
            (link.Snapshot, link.SnapshotMapping, link.RowVersion) = (snapshot, mappingVersion, link.RowVersion + 1);
        }
    }

    private static async Task SetLinkAsync(ErpLinkDbContext context, LinkRow link, LinkOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Bases is { } bases)
        {
            SetBase(link, SnapshotCodec.Encode(bases), outcome.MappingVersion);
        }

        (link.CrmVersion, link.ErpVersion, link.CheckedAt) = (outcome.CrmVersion, outcome.ErpVersion, outcome.At);
        if (outcome.ParentLinkId is { } parent && parent != link.ParentLinkId
            && await context.Links.AnyAsync(
                row => row.Id == parent && row.State == LinkState.Active && !context.Operations.Any(
                    save => save.Open && save.ConnectionId == row.ConnectionId && save.EntityType == row.EntityType && save.EntityId == row.EntityId), cancellationToken))
        {
            (link.ParentLinkId, link.RowVersion) = (parent, link.RowVersion + 1);
        }
    }

    /// <summary>Removes what hangs on a link that goes.</summary>
    public static async Task ForgetAsync(ErpLinkDbContext context, LinkRow link, CancellationToken cancellationToken)
    {
        await context.Conflicts.Where(row => row.LinkId == link.Id).ExecuteDeleteAsync(cancellationToken);
        await LinkIssueRows.ForgetProblemsAsync(context, context.ProblemRecords.Where(record => record.LinkId == link.Id), cancellationToken);
        await context.Retries.Where(row => row.LinkId == link.Id).ExecuteDeleteAsync(cancellationToken);
        await context.Changes.Where(row => row.LinkId == link.Id).Unsettled()
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, ChangeState.Dropped), cancellationToken);
        context.Links.Remove(link);
    }

    public static FieldConflict ToConflict(ConflictRow row) => new(
        FieldPair.Parse(row.FieldPair)!.Value, row.Kind, row.DiffClass, row.CrmValue ?? "", row.ErpValue ?? "",
        row.BaseCrm is { } crm && row.BaseErp is { } erp ? new BasePair(crm, erp) : null, row.Since, row.ChangedAt);

    public static FieldProblem ToProblem(ProblemRow problem, ProblemRecordRow record) => new(
        FieldPair.Parse(record.Field), problem.CauseKey, problem.Owner,
        record.Detail is { } detail ? JsonSerializer.Deserialize<LocalText>(detail) : null, record.ParkedHash);

    private static async Task SetRetriesAsync(ErpLinkDbContext context, IReadOnlyList<LinkOutcome> outcomes, CancellationToken cancellationToken)
    {
        var ids = outcomes.Select(outcome => outcome.LinkId).ToList();
        var rows = await context.Retries.Where(row => ids.Contains(row.LinkId)).ToDictionaryAsync(row => row.LinkId, cancellationToken);
        foreach (var outcome in outcomes)
        {
            SetRetry(context, rows.GetValueOrDefault(outcome.LinkId), outcome);
        }
    }

    private static void SetRetry(ErpLinkDbContext context, RetryRow? row, LinkOutcome outcome)
    {
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
