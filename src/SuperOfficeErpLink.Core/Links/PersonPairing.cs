using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>Links persons of a company to persons under its actor, existing or created, each by an ordinary Save of its own.</summary>
public sealed class PersonPairing(PairingReader reader, IDraftStore drafts, ILinkStore links, ISaveStore saves, DraftEditor editor, Saver saver)
{
    /// <summary>One result per wish, in their order. After the ERP could not be reached no more is tried.</summary>
    /// <exception cref="ConnectorException">A system could not be read before anything was tried.</exception>
    public async Task<IReadOnlyList<PairResult>> SaveAsync(
        UserContext user, EntityRef company, Guid connectionId, IReadOnlyList<PersonWish> wishes, CancellationToken cancellationToken)
    {
        var prepared = await reader.PrepareAsync(user, company, connectionId, wishes, cancellationToken);
        var results = new List<PairResult>(wishes.Count);
        PairOutcome? silent = null;
        foreach (var (wish, now) in wishes.Zip(prepared))
        {
            var result = silent is null
                ? await SaveAsync(user, connectionId, wish, now, cancellationToken)
                : Result(wish, now, silent);
            results.Add(result);
            silent ??= result.Outcome is not PairOutcome.NotSaved { IsErpSilent: true } lost ? null
                : lost.Result is SaveResult.Done { Parts: [PartResult.Unreachable, ..] } ? lost
                : new PairOutcome.NotTried();
        }

        return results;
    }

    private async Task<PairResult> SaveAsync(UserContext user, Guid connectionId, PersonWish wish, PreparedWish now, CancellationToken cancellationToken)
    {
        var person = new EntityRef(EntityType.Person, wish.PersonId);
        if (await LinkedAsync(person, connectionId, wish, cancellationToken) is { } before)
        {
            return Linked(wish, now, before);
        }

        var (part, refusal) = Decide(connectionId, wish, now);
        var outcome = part is null ? refusal! : await SaveAsync(user, person, part, cancellationToken);

        // The same page sent twice: what one of the two did is what both wanted.
        return outcome is not PairOutcome.Saved && part is not null && await LinkedAsync(person, connectionId, wish, cancellationToken) is { } meanwhile
            ? Linked(wish, now, meanwhile)
            : Result(wish, now, outcome);
    }

    /// <summary>What the wish means in a draft, or why it means nothing any more. Pure but for the reference of a new actor.</summary>
    private static (DraftConnection? Part, PairOutcome? Refusal) Decide(Guid connectionId, PersonWish wish, PreparedWish now)
    {
        switch (wish)
        {
            case PairWish pair when now.Comparison is { } comparison:
                if (!string.Equals(comparison.Seen, pair.Seen, StringComparison.Ordinal))
                {
                    return (null, new PairOutcome.ValuesChanged());
                }

                var asked = AskedValues.Answer(comparison.Asked, pair.Entered);
                return asked.Mistakes.Count > 0
                    ? (null, new PairOutcome.Mistaken(asked.Mistakes))
                    : (new DraftConnection(connectionId, null, comparison.ToConnect(pair.Choices, asked.Values), null), null);
            case CreateWish create when now.Form is { Obstacle: not CreateObstacle.NoParent } form:
                if (!string.Equals(form.Stamp, create.Seen, StringComparison.Ordinal))
                {
                    return (null, new PairOutcome.ValuesChanged());
                }

                var answer = form.Answer(create.Typed, Guid.NewGuid());
                return answer.Mistakes.Count > 0
                    ? (null, new PairOutcome.Mistaken(answer.Mistakes))
                    : (new DraftConnection(connectionId, null, null, null, answer.Draft), null);
            default:
                return (null, new PairOutcome.NotFree());
        }
    }

    private async Task<PairOutcome> SaveAsync(UserContext user, EntityRef person, DraftConnection part, CancellationToken cancellationToken)
    {
        // The same page sent twice finds its own draft; whatever else the user has decided is not for this page to save.
        var before = await drafts.FindAsync(user.Id, person, cancellationToken);
        if (before is not null && !IsSame(before.Draft, part))
        {
            return new PairOutcome.HasDraft();
        }

        // An actor that is asked for already keeps its draft as it is, and its reference with it.
        var edited = before is not null && part.Create is not null ? DraftOutcome.Changed
            : part.Create is { } create ? await editor.CreateAsync(user, person, part.ConnectionId, create, cancellationToken)
            : await editor.ConnectAsync(user, person, part.ConnectionId, part.Connect!, cancellationToken);
        if (edited != DraftOutcome.Changed)
        {
            return edited == DraftOutcome.ChangedElsewhere ? new PairOutcome.NotSaved(new SaveResult.DraftChanged()) : new PairOutcome.NotFree();
        }

        var token = (await drafts.FindAsync(user.Id, person, cancellationToken))?.Token ?? Guid.Empty;
        try
        {
            var result = await saver.SaveAsync(user, person, token, cancellationToken);
            if (result is SaveResult.Done { Parts: [PartResult.Saved saved, ..] })
            {
                return new PairOutcome.Saved(saved);
            }

            await TakeBackAsync(user, person, part, token, cancellationToken);
            return new PairOutcome.NotSaved(result);
        }
        catch (ClaimLostException)
        {
            return new PairOutcome.TakenOver();
        }
    }

    /// <summary>The choice stays on the page, not also on the person's own tab; but the draft of a Save that is still on its way is that Save's.</summary>
    private async Task TakeBackAsync(UserContext user, EntityRef person, DraftConnection part, Guid token, CancellationToken cancellationToken)
    {
        var isOnItsWay = (await saves.ListOpenAsync(person, cancellationToken)).Any(
            open => open.Entity == person && open.ConnectionId == part.ConnectionId && string.Equals(open.UserId, user.Id, StringComparison.Ordinal));
        if (!isOnItsWay && await drafts.FindAsync(user.Id, person, cancellationToken) is { } left && left.Token == token && IsSame(left.Draft, part))
        {
            await drafts.TryReplaceAsync(user.Id, person, token, Draft.Empty, cancellationToken);
        }
    }

    /// <summary>The draft says what the page says: the same actor, or one to be created with the same values.</summary>
    private static bool IsSame(Draft draft, DraftConnection part) =>
        draft.Connections is [{ Disconnect: null, Compare: null } one] && one.ConnectionId == part.ConnectionId
        && (part.Create is { } create
            ? one.Connect is null && one.Create is { } before && before.ActorType == create.ActorType
                && before.Values.SequenceEqual(create.Values) && before.Seen.SequenceEqual(create.Seen)
            : one.Create is null && string.Equals(one.Connect?.ErpKey, part.Connect!.ErpKey, StringComparison.Ordinal));

    /// <summary>The link that stands for what is wished, if there is one.</summary>
    private async Task<Link?> LinkedAsync(EntityRef person, Guid connectionId, PersonWish wish, CancellationToken cancellationToken) =>
        (await links.ListAsync(person, cancellationToken)).FirstOrDefault(link =>
            link.ConnectionId == connectionId && link.State == LinkState.Active
            && (wish is not PairWish pair || string.Equals(link.ErpKey, pair.ErpKey, StringComparison.Ordinal)));

    private static PairResult Linked(PersonWish wish, PreparedWish now, Link link) =>
        new(wish.PersonId, now.PersonName, link.ErpKey, now.Comparison?.ActorName ?? "", new PairOutcome.AlreadyLinked());

    private static PairResult Result(PersonWish wish, PreparedWish now, PairOutcome outcome) => new(
        wish.PersonId, now.PersonName, outcome is PairOutcome.Saved { Part.CreatedKey: { } key } ? key : (wish as PairWish)?.ErpKey ?? "",
        now.Comparison?.ActorName ?? (now.Form is not null ? now.PersonName : null) ?? "", outcome);
}
