using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>Writes the CRM's rows past EF, many at once: a demo may have 100,000 companies.</summary>
internal sealed class DemoCrmRows(OwnDatabase database, ErpLinkDbContext context)
{
    private const string Author = "Demo";
    private const int AtOnce = 2000;

    private readonly Rows companies = new(
        "CrmCompanies", "Id", "Version", "UpdatedAt", "UpdatedBy", "Folded", "Name", "Number", "OrganisationNumber", "Street", "Zip", "City",
        "Country", "Phone", "Email", "Web", "Category", "PaymentTerm", "CreditLimit", "LastInvoice", "NoMailings", "Note");

    private readonly Rows persons = new(
        "CrmPersons", "Id", "Version", "UpdatedAt", "UpdatedBy", "Folded", "CompanyId", "FirstName", "LastName", "Title", "Phone", "Mobile", "Email");

    private readonly Rows projects = new(
        "CrmProjects", "Id", "Version", "UpdatedAt", "UpdatedBy", "Folded", "CompanyId", "Name", "Number", "Status", "StartDate", "EndDate", "Description");

    public async Task AddAsync(DemoCompany company, CancellationToken cancellationToken)
    {
        Add(company.Row);
        foreach (var person in company.Persons)
        {
            Add(person);
        }

        if (company.Undertaking is { } project)
        {
            Add(project);
        }

        if (companies.All.Count >= AtOnce)
        {
            await WriteAsync(cancellationToken);
        }
    }

    /// <summary>What has not been written yet.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var rows in new[] { companies, persons, projects })
        {
            await database.InsertAsync(context, rows.Table, rows.All, cancellationToken);
            rows.All.Clear();
        }
    }

    private void Add(CompanyRow row)
    {
        CrmTables.Companies.Fold(row);
        companies.Add(
            row.Id, row.Version, DemoCrmSide.Made.ToUnixTimeMilliseconds(), Author, row.Folded, row.Name, row.Number, row.OrganisationNumber, row.Street, row.Zip, row.City,
            row.Country, row.Phone, row.Email, row.Web, row.Category, row.PaymentTerm, row.CreditLimit, row.LastInvoice, row.NoMailings, row.Note);
    }

    private void Add(PersonRow row)
    {
        CrmTables.Persons.Fold(row);
        persons.Add(
            row.Id, row.Version, DemoCrmSide.Made.ToUnixTimeMilliseconds(), Author, row.Folded, row.CompanyId, row.FirstName, row.LastName, row.Title, row.Phone, row.Mobile, row.Email);
    }

    private void Add(ProjectRow row)
    {
        CrmTables.Projects.Fold(row);
        projects.Add(
            row.Id, row.Version, DemoCrmSide.Made.ToUnixTimeMilliseconds(), Author, row.Folded, row.CompanyId, row.Name, row.Number, row.Status, row.StartDate, row.EndDate, row.Description);
    }

    private sealed class Rows(string table, params string[] columns)
    {
        public BulkTable Table { get; } = new(table, columns);

        public List<object?[]> All { get; } = [];

        public void Add(params object?[] values) => All.Add(values);
    }
}
