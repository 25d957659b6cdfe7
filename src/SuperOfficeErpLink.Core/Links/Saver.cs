using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>Saves a draft: the only way from a user's choices to either system.</summary>
public sealed class Saver(
    IConnectionStore connections, IDraftStore drafts, ISaveStore saves, LinkContexts contexts, SaveSteps steps, Claims claims, PersonParents parents, ICrm crm,
    TimeProvider time)
{
    /// <param name="draftToken">Of the draft the user saw.</param>
    public async Task<SaveResult> SaveAsync(UserContext user, EntityRef entity, Guid draftToken, CancellationToken cancellationToken)
    {
        var stored = await drafts.FindAsync(user.Id, entity, cancellationToken);
        if (stored is null || stored.Token != draftToken)
        {
            return stored is null && draftToken == Guid.Empty ? new SaveResult.Nothing() : new SaveResult.DraftChanged();
        }

        var parts = new List<ReservedPart>();
        foreach (var part in stored.Draft.Connections)
        {
            var connection = await DemandAsync(user, part, cancellationToken);
            try
            {
                var parent = part.Connect is null && part.Compare is null
                    ? null
                    : await parents.FindAsync(user.Id, entity, connection, await connections.FindDescriptionAsync(connection.Id, cancellationToken), cancellationToken);
                if (part.Connect is not null && parent is not (null or PersonParent.Linked))
                {
                    return await NotLinkedAsync(connection.Name, parent.Company, cancellationToken);
                }

                if (await PrepareAsync(user, entity, connection, part, (parent as PersonParent.Linked)?.Company, cancellationToken) is not { } prepared)
                {
                    return new SaveResult.Done([new PartResult.NotThere(connection.Id, connection.Name)]);
                }

                parts.Add(prepared);
            }
            catch (ConnectorException failure)
            {
                return new SaveResult.Done([new PartResult.Unreachable(connection.Id, connection.Name, failure)]);
            }
        }

        var answer = await claims.TakeAsync(entity, user.Name, cancellationToken);
        if (answer.Claim is not { } claim)
        {
            return new SaveResult.Busy(answer.HeldBy);
        }

        try
        {
            return await SaveAsync(user, draftToken, stored.Draft, parts, claim, cancellationToken);
        }
        finally
        {
            await claims.ReleaseAsync(claim);
        }
    }

    private async Task<SaveResult> SaveAsync(
        UserContext user, Guid draftToken, Draft draft, IReadOnlyList<ReservedPart> parts, Claim claim, CancellationToken cancellationToken)
    {
        switch (await saves.ReserveAsync(claim, user, draftToken, parts, cancellationToken))
        {
            case ReserveOutcome.Reserved reserved:
                // From here on it rolls forward, whether or not the user still waits.
                return await RollForwardAsync(claim, reserved.Operations);
            case ReserveOutcome.ActorTaken taken:
                return new SaveResult.ActorTaken(
                    await NameAsync(taken.ConnectionId, cancellationToken), draft.Find(taken.ConnectionId)?.Connect?.ActorName ?? taken.ErpKey,
                    taken.Holder, await crm.FindNameAsync(taken.Holder, cancellationToken));
            case ReserveOutcome.LinkChanged changed:
                return new SaveResult.LinkChanged(await NameAsync(changed.ConnectionId, cancellationToken));
            case ReserveOutcome.CompanyNotLinked lost:
                return await NotLinkedAsync(
                    await NameAsync(lost.ConnectionId, cancellationToken), parts.First(part => part.Part.ConnectionId == lost.ConnectionId).Company, cancellationToken);
            case ReserveOutcome.InProgress working:
                return new SaveResult.Busy(working.By);
            default:
                return new SaveResult.DraftChanged();
        }
    }

    private async Task<SaveResult> RollForwardAsync(Claim claim, IReadOnlyList<Operation> operations)
    {
        // Nothing is written anywhere unless every connection still holds what the user saw.
        foreach (var operation in operations.Count > 1 ? operations : [])
        {
            if (await BlockedAsync(operation) is { } blocked)
            {
                foreach (var held in operations)
                {
                    await saves.ReleaseAsync(claim, held, "moved", CancellationToken.None);
                }

                return new SaveResult.Done([blocked]);
            }
        }

        var results = new List<PartResult>();
        foreach (var operation in operations)
        {
            await claims.RenewAsync(claim, CancellationToken.None);
            results.Add(await steps.RunAsync(claim, operation, CancellationToken.None));
        }

        return new SaveResult.Done(results);
    }

    private async Task<PartResult?> BlockedAsync(Operation operation)
    {
        try
        {
            return await steps.CheckAsync(operation, CancellationToken.None);
        }
        catch (ConnectorException failure)
        {
            return new PartResult.Unreachable(operation.ConnectionId, await NameAsync(operation.ConnectionId, CancellationToken.None), failure);
        }
    }

    private async Task<ReservedPart?> PrepareAsync(
        UserContext user, EntityRef entity, Connection connection, DraftConnection part, EntityRef? company, CancellationToken cancellationToken)
    {
        var operationId = Guid.NewGuid();
        if (part.ActorType is not { } type)
        {
            return new ReservedPart(operationId, part, null, connection.MappingVersion, []);
        }

        if (await contexts.FindAsync(connection, type, orStored: true, cancellationToken) is not { } context || context.Rules.EntityType != entity.Type)
        {
            return null;
        }

        if (part.Connect is null && part.Create is { } create)
        {
            return context.Rules.Actor.Can.HasFlag(Abilities.Create)
                ? new ReservedPart(operationId, part, null, context.Rules.Version, Creation.ToChanges(context, entity, create, operationId, user.Id, time.GetUtcNow()))
                : null;
        }

        var changes = Choices.ToChanges(context, entity, part.Choices, operationId, user.Id, time.GetUtcNow());
        var asked = AskedValues.ToChanges(context, entity, part.Asked, operationId, user.Id, time.GetUtcNow());
        return new ReservedPart(
            operationId, part, part.Connect is null ? null : context.Rules.Actor.KeySpace, context.Rules.Version, [.. changes, .. asked], company);
    }

    private async Task<SaveResult> NotLinkedAsync(string connectionName, EntityRef? company, CancellationToken cancellationToken) =>
        new SaveResult.CompanyNotLinked(
            connectionName, company,
            company is { } one ? await crm.FindNameAsync(one, cancellationToken) : null);

    private async Task<Connection> DemandAsync(UserContext user, DraftConnection part, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(part.ConnectionId, cancellationToken);
        if (part.Create is null)
        {
            connection.DemandConnect(user);
        }
        else
        {
            connection.DemandCreate(user);
        }

        return connection;
    }

    private async Task<string> NameAsync(Guid id, CancellationToken cancellationToken) =>
        (await connections.FindAsync(id, cancellationToken))?.Name ?? "";
}
