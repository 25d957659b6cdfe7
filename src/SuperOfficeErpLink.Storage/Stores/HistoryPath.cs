using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>
/// The way a filter is answered: by the one index that finds most of it, in its order, and then by looking at what it found. Left to
/// itself a database may take another, and sort millions.
/// </summary>
internal sealed class HistoryPath
{
    private static readonly int[] Together = [1000, 20_000];
    private static readonly int[] Scattered = [1000, 6000];
    private readonly HistoryFilter filter;
    private readonly IReadOnlyCollection<Guid>? connectionIds;
    private readonly bool byNumber;
    private readonly Guid? connection;
    private readonly string? person;

    private HistoryPath(HistoryFilter filter, IReadOnlyCollection<Guid>? connectionIds)
    {
        (this.filter, this.connectionIds) = (filter, connectionIds);
        byNumber = filter.Entity is not null || filter.RunId is not null;
        person = !byNumber && filter.UserId is not null and not UserContext.SystemId ? filter.UserId : null;
        connection = byNumber || person is not null ? null : filter.ConnectionId ?? (connectionIds is { Count: 1 } ? connectionIds.Single() : null);
    }

    /// <summary>
    /// So many changes of what the index finds are looked at for what it does not: few where most fit, then as many as a page may take its
    /// time for. One person's lie scattered over the file, and each costs more.
    /// </summary>
    public IReadOnlyList<int> Windows => person is null ? Together : Scattered;

    public static HistoryPath Of(HistoryFilter filter, IReadOnlyCollection<Guid>? connectionIds) => new(filter, connectionIds);

    /// <summary>What the index finds from a place on, in its order.</summary>
    public IQueryable<ChangeRow> From(ErpLinkDbContext context, HistoryPlace? after)
    {
        IQueryable<ChangeRow> rows = context.Changes.AsNoTracking();
        if (byNumber)
        {
            rows = filter.Entity is { } entity ? rows.Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id) : rows.Where(row => row.RunId == filter.RunId);
            return InOrder(after is null ? rows : rows.Where(row => row.Id < after.Id));
        }

        // The index holds people's own changes only, and is used where the query says so in the same words.
        rows = person is not null ? rows.Where(row => row.UserId != null && row.UserId != UserContext.SystemId && row.UserId == person)
            : connection is { } one ? rows.Where(row => row.ConnectionId == one)
            : rows;
        rows = filter.From is { } from ? rows.Where(row => row.At >= from) : rows;
        rows = after is not null ? rows.Where(row => row.At <= after.At && (row.At < after.At || row.Id < after.Id))
            : filter.Until is { } until ? rows.Where(row => row.At < until)
            : rows;
        return InOrder(rows);
    }

    /// <summary>Of what the index found, what fits the rest.</summary>
    public IQueryable<ChangeRow> Fitting(IQueryable<ChangeRow> rows)
    {
        rows = filter.State is { } state ? rows.Where(row => row.State == state)
            : rows.Where(row => row.State != ChangeState.Planned && (row.State != ChangeState.Dropped || row.Cause.StartsWith(LeftAlone.Prefix)));
        rows = connectionIds is not null && connection is null ? rows.Where(row => connectionIds.Contains(row.ConnectionId)) : rows;
        rows = filter.ConnectionId is { } one && connection is null ? rows.Where(row => row.ConnectionId == one) : rows;
        rows = filter.Type is { } type ? rows.Where(row => row.EntityType == type) : rows;
        rows = filter.CrmField is { } crm ? rows.Where(row => row.CrmField == crm) : rows;
        rows = filter.ErpField is { } erp ? rows.Where(row => row.ErpField == erp) : rows;
        rows = filter.Side is { } side ? rows.Where(row => row.Side == side) : rows;
        rows = filter.Cause is { } cause ? rows.Where(row => row.Cause == cause) : rows;
        rows = filter.UserId is { } user && person is null ? rows.Where(row => row.UserId == user) : rows;
        if (!byNumber)
        {
            return rows;
        }

        rows = filter is { Entity: not null, RunId: { } run } ? rows.Where(row => row.RunId == run) : rows;
        rows = filter.From is { } from ? rows.Where(row => row.At >= from) : rows;
        return filter.Until is { } until ? rows.Where(row => row.At < until) : rows;
    }

    public IQueryable<ChangeRow> InOrder(IQueryable<ChangeRow> rows) =>
        byNumber ? rows.OrderByDescending(row => row.Id) : rows.OrderByDescending(row => row.At).ThenByDescending(row => row.Id);
}
