using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Moves;

/// <summary>What may become of a link whose actor is gone, once a new key is named. Unless it is <see cref="Ready"/> or <see cref="Relinked"/>, nothing can be done with the key.</summary>
public abstract record RelinkResult
{
    private RelinkResult()
    {
    }

    /// <summary>Nothing is in the way.</summary>
    public sealed record Ready(RelinkCandidate Candidate) : RelinkResult;

    public sealed record Relinked(RelinkCandidate Candidate) : RelinkResult;

    /// <summary>The record has no link on the connection, or its type is no longer synced.</summary>
    public sealed record NotLinked : RelinkResult;

    /// <summary>The ERP has the actor, or does not say that it is gone: then it is the same one, and stays linked.</summary>
    public sealed record NotGone : RelinkResult;

    /// <summary>The ERP has no actor of this type with the key.</summary>
    public sealed record NoSuchActor : RelinkResult;

    /// <summary>Another record is linked to it.</summary>
    public sealed record Taken(ActorHolder Holder) : RelinkResult;

    /// <summary>A person's: the ERP has it under another actor than its company is linked to.</summary>
    public sealed record UnderOtherActor(string CompanyKey) : RelinkResult;

    /// <summary>Someone is writing to the record.</summary>
    public sealed record Busy(string? By) : RelinkResult;
}

/// <summary>An actor that may be the one that is gone, under another key.</summary>
/// <param name="Values">In the order of the rules.</param>
/// <param name="Agreed">What the ERP's side of each pair was when last agreed; null where nothing was.</param>
public sealed record RelinkCandidate(string Key, string Name, bool IsActive, LinkContext Context, IReadOnlyList<FieldValue> Values, IReadOnlyList<string?> Agreed);

/// <summary>
/// Renumbered in the ERP: the same record under another key. The link keeps its id, its history and what was last agreed; nothing is
/// written to either system, and the next sync decides as ever.
/// </summary>
public sealed class Relinker(IConnectionStore connections, ILinkStore links, ILinkMoveStore moves, LinkContexts contexts, SideReader reader, ICrm crm, Claims claims)
{
    /// <summary>Looks; changes nothing.</summary>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    /// <exception cref="ConnectorException">When a side cannot be read: during an outage nothing is gone.</exception>
    public async Task<RelinkResult> LookAsync(UserContext user, EntityRef entity, Guid connectionId, string erpKey, CancellationToken cancellationToken) =>
        (await CheckAsync(user, entity, connectionId, erpKey, cancellationToken)).Result;

    /// <inheritdoc cref="LookAsync"/>
    public async Task<RelinkResult> RelinkAsync(UserContext user, EntityRef entity, Guid connectionId, string erpKey, CancellationToken cancellationToken)
    {
        var connection = await DemandAsync(user, connectionId, cancellationToken);
        var answer = await claims.TakeAsync(entity, user.Name, cancellationToken);
        if (answer.Claim is not { } claim)
        {
            return new RelinkResult.Busy(answer.HeldBy);
        }

        try
        {
            var (link, result) = await CheckAsync(user, entity, connection.Id, erpKey, cancellationToken);
            if (result is not RelinkResult.Ready ready)
            {
                return result;
            }

            return await moves.RenumberAsync(claim, new Renumbering(link!, ready.Candidate.Key, null, user.Id), cancellationToken) switch
            {
                MoveOutcome.Moved => new RelinkResult.Relinked(ready.Candidate),
                MoveOutcome.Taken taken => new RelinkResult.Taken(await HolderAsync(taken.Holder, cancellationToken)),
                MoveOutcome.Busy busy => new RelinkResult.Busy(busy.By),
                _ => new RelinkResult.NotGone(),
            };
        }
        finally
        {
            await claims.ReleaseAsync(claim);
        }
    }

    private async Task<(Link? Link, RelinkResult Result)> CheckAsync(
        UserContext user, EntityRef entity, Guid connectionId, string erpKey, CancellationToken cancellationToken)
    {
        var connection = await DemandAsync(user, connectionId, cancellationToken);
        var link = (await links.ListAsync(entity, cancellationToken)).FirstOrDefault(one => one.ConnectionId == connectionId && one.State == LinkState.Active);
        if (link is null || await contexts.FindAsync(connection, link.ActorType, orStored: false, cancellationToken) is not { } context)
        {
            return (null, new RelinkResult.NotLinked());
        }

        var names = ActorNames.FieldsOf(context.Rules.Actor, context.Rules.Mapping);
        var old = await reader.ReadAsync(context, entity, link.ErpKey, cancellationToken);
        if (old.Erp is not null || old.ErpGone is null)
        {
            return (link, new RelinkResult.NotGone());
        }

        if (erpKey.Length == 0 || await reader.ReadAsync(context, entity, erpKey, names, cancellationToken) is not { Erp: { } actor } both)
        {
            return (link, new RelinkResult.NoSuchActor());
        }

        if (link.ParentLinkId is { } above && await links.FindAsync(above, cancellationToken) is { } company && !PersonParents.IsUnder(context.Rules.Actor, actor, company))
        {
            return (link, new RelinkResult.UnderOtherActor(company.ErpKey));
        }

        // An ERP that reads keys without regard to case or zeros says how it writes them: that is the key from now on.
        var holders = await links.FindHoldersAsync(connectionId, link.KeySpace, [actor.Key], cancellationToken);
        if (holders.TryGetValue(actor.Key, out var holder))
        {
            return (link, new RelinkResult.Taken(await HolderAsync(holder, cancellationToken)));
        }

        var bases = await contexts.BasesAsync(link, context.Rules, cancellationToken);
        var name = ActorNames.Of(actor.Key, names.Select(field => both.Also.TryGetValue(field, out var also) ? also : actor.Values[context.Rules.ErpFields.IndexOf(field)]));
        return (link, new RelinkResult.Ready(new RelinkCandidate(actor.Key, name, actor.IsActive, context, actor.Values, [.. bases.Select(agreed => agreed?.Erp)])));
    }

    private async Task<Connection> DemandAsync(UserContext user, Guid connectionId, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(connectionId, cancellationToken);
        connection.DemandConnect(user);
        return connection;
    }

    private async Task<ActorHolder> HolderAsync(EntityRef holder, CancellationToken cancellationToken) =>
        new(holder, await crm.FindNameAsync(holder, cancellationToken));
}
