using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Areas.Company.Pages;

public sealed class PersonsModel(ErpLinkDbContext database, CardHeads heads) : PageModel
{
    private const int Most = 200;

    public CardHead Head { get; private set; } = null!;

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (await heads.LoadAsync(new EntityRef(EntityType.Company, id), CardPlace.Persons, User.ToContext(), cancellationToken) is not { } head)
        {
            return NotFound();
        }

        Head = head;
        Rows = await database.Persons.Where(row => row.CompanyId == id).OrderBy(row => row.LastName).ThenBy(row => row.FirstName).ThenBy(row => row.Id)
            .Take(Most).Select(row => new Row(row.Id, (row.FirstName + " " + row.LastName).Trim(), row.Title, row.Phone, row.Email)).ToListAsync(cancellationToken);
        return Page();
    }

    public sealed record Row(long Id, string Name, string Title, string Phone, string Email);
}
