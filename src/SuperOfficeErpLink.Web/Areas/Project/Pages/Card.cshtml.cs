using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Project.Pages;

public sealed class CardModel(CardForms forms, ErpLinkDbContext database, CrmTexts crm) : CardPage<ProjectRow>(CrmTables.Projects, forms, crm)
{
    private readonly CrmTexts crm = crm;

    public CompanyOf? Company { get; private set; }

    protected override async Task<CardHead?> HeadAsync(CancellationToken cancellationToken)
    {
        if (await database.Projects.AsNoTracking().SingleOrDefaultAsync(row => row.Id == Id, cancellationToken) is not { } project)
        {
            return null;
        }

        Company = await database.Companies.Where(row => row.Id == project.CompanyId).Select(row => new CompanyOf(row.Id, row.Name)).SingleOrDefaultAsync(cancellationToken);
        return new CardHead(
            "kanban", project.Name, project.Number, [new CardTab(crm["Project.One"], $"~/project/{Id}", true)], project.UpdatedAt, project.UpdatedBy);
    }

    public sealed record CompanyOf(long Id, string Name);
}
