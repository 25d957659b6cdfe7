using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>Writes the CRM's rows past EF: a demo may have 100,000 companies.</summary>
internal sealed class DemoCrmRows(SqliteConnection connection, SqliteTransaction transaction) : IDisposable
{
    private const string Author = "Demo";

    private readonly BulkInsert companies = new(
        connection, transaction, "CrmCompanies", "Id", "Version", "UpdatedAt", "UpdatedBy", "Folded", "Name", "Number", "OrganisationNumber", "Street", "Zip", "City",
        "Country", "Phone", "Email", "Web", "Category", "PaymentTerm", "CreditLimit", "LastInvoice", "NoMailings", "Note");

    private readonly BulkInsert persons = new(
        connection, transaction, "CrmPersons", "Id", "Version", "UpdatedAt", "UpdatedBy", "Folded", "CompanyId", "FirstName", "LastName", "Title", "Phone", "Mobile", "Email");

    private readonly BulkInsert projects = new(
        connection, transaction, "CrmProjects", "Id", "Version", "UpdatedAt", "UpdatedBy", "Folded", "CompanyId", "Name", "Number", "Status", "StartDate", "EndDate", "Description");

    public void Write(DemoCompany company)
    {
        Write(company.Row);
        foreach (var person in company.Persons)
        {
            Write(person);
        }

        if (company.Undertaking is { } project)
        {
            Write(project);
        }
    }

    public void Dispose()
    {
        companies.Dispose();
        persons.Dispose();
        projects.Dispose();
    }

    private void Write(CompanyRow row)
    {
        CrmTables.Companies.Fold(row);
        companies.Run(
            row.Id, row.Version, DemoCrmSide.Made.ToUnixTimeMilliseconds(), Author, row.Folded, row.Name, row.Number, row.OrganisationNumber, row.Street, row.Zip, row.City,
            row.Country, row.Phone, row.Email, row.Web, row.Category, row.PaymentTerm, row.CreditLimit, row.LastInvoice, row.NoMailings, row.Note);
    }

    private void Write(PersonRow row)
    {
        CrmTables.Persons.Fold(row);
        persons.Run(
            row.Id, row.Version, DemoCrmSide.Made.ToUnixTimeMilliseconds(), Author, row.Folded, row.CompanyId, row.FirstName, row.LastName, row.Title, row.Phone, row.Mobile, row.Email);
    }

    private void Write(ProjectRow row)
    {
        CrmTables.Projects.Fold(row);
        projects.Run(
            row.Id, row.Version, DemoCrmSide.Made.ToUnixTimeMilliseconds(), Author, row.Folded, row.CompanyId, row.Name, row.Number, row.Status, row.StartDate, row.EndDate, row.Description);
    }
}
