using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Moves;

/// <summary>A linked person with what its link hangs below.</summary>
public readonly record struct PersonUnder(long LinkId, EntityRef Person, long? ParentLinkId, ErpRecord? Actor);

/// <summary>Finds persons who moved in both systems to the same company: their links go along, for there is nothing to decide and nothing to write.</summary>
public sealed class PersonFamilies(ICrm crm, ILinkStore links)
{
    private static readonly IReadOnlyDictionary<long, long> Nobody = new Dictionary<long, long>();

    /// <summary>By link: the company's link that it hangs below from now on. Empty for records that are no persons; one look into each side for all of them.</summary>
    /// <exception cref="ConnectorException">When the CRM cannot be reached.</exception>
    public async Task<IReadOnlyDictionary<long, long>> FindTogetherAsync(LinkContext context, IReadOnlyList<PersonUnder> persons, CancellationToken cancellationToken)
    {
        var below = context.Rules.EntityType == EntityType.Person ? persons.Where(person => person is { ParentLinkId: not null, Actor.Parent: not null }).ToList() : [];
        if (below.Count == 0)
        {
            return Nobody;
        }

        var companies = await crm.GetCompaniesOfAsync([.. below.Select(person => person.Person.Id)], cancellationToken);
        var linked = (await links.ListAsync([.. companies.Values.Distinct().Select(id => new EntityRef(EntityType.Company, id))], cancellationToken))
            .Where(link => link.ConnectionId == context.Connection.Id && link.State == LinkState.Active).ToDictionary(link => link.Entity.Id);
        return below
            .Select(person => (person.LinkId, person.ParentLinkId, Company: companies.TryGetValue(person.Person.Id, out var id) ? linked.GetValueOrDefault(id) : null, person.Actor))
            .Where(one => one.Company is not null && one.Company.Id != one.ParentLinkId && PersonParents.IsUnder(context.Rules.Actor, one.Actor!, one.Company))
            .ToDictionary(one => one.LinkId, one => one.Company!.Id);
    }
}
