using System.Globalization;
using System.Linq.Expressions;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.BuiltInCrm;

/// <summary>The built-in CRM's three kinds of record, field by field.</summary>
public static class CrmTables
{
    public const string CountryList = "country";
    public const string CategoryList = "category";
    public const string PaymentTermList = "paymentterm";
    public const string ProjectStatusList = "projectstatus";
    private const string Address = "address";

    public static CrmTable<CompanyRow> Companies { get; } = new(
        [
            Text<CompanyRow>(0, "name", LocalText.Of("Name", "Navn"), 100, row => row.Name, (row, text) => row.Name = text, mandatory: true),
            Text<CompanyRow>(1, "number", LocalText.Of("Number", "Nummer"), 50, row => row.Number, (row, text) => row.Number = text),
            Text<CompanyRow>(2, "orgnr", LocalText.Of("VAT no.", "CVR-nr."), 30, row => row.OrganisationNumber, (row, text) => row.OrganisationNumber = text),
            Text<CompanyRow>(3, "street", LocalText.Of("Street", "Gade"), 80, row => row.Street, (row, text) => row.Street = text, group: Address),
            Text<CompanyRow>(4, "zip", LocalText.Of("Postcode", "Postnr."), 12, row => row.Zip, (row, text) => row.Zip = text, group: Address),
            Text<CompanyRow>(5, "city", LocalText.Of("City", "By"), 60, row => row.City, (row, text) => row.City = text, group: Address),
            List<CompanyRow>(6, "country", LocalText.Of("Country", "Land"), CountryList, row => row.Country, (row, key) => row.Country = key, Address),
            Text<CompanyRow>(7, "phone", LocalText.Of("Phone", "Telefon"), 40, row => row.Phone, (row, text) => row.Phone = text),
            Text<CompanyRow>(8, "email", LocalText.Of("E-mail", "E-mail"), 100, row => row.Email, (row, text) => row.Email = text),
            Text<CompanyRow>(9, "web", LocalText.Of("Website", "Hjemmeside"), 100, row => row.Web, (row, text) => row.Web = text),
            List<CompanyRow>(10, "category", LocalText.Of("Category", "Kategori"), CategoryList, row => row.Category, (row, key) => row.Category = key),
            List<CompanyRow>(11, "paymentterm", LocalText.Of("Payment terms", "Betalingsbetingelse"), PaymentTermList, row => row.PaymentTerm, (row, key) => row.PaymentTerm = key),
            Decimal<CompanyRow>(12, "creditlimit", LocalText.Of("Credit limit", "Kreditmaksimum"), row => row.CreditLimit, (row, number) => row.CreditLimit = number),
            Date<CompanyRow>(13, "lastinvoice", LocalText.Of("Last invoice", "Seneste faktura"), row => row.LastInvoice, (row, date) => row.LastInvoice = date),
            Checkbox<CompanyRow>(14, "nomailings", LocalText.Of("No mailings", "Ingen reklamer"), row => row.NoMailings, (row, yes) => row.NoMailings = yes),
            Text<CompanyRow>(15, "note", LocalText.Of("Note", "Note"), 4000, row => row.Note, (row, text) => row.Note = text),
        ],
        row => row.Name,
        _ => null,
        row => Folding.Fold(row.Name, row.Number, row.OrganisationNumber, row.Street, row.Zip, row.City, row.Phone, row.Email));

    public static CrmTable<PersonRow> Persons { get; } = new(
        [
            Text<PersonRow>(0, "firstname", LocalText.Of("First name", "Fornavn"), 50, row => row.FirstName, (row, text) => row.FirstName = text),
            Text<PersonRow>(1, "lastname", LocalText.Of("Last name", "Efternavn"), 50, row => row.LastName, (row, text) => row.LastName = text, mandatory: true),
            Text<PersonRow>(2, "title", LocalText.Of("Title", "Titel"), 60, row => row.Title, (row, text) => row.Title = text),
            Text<PersonRow>(3, "phone", LocalText.Of("Phone", "Telefon"), 40, row => row.Phone, (row, text) => row.Phone = text),
            Text<PersonRow>(4, "mobile", LocalText.Of("Mobile", "Mobil"), 40, row => row.Mobile, (row, text) => row.Mobile = text),
            Text<PersonRow>(5, "email", LocalText.Of("E-mail", "E-mail"), 100, row => row.Email, (row, text) => row.Email = text),
        ],
        row => $"{row.FirstName} {row.LastName}".Trim(),
        row => ParentCompany(row.CompanyId),
        row => Folding.Fold(row.FirstName, row.LastName, row.Title, row.Phone, row.Mobile, row.Email));

    public static CrmTable<ProjectRow> Projects { get; } = new(
        [
            Text<ProjectRow>(0, "name", LocalText.Of("Name", "Navn"), 100, row => row.Name, (row, text) => row.Name = text, mandatory: true),
            Text<ProjectRow>(1, "number", LocalText.Of("Number", "Nummer"), 50, row => row.Number, (row, text) => row.Number = text),
            List<ProjectRow>(2, "status", LocalText.Of("Status", "Status"), ProjectStatusList, row => row.Status, (row, key) => row.Status = key),
            Date<ProjectRow>(3, "startdate", LocalText.Of("Start date", "Startdato"), row => row.StartDate, (row, date) => row.StartDate = date),
            Date<ProjectRow>(4, "enddate", LocalText.Of("End date", "Slutdato"), row => row.EndDate, (row, date) => row.EndDate = date),
            Text<ProjectRow>(5, "description", LocalText.Of("Description", "Beskrivelse"), 4000, row => row.Description, (row, text) => row.Description = text),
        ],
        row => row.Name,
        row => row.CompanyId is { } company ? ParentCompany(company) : null,
        row => Folding.Fold(row.Name, row.Number));

    internal static ActorRef ParentCompany(long id) => new ActorRef(ActorType.None, id.ToString(CultureInfo.InvariantCulture));

    private static CrmField<TRow> Text<TRow>(
        int rank, string key, LocalText name, int length, Expression<Func<TRow, string>> get, Action<TRow, string> set, bool mandatory = false, string? group = null)
        where TRow : CrmRow =>
        new(Info(rank, key, name, FieldType.Text) with
        {
            MaxLength = length,
            Access = mandatory ? FieldAccess.Mandatory : FieldAccess.Normal,
            Group = group,
        }, Property(get), get.Compile(), set, stored => (string)stored);

    private static CrmField<TRow> List<TRow>(
        int rank, string key, LocalText name, string list, Expression<Func<TRow, string>> get, Action<TRow, string> set, string? group = null)
        where TRow : CrmRow =>
        new(Info(rank, key, name, FieldType.List) with { List = list, Group = group }, Property(get), get.Compile(), set, stored => (string)stored);

    private static CrmField<TRow> Decimal<TRow>(int rank, string key, LocalText name, Expression<Func<TRow, decimal?>> get, Action<TRow, decimal?> set)
        where TRow : CrmRow
    {
        var read = get.Compile();
        return new(
            Info(rank, key, name, FieldType.Decimal) with { Decimals = 2 }, Property(get), row => Canonical.Text(read(row)),
            (row, text) => set(row, Canonical.ParseDecimal(text)), Canonical.Number);
    }

    private static CrmField<TRow> Date<TRow>(int rank, string key, LocalText name, Expression<Func<TRow, DateOnly?>> get, Action<TRow, DateOnly?> set)
        where TRow : CrmRow
    {
        var read = get.Compile();
        return new(
            Info(rank, key, name, FieldType.Date), Property(get), row => Canonical.Text(read(row)), (row, text) => set(row, Canonical.ParseDate(text)),
            Canonical.Date);
    }

    private static CrmField<TRow> Checkbox<TRow>(int rank, string key, LocalText name, Expression<Func<TRow, bool>> get, Action<TRow, bool> set)
        where TRow : CrmRow
    {
        var read = get.Compile();
        return new(
            Info(rank, key, name, FieldType.Checkbox), Property(get), row => Canonical.Text(read(row)), (row, text) => set(row, text == "1"),
            stored => Canonical.Text(Convert.ToBoolean(stored, CultureInfo.InvariantCulture)));
    }

    private static string Property<TRow, TValue>(Expression<Func<TRow, TValue>> get) => ((MemberExpression)get.Body).Member.Name;

    private static FieldInfo Info(int rank, string key, LocalText name, FieldType type) =>
        new(key, name, null, type, FieldAccess.Normal, 0, null, null, null, false, null, null, rank, []);
}
