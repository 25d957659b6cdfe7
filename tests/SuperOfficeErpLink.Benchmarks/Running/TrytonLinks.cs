using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Tryton;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Protection;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>Our database with a connection to Tryton and a company linked to each of the parties, all in agreement.</summary>
internal sealed class TrytonLinks(string folder)
{
    private const int Version = 1;
    private const string PasswordSetting = "password";
    private static readonly Guid Connection = new("7c1f7a6e-5d8f-4a57-9b9b-0f3c50b0a001");

    private static readonly ActorMapping Customers = new(ActorType.Customer, Enabled: true,
    [
        new("name", "name", Direction.Both), new("street", "street", Direction.Both, Group: "address"), new("postal_code", "zip", Direction.Both, Group: "address"),
        new("city", "city", Direction.Both, Group: "address"), new("phone", "phone", Direction.Both), new("email", "email", Direction.Both), new("website", "web", Direction.Both),
    ]);

    private OurSide Ours { get; } = OurSide.Of(folder);

    private SecretProtector Protector { get; } = new(new EphemeralDataProtectionProvider());

    public SyncEngine Engine() => new(folder, Ours, Protector);

    public async Task MakeAsync(TrytonParties parties, CancellationToken cancellationToken)
    {
        await using var context = Ours.CreateDbContext();
        await context.Database.MigrateAsync(cancellationToken);
        AddConnection(context, parties.AllSettings);
        for (var number = 0; number < parties.Ids.Count; number++)
        {
            var company = new CompanyRow { Id = number + 1, UpdatedAt = DateTimeOffset.UtcNow };
            Fill(company, TrytonParties.Texts(number, 0));
            context.Companies.Add(company);
            context.Links.Add(Link(company, TrytonParties.Key(parties.Ids[number])));
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>All companies edited in the CRM.</summary>
    public async Task EditAsync(int change, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = Ours.CreateDbContext();
        await foreach (var company in context.Companies.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            Fill(company, TrytonParties.Texts((int)company.Id - 1, change));
            (company.Version, company.UpdatedAt) = (company.Version + 1, at);
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    private void AddConnection(ErpLinkDbContext context, Dictionary<string, string> settings)
    {
        var plain = settings.Where(setting => setting.Key != PasswordSetting).ToDictionary(StringComparer.Ordinal);
        var secrets = settings.Where(setting => setting.Key == PasswordSetting).ToDictionary(StringComparer.Ordinal);
        context.Connections.Add(new ConnectionRow
        {
            Id = Connection, ConnectorId = TrytonConnector.Id, Name = "Tryton", Rank = 1, Active = true, MappingVersion = Version, RowVersion = 1,
            Settings = JsonSerializer.Serialize(plain), Secrets = Protector.Protect(Connection, SecretProtector.Target(plain), secrets),
        });
        context.MappingVersions.Add(new MappingVersionRow
        {
            ConnectionId = Connection, Version = Version, At = DateTimeOffset.UtcNow, By = "Benchmark", Why = "Benchmark", Json = new MappingDocument([Customers]).ToJson(),
        });
    }

    private static LinkRow Link(CompanyRow company, string key) => new()
    {
        Id = company.Id, ConnectionId = Connection, EntityType = EntityType.Company, EntityId = company.Id, ActorType = ActorType.Customer, KeySpace = "party", ErpKey = key,
        State = LinkState.Active, SnapshotMapping = Version, RowVersion = 1,
        Snapshot = SnapshotCodec.Encode([.. Customers.Pairs.Select(mapped => CrmTables.Companies.Find(mapped.Pair.Crm)!.Get(company)).Select(text => (BasePair?)new BasePair(text, text))]),
    };

    private static void Fill(CompanyRow company, Dictionary<string, string> texts)
    {
        (company.Name, company.Street, company.Zip, company.City) = (texts["name"], texts["street"], texts["postal_code"], texts["city"]);
        (company.Phone, company.Email, company.Web) = (texts["phone"], texts["email"], texts["website"]);
        CrmTables.Companies.Fold(company);
    }
}
