using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Tests.Api;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Connections;

/// <summary>The demo with a second connector, and little patience for ERPs that hang.</summary>
public sealed class ConnectionsApp() : TestApp([("ErpLink:Demo:Companies", "60"), ("ErpLink:AutomaticSync", "true")], services => services
    .AddSingleton<IErpConnector, StandInConnector>()
    .AddSingleton(new TestLimits(TimeSpan.FromSeconds(2))))
{
    internal static (string Name, string? Value)[] Working(string name) =>
        [("Input.Name", name), ("s.host", "erp.firma.dk"), ("s.port", "8069"), ("s.rate", "12,5"), ("s.from", "2026-01-31"), ("s.password", StandInConnector.Password)];

    internal T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    internal async Task<UserContext> AdministratorAsync() => new(await this.UserIdAsync(DemoUsers.Administrator), "Tester", IsAdministrator: true, []);

    /// <summary>A connection made by its page, with a passed test.</summary>
    internal async Task<Guid> MadeAsync(Browser browser, string name)
    {
        var form = await browser.OpenAsync($"/admin/connections/new?connector={StandInConnector.Id}");
        var saved = await browser.SubmitAsync(form, "form.settings-form", Working(name));
        saved.Location.ShouldNotBeNull(saved.Messages);
        return Guid.Parse(saved.Location.Split('/')[^1]);
    }

    internal Task<ConnectionRow> RowAsync(Guid id) => InDatabaseAsync(database => database.Connections.AsNoTracking().SingleAsync(row => row.Id == id));

    internal Task<IReadOnlyList<AuditRow>> AuditAsync(Guid id) =>
        InDatabaseAsync<IReadOnlyList<AuditRow>>(async database => await database.Audit.AsNoTracking().Where(row => row.ConnectionId == id).OrderBy(row => row.Id).ToListAsync());

    internal Task LinkAsync(Guid connection, long company, string key) => InDatabaseAsync(database =>
    {
        database.Links.Add(new LinkRow
        {
            ConnectionId = connection, EntityType = EntityType.Company, EntityId = company, ActorType = ActorType.Customer, KeySpace = "customer", ErpKey = key,
            State = LinkState.Active, Snapshot = [], SnapshotMapping = 1, RowVersion = 1,
        });
        return database.SaveChangesAsync();
    });
}
