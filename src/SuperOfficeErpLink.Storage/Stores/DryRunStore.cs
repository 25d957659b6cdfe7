using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class DryRunStore(IDbContextFactory<ErpLinkDbContext> contexts, OwnDatabase database, FenceStore fences, TimeProvider time) : IDryRunStore
{
    private static readonly BulkTable Findings = new("DryRunFindings", ["RunId", "LinkId", "ActorType", "FieldPair", "Kind", "Crm", "Erp", "New", "Reason"]);

    private static readonly FindingKind[] Writes = [FindingKind.ToCrm, FindingKind.ToErp, FindingKind.EmptiesCrm, FindingKind.EmptiesErp];

    public async Task<bool> SavePageAsync(
        Lease lease, Run run, IReadOnlyList<Finding> findings, RunCounts counts, ActorType atType, long lastLinkId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, new Fence([], lease), cancellationToken);
        var row = await context.Runs.SingleAsync(one => one.Id == run.Id, cancellationToken);
        if (findings.Count > 0)
        {
            // A draft may concern every link.
            await database.InsertAsync(context, Findings, findings.Select(finding => ToRow(run.Id, finding)), cancellationToken);
        }

        (row.Counts, row.Heartbeat, row.Failures, row.NextTry, row.Message) = (JsonSerializer.Serialize(counts), time.GetUtcNow(), 0, null, null);
        (row.AtType, row.LastLinkId) = (atType, lastLinkId);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return !row.CancelRequested;
    }

    public async Task ForgetOthersAsync(Guid connectionId, long runId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var approved = await context.Connections.Where(row => row.Id == connectionId).Select(row => row.ApprovedRunId).SingleAsync(cancellationToken);
        var others = context.Runs.Where(row => row.ConnectionId == connectionId && row.Kind == RunKind.DryRun && row.Id != runId && row.Id != approved).Select(row => row.Id);
        await context.DryRunFindings.Where(row => others.Contains(row.RunId)).ExecuteDeleteAsync(cancellationToken);
    }

    public async Task<Run?> FindNewestAsync(Guid connectionId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Runs.AsNoTracking().Where(one => one.ConnectionId == connectionId && one.Kind == RunKind.DryRun)
            .OrderByDescending(one => one.Id).FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : RunStore.ToRun(row);
    }

    public async Task<IReadOnlyList<FindingCount>> CountAsync(long runId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await context.DryRunFindings.Where(row => row.RunId == runId).GroupBy(row => new { row.ActorType, row.FieldPair, row.Kind })
            .Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        return [.. counts.Select(count => new FindingCount(count.Key.ActorType, Pair(count.Key.FieldPair), count.Key.Kind, count.Count))];
    }

    public async Task<IReadOnlyList<RecordFinding>> ListAsync(long runId, FindingFilter filter, long afterLinkId, int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var pair = filter.Pair?.ToString();
        var rows = await context.DryRunFindings.AsNoTracking()
            .Where(row => row.RunId == runId && row.LinkId > afterLinkId && (filter.Actor == null || row.ActorType == filter.Actor)
                && (pair == null || row.FieldPair == pair) && (filter.Kind == null || row.Kind == filter.Kind))
            .Join(context.Links, row => row.LinkId, link => link.Id, (row, link) => new { row, link.EntityType, link.EntityId, link.ErpKey })
            .OrderBy(found => found.row.LinkId).ThenBy(found => found.row.FieldPair).Take(atMost).ToListAsync(cancellationToken);
        return [.. rows.Select(found => new RecordFinding(new EntityRef(found.EntityType, found.EntityId), found.ErpKey, ToFinding(found.row)))];
    }

    public async Task<ILookup<long, Finding>> FindWritesAsync(long runId, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken)
    {
        if (linkIds.Count == 0)
        {
            return Array.Empty<Finding>().ToLookup(finding => finding.LinkId);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.DryRunFindings.AsNoTracking().Where(row => row.RunId == runId && linkIds.Contains(row.LinkId) && Writes.Contains(row.Kind))
            .ToListAsync(cancellationToken);
        return rows.ToLookup(row => row.LinkId, ToFinding);
    }

    private static object?[] ToRow(long runId, Finding finding) =>
        [runId, finding.LinkId, (int)finding.Actor, finding.Pair.ToString(), (int)finding.Kind, finding.Crm, finding.Erp, finding.New, (int)finding.Reason];

    private static Finding ToFinding(DryRunFindingRow row) =>
        new(row.LinkId, row.ActorType, Pair(row.FieldPair), row.Kind, row.Crm, row.Erp, row.New, row.Reason);

    private static FieldPair Pair(string stored) => FieldPair.Parse(stored) ?? throw new InvalidDataException($"“{stored}” is no pair of fields.");
}
