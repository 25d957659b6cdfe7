using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class ProblemStore(IDbContextFactory<ErpLinkDbContext> contexts, TimeProvider time) : IProblemStore
{
    public async Task<IReadOnlyList<ProblemCause>> ListAsync(IReadOnlyCollection<Guid> connectionIds, string? linkedBy, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await ListStoredAsync(context, context.Problems.Where(row => connectionIds.Contains(row.ConnectionId)), linkedBy, cancellationToken);
        return [.. stored, .. await new WaitingRows(context, time.GetUtcNow(), linkedBy).ListAsync(connectionIds, cancellationToken)];
    }

    public async Task<ProblemCause?> FindAsync(CauseRef cause, string? linkedBy, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return cause switch
        {
            CauseRef.Stored of => (await ListStoredAsync(context, context.Problems.Where(row => row.Id == of.ProblemId), linkedBy, cancellationToken)).SingleOrDefault(),
            CauseRef.Waiting of => (await new WaitingRows(context, time.GetUtcNow(), linkedBy).ListAsync([of.ConnectionId], cancellationToken)).SingleOrDefault(one => one.Ref == cause),
            _ => null,
        };
    }

    public async Task<IReadOnlyList<ProblemLine>> ListLinesAsync(CauseRef cause, string? linkedBy, LineKey? after, int atMost, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return cause switch
        {
            CauseRef.Stored of => await ListStoredLinesAsync(context, of.ProblemId, linkedBy, after ?? new LineKey(0, ""), atMost, cancellationToken),
            CauseRef.Waiting of => await new WaitingRows(context, time.GetUtcNow(), linkedBy).ListLinesAsync(of, after ?? new LineKey(0, ""), atMost, cancellationToken),
            _ => [],
        };
    }

    public async Task<IReadOnlyList<Run>> ListStandingRunsAsync(IReadOnlyCollection<Guid> connectionIds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Runs.AsNoTracking()
            .Where(row => connectionIds.Contains(row.ConnectionId) && row.Open && (row.State == RunState.Braked || (row.NextTry != null && row.Message != null)))
            .OrderBy(row => row.Id).ToListAsync(cancellationToken);
        foreach (var id in connectionIds)
        {
            // What a later run went through is over.
            var last = await context.Runs.AsNoTracking().Where(row => row.ConnectionId == id && row.Sweeping && !row.Open).OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellationToken);
            if (last is { State: RunState.Failed })
            {
                rows.Add(last);
            }
        }

        return [.. rows.Select(RunStore.ToRun)];
    }

    /// <summary>Where only some of the records are meant, those are counted; else the cause's own count stands.</summary>
    private static async Task<IReadOnlyList<ProblemCause>> ListStoredAsync(
        ErpLinkDbContext context, IQueryable<ProblemRow> problems, string? linkedBy, CancellationToken cancellationToken)
    {
        var rows = await problems.AsNoTracking().ToListAsync(cancellationToken);
        var ids = rows.Select(row => row.Id).ToList();
        var due = await context.Retries.Join(context.ProblemRecords.Where(record => ids.Contains(record.ProblemId)), retry => retry.LinkId, record => record.LinkId, (retry, record) => new { retry.DueAt, record.ProblemId })
            .GroupBy(one => one.ProblemId).Select(group => new { group.Key, Next = group.Min(one => one.DueAt) }).ToDictionaryAsync(one => one.Key, one => one.Next, cancellationToken);
        var words = await context.ProblemRecords.Where(record => ids.Contains(record.ProblemId)).GroupBy(record => record.ProblemId)
            .Select(group => new { group.Key, First = group.Min(one => one.Detail ?? ""), Last = group.Max(one => one.Detail ?? "") })
            .Where(one => one.First == one.Last && one.First != "").ToDictionaryAsync(one => one.Key, one => one.First, cancellationToken);
        var counts = linkedBy is null
            ? rows.ToDictionary(row => row.Id, row => row.Count)
            : await context.ProblemRecords.Where(record => ids.Contains(record.ProblemId))
                .Join(context.Links.Where(link => link.LinkedBy == linkedBy), record => record.LinkId, link => link.Id, (record, _) => record.ProblemId)
                .GroupBy(id => id).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(one => one.Key, one => one.Count, cancellationToken);
        return [.. rows.Where(row => counts.GetValueOrDefault(row.Id) > 0).Select(row => new ProblemCause(
            new CauseRef.Stored(row.Id), row.ConnectionId, row.CauseKey, row.Owner, counts[row.Id], row.First, row.Last, due.TryGetValue(row.Id, out var next) ? next : null,
            ToText(words.GetValueOrDefault(row.Id))))];
    }

    private static async Task<IReadOnlyList<ProblemLine>> ListStoredLinesAsync(
        ErpLinkDbContext context, long problemId, string? linkedBy, LineKey after, int atMost, CancellationToken cancellationToken)
    {
        var (number, text) = (after.Number, after.Text);
#pragma warning disable CA1309 // The database compares, and keys compare binary there.
        var behind = context.ProblemRecords.AsNoTracking()
            .Where(row => row.ProblemId == problemId && row.LinkId >= number && (row.LinkId > number || string.Compare(row.Field, text) > 0));
#pragma warning restore CA1309
        var rows = await behind.Join(context.Links.Where(link => linkedBy == null || link.LinkedBy == linkedBy), row => row.LinkId, link => link.Id,
                (row, link) => new { row.LinkId, row.Field, row.ParkedHash, row.Detail, link.EntityType, link.EntityId, link.ActorType, link.ErpKey })
            .OrderBy(row => row.LinkId).ThenBy(row => row.Field).Take(atMost).ToListAsync(cancellationToken);
        var links = rows.Select(row => row.LinkId).Distinct().ToList();
        var due = await context.Retries.Where(row => links.Contains(row.LinkId)).ToDictionaryAsync(row => row.LinkId, row => row.DueAt, cancellationToken);
        var refused = await ListRefusedAsync(context, [.. rows.Where(row => row.ParkedHash is not null).Select(row => new EntityRef(row.EntityType, row.EntityId)).Distinct()], cancellationToken);
        return [.. rows.Select(row =>
        {
            var pair = FieldPair.Parse(row.Field);
            var write = pair is { } of && row.ParkedHash is not null ? refused.GetValueOrDefault((row.LinkId, of)) : null;
            return new ProblemLine(
                new LineKey(row.LinkId, row.Field), row.LinkId, new EntityRef(row.EntityType, row.EntityId), row.ActorType, row.ErpKey, pair, write?.Side, write?.Sent,
                due.TryGetValue(row.LinkId, out var next) ? next : null, ToText(row.Detail));
        })];
    }

    private static LocalText? ToText(string? json) => json is null ? null : JsonSerializer.Deserialize<LocalText>(json);

    /// <summary>Of each field that was refused, the last write that was.</summary>
    private static async Task<IReadOnlyDictionary<(long Link, FieldPair Pair), ChangeRow>> ListRefusedAsync(
        ErpLinkDbContext context, IReadOnlyList<EntityRef> entities, CancellationToken cancellationToken)
    {
        var refused = new Dictionary<(long, FieldPair), ChangeRow>();
        foreach (var ofType in entities.GroupBy(entity => entity.Type))
        {
            var ids = ofType.Select(entity => entity.Id).ToList();
            var rows = await context.Changes.AsNoTracking()
                .Where(row => row.EntityType == ofType.Key && ids.Contains(row.EntityId) && row.State == ChangeState.Rejected && row.LinkId != null).OrderBy(row => row.Id)
                .ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                refused[(row.LinkId!.Value, new FieldPair(row.CrmField, row.ErpField))] = row;
            }
        }

        return refused;
    }
}
