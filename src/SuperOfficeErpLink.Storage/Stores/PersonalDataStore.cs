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
        return await CountAsync(context, entity, await RecordTrail.FindAsync(context, entity, cancellationToken), cancellationToken);
    }

    public async Task<ErasureOutcome> EraseAsync(Claim claim, UserContext by, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entity = claim.Entity;

        // All texts and orders there are: read before others have to wait for the transaction. Whose claim it is, nobody else writes the record's values.
        var trail = await RecordTrail.FindAsync(context, entity, cancellationToken);
        var words = await ProblemWords.FindAsync(context, trail, cancellationToken);
        var choices = await SeenChoices.FindAsync(context, trail.LinkIds, cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await fences.HoldAsync(context, claim, cancellationToken);
        trail = await RecordTrail.FindAsync(context, entity, cancellationToken);
        var held = await CountAsync(context, entity, trail, cancellationToken);
        var links = await context.Links.Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id).ToListAsync(cancellationToken);
        var ids = links.Select(link => link.Id).ToList();
        var below = await context.Links.Where(row => row.ParentLinkId != null && ids.Contains(row.ParentLinkId.Value)).ToListAsync(cancellationToken);
        if (await RefusalAsync(context, entity, trail, below, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        foreach (var link in links.Concat(below))
        {
            await LinkEventRows.PartAsync(context, link, time.GetUtcNow(), by.Id, null, cancellationToken);
        }

        await context.SaveChangesAsync(cancellationToken);
        await ClearAsync(context, trail, cancellationToken);
        await words.ClearAsync(context, cancellationToken);
        await choices.ClearAsync(context, cancellationToken);
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
    /// its company is kept in the event: parting can be taken back. Which answers to programs name the record is not known, so all lose their bodies.
    /// </summary>
    private static async Task ClearAsync(ErpLinkDbContext context, RecordTrail trail, CancellationToken cancellationToken)
    {
        var changes = trail.Changes(context);
        await changes.Unsettled()
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, ChangeState.Dropped), cancellationToken);
        await changes.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Old, (string?)null).SetProperty(row => row.Sent, (string?)null).SetProperty(row => row.Source, (string?)null)
                .SetProperty(row => row.Stored, (string?)null).SetProperty(row => row.ShownUntilDismissed, false),
            cancellationToken);
        await trail.Events(context).ExecuteUpdateAsync(set => set.SetProperty(row => row.Snapshot, (byte[]?)null), cancellationToken);
        await trail.Drafts(context).ExecuteDeleteAsync(cancellationToken);
        await context.DryRunFindings.Where(row => trail.LinkIds.Contains(row.LinkId)).ExecuteDeleteAsync(cancellationToken);
        await context.Idempotency.Where(row => row.Body != null).ExecuteUpdateAsync(set => set.SetProperty(row => row.Body, (string?)null), cancellationToken);
        foreach (var row in await trail.LoadOperationsAsync(context, cancellationToken))
        {
            row.Json = Emptied(row);
        }
    }

    private async Task<ErasureOutcome?> RefusalAsync(
        ErpLinkDbContext context, EntityRef entity, RecordTrail trail, IReadOnlyList<LinkRow> below, CancellationToken cancellationToken)
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
        var unsettled = await trail.Changes(context).Where(row => row.State == ChangeState.Sending || row.State == ChangeState.Unknown)
            .Where(row => context.Connections.Any(connection => connection.Id == row.ConnectionId && connection.Active && connection.DeletedAt == null))
            .Select(row => row.ConnectionId).Distinct().ToListAsync(cancellationToken);
        return unsettled.Count > 0 ? new ErasureOutcome.Unsettled(unsettled) : null;
    }

    private static async Task<HeldData> CountAsync(ErpLinkDbContext context, EntityRef entity, RecordTrail trail, CancellationToken cancellationToken)
    {
        var links = await context.Links.Where(row => row.EntityType == entity.Type && row.EntityId == entity.Id)
            .Select(row => new { row.Id, row.ConnectionId, row.ErpKey, row.State }).ToListAsync(cancellationToken);
        var ids = links.Select(link => link.Id).ToList();
        var changes = trail.Changes(context);
        return new HeldData(
            entity, [.. links.Where(link => link.State == LinkState.Active).Select(link => new HeldLink(link.ConnectionId, link.ErpKey))],
            await context.Links.CountAsync(row => row.ParentLinkId != null && ids.Contains(row.ParentLinkId.Value), cancellationToken),
            await changes.CountAsync(row => row.Old != null || row.Sent != null || row.Source != null || row.Stored != null, cancellationToken),
            await changes.CountAsync(row => row.State == ChangeState.Planned, cancellationToken),
            await context.Conflicts.CountAsync(row => ids.Contains(row.LinkId), cancellationToken),
            await context.ProblemRecords.CountAsync(row => ids.Contains(row.LinkId), cancellationToken),
            await trail.Drafts(context).CountAsync(cancellationToken),
            (await trail.LoadOperationsAsync(context, cancellationToken)).Count(row => row.Json != Emptied(row)));
    }

    /// <summary>An operation in which nothing was chosen.</summary>
    private static string Emptied(OperationRow row) => OperationRows.Write(new DraftConnection(row.ConnectionId, null, null, null), null, 0, null);
}
