using System.Globalization;
using System.Text.Json;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>The connection to the demo ERP and the links that stand on it.</summary>
public static class DemoConnection
{
    public const string Name = "Demo ERP";
    public static readonly Guid Id = new("de300e29-0000-4000-8000-000000000001");
    private const int Version = 1;

    internal static void Add(ErpLinkDbContext context, DateTimeOffset now)
    {
        context.Connections.Add(new ConnectionRow
        {
            Id = Id, ConnectorId = "sql", Name = Name, Rank = 1, Active = true, Settings = Settings(), MappingVersion = Version, AutomaticSync = true, RowVersion = 1,
        });
        context.Access.Add(new AccessRow { ConnectionId = Id, Kind = "Everyone", CanConnect = true, CanCreate = true });
        context.MappingVersions.Add(new MappingVersionRow
        {
            ConnectionId = Id, Version = Version, At = now, By = "Demo", Why = "Demo", Json = DemoMapping.Document.ToJson(),
        });
    }

    internal static LinkRow Link(CompanyRow company, DemoAccount account, DateTimeOffset now) => new()
    {
        ConnectionId = Id,
        EntityType = EntityType.Company,
        EntityId = company.Id,
        ActorType = account.Type,
        KeySpace = account.Type == ActorType.Customer ? "customer" : "supplier",
        ErpKey = account.No,
        State = LinkState.Active,
        Snapshot = Snapshot(company, account),
        SnapshotMapping = Version,
        CrmVersion = company.Version.ToString(CultureInfo.InvariantCulture),
        ErpVersion = "1",
        CheckedAt = now,
        RowVersion = 1,
    };

    private static byte[] Snapshot(CompanyRow company, DemoAccount account)
    {
        var pairs = DemoMapping.Document.For(account.Type)!.Pairs;
        return SnapshotCodec.Encode([.. pairs.Select(mapped => (BasePair?)Base(mapped.Pair, company, account))]);
    }

    private static BasePair Base(FieldPair pair, CompanyRow company, DemoAccount account) =>
        new(CrmTables.Companies.Find(pair.Crm)!.Get(company), ErpText(account, pair.Erp));

    private static string ErpText(DemoAccount account, string field) => field switch
    {
        "no" => account.No,
        "name" => account.Name,
        "vat_no" => account.VatNo ?? "",
        "street" => account.Street ?? "",
        "zip" => account.Zip ?? "",
        "city" => account.City ?? "",
        "country" => account.Country ?? "",
        "phone" => account.Phone ?? "",
        "email" => account.Email ?? "",
        "web" => account.Web ?? "",
        "customer_group" => account.Group ?? "",
        "payment_term" => account.PaymentTerm ?? "",
        "credit_limit" => Canonical.Text(account.CreditLimit),
        "last_invoice" => Canonical.Text(account.LastInvoice),
        _ => throw new InvalidOperationException($"The demo's links have no value for {field}."),
    };

    private static string Settings() => JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["dialect"] = "sqlite", ["file"] = DemoErpFile.Name, ["definition"] = DemoFiles.Definition,
    });
}
