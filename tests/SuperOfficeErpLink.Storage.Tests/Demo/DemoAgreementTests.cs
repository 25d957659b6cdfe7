using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Sql;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Matching;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Outbound;
using BuiltIn = SuperOfficeErpLink.Storage.BuiltInCrm.BuiltInCrm;

namespace SuperOfficeErpLink.Storage.Tests.Demo;

/// <summary>The demo as the product itself sees it: through the SQL connector and the CRM port.</summary>
public sealed class DemoAgreementTests : IAsyncLifetime, IDisposable
{
    private readonly DemoFolder demo = new();
    private OutboundGate? outbound;
    private IErpSession? session;
    private ErpDescription? erp;

    public async Task InitializeAsync()
    {
        await demo.MakeAsync();
        using var context = demo.Context();
        var row = await context.Connections.SingleAsync();
        outbound = new OutboundGate(new OutboundPolicy { FilesDirectory = Path.GetDirectoryName(demo.ErpPath())! }, TimeProvider.System);
        var settings = new Settings(JsonSerializer.Deserialize<Dictionary<string, string>>(row.Settings)!);
        var connector = new SqlConnector();
        connector.Info.Id.ShouldBe(row.ConnectorId);
        connector.Validate(settings).ShouldBeEmpty();
        session = await connector.OpenAsync(new ConnectionContext(row.Id, true, settings, outbound, TimeProvider.System), default);
        erp = await session.DescribeAsync(default);
    }

    public async Task DisposeAsync()
    {
        if (session is not null)
        {
            await session.DisposeAsync();
        }
    }

    public void Dispose()
    {
        outbound?.Dispose();
        demo.Dispose();
    }

    [Theory]
    [InlineData(ActorType.Customer, 35)]
    [InlineData(ActorType.Supplier, 5)]
    public async Task A_run_on_the_untouched_demo_has_nothing_to_do(ActorType type, int count)
    {
        var rules = await RulesAsync(type);
        using var context = demo.Context();
        var links = await context.Links.Where(link => link.ActorType == type).ToListAsync();
        links.Count.ShouldBe(count);
        var actors = (await session!.GetAsync(type, rules.ErpFields, [.. links.Select(link => link.ErpKey)], default)).Found.ToDictionary(record => record.Key);
        var companies = await CompaniesAsync(rules, links.Select(link => link.EntityId));
        foreach (var link in links)
        {
            var (company, actor) = (companies[link.EntityId], actors[link.ErpKey]);
            var bases = new BasePair?[rules.Fields.Count];
            SnapshotCodec.Decode(link.Snapshot, bases);

            bases.ShouldBe(company.Values.Zip(actor.Values, (crm, erp) => (BasePair?)new BasePair(crm.Text!, erp.Text!)));
            (link.CrmVersion, link.ErpVersion, link.KeySpace).ShouldBe((company.Version, actor.Version, rules.Actor.KeySpace));
            var plan = RecordPlanner.Plan(rules, new RecordState(company.Values, actor.Values, bases), Restraints.None, DateTimeOffset.UnixEpoch);
            plan.Writes.ShouldBeEmpty();
            plan.Conflicts.ShouldBeEmpty();
            plan.Problems.ShouldBeEmpty();
            for (var index = 0; index < bases.Length; index++)
            {
                rules.Fields[index].Agree(bases[index]!.Value.Crm, bases[index]!.Value.Erp).ShouldBeTrue($"{rules.Fields[index].Pair} of {link.EntityId}");
            }
        }
    }

    [Theory]
    [InlineData(101, "C1036")]
    [InlineData(102, "C1037,C1038")]
    [InlineData(103, "")]
    public async Task Suggestions_are_those_the_demo_promises(long company, string expected)
    {
        var rules = await RulesAsync(ActorType.Customer);
        var keys = demo.Erp("SELECT no FROM customer").Select(row => (string)row[0]!).ToList();
        var customers = (await session!.GetAsync(ActorType.Customer, rules.ErpFields, keys, default)).Found;
        var crm = (await CompaniesAsync(rules, [company]))[company];

        var likely = customers.Where(customer => Matcher.Compare(rules, crm.Values, customer.Values).Score >= Matcher.LikelyFrom);

        string.Join(',', likely.Select(customer => customer.Key).Order(StringComparer.Ordinal)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(101, 1)]
    [InlineData(102, 2)]
    [InlineData(103, 0)]
    public async Task A_search_for_the_companys_name_finds_the_same(long company, int expected)
    {
        var rules = await RulesAsync(ActorType.Customer);
        var name = (string)demo.Ours($"SELECT Name FROM CrmCompanies WHERE Id = {company}")[0][0]!;

        var page = await session!.SearchAsync(ActorType.Customer, rules.ErpFields, new SearchRequest(name, null, [], null, 20), default);

        page.Records.Count.ShouldBe(expected);
    }

    private async Task<RecordRules> RulesAsync(ActorType type)
    {
        using var context = demo.Context();
        var version = await context.MappingVersions.SingleAsync();
        var fields = await new BuiltIn(demo.Contexts, TimeProvider.System).DescribeAsync(EntityTypes.For(type), default);
        return new RecordRules(MappingDocument.Parse(version.Json).For(type)!, version.Version, erp!.Find(type)!, fields);
    }

    private async Task<Dictionary<long, ErpRecord>> CompaniesAsync(RecordRules rules, IEnumerable<long> ids)
    {
        var read = await new BuiltIn(demo.Contexts, TimeProvider.System).GetAsync(
            EntityType.Company, rules.CrmFields, [.. ids.Select(id => id.ToString(CultureInfo.InvariantCulture))], default);
        return read.Found.ToDictionary(record => long.Parse(record.Key, CultureInfo.InvariantCulture));
    }
}
