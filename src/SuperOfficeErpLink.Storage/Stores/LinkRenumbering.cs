using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>
/// New keys for many links, one after the other in the order given, as part of a transaction. A record that somebody claims, or saves,
/// keeps its key; a claim that is free is taken and given back in the same moment, so that whoever was paused finds himself fenced out.
/// </summary>
internal sealed class LinkRenumbering(ErpLinkDbContext context, Guid connectionId, string keySpace, Guid operationId, DateTimeOffset now)
{
    /// <summary>Where the first link of a ring waits until its key is free; never seen outside of the transaction.</summary>
    private const string Aside = "renumber";

    private Dictionary<long, LinkRow> links = [];
    private Dictionary<string, LinkRow> holders = [];
    private Dictionary<long, (string? From, string To)> before = [];

    public LinkRow Find(long linkId) => links[linkId];

    public async Task<IReadOnlyList<MoveOutcome>> RunAsync(IReadOnlyList<RenumberStep> steps, CancellationToken cancellationToken)
    {
        var (ids, keys) = (steps.Select(step => step.LinkId).ToList(), steps.Select(step => step.To).ToList());
        links = await context.Links.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        holders = (await context.Links.Where(row => row.ConnectionId == connectionId && row.KeySpace == keySpace && keys.Contains(row.ErpKey)).ToListAsync(cancellationToken))
            .ToDictionary(row => row.ErpKey, StringComparer.Ordinal);

        // After the links: whoever sent the same order at the same time has moved them, or will find them moved.
        before = await context.LinkEvents.AsNoTracking()
            .Where(row => row.OperationId == operationId && row.ConnectionId == connectionId && row.Kind == LinkEventKind.Renumbered && ids.Contains(row.LinkId))
            .ToDictionaryAsync(row => row.LinkId, row => (row.Before, row.ErpKey), cancellationToken);
        var busy = await ClaimAsync(cancellationToken);
        var outcomes = new MoveOutcome[steps.Count];
        for (var index = 0; index < steps.Count; index++)
        {
            if (steps[index].Ring is { } ring)
            {
                var members = Enumerable.Range(index, steps.Count - index).TakeWhile(at => steps[at].Ring == ring).ToList();
                await RingAsync(steps, members, busy, outcomes, cancellationToken);
                index = members[^1];
            }
            else
            {
                outcomes[index] = await StepAsync(steps[index], busy, cancellationToken);
            }
        }

        return outcomes;
    }

    private async Task<MoveOutcome> StepAsync(RenumberStep step, IReadOnlyDictionary<EntityRef, string> busy, CancellationToken cancellationToken)
    {
        if (Hindrance(step, busy) is { } hindrance)
        {
            return hindrance;
        }

        if (holders.TryGetValue(step.To, out var holder))
        {
            return new MoveOutcome.Taken(new EntityRef(holder.EntityType, holder.EntityId));
        }

        await SetAsync(links[step.LinkId], keySpace, step.To, cancellationToken);
        return new MoveOutcome.Moved();
    }

    /// <summary>All of its links or none: each one's key is free only once the next has moved.</summary>
    private async Task RingAsync(
        IReadOnlyList<RenumberStep> steps, List<int> members, IReadOnlyDictionary<EntityRef, string> busy, MoveOutcome[] outcomes, CancellationToken cancellationToken)
    {
        // What hinders one hinders all; that the order did it before is said only of those it is true of.
        if (members.Select(at => Hindrance(steps[at], busy)).Where(hindrance => hindrance is not null).OrderBy(hindrance => hindrance is MoveOutcome.MovedBefore).FirstOrDefault() is { } hindrance)
        {
            foreach (var at in members)
            {
                outcomes[at] = Hindrance(steps[at], busy) ?? (hindrance is MoveOutcome.MovedBefore ? new MoveOutcome.Changed() : hindrance);
            }

            return;
        }

        var first = links[steps[members[0]].LinkId];
        await SetAsync(first, Aside, first.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellationToken);
        foreach (var at in members.Skip(1))
        {
            await SetAsync(links[steps[at].LinkId], keySpace, steps[at].To, cancellationToken);
        }

        await SetAsync(first, keySpace, steps[members[0]].To, cancellationToken);
        foreach (var at in members)
        {
            outcomes[at] = new MoveOutcome.Moved();
        }
    }

    private MoveOutcome? Hindrance(RenumberStep step, IReadOnlyDictionary<EntityRef, string> busy) =>
        before.TryGetValue(step.LinkId, out var done) ? done == (step.From, step.To) ? new MoveOutcome.MovedBefore() : new MoveOutcome.Changed()
        : links.GetValueOrDefault(step.LinkId) is not { State: LinkState.Active } link || link.ErpKey != step.From ? new MoveOutcome.Changed()
        : busy.TryGetValue(new EntityRef(link.EntityType, link.EntityId), out var by) ? new MoveOutcome.Busy(by)
        : null;

    private async Task SetAsync(LinkRow link, string space, string key, CancellationToken cancellationToken)
    {
        if (link.KeySpace == keySpace && holders.GetValueOrDefault(link.ErpKey) == link)
        {
            holders.Remove(link.ErpKey);
        }

        (link.KeySpace, link.ErpKey, link.RowVersion) = (space, key, link.RowVersion + 1);

        // One at a time: the unique index must see them in this order.
        await context.SaveChangesAsync(cancellationToken);
        if (space == keySpace)
        {
            holders[key] = link;
        }
    }

    /// <summary>Records that somebody is writing to, with who it is.</summary>
    private async Task<IReadOnlyDictionary<EntityRef, string>> ClaimAsync(CancellationToken cancellationToken)
    {
        var busy = new Dictionary<EntityRef, string>();
        foreach (var ofType in links.Values.GroupBy(link => link.EntityType))
        {
            var ids = ofType.Select(link => link.EntityId).Distinct().ToList();
            var saving = await context.Operations.AsNoTracking().Where(row => row.Open && row.ConnectionId == connectionId && row.EntityType == ofType.Key && ids.Contains(row.EntityId))
                .Select(row => new { row.EntityId, row.UserName }).ToListAsync(cancellationToken);
            var claims = await context.Claims.Where(row => row.EntityType == ofType.Key && ids.Contains(row.EntityId)).ToListAsync(cancellationToken);
            foreach (var claim in claims.Where(claim => claim.Until <= now))
            {
                (claim.Owner, claim.Epoch, claim.Until, claim.RunId) = (Guid.NewGuid(), claim.Epoch + 1, now, null);
            }

            foreach (var claim in claims.Where(claim => claim.Until > now))
            {
                busy[new EntityRef(ofType.Key, claim.EntityId)] = claim.OwnerName;
            }

            foreach (var save in saving)
            {
                busy[new EntityRef(ofType.Key, save.EntityId)] = save.UserName;
            }
        }

        return busy;
    }
}
