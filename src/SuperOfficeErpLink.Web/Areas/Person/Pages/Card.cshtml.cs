using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Person.Pages;

public sealed class CardModel(CardForms forms, ErpLinkDbContext database, CrmTexts crm) : CardPage<PersonRow>(CrmTables.Persons, forms, crm)
{
    private readonly CrmTexts crm = crm;

    public CompanyOf? Company { get; private set; }

    protected override async Task<CardHead?> HeadAsync(CancellationToken cancellationToken)
    {
        if (await database.Persons.AsNoTracking().SingleOrDefaultAsync(row => row.Id == Id, cancellationToken) is not { } person)
        {
            return null;
        }

        Company = await database.Companies.Where(row => row.Id == person.CompanyId).Select(row => new CompanyOf(row.Id, row.Name)).SingleOrDefaultAsync(cancellationToken);
        return new CardHead(
            "user", CrmTables.Persons.Name(person), person.Title, [new CardTab(crm["Person.One"], $"~/person/{Id}", true)], person.UpdatedAt, person.UpdatedBy);
    }

    public sealed record CompanyOf(long Id, string Name);
}
