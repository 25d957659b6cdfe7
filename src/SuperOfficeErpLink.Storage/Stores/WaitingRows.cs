using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>What waits, found where it stands: nothing is stored a second time to say so.</summary>
/// <param name="linkedBy">Only records that this user linked; null: all.</param>
internal sealed class WaitingRows(ErpLinkDbContext context, DateTimeOffset now, string? linkedBy)
{
    private IQueryable<LinkRow> Links => context.Links.Where(link => linkedBy == null || link.LinkedBy == linkedBy);

    /// <summary>A Save that a system kept from going on; one that is on its way just now is none.</summary>
    private IQueryable<OperationRow> Saves => context.Operations.AsNoTracking().Where(row => row.Open && row.NextTry != null && (linkedBy == null || row.UserId == linkedBy));

    public async Task<IReadOnlyList<ProblemCause>> ListAsync(IReadOnlyCollection<Guid> connectionIds, CancellationToken cancellationToken)
    {
        var writes = await Writes(connectionIds).GroupBy(one => new { one.Retry.ConnectionId, one.Change.Side })
            .Select(group => new { group.Key.ConnectionId, group.Key.Side, Count = group.Count(), First = group.Min(one => one.Change.At), Last = group.Max(one => one.Change.At), Next = group.Min(one => one.Retry.DueAt) })
            .ToListAsync(cancellationToken);
        var left = await Left(connectionIds).GroupBy(one => one.Retry.ConnectionId)
            .Select(group => new { ConnectionId = group.Key, Count = group.Count(), First = group.Min(one => one.Retry.DueAt), Last = group.Max(one => one.Retry.DueAt) })
            .ToListAsync(cancellationToken);
        var saves = await Saves.Where(row => connectionIds.Contains(row.ConnectionId)).GroupBy(row => row.ConnectionId)
            .Select(group => new { ConnectionId = group.Key, Count = group.Count(), First = group.Min(row => row.StartedAt), Last = group.Max(row => row.StartedAt), Next = group.Min(row => row.NextTry) })
            .ToListAsync(cancellationToken);
        return
        [
            .. writes.Select(one => Cause(one.ConnectionId, one.Side == Side.Erp ? WaitingKind.WritesToErp : WaitingKind.WritesToCrm, one.Count, one.First, one.Last, one.Next)),
            .. left.Select(one => Cause(one.ConnectionId, WaitingKind.NextRun, one.Count, one.First, one.Last, null)),
            .. saves.Select(one => Cause(one.ConnectionId, WaitingKind.Saves, one.Count, one.First, one.Last, one.Next)),
        ];
    }

    public Task<IReadOnlyList<ProblemLine>> ListLinesAsync(CauseRef.Waiting cause, LineKey after, int atMost, CancellationToken cancellationToken) => cause.Kind switch
    {
        WaitingKind.WritesToErp => WritesAsync(cause.ConnectionId, Side.Erp, after, atMost, cancellationToken),
        WaitingKind.WritesToCrm => WritesAsync(cause.ConnectionId, Side.Crm, after, atMost, cancellationToken),
        WaitingKind.NextRun => LeftAsync(cause.ConnectionId, after, atMost, cancellationToken),
        _ => SavesAsync(cause.ConnectionId, after, atMost, cancellationToken),
    };

    /// <summary>Every write that waits has a retry of its link; retries are few, whatever runs have planned.</summary>
    private IQueryable<WaitingWrite> Writes(IReadOnlyCollection<Guid> connectionIds) =>
        from retry in context.Retries
        where connectionIds.Contains(retry.ConnectionId)
        join change in LinkIssueRows.OpenChanges(context) on (long?)retry.LinkId equals change.LinkId
        join link in Links on retry.LinkId equals link.Id
        select new WaitingWrite { Retry = retry, Change = change, Link = link };

    /// <summary>Records that a run left, other than those that stand behind a problem and say so there.</summary>
    private IQueryable<LeftRecord> Left(IReadOnlyCollection<Guid> connectionIds) =>
        from retry in context.Retries
        where connectionIds.Contains(retry.ConnectionId) && retry.WholeRecord && retry.DueAt <= now && !context.ProblemRecords.Any(record => record.LinkId == retry.LinkId)
        join link in Links on retry.LinkId equals link.Id
        where link.State == LinkState.Active
        select new LeftRecord { Retry = retry, Link = link };

    private async Task<IReadOnlyList<ProblemLine>> WritesAsync(Guid connectionId, Side side, LineKey after, int atMost, CancellationToken cancellationToken)
    {
        var number = after.Number;
        var rows = await Writes([connectionId]).Where(one => one.Change.Side == side && one.Change.Id > number).OrderBy(one => one.Change.Id).Take(atMost)
            .Select(one => new { one.Change.Id, one.Change.CrmField, one.Change.ErpField, one.Change.Sent, one.Retry.DueAt, LinkId = one.Link.Id, one.Link.EntityType, one.Link.EntityId, one.Link.ActorType, one.Link.ErpKey })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new ProblemLine(
            new LineKey(row.Id, ""), row.LinkId, new EntityRef(row.EntityType, row.EntityId), row.ActorType, row.ErpKey, new FieldPair(row.CrmField, row.ErpField), side, row.Sent, row.DueAt))];
    }

    private async Task<IReadOnlyList<ProblemLine>> LeftAsync(Guid connectionId, LineKey after, int atMost, CancellationToken cancellationToken)
    {
        var number = after.Number;
        var rows = await Left([connectionId]).Where(one => one.Retry.LinkId > number).OrderBy(one => one.Retry.LinkId).Take(atMost)
            .Select(one => new { one.Link.Id, one.Link.EntityType, one.Link.EntityId, one.Link.ActorType, one.Link.ErpKey }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new ProblemLine(
            new LineKey(row.Id, ""), row.Id, new EntityRef(row.EntityType, row.EntityId), row.ActorType, row.ErpKey, null, null, null, null))];
    }

    private async Task<IReadOnlyList<ProblemLine>> SavesAsync(Guid connectionId, LineKey after, int atMost, CancellationToken cancellationToken)
    {
        var (number, type) = (after.Number, Enum.TryParse<EntityType>(after.Text, out var parsed) ? parsed : EntityType.None);
        var rows = await Saves.Where(row => row.ConnectionId == connectionId && (row.EntityId > number || (row.EntityId == number && row.EntityType > type)))
            .OrderBy(row => row.EntityId).ThenBy(row => row.EntityType).Take(atMost).Select(row => new { row.EntityType, row.EntityId, row.NextTry }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new ProblemLine(
            new LineKey(row.EntityId, row.EntityType.ToString()), null, new EntityRef(row.EntityType, row.EntityId), ActorType.None, "", null, null, null, row.NextTry))];
    }

    private static ProblemCause Cause(Guid connectionId, WaitingKind kind, int count, DateTimeOffset first, DateTimeOffset last, DateTimeOffset? nextTry) => new(
        new CauseRef.Waiting(connectionId, kind), connectionId, WaitingCauses.KeyOf(kind), WaitingCauses.OwnerOf(kind), count, first, last, nextTry, null);

    private sealed class WaitingWrite
    {
        public required RetryRow Retry { get; init; }

        public required ChangeRow Change { get; init; }

        public required LinkRow Link { get; init; }
    }

    private sealed class LeftRecord
    {
        public required RetryRow Retry { get; init; }

        public required LinkRow Link { get; init; }
    }
}
