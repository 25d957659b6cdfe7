using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>The lists of both sides, and which item is which. Some have no counterpart on purpose: such things happen.</summary>
internal static class DemoLists
{
    /// <summary>CRM key, English, Danish, the ERP's code or null.</summary>
    public static readonly DemoItem[] Countries =
    [
        new("DK", "Denmark", "Danmark", "DK"), new("SE", "Sweden", "Sverige", "SE"), new("NO", "Norway", "Norge", "NO"), new("DE", "Germany", "Tyskland", "DE"),
        new("NL", "Netherlands", "Nederlandene", "NL"), new("FI", "Finland", "Finland", "FI"), new("GB", "United Kingdom", "Storbritannien", "GB"),
        new("FO", "Faroe Islands", "Færøerne", null), new("GL", "Greenland", "Grønland", null),
    ];

    public static readonly DemoItem[] Categories =
    [
        new("customer", "Customer", "Kunde", "ERHV"), new("vip", "Key customer", "Nøglekunde", "NOEGLE"), new("public", "Public sector", "Offentlig", "OFF"),
        new("partner", "Partner", "Partner", "FORH"), new("prospect", "Prospect", "Kundeemne", "ERHV", WriteBack: false),
        new("supplier", "Supplier", "Leverandør", null), new("competitor", "Competitor", "Konkurrent", null),
    ];

    public static readonly DemoItem[] PaymentTerms =
    [
        new("net8", "Net 8 days", "Netto 8 dage", "N8"), new("net14", "Net 14 days", "Netto 14 dage", "N14"), new("net30", "Net 30 days", "Netto 30 dage", "N30"),
        new("month30", "Current month + 30 days", "Løbende måned + 30 dage", "LM30"), new("cash", "Cash", "Kontant", "KON"), new("prepaid", "Prepaid", "Forudbetaling", null),
    ];

    /// <summary>The ERP has no list of them: it holds the Danish words.</summary>
    public static readonly DemoItem[] ProjectStatuses =
    [
        new("planned", "Planned", "Planlagt", "Planlagt"), new("active", "Active", "I gang", "I gang"),
        new("onhold", "On hold", "På hold", "På hold"), new("done", "Finished", "Afsluttet", "Afsluttet"),
    ];

    public static readonly (string Code, string Name, bool Inactive)[] ErpGroups =
    [
        ("ERHV", "Erhverv", false), ("NOEGLE", "Nøglekunder", false), ("OFF", "Offentlig", false), ("FORH", "Forhandlere", false), ("INT", "Intern", false), ("GML", "Gamle kunder", true),
    ];

    public static readonly (string Code, string Name, bool Inactive)[] ErpPaymentTerms =
    [
        ("N8", "Netto 8 dage", false), ("N14", "Netto 14 dage", false), ("N30", "Netto 30 dage", false), ("LM30", "Løbende måned + 30 dage", false),
        ("KON", "Kontant", false), ("N60", "Netto 60 dage", true),
    ];

    public static IEnumerable<CrmListItemRow> Rows() =>
        Rows(CrmTables.CountryList, Countries).Concat(Rows(CrmTables.CategoryList, Categories))
            .Concat(Rows(CrmTables.PaymentTermList, PaymentTerms)).Concat(Rows(CrmTables.ProjectStatusList, ProjectStatuses));

    /// <summary>The ERP's code of a CRM item; the item must have one.</summary>
    public static string Erp(DemoItem[] list, string crm) => list.First(item => item.Crm == crm).Erp!;

    private static IEnumerable<CrmListItemRow> Rows(string list, DemoItem[] items) =>
        items.Select((item, rank) => new CrmListItemRow { List = list, Key = item.Crm, NameEn = item.English, NameDa = item.Danish, Rank = rank });
}

internal sealed record DemoItem(string Crm, string English, string Danish, string? Erp, bool WriteBack = true);
