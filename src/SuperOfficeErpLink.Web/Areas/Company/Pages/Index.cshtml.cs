using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Web.Cards;

namespace SuperOfficeErpLink.Web.Areas.Company.Pages;

public sealed class IndexModel(ErpLinkDbContext database) : ListPage<IndexModel.Row>
{
    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(
        database.Companies.Matching(Search).Linked(database, EntityType.Company, Linked)
            .OrderBy(row => row.Name).ThenBy(row => row.Id)
            .Select(row => new Row(
                row.Id, row.Name, row.Number, row.Zip + " " + row.City, row.Phone, database.ActiveLinks(EntityType.Company).Any(link => link.EntityId == row.Id))),
        cancellationToken);

    public sealed record Row(long Id, string Name, string Number, string City, string Phone, bool IsLinked);
}
