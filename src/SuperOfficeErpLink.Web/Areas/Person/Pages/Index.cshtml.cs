using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Web.Cards;

namespace SuperOfficeErpLink.Web.Areas.Person.Pages;

public sealed class IndexModel(ErpLinkDbContext database) : ListPage<IndexModel.Row>
{
    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(
        database.Persons.Matching(Search).Linked(database, EntityType.Person, Linked)
            .OrderBy(row => row.LastName).ThenBy(row => row.FirstName).ThenBy(row => row.Id)
            .Select(row => new Row(
                row.Id, (row.FirstName + " " + row.LastName).Trim(), row.Title,
                database.Companies.Where(company => company.Id == row.CompanyId).Select(company => company.Name).FirstOrDefault() ?? "", row.CompanyId,
                row.Phone, database.ActiveLinks(EntityType.Person).Any(link => link.EntityId == row.Id))),
        cancellationToken);

    public sealed record Row(long Id, string Name, string Title, string CompanyName, long CompanyId, string Phone, bool IsLinked);
}
