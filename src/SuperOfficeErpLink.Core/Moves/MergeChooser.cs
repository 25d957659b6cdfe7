using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Moves;

/// <summary>Two links on one connection that a merge in the CRM brought together: one of the actors is kept.</summary>
/// <param name="Own">The surviving record's.</param>
/// <param name="Merged">Of the record that was merged away.</param>
public sealed record MergedLinks(Connection Connection, Link Own, Link Merged);

/// <summary>What became of a choice between two actors. Unless it is <see cref="Kept"/>, nothing was changed.</summary>
public abstract record KeepResult
{
    private KeepResult()
    {
    }

    /// <param name="Link">The one that stands.</param>
    public sealed record Kept(Link Link) : KeepResult;

    /// <summary>There are no two links any more, or they are others than the user saw.</summary>
    public sealed record NothingToChoose : KeepResult;

    /// <summary>Someone is writing to one of the records.</summary>
    public sealed record Busy(string? By) : KeepResult;
}

/// <summary>Lets a person say which actor is kept, after two linked CRM records were merged. Nothing is written to either system.</summary>
public sealed class MergeChooser(
    IConnectionStore connections, ILinkStore links, ILinkMoveStore moves, LinkContexts contexts, ICrm crm, Claims claims)
{
    private static readonly FieldSet NoFields = new([]);

    /// <summary>
    /// Links of records that the CRM says were merged into this one, on connections where this one has a link of its own. Costs one look at the problems
    /// while no sync has found any.
    /// </summary>
    public async Task<IReadOnlyList<MergedLinks>> FindAsync(UserContext user, EntityRef entity, CancellationToken cancellationToken)
    {
        var found = new List<MergedLinks>();
        foreach (var own in (await links.ListAsync(entity, cancellationToken)).Where(link => link.State == LinkState.Active))
        {
            if (await connections.FindAsync(own.ConnectionId, cancellationToken) is not { Active: true } connection || !connection.RightsOf(user).CanUse)
            {
                continue;
            }

            var merged = (await moves.ListMergedAsync(own.ConnectionId, entity.Type, cancellationToken)).Where(link => link.Entity != entity).ToList();
            var into = merged.Count == 0 ? [] : await IntoAsync(entity, merged, cancellationToken);
            found.AddRange(merged.Where(link => into.Contains(link.Entity.Key)).Select(link => new MergedLinks(connection, own, link)));
        }

        return found;
    }

    /// <param name="kept">The id of the link to be kept, one of the two.</param>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    /// <exception cref="ConnectorException">When a side cannot be read.</exception>
    public async Task<KeepResult> KeepAsync(UserContext user, EntityRef entity, long ownLinkId, long mergedLinkId, long kept, CancellationToken cancellationToken)
    {
        if ((await FindAsync(user, entity, cancellationToken)).FirstOrDefault(pair => pair.Own.Id == ownLinkId && pair.Merged.Id == mergedLinkId) is not { } links
            || (kept != ownLinkId && kept != mergedLinkId))
        {
            return new KeepResult.NothingToChoose();
        }

        links.Connection.DemandConnect(user);
        var (stays, goes) = kept == ownLinkId ? (links.Own, links.Merged) : (links.Merged, links.Own);
        var based = stays.Entity == entity ? null : await BaseAsync(links.Connection, stays, entity, cancellationToken);
        var (taken, heldBy) = await claims.TakeAllAsync([entity, links.Merged.Entity], user.Name, cancellationToken);
        if (taken is null)
        {
            return new KeepResult.Busy(heldBy);
        }

        try
        {
            return await moves.KeepOneAsync(new Fence(taken, null), new EntityMove(stays, entity, based, user.Id), goes, cancellationToken) switch
            {
                MoveOutcome.Moved => new KeepResult.Kept(stays),
                MoveOutcome.Busy busy => new KeepResult.Busy(busy.By),
                _ => new KeepResult.NothingToChoose(),
            };
        }
        finally
        {
            await claims.ReleaseAsync(taken);
        }
    }

    /// <summary>The records that the CRM says became this one, after however many merges a link follows.</summary>
    private async Task<HashSet<string>> IntoAsync(EntityRef entity, IReadOnlyList<Link> merged, CancellationToken cancellationToken)
    {
        var into = new HashSet<string>(StringComparer.Ordinal);
        var became = merged.ToDictionary(link => link.Entity.Key, link => link.Entity.Key, StringComparer.Ordinal);
        for (var merge = 1; became.Count > 0 && merge <= MergeFollower.MostMerges; merge++)
        {
            var read = await crm.GetAsync(entity.Type, NoFields, [.. became.Values.Distinct(StringComparer.Ordinal)], cancellationToken);
            var next = read.Gone.Where(gone => gone.ReplacedBy is not null).ToDictionary(gone => gone.Key, gone => gone.ReplacedBy!, StringComparer.Ordinal);
            became = became.Where(one => next.ContainsKey(one.Value)).ToDictionary(one => one.Key, one => next[one.Value], StringComparer.Ordinal);
            into.UnionWith(became.Where(one => one.Value == entity.Key).Select(one => one.Key));
        }

        return into;
    }

    private async Task<MovedBase?> BaseAsync(Connection connection, Link link, EntityRef entity, CancellationToken cancellationToken)
    {
        if (await contexts.FindAsync(connection, link.ActorType, orStored: false, cancellationToken) is not { } context
            || (await crm.GetAsync(entity.Type, context.Rules.CrmFields, [entity.Key], cancellationToken)).Found is not [var survivor, ..])
        {
            return null;
        }

        return await MovedBaseReader.ReadAsync(contexts, context, link, survivor, Side.Crm, cancellationToken);
    }
}
