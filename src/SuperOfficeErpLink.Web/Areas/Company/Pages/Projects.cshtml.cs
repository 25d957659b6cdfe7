using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Areas.Company.Pages;

public sealed class ProjectsModel(ErpLinkDbContext database, CardHeads heads) : PageModel
{
    private const int Most = 200;

    public CardHead Head { get; private set; } = null!;

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public IReadOnlyList<ListItem> Statuses { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (await heads.LoadAsync(new EntityRef(EntityType.Company, id), CardPlace.Projects, User.ToContext(), cancellationToken) is not { } head)
        {
            return NotFound();
        }

        Head = head;
        Statuses = await CrmLists.ReadAsync(database, CrmTables.ProjectStatusList, cancellationToken);
        Rows = await database.Projects.Where(row => row.CompanyId == id).OrderBy(row => row.Name).ThenBy(row => row.Id)
            .Take(Most).Select(row => new Row(row.Id, row.Name, row.Number, row.Status)).ToListAsync(cancellationToken);
        return Page();
    }

    public sealed record Row(long Id, string Name, string Number, string Status);
}
