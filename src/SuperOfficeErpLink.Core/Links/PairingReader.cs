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
    Connection Connection, Link Company, IReadOnlyList<PairingRow> Rows, IReadOnlyList<FreeActor> Free, int? Next, bool ErpHasMore);

/// <summary>One free person of the company.</summary>
/// <param name="ErpKey">The actor chosen for it; null: left as it is.</param>
/// <param name="Match">For a suggestion.</param>
/// <param name="Comparison">With the chosen actor.</param>
/// <param name="HasDraft">The user has decided something for this person elsewhere and not saved it.</param>
public sealed record PairingRow(EntityRef Person, string Name, string? ErpKey, Match? Match, ActorComparison? Comparison, bool HasDraft);

public sealed record FreeActor(string Key, string Name, bool IsActive);

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
    /// <param name="chosen">What the user has chosen before, by person: an ERP key, or empty to leave it; others get their suggestion.</param>
    /// <exception cref="ConnectorException">When a system cannot be read.</exception>
    public async Task<PairingView?> LoadAsync(
        UserContext user, EntityRef company, Guid connectionId, int from, IReadOnlyDictionary<long, string> chosen, CancellationToken cancellationToken)
    {
        if (await FamilyAsync(user, company, connectionId, cancellationToken) is not { } family)
        {
            return null;
        }

        var (persons, next) = await FreePersonsAsync(family, from, cancellationToken);
        var (actors, hasMore) = await FreeActorsAsync(family, cancellationToken);
        var values = await CrmValuesAsync(family, [.. persons.Select(person => person.Entity.Id)], cancellationToken);
        var byKey = actors.ToDictionary(actor => actor.Key, StringComparer.Ordinal);
        var suggested = PairingMatches.Confident(
            family.Context.Rules, [.. persons.Where(person => values.ContainsKey(person.Entity.Id)).Select(person => (person.Entity, values[person.Entity.Id].Values))],
            [.. actors.Where(actor => actor.IsActive).Select(actor => (actor.Key, actor.Values))]);
        var drafted = await drafts.FindDraftedAsync(user.Id, EntityType.Person, [.. persons.Select(person => person.Entity.Id)], cancellationToken);
        var rows = new List<PairingRow>(persons.Count);
        foreach (var person in persons)
        {
            var suggestion = suggested.TryGetValue(person.Entity.Id, out var likely) ? likely : ((string ErpKey, Match Match)?)null;
            var key = chosen.TryGetValue(person.Entity.Id, out var decided) ? decided : suggestion?.ErpKey;
            var actor = key is not null ? byKey.GetValueOrDefault(key) : null;
            rows.Add(new PairingRow(
                person.Entity, person.Name, actor?.Key, suggestion is { } found && found.ErpKey == actor?.Key ? found.Match : null,
                actor is not null && values.TryGetValue(person.Entity.Id, out var entity) ? family.Compare(entity, actor) : null,
                drafted.Contains(person.Entity.Id)));
        }

        return new PairingView(
            family.Context.Connection, family.Company, rows,
            [.. actors.Select(actor => new FreeActor(actor.Key, family.NameOf(actor), actor.IsActive)).OrderBy(actor => actor.Name, StringComparer.CurrentCulture)],
            next, hasMore);
    }

    /// <summary>Both sides of pairs, read again; null for a pair of which one is not there, not under this company, or held by another.</summary>
    /// <exception cref="ConnectorException">When a system cannot be read.</exception>
    public async Task<IReadOnlyList<ActorComparison?>> CompareAsync(
        UserContext user, EntityRef company, Guid connectionId, IReadOnlyList<(long PersonId, string ErpKey)> pairs, CancellationToken cancellationToken)
    {
        if (await FamilyAsync(user, company, connectionId, cancellationToken) is not { } family)
        {
            return [.. pairs.Select(_ => (ActorComparison?)null)];
        }

        var keys = pairs.Select(pair => pair.ErpKey).Distinct(StringComparer.Ordinal).ToList();
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

        var ids = pairs.Select(pair => pair.PersonId).Distinct().ToList();
        var entities = await CrmValuesAsync(family, ids, cancellationToken);
        var companies = await crm.GetCompaniesOfAsync(ids, cancellationToken);
        return [.. pairs.Select(pair =>
            entities.TryGetValue(pair.PersonId, out var entity) && companies.GetValueOrDefault(pair.PersonId) == company.Id
                && actors.TryGetValue(pair.ErpKey, out var actor) && PersonParents.IsUnder(family.Context.Rules.Actor, actor, family.Company)
                ? family.Compare(entity, actor)
                : null)];
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
        return (await FreeAsync(family, page.Records, cancellationToken)).Count > 0;
    }

    private async Task<Family?> FamilyAsync(UserContext user, EntityRef company, Guid connectionId, CancellationToken cancellationToken)
    {
        var connection = await connections.FindAsync(connectionId, cancellationToken)
            ?? throw new AccessDeniedException($"Connection {connectionId} does not exist.");
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

    private async Task<(IReadOnlyList<ErpRecord> Actors, bool HasMore)> FreeActorsAsync(Family family, CancellationToken cancellationToken)
    {
        var free = new List<ErpRecord>();
        string? token = null;
        for (var pages = 0; pages < MostActors / Batch; pages++)
        {
            var request = new SearchRequest("", family.Actor, [], token, Batch);
            var page = await sessions.CallAsync(
                family.Context.Connection, (session, cancel) => session.SearchAsync(ActorType.Person, family.Fields, request, cancel), cancellationToken);
            free.AddRange(await FreeAsync(family, page.Records, cancellationToken));
            token = page.NextToken;
            if (token is null)
            {
                break;
            }
        }

        return (free, token is not null);
    }

    private async Task<IReadOnlyList<ErpRecord>> FreeAsync(Family family, IReadOnlyList<ErpRecord> actors, CancellationToken cancellationToken)
    {
        var held = await links.FindHoldersAsync(
            family.Context.Connection.Id, family.Context.Rules.Actor.KeySpace, [.. actors.Select(actor => actor.Key)], cancellationToken);
        return [.. actors.Where(actor => !held.ContainsKey(actor.Key))];
    }

    private async Task<Dictionary<long, ErpRecord>> CrmValuesAsync(Family family, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var read = await crm.GetAsync(EntityType.Person, family.Context.Rules.CrmFields, [.. ids.Select(id => new EntityRef(EntityType.Person, id).Key)], cancellationToken);
        return read.Found.ToDictionary(record => long.Parse(record.Key, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>A company's link with the rules its persons are linked by.</summary>
    private sealed record Family(LinkContext Context, Link Company, ActorRef Actor)
    {
        private readonly IReadOnlyList<string> names = ActorNames.FieldsOf(Context.Rules.Actor, Context.Rules.Mapping);

        /// <summary>The fields of the rules, then those of the name.</summary>
        public FieldSet Fields => new([.. Context.Rules.ErpFields.Keys, .. names]);

        public string NameOf(ErpRecord actor) => ActorNames.Of(actor.Key, actor.Values.Skip(Context.Rules.Fields.Count));

        public ActorComparison Compare(ErpRecord entity, ErpRecord actor)
        {
            var bases = new BasePair?[Context.Rules.Fields.Count];
            var state = new RecordState(entity.Values, actor.Values[..Context.Rules.Fields.Count], bases);
            return new ActorComparison(
                Context.Connection, ActorType.Person, actor.Key, NameOf(actor), actor.IsActive, null, CompareRows.Of(Context.Rules, state, isLinked: false, []));
        }
    }
}
