using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>The demo connection's configuration: what a first customer of a small finance system would choose.</summary>
public static class DemoMapping
{
    private const string Address = "address";
    private const string Origin = "SuperOffice";

    public static MappingDocument Document { get; } = new([Customer(), Supplier(), Person(), Undertaking()]);

    private static ActorMapping Customer() => Mapping(ActorType.Customer,
    [
        new("no", "number", Direction.ErpToCrm, ShowInSearch: true, ShowOnTab: true),
        .. NameAndAddress(),
        new("customer_group", "category", Direction.CrmToErp, FieldType.List, ShowOnTab: true, List: List(DemoLists.Categories)),
        PaymentTerm(),
        new("credit_limit", "creditlimit", Direction.ErpToCrm, FieldType.Decimal, ShowOnTab: true),
        new("balance", Type: FieldType.Decimal, ShowOnTab: true),
        new("last_invoice", "lastinvoice", Direction.ErpToCrm, FieldType.Date, ShowOnTab: true),
        .. WaysToReach(),
    ],
    [
        new("country", "DK"),
        new("customer_group", Mandatory: true),
        new("payment_term", "N14", Ask: true, Mandatory: true),
        new("credit_limit", "25000", Ask: true),
        new("credit_check", Ask: true),
        new("discount", "0", Ask: true, Mandatory: true),
        new("newsletter", "0", Ask: true),
        new("origin", Origin),
    ]);

    private static ActorMapping Supplier() => Mapping(ActorType.Supplier,
    [
        new("no", "number", Direction.ErpToCrm, ShowInSearch: true, ShowOnTab: true),
        .. NameAndAddress(),
        PaymentTerm(),
        new("our_account", ShowOnTab: true),
        new("balance", Type: FieldType.Decimal, ShowOnTab: true),
        new("last_invoice", "lastinvoice", Direction.ErpToCrm, FieldType.Date, ShowOnTab: true),
        .. WaysToReach(),
    ],
    [
        new("country", "DK"),
        new("payment_term", "N30"),
        new("our_account", Ask: true),
    ]);

    private static ActorMapping Person() => Mapping(ActorType.Person,
    [
        new("no", ShowInSearch: true, ShowOnTab: true),
        new("first_name", "firstname", Direction.Both, ShowInSearch: true),
        new("last_name", "lastname", Direction.Both, ShowInSearch: true),
        new("title", "title", Direction.Both, ShowInSearch: true, ShowOnTab: true),
        new("phone", "phone", Direction.Both, ShowOnTab: true, Normaliser: Normaliser.Phone),
        new("mobile", "mobile", Direction.Both, ShowOnTab: true, Normaliser: Normaliser.Phone),
        new("email", "email", Direction.Both, ShowInSearch: true, ShowOnTab: true),
    ]);

    private static ActorMapping Undertaking() => Mapping(ActorType.Project,
    [
        new("no", "number", Direction.ErpToCrm, ShowInSearch: true, ShowOnTab: true),
        new("name", "name", Direction.Both, ShowInSearch: true),
        new("status", "status", Direction.Both, FieldType.List, ShowInSearch: true, ShowOnTab: true, List: List(DemoLists.ProjectStatuses)),
        new("start_date", "startdate", Direction.Both, FieldType.Date, ShowOnTab: true),
        new("end_date", "enddate", Direction.Both, FieldType.Date, ShowOnTab: true),
    ],
    [
        new("status", "Planlagt"),
    ]);

    private static FieldMapping[] NameAndAddress() =>
    [
        new("name", "name", Direction.Both, ShowInSearch: true),
        new("street", "street", Direction.Both, ShowInSearch: true, Group: Address),
        new("zip", "zip", Direction.Both, ShowInSearch: true, Normaliser: Normaliser.Postcode, Group: Address),
        new("city", "city", Direction.Both, ShowInSearch: true, Group: Address),
        new("country", "country", Direction.Both, FieldType.List, Group: Address, List: List(DemoLists.Countries)),
        new("vat_no", "orgnr", Direction.Both, ShowInSearch: true, Normaliser: Normaliser.OrganisationNumber),
    ];

    private static FieldMapping[] WaysToReach() =>
    [
        new("phone", "phone", Direction.Both, ShowOnTab: true, Normaliser: Normaliser.Phone),
        new("email", "email", Direction.Both),
        new("web", "web", Direction.Both, Normaliser: Normaliser.Url),
    ];

    private static FieldMapping PaymentTerm() =>
        new("payment_term", "paymentterm", Direction.Both, FieldType.List, ShowOnTab: true, List: List(DemoLists.PaymentTerms));

    private static ListMapping List(DemoItem[] items) =>
        new([.. items.Where(item => item.Erp is not null).Select(item => new ListMappingItem(item.Crm, item.Erp!, item.WriteBack))]);

    private static ActorMapping Mapping(ActorType actor, FieldMapping[] fields, FieldDefault[]? defaults = null) =>
        new(actor, true, [.. fields.Select((field, rank) => field with { Rank = rank })], defaults);
}
