using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Web.Cards;

namespace SuperOfficeErpLink.Web.Areas.Project.Pages;

public sealed class IndexModel(ErpLinkDbContext database) : ListPage<IndexModel.Row>
{
    public IReadOnlyList<ListItem> Statuses { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Statuses = await CrmLists.ReadAsync(database, CrmTables.ProjectStatusList, cancellationToken);
        await LoadAsync(
            database.Projects.Matching(Search).Linked(database, EntityType.Project, Linked)
                .OrderBy(row => row.Name).ThenBy(row => row.Id)
                .Select(row => new Row(
                    row.Id, row.Name, row.Number, row.Status,
                    database.Companies.Where(company => company.Id == row.CompanyId).Select(company => company.Name).FirstOrDefault() ?? "", row.CompanyId,
                    database.ActiveLinks(EntityType.Project).Any(link => link.EntityId == row.Id))),
            cancellationToken);
    }

    public sealed record Row(long Id, string Name, string Number, string Status, string CompanyName, long? CompanyId, bool IsLinked);
}
