using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Companies of persons and projects as the built-in CRM has them.</summary>
public sealed class ParentLinkStore(IDbContextFactory<ErpLinkDbContext> contexts, ILinkStore links) : IParentLinks
{
    public async Task<Link?> FindAsync(EntityRef entity, Guid connectionId, CancellationToken cancellationToken)
    {
        if (await CompanyAsync(entity, cancellationToken) is not { } company)
        {
            return null;
        }

        var found = await links.ListAsync(new EntityRef(EntityType.Company, company), cancellationToken);
        return found.FirstOrDefault(link => link.ConnectionId == connectionId && link.State == LinkState.Active);
    }

    private async Task<long?> CompanyAsync(EntityRef entity, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return entity.Type switch
        {
            EntityType.Person => await context.Persons.Where(row => row.Id == entity.Id).Select(row => (long?)row.CompanyId).SingleOrDefaultAsync(cancellationToken),
            EntityType.Project => await context.Projects.Where(row => row.Id == entity.Id).Select(row => row.CompanyId).SingleOrDefaultAsync(cancellationToken),
            _ => null,
        };
    }
}
