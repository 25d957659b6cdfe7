using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>
/// Links and unlinks in one go, for callers that show no draft: what is ordered becomes a draft of its own and is saved like any other.
/// A draft that the user has open stays untouched, and none is left behind: by its mark an order knows its own draft and its own link.
/// </summary>
public sealed class Linker(IConnectionStore connections, ILinkStore links, IDraftStore drafts, Comparer comparer, DraftEditor editor, Saver saver)
{
    /// <param name="isRepeated">An earlier try of the same order was interrupted: the link that it made is found, not refused.</param>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    /// <exception cref="Connectors.ConnectorException">When either system cannot be read.</exception>
    public async Task<LinkOrderOutcome> LinkAsync(UserContext user, LinkOrder order, bool isRepeated, CancellationToken cancellationToken)
    {
        await DemandAsync(user, order.ConnectionId, cancellationToken);
        if (await FindAsync(order.Entity, order.ConnectionId, cancellationToken) is { } held)
        {
            return isRepeated && await IsOfAsync(held, order, cancellationToken) ? new LinkOrderOutcome.Linked(held, null) : new LinkOrderOutcome.AlreadyLinked(held);
        }

        if (!await IsFreeAsync(user, order.Entity, order.Mark, cancellationToken))
        {
            return new LinkOrderOutcome.DraftOpen();
        }

        if (await comparer.CompareAsync(user, new CompareRequest(order.Entity, order.ConnectionId, order.Actor.Type, order.Actor.Key), cancellationToken) is not { } comparison)
        {
            return new LinkOrderOutcome.NotThere();
        }

        if (order.Seen is { } seen && !string.Equals(seen, comparison.Seen, StringComparison.Ordinal))
        {
            return new LinkOrderOutcome.ChangedMeanwhile();
        }

        var (chosen, undecided) = LinkDecisions.Of(comparison.Rows, order);
        var asked = AskedValues.Answer(comparison.Asked, row => order.Entered.GetValueOrDefault(row.Info.Key, row.Held));
        undecided = [.. undecided, .. AskedMistakes(comparison, order, asked)];
        return undecided.Count > 0
            ? new LinkOrderOutcome.NotDecided(undecided)
            : await LinkAsync(user, order, comparison.ToConnect(chosen, asked.Values), cancellationToken);
    }

    /// <param name="withPersons">Persons that are linked below a company go with it.</param>
    /// <exception cref="AccessDeniedException">When the user may not link on the connection.</exception>
    public async Task<LinkOrderOutcome> UnlinkAsync(UserContext user, Link link, bool withPersons, CancellationToken cancellationToken)
    {
        await DemandAsync(user, link.ConnectionId, cancellationToken);
        var mark = Guid.NewGuid().ToString("N");
        if (!await IsFreeAsync(user, link.Entity, mark, cancellationToken))
        {
            return new LinkOrderOutcome.DraftOpen();
        }

        if (await FindAsync(link.Entity, link.ConnectionId, cancellationToken) is not { State: LinkState.Active } held || held.Id != link.Id)
        {
            return new LinkOrderOutcome.NotLinked();
        }

        return await editor.DisconnectAsync(user, link.Entity, link.ConnectionId, cancellationToken, mark) switch
        {
            DraftOutcome.Changed => await SaveAsync(user, link.Entity, link.ConnectionId, mark, withPersons, cancellationToken) switch
            {
                (null, var persons) => new LinkOrderOutcome.HasPersons([.. persons.Select(id => new EntityRef(EntityType.Person, id))]),
                (SaveResult.Done { Parts: [PartResult.Saved] }, _) => new LinkOrderOutcome.Unlinked(),
                (SaveResult.LinkChanged, _) => new LinkOrderOutcome.NotLinked(),
                (SaveResult.DraftChanged, _) => new LinkOrderOutcome.DraftOpen(),
                var (result, _) => new LinkOrderOutcome.NotSaved(result),
            },
            DraftOutcome.NotLinked => new LinkOrderOutcome.NotLinked(),
            _ => new LinkOrderOutcome.DraftOpen(),
        };
    }

    private async Task<LinkOrderOutcome> LinkAsync(UserContext user, LinkOrder order, DraftConnect connect, CancellationToken cancellationToken)
    {
        switch (await editor.ConnectAsync(user, order.Entity, order.ConnectionId, connect, cancellationToken, order.Mark))
        {
            case DraftOutcome.Changed:
                break;
            case DraftOutcome.CompanyNotLinked:
                return new LinkOrderOutcome.NotSaved(new SaveResult.CompanyNotLinked("", null, null));
            case DraftOutcome.AlreadyLinked when await FindAsync(order.Entity, order.ConnectionId, cancellationToken) is { } held:
                return new LinkOrderOutcome.AlreadyLinked(held);
            default:
                return new LinkOrderOutcome.DraftOpen();
        }

        var (result, _) = await SaveAsync(user, order.Entity, order.ConnectionId, order.Mark, withPersons: true, cancellationToken);
        var made = await FindAsync(order.Entity, order.ConnectionId, CancellationToken.None);
        return result switch
        {
            SaveResult.Done { Parts: [PartResult.Saved saved] } when made is not null => new LinkOrderOutcome.Linked(made, saved),
            SaveResult.Done { Parts: [PartResult.Unsettled] } when made is not null => new LinkOrderOutcome.Linked(made, null),
            SaveResult.LinkChanged or SaveResult.DraftChanged when made is not null => new LinkOrderOutcome.AlreadyLinked(made),
            SaveResult.DraftChanged => new LinkOrderOutcome.DraftOpen(),
            { } failed => new LinkOrderOutcome.NotSaved(failed),
            null => throw new InvalidOperationException("Persons that may go with a link hinder nothing."),
        };
    }

    /// <summary>Saves the draft if it holds what was ordered and nothing else, and takes back what is left of it.</summary>
    /// <returns>No result where persons would go with the link and must not.</returns>
    private async Task<(SaveResult? Result, IReadOnlyList<long> Persons)> SaveAsync(
        UserContext user, EntityRef entity, Guid connectionId, string mark, bool withPersons, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await drafts.FindAsync(user.Id, entity, cancellationToken);
            if (stored?.Draft.Connections is not [var part] || part.Mark != mark)
            {
                return (new SaveResult.DraftChanged(), []);
            }

            return part.Disconnect?.Persons is { Count: > 0 } persons && !withPersons
                ? (null, persons)
                : (await saver.SaveAsync(user, entity, stored.Token, cancellationToken), []);
        }
        finally
        {
            await TakeBackAsync(user, entity, connectionId, mark);
        }
    }

    private async Task TakeBackAsync(UserContext user, EntityRef entity, Guid connectionId, string mark)
    {
        while (await drafts.FindAsync(user.Id, entity, CancellationToken.None) is { } stored && stored.Draft.Find(connectionId)?.Mark == mark
            && !await drafts.TryReplaceAsync(user.Id, entity, stored.Token, stored.Draft.With(connectionId, null), CancellationToken.None))
        {
        }
    }

    /// <summary>True when the user has no draft of the record, once what an interrupted try of the same order left is dropped.</summary>
    private async Task<bool> IsFreeAsync(UserContext user, EntityRef entity, string mark, CancellationToken cancellationToken) =>
        await drafts.FindAsync(user.Id, entity, cancellationToken) is not { } stored
        || (stored.Draft.Connections is [{ } part] && part.Mark == mark
            && await drafts.TryReplaceAsync(user.Id, entity, stored.Token, Draft.Empty, cancellationToken));

    private static IEnumerable<UndecidedField> AskedMistakes(ActorComparison comparison, LinkOrder order, AskedAnswer asked) =>
        asked.Mistakes.Select(mistake => new UndecidedField(
                new("", mistake.Key), mistake.Value == CannotHold.Mandatory ? Undecided.NotChosen : Undecided.CannotBeHeld, mistake.Value))
            .Concat(order.Entered.Keys.Where(key => comparison.Asked.All(row => row.Info.Key != key)).Select(key => new UndecidedField(new("", key), Undecided.Unknown)));

    private async Task<bool> IsOfAsync(Link link, LinkOrder order, CancellationToken cancellationToken) =>
        link.ActorType == order.Actor.Type && string.Equals(link.ErpKey, order.Actor.Key, StringComparison.Ordinal)
        && await links.FindMarkAsync(link, cancellationToken) == order.Mark;

    private async Task<Link?> FindAsync(EntityRef entity, Guid connectionId, CancellationToken cancellationToken) =>
        (await links.ListAsync(entity, cancellationToken)).OrderByDescending(link => link.State).FirstOrDefault(link => link.ConnectionId == connectionId);

    private async Task DemandAsync(UserContext user, Guid connectionId, CancellationToken cancellationToken) =>
        (await connections.DemandAsync(connectionId, cancellationToken))
        .DemandConnect(user);
}
