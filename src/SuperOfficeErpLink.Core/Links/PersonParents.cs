using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>What a person's link hangs below on a connection, or why the person cannot be linked there.</summary>
/// <param name="Company">The person's company in the CRM; null: it has none.</param>
public abstract record PersonParent(EntityRef? Company)
{
    /// <param name="Link">The company's.</param>
    /// <param name="Actor">As the ERP's persons name what they belong to: searches are limited to it.</param>
    public sealed record Linked(EntityRef? Company, Link Link, ActorRef Actor) : PersonParent(Company);

    /// <summary>The person belongs to no company.</summary>
    public sealed record NoCompany() : PersonParent((EntityRef?)null);

    /// <param name="HasDraft">The user has decided a link for the company and not saved it.</param>
    public sealed record CompanyNotLinked(EntityRef? Company, bool HasDraft) : PersonParent(Company);

    /// <summary>The company is linked to an actor of a type that has no persons in this ERP.</summary>
    public sealed record OtherActorType(EntityRef? Company, ActorType LinkedAs, ActorType Needed) : PersonParent(Company);

    /// <summary>The ERP cannot list the persons of one actor, so nothing keeps a person from being linked under the wrong one.</summary>
    public sealed record NoSearchByParent(EntityRef? Company) : PersonParent(Company);
}

/// <summary>A person can be linked only below its company's active link on the same connection.</summary>
public sealed class PersonParents(ICrm crm, ILinkStore links, IDraftStore drafts)
{
    /// <summary>Null for a record that is no person.</summary>
    /// <param name="description">Null: the ERP has never said what it offers.</param>
    /// <exception cref="ConnectorException">When the CRM cannot be reached.</exception>
    public async Task<PersonParent?> FindAsync(
        string userId, EntityRef entity, Connection connection, ErpDescription? description, CancellationToken cancellationToken)
    {
        if (entity.Type != EntityType.Person)
        {
            return null;
        }

        if (!(await crm.GetCompaniesOfAsync([entity.Id], cancellationToken)).TryGetValue(entity.Id, out var id))
        {
            return new PersonParent.NoCompany();
        }

        var company = new EntityRef(EntityType.Company, id);
        var link = (await links.ListAsync(company, cancellationToken)).FirstOrDefault(one => one.ConnectionId == connection.Id && one.State == LinkState.Active);
        return link is null
            ? new PersonParent.CompanyNotLinked(company, (await drafts.FindAsync(userId, company, cancellationToken))?.Draft.Find(connection.Id)?.Connect is not null)
            : Decide(company, link, description);
    }

    /// <summary>Whether persons can stand below a company's link. Pure.</summary>
    public static PersonParent Decide(EntityRef company, Link link, ErpDescription? description)
    {
        if (description?.Find(ActorType.Person) is not { } person)
        {
            return new PersonParent.Linked(company, link, new ActorRef(link.ActorType, link.ErpKey));
        }

        if (person.ParentType is not { } needed || !person.Can.HasFlag(Abilities.SearchByParent))
        {
            return new PersonParent.NoSearchByParent(company);
        }

        // Types that share records share their persons too: a partner's are also the customer's.
        return string.Equals(description.Find(needed)?.KeySpace ?? link.KeySpace, link.KeySpace, StringComparison.Ordinal)
            ? new PersonParent.Linked(company, link, new ActorRef(needed, link.ErpKey))
            : new PersonParent.OtherActorType(company, link.ActorType, needed);
    }

    /// <summary>True when the ERP says that a record belongs to the actor of a company's link. Pure.</summary>
    public static bool IsUnder(ActorTypeInfo person, ErpRecord record, Link company) =>
        record.Parent is { } parent && string.Equals(parent.Key, company.ErpKey, StringComparison.Ordinal)
        && (parent.Type == company.ActorType || parent.Type == person.ParentType);
}
