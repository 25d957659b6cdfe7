using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>
/// Keeps a company's Save and its persons' Saves apart where one takes away what the other stands on: whichever is reserved first
/// goes through, and the other is told who is writing. Both touch the company's link row first, so that no database lets the two
/// look past each other.
/// </summary>
internal static class FamilyLocks
{
    /// <summary>Why a part cannot be reserved because of the company, or of the persons below it; null when it can.</summary>
    public static async Task<ReserveOutcome?> RefusalAsync(
        ErpLinkDbContext context, EntityRef entity, ReservedPart part, DateTimeOffset now, CancellationToken cancellationToken) =>
        part.Part.Disconnect is { } left && entity.Type == EntityType.Company ? await OfCompanyAsync(context, part.Part.ConnectionId, left, now, cancellationToken)
            : entity.Type == EntityType.Person ? await OfPersonAsync(context, entity, part, cancellationToken)
            : null;

    /// <summary>Why a link cannot go outside a Save, as it was seen; null when it can.</summary>
    public static async Task<ReserveOutcome?> LeavingRefusalAsync(
        ErpLinkDbContext context, EntityRef entity, Guid connectionId, LinkSeen left, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await TouchAsync(context.Links.Where(row => row.Id == left.LinkId), cancellationToken);
        var open = await ListOpenAsync(context, [entity], cancellationToken);
        return open[entity].FirstOrDefault(one => one.ConnectionId == connectionId) is { } saving ? new ReserveOutcome.InProgress(saving.UserName)
            : await context.Links.AnyAsync(row => row.ParentLinkId == left.LinkId && row.State == LinkState.Reserved, cancellationToken) ? new ReserveOutcome.InProgress(null)
            : entity.Type == EntityType.Company ? await OfCompanyAsync(context, connectionId, left, now, cancellationToken)
            : null;
    }

    /// <summary>Why a link cannot be made below another outside a Save; null when it can.</summary>
    public static async Task<ReserveOutcome?> ComingRefusalAsync(
        ErpLinkDbContext context, EntityRef entity, Guid connectionId, long? parentLinkId, CancellationToken cancellationToken)
    {
        var above = parentLinkId is null ? null
            : await context.Links.AsNoTracking().SingleOrDefaultAsync(row => row.Id == parentLinkId && row.ConnectionId == connectionId && row.State == LinkState.Active, cancellationToken);
        if (parentLinkId is not null && (above is null || await TouchAsync(context.Links.Where(row => row.Id == parentLinkId), cancellationToken) == 0))
        {
            return new ReserveOutcome.LinkChanged(connectionId);
        }

        var open = await ListOpenAsync(context, above is null ? [entity] : [entity, new EntityRef(above.EntityType, above.EntityId)], cancellationToken);
        return open.SelectMany(group => group.Where(one => one.ConnectionId == connectionId && (group.Key == entity || one.Part.Disconnect is not null))).FirstOrDefault() is { } saving
            ? new ReserveOutcome.InProgress(saving.UserName)
            : null;
    }

    /// <summary>The link that a person's will hang below, or null.</summary>
    public static Task<long?> ParentAsync(ErpLinkDbContext context, ReservedPart part, CancellationToken cancellationToken) =>
        Parents(context, part).Select(row => (long?)row.Id).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Open operations of records, and those of the company that a record's link hangs below which will take it away.</summary>
    public static async Task<ILookup<EntityRef, Operation>> ListOpenAsync(
        ErpLinkDbContext context, IReadOnlyList<EntityRef> entities, CancellationToken cancellationToken)
    {
        var found = new List<(EntityRef Entity, Operation Operation)>();
        foreach (var ofType in entities.GroupBy(entity => entity.Type))
        {
            var ids = ofType.Select(entity => entity.Id).ToList();
            var own = await context.Operations.AsNoTracking().Where(row => row.Open && row.EntityType == ofType.Key && ids.Contains(row.EntityId)).ToListAsync(cancellationToken);
            found.AddRange(own.Select(row => (new EntityRef(row.EntityType, row.EntityId), OperationRows.ToOperation(row))));
            if (ofType.Key == EntityType.Person)
            {
                var above = await context.Links.Where(link => link.EntityType == ofType.Key && ids.Contains(link.EntityId))
                    .Join(context.Links, link => link.ParentLinkId, parent => parent.Id, (link, parent) => new { link.EntityId, Parent = parent })
                    .Join(
                        context.Operations.Where(row => row.Open), both => new { both.Parent.ConnectionId, both.Parent.EntityType, Id = both.Parent.EntityId },
                        row => new { row.ConnectionId, row.EntityType, Id = row.EntityId }, (both, row) => new { both.EntityId, Row = row })
                    .AsNoTracking().ToListAsync(cancellationToken);
                found.AddRange(above.Select(one => (new EntityRef(ofType.Key, one.EntityId), OperationRows.ToOperation(one.Row))).Where(one => one.Item2.Part.Disconnect is not null));
            }
        }

        return found.ToLookup(one => one.Entity, one => one.Operation);
    }

    private static async Task<ReserveOutcome?> OfCompanyAsync(
        ErpLinkDbContext context, Guid connectionId, LinkSeen left, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await TouchAsync(context.Links.Where(row => row.Id == left.LinkId), cancellationToken);
        var persons = context.Links.Where(row => row.ParentLinkId == left.LinkId);
        var saving = await context.Operations.AsNoTracking()
            .Where(row => row.Open && row.ConnectionId == connectionId && persons.Any(link => link.EntityType == row.EntityType && link.EntityId == row.EntityId))
            .Select(row => row.UserName).FirstOrDefaultAsync(cancellationToken);
        var writing = saving ?? await context.Claims.AsNoTracking()
            .Where(row => row.Until > now && persons.Any(link => link.EntityType == row.EntityType && link.EntityId == row.EntityId))
            .Select(row => row.OwnerName).FirstOrDefaultAsync(cancellationToken);
        if (writing is not null)
        {
            return new ReserveOutcome.InProgress(writing);
        }

        // A person linked since was not named to the user.
        var named = left.Persons ?? [];
        return await persons.AnyAsync(row => !named.Contains(row.EntityId), cancellationToken) ? new ReserveOutcome.LinkChanged(connectionId) : null;
    }

    private static async Task<ReserveOutcome?> OfPersonAsync(ErpLinkDbContext context, EntityRef entity, ReservedPart part, CancellationToken cancellationToken)
    {
        var connectionId = part.Part.ConnectionId;
        var now = context.Links.Where(link => link.ConnectionId == connectionId && link.EntityType == entity.Type && link.EntityId == entity.Id);
        await TouchAsync(context.Links.Where(above => now.Any(link => link.ParentLinkId == above.Id)), cancellationToken);
        if (await TouchAsync(Parents(context, part), cancellationToken) == 0 && part.Part.Connect is not null)
        {
            return new ReserveOutcome.CompanyNotLinked(connectionId);
        }

        var open = await ListOpenAsync(context, part.Company is { } above ? [entity, above] : [entity], cancellationToken);
        return open.SelectMany(group => group).FirstOrDefault(operation => operation.ConnectionId == connectionId && operation.Part.Disconnect is not null) is { } leaving
            ? new ReserveOutcome.InProgress(leaving.UserName)
            : null;
    }

    private static IQueryable<LinkRow> Parents(ErpLinkDbContext context, ReservedPart part)
    {
        var (connectionId, type, id) = (part.Part.ConnectionId, part.Company?.Type ?? EntityType.None, part.Company?.Id ?? 0);
        return context.Links.Where(row => row.ConnectionId == connectionId && row.EntityType == type && row.EntityId == id && row.State == LinkState.Active);
    }

    /// <summary>Writes the row as it is: the transaction holds it from now on.</summary>
    private static Task<int> TouchAsync(IQueryable<LinkRow> links, CancellationToken cancellationToken) =>
        links.ExecuteUpdateAsync(set => set.SetProperty(row => row.KeySpace, row => row.KeySpace), cancellationToken);
}
