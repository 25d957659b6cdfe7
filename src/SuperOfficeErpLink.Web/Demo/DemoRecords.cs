using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>A CRM company with what belongs to it, and what the ERP has of it.</summary>
internal sealed record DemoCompany(CompanyRow Row, IReadOnlyList<PersonRow> Persons, ProjectRow? Undertaking, IReadOnlyList<DemoAccount> Accounts);

/// <summary>A customer or supplier of the ERP with what belongs to it. Blank is null.</summary>
internal sealed record DemoAccount
{
    public required ActorType Type { get; init; }

    public required string No { get; init; }

    public required string Name { get; init; }

    public string? VatNo { get; init; }

    public string? Street { get; init; }

    public string? Zip { get; init; }

    public string? City { get; init; }

    public string? Country { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? Web { get; init; }

    public string? Group { get; init; }

    public string? PaymentTerm { get; init; }

    public long? CreditLimit { get; init; }

    public decimal Balance { get; init; }

    public DateOnly? LastInvoice { get; init; }

    public bool Newsletter { get; init; }

    public bool Inactive { get; init; }

    public IReadOnlyList<DemoErpPerson> Persons { get; init; } = [];

    public DemoErpProject? Undertaking { get; init; }
}

internal sealed record DemoErpPerson(string No, string? FirstName, string LastName, string? Title, string? Phone, string? Mobile, string? Email, bool Inactive);

internal sealed record DemoErpProject(string No, string Name, string? Status, DateOnly? Start, DateOnly? End);
