using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Moves;

/// <summary>A link whose CRM record no longer exists. It has no card, so it is known by its own id.</summary>
/// <param name="Persons">Whose links hang below a company's and go with it when it is given up.</param>
public sealed record OrphanLink(Connection Connection, Link Link, IReadOnlyList<EntityRef> Persons);

/// <summary>What became of an orphan. Unless it is <see cref="Parted"/> or <see cref="Moved"/>, nothing was changed.</summary>
public abstract record OrphanResult
{
    private OrphanResult()
    {
    }

    public sealed record Parted : OrphanResult;

    public sealed record Moved(EntityRef Entity) : OrphanResult;

    /// <summary>There is no such link any more, or its record is there.</summary>
    public sealed record NoOrphan : OrphanResult;

    /// <summary>The CRM has no such record of the same kind.</summary>
    public sealed record NoSuchRecord : OrphanResult;

    /// <summary>The record has an actor on the connection.</summary>
    public sealed record Taken : OrphanResult;

    /// <summary>Someone is writing to one of the records.</summary>
    public sealed record Busy(string? By) : OrphanResult;
}

/// <summary>Links whose CRM record is gone: given up, or moved to another record. Nothing is written to either system.</summary>
public sealed class OrphanLinks(IConnectionStore connections, ILinkStore links, ILinkMoveStore moves, LinkContexts contexts, ICrm crm, Claims claims)
{
    private static readonly FieldSet NoFields = new([]);

    /// <summary>Null when there is no such link, the user may not use its connection, or the CRM does not say that its record is gone.</summary>
    /// <exception cref="ConnectorException">When the CRM cannot be read: during an outage nothing is gone.</exception>
    public async Task<OrphanLink?> FindAsync(UserContext user, long linkId, CancellationToken cancellationToken)
    {
        if (await links.FindAsync(linkId, cancellationToken) is not { State: LinkState.Active } link
            || await connections.FindAsync(link.ConnectionId, cancellationToken) is not { Active: true } connection || !connection.RightsOf(user).CanUse)
        {
            return null;
        }

        var read = await crm.GetAsync(link.Entity.Type, NoFields, [link.Entity.Key], cancellationToken);
        return read.Gone.Any(gone => gone.Key == link.Entity.Key) ? new OrphanLink(connection, link, await links.ListChildrenAsync(linkId, cancellationToken)) : null;
    }

    /// <param name="persons">Those who were named to the user.</param>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    /// <exception cref="ConnectorException">When the CRM cannot be read.</exception>
    public Task<OrphanResult> PartAsync(UserContext user, long linkId, int persons, CancellationToken cancellationToken) => UnderClaimAsync(
        user, linkId, null, async (orphan, fence) => orphan.Persons.Count != persons
            ? new OrphanResult.NoOrphan()
            : Of(await moves.PartAsync(fence, orphan.Link, user.Id, cancellationToken), new OrphanResult.Parted()), cancellationToken);

    /// <summary>The link goes on with another record, and nothing is agreed of it: blanks are filled, and a two-way field that differs is a conflict.</summary>
    /// <param name="to">The id of the record that has the link from now on; of the same kind.</param>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    /// <exception cref="ConnectorException">When a side cannot be read.</exception>
    public Task<OrphanResult> MoveAsync(UserContext user, long linkId, long to, CancellationToken cancellationToken) => UnderClaimAsync(
        user, linkId, to,
        async (orphan, fence) =>
        {
            var entity = orphan.Link.Entity with { Id = to };
            if (await contexts.FindAsync(orphan.Connection, orphan.Link.ActorType, orStored: false, cancellationToken) is not { } context)
            {
                return new OrphanResult.NoOrphan();
            }

            if ((await crm.GetAsync(entity.Type, NoFields, [entity.Key], cancellationToken)).Found.Count == 0)
            {
                return new OrphanResult.NoSuchRecord();
            }

            // What was agreed was agreed of another record: nobody has compared this one.
            var based = new MovedBase(SnapshotCodec.Encode(new BasePair?[context.Rules.Fields.Count]), context.Rules.Version);
            return Of(await moves.MoveAsync(fence, new EntityMove(orphan.Link, entity, based, user.Id), cancellationToken), new OrphanResult.Moved(entity));
        },
        cancellationToken);

    private static OrphanResult Of(MoveOutcome outcome, OrphanResult done) => outcome switch
    {
        MoveOutcome.Moved => done,
        MoveOutcome.Taken => new OrphanResult.Taken(),
        MoveOutcome.Busy busy => new OrphanResult.Busy(busy.By),
        _ => new OrphanResult.NoOrphan(),
    };

    private async Task<OrphanResult> UnderClaimAsync(
        UserContext user, long linkId, long? beside, Func<OrphanLink, Fence, Task<OrphanResult>> work, CancellationToken cancellationToken)
    {
        if (await FindAsync(user, linkId, cancellationToken) is not { } seen)
        {
            return new OrphanResult.NoOrphan();
        }

        seen.Connection.DemandConnect(user);
        var entity = seen.Link.Entity;
        var (taken, heldBy) = await claims.TakeAllAsync([entity, entity with { Id = beside ?? entity.Id }], user.Name, cancellationToken);
        if (taken is null)
        {
            return new OrphanResult.Busy(heldBy);
        }

        try
        {
            return await FindAsync(user, linkId, cancellationToken) is { } orphan ? await work(orphan, new Fence(taken, null)) : new OrphanResult.NoOrphan();
        }
        finally
        {
            await claims.ReleaseAsync(taken);
        }
    }
}
