using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Cards;

/// <summary>What every tab of a record's card shows above its own content.</summary>
public sealed class CardHeads(ErpLinkDbContext database, ErpTab erp, CrmTexts crm)
{
    /// <summary>Null when there is no such record.</summary>
    public async Task<CardHead?> LoadAsync(EntityRef entity, CardPlace active, UserContext user, CancellationToken cancellationToken)
    {
        if (await FindAsync(entity, cancellationToken) is not { } record)
        {
            return null;
        }

        var hasErp = await erp.IsOfferedAsync(user, cancellationToken);
        var root = CardPaths.Of(entity);
        return new CardHead(
            record.Icon, record.Name, string.Join(" · ", new[] { record.Detail, record.Place }.Where(part => part.Length > 0)),
            [
                new(NameOf(entity.Type), $"~{root}", active == CardPlace.Card),
                .. entity.Type == EntityType.Company ? CompanyTabs(root, active) : [],
                .. hasErp ? [new CardTab(crm["Tab.Erp"], $"~{root}/erp", active == CardPlace.Erp, record.IsLinked)] : Array.Empty<CardTab>(),
            ],
            record.UpdatedAt, record.UpdatedBy, hasErp, await CompanyAsync(record.CompanyId, cancellationToken));
    }

    private string NameOf(EntityType type) => type switch
    {
        EntityType.Company => crm["Company.One"],
        EntityType.Person => crm["Person.One"],
        _ => crm["Project.One"],
    };

    private CardTab[] CompanyTabs(string root, CardPlace active) =>
    [
        new(crm["Person.Many"], $"~{root}/persons", active == CardPlace.Persons),
        new(crm["Project.Many"], $"~{root}/projects", active == CardPlace.Projects),
    ];

    private async Task<Summary?> FindAsync(EntityRef entity, CancellationToken cancellationToken)
    {
        var linked = database.Links.Where(link => link.EntityType == entity.Type && link.EntityId == entity.Id && link.State == LinkState.Active);
        return entity.Type switch
        {
            EntityType.Company => await database.Companies.Where(row => row.Id == entity.Id)
                .Select(row => new Summary("buildings", row.Name, row.Number, row.City, null, row.UpdatedAt, row.UpdatedBy, linked.Any()))
                .SingleOrDefaultAsync(cancellationToken),
            EntityType.Person => await database.Persons.Where(row => row.Id == entity.Id)
                .Select(row => new Summary("user", (row.FirstName + " " + row.LastName).Trim(), row.Title, "", row.CompanyId, row.UpdatedAt, row.UpdatedBy, linked.Any()))
                .SingleOrDefaultAsync(cancellationToken),
            EntityType.Project => await database.Projects.Where(row => row.Id == entity.Id)
                .Select(row => new Summary("kanban", row.Name, row.Number, "", row.CompanyId, row.UpdatedAt, row.UpdatedBy, linked.Any()))
                .SingleOrDefaultAsync(cancellationToken),
            _ => null,
        };
    }

    private async Task<CardCompany?> CompanyAsync(long? id, CancellationToken cancellationToken) => id is null
        ? null
        : await database.Companies.Where(row => row.Id == id).Select(row => new CardCompany(row.Id, row.Name)).SingleOrDefaultAsync(cancellationToken);

    private sealed record Summary(
        string Icon, string Name, string Detail, string Place, long? CompanyId, DateTimeOffset UpdatedAt, string UpdatedBy, bool IsLinked);
}

/// <summary>The tab of a card that is open.</summary>
public enum CardPlace
{
    Card, Persons, Projects, Erp,
}
