using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Matching;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>Free persons of a company and of its actor, side by side.</summary>
/// <param name="Free">Every free actor that was read, by name: those of the rows and those nobody is to be linked to.</param>
/// <param name="Next">How many of the company's persons to pass over for the next page; null on the last.</param>
/// <param name="ErpHasMore">The ERP has more persons under the actor than are read.</param>
public sealed record PairingView(
    Connection Connection, Link Company, IReadOnlyList<PairingRow> Rows, IReadOnlyList<FreeActor> Free, int? Next, bool ErpHasMore)
{
    /// <summary>The ERP lets us create persons, and the user may.</summary>
    public bool MayCreate { get; init; }
}

/// <summary>One free person of the company.</summary>
/// <param name="ErpKey">The actor chosen for it; null: left as it is.</param>
/// <param name="Match">For a suggestion.</param>
/// <param name="Comparison">With the chosen actor.</param>
/// <param name="HasDraft">The user has decided something for this person elsewhere and not saved it.</param>
public sealed record PairingRow(EntityRef Person, string Name, string? ErpKey, Match? Match, ActorComparison? Comparison, bool HasDraft)
{
    /// <summary>What an actor is created with; null where none is to be.</summary>
    public CreateForm? Create { get; init; }

    /// <summary>Actors under the same parent that an actor to be created is likely the same as; the likeliest first.</summary>
    public IReadOnlyList<LikelyActor> Likely { get; init; } = [];
}

public sealed record FreeActor(string Key, string Name, bool IsActive);

/// <param name="Holder">The record it is linked to; null: it is free.</param>
public sealed record LikelyActor(string Key, string Name, Match Match, ActorHolder? Holder);

/// <summary>What the user has chosen for a person on the page.</summary>
public abstract record PairingChoice
{
    private PairingChoice()
    {
    }

    public sealed record Leave : PairingChoice;

    public sealed record Pair(string ErpKey) : PairingChoice;

    /// <param name="Refused">Fields the ERP refused: the user is asked for them, too.</param>
    public sealed record Create(IReadOnlyCollection<string> Refused) : PairingChoice;
}

/// <summary>What a wish concerns, read again. With neither form the person or the actor is not there, or not under this company.</summary>
/// <param name="PersonName">Null when the record no longer exists.</param>
/// <param name="Comparison">For a pair.</param>
/// <param name="Form">For an actor to be created.</param>
public sealed record PreparedWish(string? PersonName, ActorComparison? Comparison, CreateForm? Form);

/// <summary>Reads what the pairing page shows. Both sides are read in batches, however many rows there are.</summary>
public sealed class PairingReader(
    IConnectionStore connections, ILinkStore links, IDraftStore drafts, LinkContexts contexts, ErpSessions sessions, ICrm crm)
{
    /// <summary>Persons of the company on one page.</summary>
    public const int PageSize = 20;

    /// <summary>Persons of the ERP that are looked at; more are found one by one, by searching.</summary>
    public const int MostActors = 300;

    private const int Batch = 100;

    /// <summary>Null when the company is not linked on the connection, or persons are not synced on it.</summary>
    /// <param name="chosen">What the user has chosen before, by person; others get their suggestion.</param>
    /// <exception cref="ConnectorException">When a system cannot be read.</exception>
    public async Task<PairingView?> LoadAsync(
        UserContext user, EntityRef company, Guid connectionId, int from, IReadOnlyDictionary<long, PairingChoice> chosen, CancellationToken cancellationToken)
    {
        if (await FamilyAsync(user, company, connectionId, cancellationToken) is not { } family)
        {
            return null;
        }

        var (persons, next) = await FreePersonsAsync(family, from, cancellationToken);
        var actors = await ActorsAsync(family, cancellationToken);
        var values = await CrmValuesAsync(family, [.. persons.Select(person => person.Entity.Id)], cancellationToken);
        var byKey = actors.Free.ToDictionary(actor => actor.Key, StringComparer.Ordinal);
        var suggested = PairingMatches.Confident(
            family.Context.Rules, [.. persons.Where(person => values.ContainsKey(person.Entity.Id)).Select(person => (person.Entity, values[person.Entity.Id].Values))],
            [.. actors.Free.Where(actor => actor.IsActive).Select(actor => (actor.Key, actor.Values))]);
        var drafted = await drafts.FindDraftedAsync(user.Id, EntityType.Person, [.. persons.Select(person => person.Entity.Id)], cancellationToken);
        var mayCreate = family.CanCreate && family.Context.Connection.RightsOf(user).CanCreate;
        var rows = new List<PairingRow>(persons.Count);
        foreach (var person in persons)
        {
            var entity = values.GetValueOrDefault(person.Entity.Id);
            var hasDraft = drafted.Contains(person.Entity.Id);
            var choice = chosen.GetValueOrDefault(person.Entity.Id);
            if (choice is PairingChoice.Create create && mayCreate && entity is not null && !hasDraft)
            {
                rows.Add(new PairingRow(person.Entity, person.Name, null, null, null, hasDraft)
                {
                    Create = family.Form(person.Name, entity, create.Refused),
                    Likely = Likely(family, entity, actors),
                });
                continue;
            }

            var suggestion = suggested.TryGetValue(person.Entity.Id, out var likely) ? likely : ((string ErpKey, Match Match)?)null;
            var key = choice is null ? suggestion?.ErpKey : (choice as PairingChoice.Pair)?.ErpKey;
            var actor = key is not null ? byKey.GetValueOrDefault(key) : null;
            rows.Add(new PairingRow(
                person.Entity, person.Name, actor?.Key, suggestion is { } found && found.ErpKey == actor?.Key ? found.Match : null,
                actor is not null && entity is not null ? family.Compare(entity, actor) : null, hasDraft));
        }

        return new PairingView(
            family.Context.Connection, family.Company, await NamedAsync(rows, cancellationToken),
            [.. actors.Free.Select(actor => new FreeActor(actor.Key, family.NameOf(actor), actor.IsActive)).OrderBy(actor => actor.Name, StringComparer.CurrentCulture)],
            next, actors.HasMore)
        {
            MayCreate = mayCreate,
        };
    }

    /// <summary>What wishes concern, read again; one answer per wish, in their order.</summary>
    /// <exception cref="ConnectorException">When a system cannot be read.</exception>
    public async Task<IReadOnlyList<PreparedWish>> PrepareAsync(
        UserContext user, EntityRef company, Guid connectionId, IReadOnlyList<PersonWish> wishes, CancellationToken cancellationToken)
    {
        var family = await FamilyAsync(user, company, connectionId, cancellationToken);
        var ids = wishes.Select(wish => wish.PersonId).Distinct().ToList();
        var names = await crm.GetNamesAsync(EntityType.Person, ids, cancellationToken);
        if (family is null)
        {
            return [.. wishes.Select(wish => new PreparedWish(names.GetValueOrDefault(wish.PersonId), null, null))];
        }

        if (wishes.Any(wish => wish is CreateWish))
        {
            family.Context.Connection.DemandCreate(user);
        }

        var actors = await ActorsAsync(family, [.. wishes.OfType<PairWish>().Select(wish => wish.ErpKey).Distinct(StringComparer.Ordinal)], cancellationToken);
        var entities = await CrmValuesAsync(family, ids, cancellationToken);
        var companies = await crm.GetCompaniesOfAsync(ids, cancellationToken);
        return [.. wishes.Select(wish =>
        {
            var entity = companies.GetValueOrDefault(wish.PersonId) == company.Id ? entities.GetValueOrDefault(wish.PersonId) : null;
            var name = names.GetValueOrDefault(wish.PersonId);
            return new PreparedWish(
                name,
                entity is not null && wish is PairWish pair && actors.TryGetValue(pair.ErpKey, out var actor)
                    && PersonParents.IsUnder(family.Context.Rules.Actor, actor, family.Company) ? family.Compare(entity, actor) : null,
                entity is not null && wish is CreateWish create && name is not null ? family.Form(name, entity, create.Refused) : null);
        })];
    }

    /// <summary>True when a person of either side is free: there is something to do on the pairing page.</summary>
    /// <exception cref="ConnectorException">When a system cannot be read in the time a page has.</exception>
    public async Task<bool> HasFreeAsync(UserContext user, EntityRef company, Guid connectionId, CancellationToken cancellationToken)
    {
        if (await FamilyAsync(user, company, connectionId, cancellationToken) is not { } family)
        {
            return false;
        }

        var (persons, next) = await FreePersonsAsync(family, 0, cancellationToken);
        if (persons.Count > 0 || next is not null)
        {
            return true;
        }

        var page = await sessions.CallAsync(
            family.Context.Connection, sessions.Timeouts.Page,
            (session, token) => session.SearchAsync(ActorType.Person, family.Fields, new SearchRequest("", family.Actor, [], null, Batch), token), cancellationToken);
        var held = await HoldersAsync(family, page.Records, cancellationToken);
        return page.Records.Any(actor => !held.ContainsKey(actor.Key));
    }

    private async Task<Family?> FamilyAsync(UserContext user, EntityRef company, Guid connectionId, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(connectionId, cancellationToken);
        connection.DemandConnect(user);
        var link = (await links.ListAsync(company, cancellationToken)).FirstOrDefault(one => one.ConnectionId == connectionId && one.State == LinkState.Active);
        return company.Type == EntityType.Company && link is not null
            && await contexts.FindAsync(connection, ActorType.Person, orStored: false, cancellationToken) is { } context
            && PersonParents.Decide(company, link, await sessions.DescribeAsync(connection, orStored: false, cancellationToken)) is PersonParent.Linked linked
            ? new Family(context, link, linked.Actor)
            : null;
    }

    /// <summary>One page of the company's persons without a link, and where the next begins.</summary>
    private async Task<(IReadOnlyList<NamedEntity> Persons, int? Next)> FreePersonsAsync(Family family, int from, CancellationToken cancellationToken)
    {
        var free = new List<NamedEntity>();
        for (var skip = from; ; skip += Batch)
        {
            var batch = await crm.ListPersonsAsync(family.Company.Entity.Id, skip, Batch, cancellationToken);
            var linked = await links.FindLinkedAsync(family.Context.Connection.Id, EntityType.Person, [.. batch.Select(person => person.Entity.Id)], cancellationToken);
            for (var index = 0; index < batch.Count; index++)
            {
                if (linked.Contains(batch[index].Entity.Id))
                {
                    continue;
                }

                if (free.Count == PageSize)
                {
                    return (free, skip + index);
                }

                free.Add(batch[index]);
            }

            if (batch.Count < Batch)
            {
                return (free, null);
            }
        }
    }

    /// <summary>The actor's persons, up to <see cref="MostActors"/>.</summary>
    private async Task<FamilyActors> ActorsAsync(Family family, CancellationToken cancellationToken)
    {
        var all = new List<ErpRecord>();
        string? token = null;
        for (var pages = 0; pages < MostActors / Batch; pages++)
        {
            var request = new SearchRequest("", family.Actor, [], token, Batch);
            var page = await sessions.CallAsync(
                family.Context.Connection, (session, cancel) => session.SearchAsync(ActorType.Person, family.Fields, request, cancel), cancellationToken);
            all.AddRange(page.Records);
            token = page.NextToken;
            if (token is null)
            {
                break;
            }
        }

        return new FamilyActors(all, await HoldersAsync(family, all, cancellationToken), token is not null);
    }

    /// <summary>Actors by their keys; those the ERP does not have are absent.</summary>
    private async Task<Dictionary<string, ErpRecord>> ActorsAsync(Family family, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var actors = new Dictionary<string, ErpRecord>(StringComparer.Ordinal);
        foreach (var batch in keys.Chunk(Batch))
        {
            var read = await sessions.CallAsync(
                family.Context.Connection, (session, token) => session.GetAsync(ActorType.Person, family.Fields, batch, token), cancellationToken);
            foreach (var actor in read.Found)
            {
                actors[actor.Key] = actor;
            }
        }

        return actors;
    }

    private Task<IReadOnlyDictionary<string, EntityRef>> HoldersAsync(Family family, IReadOnlyList<ErpRecord> actors, CancellationToken cancellationToken) =>
        links.FindHoldersAsync(family.Context.Connection.Id, family.Context.Rules.Actor.KeySpace, [.. actors.Select(actor => actor.Key)], cancellationToken);

    private static IReadOnlyList<LikelyActor> Likely(Family family, ErpRecord entity, FamilyActors actors) =>
        [.. PairingMatches.Likely(family.Context.Rules, entity.Values, actors.All)
            .Select(one => new LikelyActor(
                one.Actor.Key, family.NameOf(one.Actor), one.Match,
                actors.Holders.TryGetValue(one.Actor.Key, out var holder) ? new ActorHolder(holder, null) : null))];

    /// <summary>The rows with the names of those who hold likely actors.</summary>
    private async Task<IReadOnlyList<PairingRow>> NamedAsync(IReadOnlyList<PairingRow> rows, CancellationToken cancellationToken)
    {
        var holders = rows.SelectMany(row => row.Likely).Select(actor => actor.Holder).OfType<ActorHolder>().Select(holder => holder.Entity.Id).Distinct().ToList();
        if (holders.Count == 0)
        {
            return rows;
        }

        var names = await crm.GetNamesAsync(EntityType.Person, holders, cancellationToken);
        return [.. rows.Select(row => row with
        {
            Likely = [.. row.Likely.Select(actor => actor.Holder is { } holder
                ? actor with { Holder = holder with { Name = names.GetValueOrDefault(holder.Entity.Id) } }
                : actor)],
        })];
    }

    private async Task<Dictionary<long, ErpRecord>> CrmValuesAsync(Family family, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var read = await crm.GetAsync(EntityType.Person, family.Context.Rules.CrmFields, [.. ids.Select(id => new EntityRef(EntityType.Person, id).Key)], cancellationToken);
        return read.Found.ToDictionary(record => long.Parse(record.Key, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <param name="Holders">The records that hold some of them, by ERP key.</param>
    private sealed record FamilyActors(IReadOnlyList<ErpRecord> All, IReadOnlyDictionary<string, EntityRef> Holders, bool HasMore)
    {
        public IReadOnlyList<ErpRecord> Free { get; } = [.. All.Where(actor => !Holders.ContainsKey(actor.Key))];
    }

    /// <summary>A company's link with the rules its persons are linked by.</summary>
    private sealed record Family(LinkContext Context, Link Company, ActorRef Actor)
    {
        private readonly IReadOnlyList<string> names = ActorNames.FieldsOf(Context.Rules.Actor, Context.Rules.Mapping);
        private readonly IReadOnlyList<string> asked = [.. AskedValues.FieldsOf(Context.Rules).Select(info => info.Key)];

        /// <summary>The fields of the rules, then those of the name, then those that are asked for.</summary>
        public FieldSet Fields => new([.. Context.Rules.ErpFields.Keys, .. names, .. asked]);

        public bool CanCreate => Context.Rules.Actor.Can.HasFlag(Abilities.Create);

        public CreateForm Form(string name, ErpRecord entity, IReadOnlyCollection<string> refused) => CreateForm.Of(
            Context, EntityType.Person, name, entity.Values, DraftParent.Of(EntityType.Person, Context.Rules.Actor, Company), null, refused);

        public string NameOf(ErpRecord actor) => ActorNames.Of(actor.Key, actor.Values.Skip(Context.Rules.Fields.Count).Take(names.Count));

        public ActorComparison Compare(ErpRecord entity, ErpRecord actor)
        {
            var bases = new BasePair?[Context.Rules.Fields.Count];
            var state = new RecordState(entity.Values, actor.Values[..Context.Rules.Fields.Count], bases);
            return new ActorComparison(
                Context.Connection, ActorType.Person, actor.Key, NameOf(actor), actor.IsActive, null, CompareRows.Of(Context.Rules, state, isLinked: false, []))
            {
                Asked = AskedValues.Rows(Context.Rules, asked.Zip(actor.Values.Skip(Context.Rules.Fields.Count + names.Count)).ToDictionary(one => one.First, one => one.Second)),
            };
        }
    }
}
