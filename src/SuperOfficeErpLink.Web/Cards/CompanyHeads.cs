using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Cards;

/// <summary>What every tab of a company's card shows above its own content.</summary>
public sealed class CompanyHeads(ErpLinkDbContext database, ErpTab erp)
{
    /// <summary>Null when there is no such company.</summary>
    public async Task<CompanyHead?> LoadAsync(long id, UserContext user, CancellationToken cancellationToken)
    {
        var hasErp = await erp.IsOfferedAsync(user, cancellationToken);
        return await database.Companies.AsNoTracking().Where(row => row.Id == id)
            .Select(row => new CompanyHead(
                row.Id, row.Name, row.Number, row.City, row.UpdatedAt, row.UpdatedBy,
                database.Links.Any(link => link.EntityType == EntityType.Company && link.EntityId == id && link.State == LinkState.Active),
                hasErp))
            .SingleOrDefaultAsync(cancellationToken);
    }
}

public sealed record CompanyHead(long Id, string Name, string Number, string City, DateTimeOffset UpdatedAt, string UpdatedBy, bool IsLinked, bool HasErp)
{
    public CardHead On(CompanyTab active, CrmTexts crm) =>
        new("buildings", Name, string.Join(" · ", new[] { Number, City }.Where(part => part.Length > 0)), Tabs(active, crm), UpdatedAt, UpdatedBy);

    private CardTab[] Tabs(CompanyTab active, CrmTexts crm) =>
    [
        new(crm["Company.One"], $"~/company/{Id}", active == CompanyTab.Card),
        new(crm["Person.Many"], $"~/company/{Id}/persons", active == CompanyTab.Persons),
        new(crm["Project.Many"], $"~/company/{Id}/projects", active == CompanyTab.Projects),
        .. HasErp ? [new CardTab(crm["Tab.Erp"], $"~/company/{Id}/erp", active == CompanyTab.Erp, IsLinked)] : Array.Empty<CardTab>(),
    ];
}

public enum CompanyTab
{
    Card, Persons, Projects, Erp,
}
