namespace SuperOfficeErpLink.Storage.Model;

/// <summary>What every record of the built-in CRM has.</summary>
public abstract class CrmRow
{
    public long Id { get; set; }

    /// <summary>Grows by one with every change.</summary>
    public long Version { get; set; } = 1;

    public DateTimeOffset UpdatedAt { get; set; }

    public string UpdatedBy { get; set; } = "";

    /// <summary>The searchable text without case; see <see cref="BuiltInCrm.Folding"/>.</summary>
    public string Folded { get; set; } = "";
}

public sealed class CompanyRow : CrmRow
{
    public string Name { get; set; } = "";

    public string Number { get; set; } = "";

    public string OrganisationNumber { get; set; } = "";

    public string Street { get; set; } = "";

    public string Zip { get; set; } = "";

    public string City { get; set; } = "";

    /// <summary>Key in the list "country".</summary>
    public string Country { get; set; } = "";

    public string Phone { get; set; } = "";

    public string Email { get; set; } = "";

    public string Web { get; set; } = "";

    /// <summary>Key in the list "category".</summary>
    public string Category { get; set; } = "";

    /// <summary>Key in the list "paymentterm".</summary>
    public string PaymentTerm { get; set; } = "";

    public decimal? CreditLimit { get; set; }

    public DateOnly? LastInvoice { get; set; }

    public bool NoMailings { get; set; }

    public string Note { get; set; } = "";
}

public sealed class PersonRow : CrmRow
{
    public long CompanyId { get; set; }

    public string FirstName { get; set; } = "";

    public string LastName { get; set; } = "";

    public string Title { get; set; } = "";

    public string Phone { get; set; } = "";

    public string Mobile { get; set; } = "";

    public string Email { get; set; } = "";
}

public sealed class ProjectRow : CrmRow
{
    public long? CompanyId { get; set; }

    public string Name { get; set; } = "";

    public string Number { get; set; } = "";

    /// <summary>Key in the list "projectstatus".</summary>
    public string Status { get; set; } = "";

    public DateOnly? StartDate { get; set; }

    public DateOnly? EndDate { get; set; }

    public string Description { get; set; } = "";
}

/// <summary>An item of one of the built-in CRM's lists.</summary>
public sealed class CrmListItemRow
{
    public string List { get; set; } = "";

    public string Key { get; set; } = "";

    public string NameEn { get; set; } = "";

    public string NameDa { get; set; } = "";

    public int Rank { get; set; }
}
