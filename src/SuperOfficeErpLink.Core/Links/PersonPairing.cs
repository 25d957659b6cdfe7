using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>One person of a company with the actor it is to be linked to, as the user saw both.</summary>
/// <param name="Seen">See <see cref="ActorComparison.Seen"/>.</param>
public sealed record PairWish(long PersonId, string ErpKey, string Seen, IReadOnlyDictionary<FieldPair, Choice> Choices);

/// <summary>What became of one wish. Only the first two mean that the pair is linked.</summary>
public abstract record PairOutcome
{
    private PairOutcome()
    {
    }

    public sealed record Saved(PartResult.Saved Part) : PairOutcome;

    /// <summary>The two were linked already, as by the same page sent twice.</summary>
    public sealed record AlreadyLinked : PairOutcome;

    /// <summary>The ordinary answer of a Save that did not go through. Nothing was written unless it is <see cref="PartResult.Unsettled"/>.</summary>
    public sealed record NotSaved(SaveResult Result) : PairOutcome;

    /// <summary>The values are not those the user saw: nothing was written.</summary>
    public sealed record ValuesChanged : PairOutcome;

    /// <summary>The person or the actor is no longer free, or no longer under this company: nothing was written.</summary>
    public sealed record NotFree : PairOutcome;

    /// <summary>The user has decided something else for this person and not saved it: that goes first.</summary>
    public sealed record HasDraft : PairOutcome;
}

/// <param name="PersonName">Null when the record no longer exists.</param>
/// <param name="ActorName">Its key where it could not be read.</param>
public sealed record PairResult(long PersonId, string? PersonName, string ErpKey, string ActorName, PairOutcome Outcome)
{
    public bool IsLinked => Outcome is PairOutcome.Saved or PairOutcome.AlreadyLinked;
}

/// <summary>Links persons of a company to the persons under its actor, each by an ordinary Save of its own.</summary>
public sealed class PersonPairing(PairingReader reader, IDraftStore drafts, ILinkStore links, ICrm crm, DraftEditor editor, Saver saver)
{
    /// <summary>One result per wish, in their order. After the ERP could not be reached no more is tried.</summary>
    /// <exception cref="ConnectorException">A system could not be read before anything was tried.</exception>
    public async Task<IReadOnlyList<PairResult>> SaveAsync(
        UserContext user, EntityRef company, Guid connectionId, IReadOnlyList<PairWish> wishes, CancellationToken cancellationToken)
    {
        var compared = await reader.CompareAsync(user, company, connectionId, [.. wishes.Select(wish => (wish.PersonId, wish.ErpKey))], cancellationToken);
        var names = await crm.GetNamesAsync(EntityType.Person, [.. wishes.Select(wish => wish.PersonId).Distinct()], cancellationToken);
        var results = new List<PairResult>(wishes.Count);
        PairOutcome? silent = null;
        foreach (var (wish, comparison) in wishes.Zip(compared))
        {
            var outcome = silent ?? await SaveAsync(user, connectionId, wish, comparison, cancellationToken);
            results.Add(new PairResult(
                wish.PersonId, names.GetValueOrDefault(wish.PersonId), wish.ErpKey, comparison?.ActorName ?? wish.ErpKey, outcome));
            silent ??= outcome is PairOutcome.NotSaved { Result: SaveResult.Done { Parts: [PartResult.Unreachable, ..] } } ? outcome : null;
        }

        return results;
    }

    private async Task<PairOutcome> SaveAsync(
        UserContext user, Guid connectionId, PairWish wish, ActorComparison? comparison, CancellationToken cancellationToken)
    {
        var person = new EntityRef(EntityType.Person, wish.PersonId);
        if (await IsLinkedAsync(person, connectionId, wish.ErpKey, cancellationToken))
        {
            return new PairOutcome.AlreadyLinked();
        }

        if (comparison is null)
        {
            return new PairOutcome.NotFree();
        }

        if (!string.Equals(comparison.Seen, wish.Seen, StringComparison.Ordinal))
        {
            return new PairOutcome.ValuesChanged();
        }

        // The same page sent twice finds its own draft; whatever else the user has decided is not for this page to save.
        if (await drafts.FindAsync(user.Id, person, cancellationToken) is { } other && !IsOurs(other.Draft, connectionId, wish.ErpKey))
        {
            return new PairOutcome.HasDraft();
        }

        var connect = new DraftConnect(comparison.ActorType, wish.ErpKey, comparison.ActorName, comparison.ToChoices(wish.Choices));
        return await editor.ConnectAsync(user, person, connectionId, connect, cancellationToken) switch
        {
            DraftOutcome.Changed => await SaveAsync(user, person, connectionId, wish.ErpKey, cancellationToken),
            DraftOutcome.CompanyNotLinked => new PairOutcome.NotFree(),
            _ => await LinkedOrAsync(person, connectionId, wish.ErpKey, new PairOutcome.NotFree(), cancellationToken),
        };
    }

    private async Task<PairOutcome> SaveAsync(UserContext user, EntityRef person, Guid connectionId, string erpKey, CancellationToken cancellationToken)
    {
        var token = (await drafts.FindAsync(user.Id, person, cancellationToken))?.Token ?? Guid.Empty;
        var result = await saver.SaveAsync(user, person, token, cancellationToken);
        switch (result)
        {
            case SaveResult.Done { Parts: [PartResult.Saved saved, ..] }:
                return new PairOutcome.Saved(saved);
            case SaveResult.Done { Parts: [PartResult.Unsettled, ..] }:
                // Its draft belongs to the Save that is still on its way.
                return new PairOutcome.NotSaved(result);
            default:
                await TakeBackAsync(user, person, connectionId, erpKey, token, cancellationToken);
                return await LinkedOrAsync(person, connectionId, erpKey, new PairOutcome.NotSaved(result), cancellationToken);
        }
    }

    /// <summary>The choice stays on the page, not also on the person's own tab.</summary>
    private async Task TakeBackAsync(UserContext user, EntityRef person, Guid connectionId, string erpKey, Guid token, CancellationToken cancellationToken)
    {
        if (await drafts.FindAsync(user.Id, person, cancellationToken) is { } left && left.Token == token && IsOurs(left.Draft, connectionId, erpKey))
        {
            await drafts.TryReplaceAsync(user.Id, person, token, Draft.Empty, cancellationToken);
        }
    }

    private static bool IsOurs(Draft draft, Guid connectionId, string erpKey) =>
        draft.Connections is [{ Disconnect: null, Compare: null, Connect: { } connect } part]
        && part.ConnectionId == connectionId && string.Equals(connect.ErpKey, erpKey, StringComparison.Ordinal);

    private async Task<PairOutcome> LinkedOrAsync(EntityRef person, Guid connectionId, string erpKey, PairOutcome otherwise, CancellationToken cancellationToken) =>
        await IsLinkedAsync(person, connectionId, erpKey, cancellationToken) ? new PairOutcome.AlreadyLinked() : otherwise;

    private async Task<bool> IsLinkedAsync(EntityRef person, Guid connectionId, string erpKey, CancellationToken cancellationToken) =>
        (await links.ListAsync(person, cancellationToken)).Any(link =>
            link.ConnectionId == connectionId && link.State == LinkState.Active && string.Equals(link.ErpKey, erpKey, StringComparison.Ordinal));
}
