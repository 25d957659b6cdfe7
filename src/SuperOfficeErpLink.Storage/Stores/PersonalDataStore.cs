using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.PersonalData;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class PersonalDataStore(IDbContextFactory<ErpLinkDbContext> contexts, FenceStore fences, TimeProvider time) : IPersonalDataStore
{
    public async Task<HeldData> CountAsync(EntityRef entity, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await CountAsync(context, entity, cancellationToken);
    }

    public async Task<ErasureOutcome> EraseAsync(Claim claim, UserContext by, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, claim, cancellationToken);
        var entity = claim.Entity;
        var held = await CountAsync(context, entity, cancellationToken);
        var links = await context.Links.Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id).ToListAsync(cancellationToken);
        var ids = links.Select(link => link.Id).ToList();
        var below = await context.Links.Where(row => row.ParentLinkId != null && ids.Contains(row.ParentLinkId.Value)).ToListAsync(cancellationToken);
        if (await RefusalAsync(context, entity, below, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var words = await ProblemWords.FindAsync(context, entity, links, cancellationToken);
        foreach (var link in links.Concat(below))
        {
            await LinkEventRows.PartAsync(context, link, time.GetUtcNow(), by.Id, null, cancellationToken);
        }

        await context.SaveChangesAsync(cancellationToken);
        await ClearAsync(context, entity, cancellationToken);
        await words.ClearAsync(context, cancellationToken);
        context.Audit.Add(new AuditRow
        {
            At = time.GetUtcNow(), By = by.Name, What = "personal-data.deleted", Subject = string.Create(CultureInfo.InvariantCulture, $"{entity.Type} {entity.Id}"),
            After = JsonSerializer.Serialize(new { Links = held.Links.Count, held.PersonsBelow, held.Changes, held.Conflicts, held.Problems, held.Drafts, held.Saves }),
        });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ErasureOutcome.Done(held);
    }

    /// <summary>
    /// That something was written, when, by whom and to which field stays; what was written does not. The base of a person that only goes with
    /// its company is kept in the event: parting can be taken back.
    /// </summary>
    private static async Task ClearAsync(ErpLinkDbContext context, EntityRef entity, CancellationToken cancellationToken)
    {
        var changes = ChangesOf(context, entity);
        await changes.Where(row => row.State == ChangeState.Planned || row.State == ChangeState.Sending || row.State == ChangeState.Unknown)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, ChangeState.Dropped), cancellationToken);
        await changes.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Old, (string?)null).SetProperty(row => row.Sent, (string?)null).SetProperty(row => row.Source, (string?)null)
                .SetProperty(row => row.Stored, (string?)null).SetProperty(row => row.ShownUntilDismissed, false),
            cancellationToken);
        await context.LinkEvents.Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Snapshot, (byte[]?)null), cancellationToken);
        await context.Drafts.Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id).ExecuteDeleteAsync(cancellationToken);
        foreach (var row in await context.Operations.Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id).ToListAsync(cancellationToken))
        {
            row.Json = Emptied(row);
        }
    }

    private async Task<ErasureOutcome?> RefusalAsync(ErpLinkDbContext context, EntityRef entity, IReadOnlyList<LinkRow> below, CancellationToken cancellationToken)
    {
        var with = below.Select(link => new EntityRef(link.EntityType, link.EntityId)).ToList();
        if ((await FamilyLocks.ListOpenAsync(context, [entity, .. with], cancellationToken)).SelectMany(group => group).FirstOrDefault() is { } open)
        {
            return new ErasureOutcome.SaveIsOpen(open.UserName);
        }

        var (now, persons) = (time.GetUtcNow(), with.Select(one => one.Id).ToList());
        if (await context.Claims.Where(row => row.EntityType == EntityType.Person && persons.Contains(row.EntityId) && row.Until > now
            && (row.EntityType != entity.Type || row.EntityId != entity.Id)).Select(row => row.OwnerName).FirstOrDefaultAsync(cancellationToken) is { } writer)
        {
            return new ErasureOutcome.Busy(writer);
        }

        // On a connection that is switched off or gone nobody will ever be asked.
        var unsettled = await ChangesOf(context, entity).Where(row => row.State == ChangeState.Sending || row.State == ChangeState.Unknown)
            .Where(row => context.Connections.Any(connection => connection.Id == row.ConnectionId && connection.Active && connection.DeletedAt == null))
            .Select(row => row.ConnectionId).Distinct().ToListAsync(cancellationToken);
        return unsettled.Count > 0 ? new ErasureOutcome.Unsettled(unsettled) : null;
    }

    private static async Task<HeldData> CountAsync(ErpLinkDbContext context, EntityRef entity, CancellationToken cancellationToken)
    {
        var links = await context.Links.Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id)
            .Select(row => new { row.Id, row.ConnectionId, row.ErpKey, row.State }).ToListAsync(cancellationToken);
        var ids = links.Select(link => link.Id).ToList();
        var changes = ChangesOf(context, entity);
        return new HeldData(
            entity, [.. links.Where(link => link.State == LinkState.Active).Select(link => new HeldLink(link.ConnectionId, link.ErpKey))],
            await context.Links.CountAsync(row => row.ParentLinkId != null && ids.Contains(row.ParentLinkId.Value), cancellationToken),
            await changes.CountAsync(row => row.Old != null || row.Sent != null || row.Source != null || row.Stored != null, cancellationToken),
            await changes.CountAsync(row => row.State == ChangeState.Planned, cancellationToken),
            await context.Conflicts.CountAsync(row => ids.Contains(row.LinkId), cancellationToken),
            await context.ProblemRecords.CountAsync(row => ids.Contains(row.LinkId), cancellationToken),
            await context.Drafts.CountAsync(row => row.EntityType == entity.Type && row.EntityId == entity.Id, cancellationToken),
            (await context.Operations.AsNoTracking().Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id && !row.Open).ToListAsync(cancellationToken))
                .Count(row => row.Json != Emptied(row)));
    }

    /// <summary>An operation in which nothing was chosen.</summary>
    private static string Emptied(OperationRow row) => OperationRows.Write(new DraftConnection(row.ConnectionId, null, null, null), null, 0, null);

    private static IQueryable<ChangeRow> ChangesOf(ErpLinkDbContext context, EntityRef entity) =>
        context.Changes.Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id);
}
