using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Sql;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Matching;
using SuperOfficeErpLink.Outbound;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Sqlite;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>
/// The demo's connection on the same files as the application's, with the connector called directly: what a page asks of the ERP,
/// without the page.
/// </summary>
internal sealed class DemoErp : IAsyncDisposable
{
    /// <summary>What the search dialog asks for at a time.</summary>
    private const int PageSize = 25;
    private const int Candidates = 15;

    private readonly IErpSession session;
    private readonly OutboundGate outbound;
    private readonly MappingDocument mapping;
    private readonly ErpDescription description;
    private readonly RecordRules customers;

    private DemoErp(Guid connection, IErpSession session, OutboundGate outbound, MappingDocument mapping, ErpDescription description)
    {
        Connection = connection;
        this.session = session;
        this.outbound = outbound;
        this.mapping = mapping;
        this.description = description;
        customers = new RecordRules(mapping.For(ActorType.Customer)!, 1, description.Find(ActorType.Customer)!, CrmTables.Companies.Infos);
    }

    public Guid Connection { get; }

    /// <summary>Linked companies with their actors.</summary>
    public IReadOnlyList<DemoLink> Links { get; private set; } = [];

    /// <summary>Companies to find an actor for.</summary>
    public IReadOnlyList<DemoCompany> NotLinked { get; private set; } = [];

    public static async Task<DemoErp> OpenAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder<ErpLinkDbContext>();
        options.UseErpLinkSqlite(Path.Combine(dataDirectory, "erplink.db"));
        await using var database = new ErpLinkDbContext(options.Options);
        var row = await database.Connections.AsNoTracking().SingleAsync(cancellationToken);
        var document = await database.MappingVersions.SingleAsync(one => one.ConnectionId == row.Id && one.Version == row.MappingVersion, cancellationToken);
        var gate = new OutboundGate(new OutboundPolicy { FilesDirectory = Path.Combine(dataDirectory, "erp") }, TimeProvider.System);
        var settings = new Settings(JsonSerializer.Deserialize<Dictionary<string, string>>(row.Settings)!);
        var opened = await new SqlConnector().OpenAsync(new ConnectionContext(row.Id, IsSaved: true, settings, gate, TimeProvider.System), cancellationToken);
        var links = database.Links.Where(link => link.EntityType == EntityType.Company && link.State == LinkState.Active);
        return new DemoErp(row.Id, opened, gate, MappingDocument.Parse(document.Json), await opened.DescribeAsync(cancellationToken))
        {
            Links = await links.OrderBy(link => link.Id).Select(link => new DemoLink(link.EntityId, link.ActorType, link.ErpKey)).ToListAsync(cancellationToken),
            NotLinked = await database.Companies.Where(company => !links.Any(link => link.EntityId == company.Id)).OrderBy(company => company.Id).Take(500)
                .Select(company => new DemoCompany(company.Id, company.Name, company.OrganisationNumber)).ToListAsync(cancellationToken),
        };
    }

    /// <summary>What the ERP tab reads.</summary>
    public async Task ReadAsync(DemoLink link, CancellationToken cancellationToken)
    {
        var type = description.Find(link.Type)!;
        var fields = mapping.For(link.Type)!.OnTab.Select(mapped => mapped.Erp).Append(ActorNames.FieldsOf(type, mapping.For(link.Type))[0]);
        var answer = await session.GetAsync(link.Type, new FieldSet([.. fields]), [link.Key], cancellationToken);
        if (answer.Found.Count != 1)
        {
            throw new IncompleteException($"The demo ERP has no {link.Type} {link.Key}.");
        }
    }

    /// <summary>What the search dialog reads for customers: the page, then the suggestions all at once.</summary>
    public async Task SearchAsync(DemoCompany company, CancellationToken cancellationToken)
    {
        var columns = customers.Mapping.InSearch.Select(mapped => mapped.Erp).ToList();
        await session.SearchAsync(ActorType.Customer, new FieldSet(columns), new SearchRequest(company.Name, null, [], null, PageSize), cancellationToken);
        var both = new FieldSet([.. customers.ErpFields.Keys, .. columns]);
        IEnumerable<string> texts = NameSimilarity.SearchWords(company.Name).Take(2);
        if (company.OrganisationNumber.Length > 0)
        {
            texts = texts.Append(Normalisers.Normalise(Normaliser.OrganisationNumber, company.OrganisationNumber));
        }

        await Task.WhenAll(texts.Select(text =>
            session.SearchAsync(ActorType.Customer, both, new SearchRequest(text, null, [], null, Candidates), cancellationToken)));
    }

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        outbound.Dispose();
    }
}

internal sealed record DemoLink(long Company, ActorType Type, string Key)
{
    public string TabPath => string.Create(CultureInfo.InvariantCulture, $"/company/{Company}/erp");
}

internal sealed record DemoCompany(long Id, string Name, string OrganisationNumber)
{
    public string SearchPath(Guid connection) => string.Create(CultureInfo.InvariantCulture, $"/company/{Id}/erp/connect?connection={connection}&type=Customer");
}
