using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>Customers, suppliers and what belongs to them as the ERP has them. Numbers are given out in the order of asking.</summary>
internal sealed class DemoErpSide
{
    private static readonly string[] Groups = ["ERHV", "ERHV", "ERHV", "NOEGLE", "OFF", "FORH"];
    private static readonly string[] PaymentTerms = ["N8", "N14", "N14", "N30", "N30", "LM30", "KON"];
    private int customers = 1000;
    private int suppliers = 1000;
    private int persons = 1000;
    private int projects = 1000;

    /// <summary>Agrees with the company to the letter in every mapped field.</summary>
    /// <param name="tell">The company gets what the ERP owns, as if it were linked.</param>
    public DemoAccount Twin(CompanyRow company, ActorType type, bool tell = true)
    {
        var random = new DemoRandom(4, (ulong)company.Id);
        var account = Base(random, type) with
        {
            Name = company.Name,
            VatNo = company.OrganisationNumber,
            Street = company.Street,
            Zip = company.Zip,
            City = company.City,
            Country = DemoLists.Erp(DemoLists.Countries, company.Country),
            Phone = company.Phone,
            Email = company.Email,
            Web = company.Web,
            PaymentTerm = DemoLists.Erp(DemoLists.PaymentTerms, company.PaymentTerm),
            Group = type == ActorType.Customer ? DemoLists.Erp(DemoLists.Categories, company.Category) : null,
        };
        if (tell)
        {
            (company.Number, company.LastInvoice, company.CreditLimit) = (account.No, account.LastInvoice, account.CreditLimit);
        }

        return account;
    }

    /// <summary>The same company as someone else wrote it.</summary>
    public DemoAccount Likeness(CompanyRow company, ActorType type, int number)
    {
        var random = new DemoRandom(5, ((ulong)number << 32) + (ulong)company.Id);
        return Base(random, type) with
        {
            Name = DemoDifferences.Name(random, company.Name),
            VatNo = number == 0 ? DemoDifferences.Perhaps(random, 12, DemoDifferences.VatNo(random, company.OrganisationNumber)) : null,
            Street = DemoDifferences.Perhaps(random, 6, DemoDifferences.Street(random, company.Street)),
            Zip = company.Zip,
            City = company.City,
            Country = DemoDifferences.Perhaps(random, 10, DemoLists.Erp(DemoLists.Countries, company.Country)),
            Phone = DemoDifferences.Perhaps(random, 12, DemoDifferences.Phone(random, company.Phone)),
            Email = DemoDifferences.Perhaps(random, 15, DemoDifferences.Email(random, company.Email)),
            Web = DemoDifferences.Perhaps(random, 25, DemoDifferences.Web(random, company.Web)),
            Inactive = random.Percent(3),
        };
    }

    /// <summary>A customer or supplier the CRM does not have.</summary>
    public DemoAccount Stranger(int number, ActorType type)
    {
        var random = new DemoRandom(6, ((ulong)type << 32) + (ulong)number);
        var town = random.Percent(6) ? random.Pick(DemoWords.Abroad) : random.Pick(DemoWords.Danish);
        return Base(random, type) with
        {
            Name = DemoCrmSide.Name(random, town),
            VatNo = DemoCrmSide.OrganisationNumber(type == ActorType.Customer ? number : 50_000 + number, 1),
            Street = DemoCrmSide.Street(random),
            Zip = town.Zip,
            City = town.Name,
            Country = town.Country,
            Phone = DemoDifferences.Phone(random, DemoCrmSide.Phone(random, town.CallingCode)),
            Inactive = random.Percent(5),
        };
    }

    public DemoAccount WithPersons(DemoAccount account, IReadOnlyList<PersonRow> rows, bool exact)
    {
        var random = new DemoRandom(7, (ulong)rows[0].Id);
        var copies = new List<DemoErpPerson>(rows.Count);
        foreach (var row in rows)
        {
            if (exact)
            {
                copies.Add(new DemoErpPerson(No('P', ++persons), row.FirstName, row.LastName, row.Title, row.Phone, row.Mobile, row.Email, false));
            }
            else if (random.Percent(65))
            {
                copies.Add(new DemoErpPerson(
                    No('P', ++persons), row.FirstName, row.LastName, DemoDifferences.Perhaps(random, 40, row.Title), DemoDifferences.Perhaps(random, 40, row.Phone),
                    DemoDifferences.Perhaps(random, 10, DemoDifferences.Phone(random, row.Mobile)), DemoDifferences.Perhaps(random, 15, row.Email), random.Percent(3)));
            }
        }

        return account with { Persons = copies };
    }

    public DemoAccount WithProject(DemoAccount account, ProjectRow row, bool exact)
    {
        var random = new DemoRandom(8, (ulong)row.Id);
        if (!exact && random.Percent(30))
        {
            return account;
        }

        var no = No('J', ++projects);
        row.Number = exact ? no : "";
        var start = exact || random.Percent(70) ? row.StartDate : row.StartDate?.AddDays(7);
        return account with { Undertaking = new DemoErpProject(no, row.Name, DemoLists.Erp(DemoLists.ProjectStatuses, row.Status), start, row.EndDate) };
    }

    private static string No(char prefix, int number) => prefix + number.ToString(CultureInfo.InvariantCulture);

    private DemoAccount Base(DemoRandom random, ActorType type)
    {
        var isCustomer = type == ActorType.Customer;
        return new DemoAccount
        {
            Type = type,
            No = isCustomer ? No('C', ++customers) : No('S', ++suppliers),
            Name = "",
            Group = isCustomer ? random.Pick(Groups) : null,
            PaymentTerm = random.Pick(PaymentTerms),
            CreditLimit = isCustomer ? 5_000L * (1 + random.Below(40)) : null,
            Balance = random.Below(9_000_000) / 100m,
            LastInvoice = new DateOnly(2025, 5, 28).AddDays(-random.Below(600)),
            Newsletter = random.Percent(30),
        };
    }
}
