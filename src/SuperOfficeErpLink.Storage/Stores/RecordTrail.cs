using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>
/// A record with those that were merged into it, as far as links came from them: what is held of any of them is held of it. Of one that is
/// still linked itself only what its links took along is.
/// </summary>
internal sealed class RecordTrail
{
    private readonly EntityRef entity;

    /// <summary>It and all that links came from.</summary>
    private readonly List<long> all;

    /// <summary>Of these, whatever is held of them.</summary>
    private readonly List<long> whole;

    private RecordTrail(EntityRef entity, List<long> all, List<long> whole, List<long> linkIds) =>
        (this.entity, this.all, this.whole, LinkIds) = (entity, all, whole, linkIds);

    /// <summary>The record's links, those that have ended included.</summary>
    public List<long> LinkIds { get; }

    public static async Task<RecordTrail> FindAsync(ErpLinkDbContext context, EntityRef entity, CancellationToken cancellationToken)
    {
        var records = new List<long> { entity.Id };
        for (var next = records; next.Count > 0; records.AddRange(next))
        {
            next = [.. (await BeforeAsync(context, entity.Type, next, cancellationToken)).Except(records)];
        }

        var own = await context.Links.Where(link => link.EntityType == entity.Type && records.Contains(link.EntityId) && link.EntityId != entity.Id)
            .Select(link => link.EntityId).ToListAsync(cancellationToken);
        var saving = await context.Operations.Where(row => row.Open && row.EntityType == entity.Type && records.Contains(row.EntityId) && row.EntityId != entity.Id)
            .Select(row => row.EntityId).ToListAsync(cancellationToken);
        var ended = context.LinkEvents.Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id && !context.Links.Any(link => link.Id == row.LinkId))
            .Select(row => row.LinkId);
        var ids = await context.Links.Where(link => link.EntityType == entity.Type && link.EntityId == entity.Id).Select(link => link.Id).Union(ended).ToListAsync(cancellationToken);
        return new RecordTrail(entity, records, [.. records.Except(own).Except(saving)], ids);
    }

    public IQueryable<ChangeRow> Changes(ErpLinkDbContext context) => context.Changes.Where(row =>
        row.EntityType == entity.Type && all.Contains(row.EntityId) && (whole.Contains(row.EntityId) || (row.LinkId != null && LinkIds.Contains(row.LinkId.Value))));

    public IQueryable<LinkEventRow> Events(ErpLinkDbContext context) => context.LinkEvents.Where(row =>
        row.EntityType == entity.Type && all.Contains(row.EntityId) && (whole.Contains(row.EntityId) || LinkIds.Contains(row.LinkId)));

    public IQueryable<DraftRow> Drafts(ErpLinkDbContext context) => context.Drafts.Where(row => row.EntityType == entity.Type && whole.Contains(row.EntityId));

    /// <summary>Ended Saves; followed by the context.</summary>
    public async Task<IReadOnlyList<OperationRow>> LoadOperationsAsync(ErpLinkDbContext context, CancellationToken cancellationToken)
    {
        var rows = await context.Operations.Where(row => row.EntityType == entity.Type && all.Contains(row.EntityId) && !row.Open).ToListAsync(cancellationToken);
        return [.. rows.Where(row => whole.Contains(row.EntityId) || OperationRows.ToOperation(row).LinkId is { } link && LinkIds.Contains(link))];
    }

    /// <summary>The records that links of these came from.</summary>
    private static async Task<IEnumerable<long>> BeforeAsync(ErpLinkDbContext context, EntityType type, List<long> ids, CancellationToken cancellationToken)
    {
        var before = await context.LinkEvents.Where(row => row.EntityType == type && ids.Contains(row.EntityId) && row.Kind == LinkEventKind.Moved && row.Before != null)
            .Select(row => row.Before!).Distinct().ToListAsync(cancellationToken);
        return before.Select(id => long.Parse(id, CultureInfo.InvariantCulture));
    }
}
