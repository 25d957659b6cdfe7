using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>
/// The demo's companies in both systems, the same at every asking. The rule tests rely on: company n is linked to customer C(1000+n)
/// for n up to 35 and to supplier S(1000+n-35) for 36 to 40; 101 is like C1036 only, 102 like C1037 and C1038, 103 like none.
/// </summary>
internal sealed class DemoWorld(int companies)
{
    public const int Linked = 40;
    public const int LinkedCustomers = 35;
    private const int OneLike = 101;
    private const int TwoLike = 102;
    private const int NoneLike = 103;

    /// <summary>The linked ones first; their first account is the linked one.</summary>
    public IEnumerable<DemoCompany> Companies(DemoErpSide erp) => Order().Select(id => Company(id, erp));

    /// <summary>Those only the ERP has; to be asked for after the companies.</summary>
    public IEnumerable<DemoAccount> Strangers(DemoErpSide erp)
    {
        for (var number = 1; number <= companies / 5; number++)
        {
            yield return erp.Stranger(number, ActorType.Customer);
        }

        for (var number = 1; number <= companies / 12; number++)
        {
            yield return erp.Stranger(number, ActorType.Supplier);
        }
    }

    private IEnumerable<int> Order() =>
        Enumerable.Range(1, companies).OrderBy(id => id <= Linked ? 0 : id is OneLike or TwoLike ? 1 : 2);

    private DemoCompany Company(int id, DemoErpSide erp)
    {
        var row = DemoCrmSide.Company(id);
        Name(row);
        var persons = DemoCrmSide.Persons(row);
        var undertaking = DemoCrmSide.Undertaking(row, companies);
        var accounts = Accounts(row, erp);
        if (accounts.FindIndex(account => account.Type == ActorType.Customer) is var first and >= 0)
        {
            accounts[first] = erp.WithPersons(accounts[first], persons, exact: id <= Linked);
            accounts[first] = undertaking is null ? accounts[first] : erp.WithProject(accounts[first], undertaking, exact: id <= Linked);
        }

        if (id > OneLike + 2)
        {
            Forget(row);
        }

        return new DemoCompany(row, persons, undertaking, accounts);
    }

    private static List<DemoAccount> Accounts(CompanyRow row, DemoErpSide erp)
    {
        switch ((int)row.Id)
        {
            case <= LinkedCustomers:
                return [erp.Twin(row, ActorType.Customer)];
            case <= Linked:
                return [erp.Twin(row, ActorType.Supplier)];
            case OneLike:
                return [erp.Twin(row, ActorType.Customer, tell: false) with
                {
                    Name = $"{row.Name} A/S", Street = "Skt. Annæ Plads 12, 2. tv.", Phone = "98 44 12 37", Email = null, Web = $"https://{row.Web}",
                }];
            case TwoLike:
                return [erp.Twin(row, ActorType.Customer, tell: false), erp.Twin(row, ActorType.Customer, tell: false) with { VatNo = null, Phone = "98123457", Email = null }];
            case NoneLike:
                return [];
        }

        var accounts = new List<DemoAccount>();
        var random = new DemoRandom(9, (ulong)row.Id);
        var chance = random.Below(100);
        if (chance < 70)
        {
            accounts.Add(erp.Likeness(row, ActorType.Customer, 0));
        }

        if (chance < 10)
        {
            accounts.Add(erp.Likeness(row, ActorType.Customer, 1));
        }

        if (random.Percent(7))
        {
            accounts.Add(erp.Likeness(row, ActorType.Supplier, 0));
        }

        return accounts;
    }

    private static void Name(CompanyRow row)
    {
        (row.Name, row.Street, row.Zip, row.City, row.Country, row.Phone, row.Email, row.Web) = (int)row.Id switch
        {
            OneLike => ("Skagerrak Bådeværft", "Sankt Annæ Plads 12", "9990", "Skagen", "DK", "+45 98 44 12 36", "info@skagerrakbaadevaerft.dk", "www.skagerrakbaadevaerft.dk"),
            TwoLike => ("Havblik Badehotel ApS", "Østre Strandvej 41", "9990", "Skagen", "DK", "+45 98 12 34 56", "info@havblikbadehotel.dk", "www.havblikbadehotel.dk"),
            NoneLike => ("Qvistorp Zeppelinmuseum", "Ballonpladsen 1", "6500", "Vojens", "DK", "+45 74 54 20 01", "info@qvistorpzeppelin.dk", "www.qvistorpzeppelin.dk"),
            _ => (row.Name, row.Street, row.Zip, row.City, row.Country, row.Phone, row.Email, row.Web),
        };
    }

    /// <summary>The CRM does not know everything either.</summary>
    private static void Forget(CompanyRow row)
    {
        var random = new DemoRandom(10, (ulong)row.Id);
        row.Phone = DemoDifferences.Perhaps(random, 8, row.Phone) ?? "";
        row.Email = DemoDifferences.Perhaps(random, 10, row.Email) ?? "";
        row.Web = DemoDifferences.Perhaps(random, 12, row.Web) ?? "";
        row.OrganisationNumber = DemoDifferences.Perhaps(random, 10, row.OrganisationNumber) ?? "";
        row.PaymentTerm = DemoDifferences.Perhaps(random, 30, row.PaymentTerm) ?? "";
    }
}
