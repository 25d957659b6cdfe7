using System.Globalization;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>Companies, persons and projects as the CRM has them, each from its number alone.</summary>
internal static class DemoCrmSide
{
    public const int PersonsPerCompany = 3;
    public static readonly DateTimeOffset Made = new(2025, 6, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] Forms = ["ApS", "A/S", "A/S", "ApS", "I/S", "ApS"];

    public static CompanyRow Company(int id)
    {
        var random = new DemoRandom(1, (ulong)id);
        var isAbroad = random.Percent(6);
        var town = isAbroad ? random.Pick(DemoWords.Abroad) : random.Pick(DemoWords.Danish);
        var name = Name(random, town);
        var slug = Slug(name[..name.LastIndexOf(' ')]);
        return new CompanyRow
        {
            Id = id,
            Name = name,
            OrganisationNumber = OrganisationNumber(id, 0),
            Street = Street(random),
            Zip = town.Zip,
            City = town.Name,
            Country = town.Country,
            Phone = Phone(random, town.CallingCode),
            Email = $"info@{slug}.dk",
            Web = $"www.{slug}.dk",
            Category = random.Pick(Categories),
            PaymentTerm = random.Pick(PaymentTerms),
            NoMailings = random.Percent(10),
            Note = random.Percent(15) ? "Ønsker kontakt på mail. Sidste besøg gik godt." : "",
        };
    }

    public static IReadOnlyList<PersonRow> Persons(CompanyRow company)
    {
        var random = new DemoRandom(2, (ulong)company.Id);
        var host = company.Web.Length > 4 ? company.Web[4..] : "eksempel.dk";
        var persons = new PersonRow[PersonsPerCompany];
        for (var index = 0; index < persons.Length; index++)
        {
            var (first, last) = (random.Pick(DemoWords.FirstNames), random.Pick(DemoWords.LastNames));
            persons[index] = new PersonRow
            {
                Id = ((company.Id - 1) * PersonsPerCompany) + index + 1,
                CompanyId = company.Id,
                FirstName = first,
                LastName = last,
                Title = random.Pick(DemoWords.Titles),
                Phone = company.Phone,
                Mobile = Phone(random, "+45"),
                Email = $"{Slug(first)}.{Slug(last)}@{host}",
            };
        }

        return persons;
    }

    /// <summary>The first fifth of the companies have a project each, of the same number.</summary>
    public static ProjectRow? Undertaking(CompanyRow company, int companies)
    {
        if (company.Id > companies / 5)
        {
            return null;
        }

        var random = new DemoRandom(3, (ulong)company.Id);
        var start = new DateOnly(2024, 1, 8).AddDays(random.Below(500));
        var status = random.Pick(DemoLists.ProjectStatuses).Crm;
        return new ProjectRow
        {
            Id = company.Id,
            CompanyId = company.Id,
            Name = $"{random.Pick(DemoWords.Undertakings)} {start.Year.ToString(CultureInfo.InvariantCulture)}",
            Status = status,
            StartDate = start,
            EndDate = status == "done" ? start.AddDays(30 + random.Below(150)) : null,
            Description = random.Percent(30) ? "Aftalt på mødet i foråret." : "",
        };
    }

    /// <summary>Eight digits with a valid check digit, different for every number; <paramref name="half"/> 1 is for those the CRM does not know.</summary>
    public static string OrganisationNumber(int number, int half)
    {
        ReadOnlySpan<int> weights = [2, 7, 6, 5, 4, 3, 2];
        for (var candidate = 1_000_000 + ((int)(number * 48271L % 100_003) * 89) + (half * 45); ; candidate++)
        {
            var digits = candidate.ToString(CultureInfo.InvariantCulture);
            var sum = 0;
            for (var index = 0; index < weights.Length; index++)
            {
                sum += weights[index] * (digits[index] - '0');
            }

            var check = (11 - (sum % 11)) % 11;
            if (check < 10)
            {
                return digits + check.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    public static string Phone(DemoRandom random, string callingCode) =>
        $"{callingCode} {2 + random.Below(8)}{random.Digits(1)} {random.Digits(2)} {random.Digits(2)} {random.Digits(2)}";

    public static string Name(DemoRandom random, DemoTown town)
    {
        var form = random.Pick(Forms);
        return random.Below(5) switch
        {
            0 => $"{random.Pick(DemoWords.LastNames)} & {random.Pick(DemoWords.LastNames)} {form}",
            1 => $"{TownName(town)} {random.Pick(DemoWords.Trades)} {form}",
            2 => $"{random.Pick(DemoWords.LastNames)}s {random.Pick(DemoWords.Trades)} {form}",
            _ => $"{random.Pick(DemoWords.Stems)} {random.Pick(DemoWords.Trades)} {form}",
        };
    }

    public static string Street(DemoRandom random) =>
        $"{random.Pick(DemoWords.Streets)} {1 + random.Below(180)}{(random.Percent(15) ? random.Pick(["A", "B", "C"]) : "")}";

    private static readonly string[] Categories = ["customer", "customer", "customer", "customer", "vip", "public", "partner", "prospect"];

    private static readonly string[] PaymentTerms = ["net8", "net14", "net14", "net30", "net30", "month30", "cash"];

    /// <summary>København K is called København in a company's name.</summary>
    private static string TownName(DemoTown town) => town.Name.Split(' ') is [var first, { Length: 1 }] ? first : town.Name;

    private static string Slug(string name)
    {
        var text = new System.Text.StringBuilder(name.Length + 4);
        foreach (var letter in name.ToLowerInvariant())
        {
            text.Append(letter switch
            {
                'æ' => "ae",
                'ø' or 'ö' => "oe",
                'å' => "aa",
                >= 'a' and <= 'z' or >= '0' and <= '9' => letter.ToString(),
                _ => "",
            });
        }

        return text.ToString();
    }
}
