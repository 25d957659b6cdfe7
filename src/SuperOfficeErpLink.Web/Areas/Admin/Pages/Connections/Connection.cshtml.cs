using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Auditing;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Connections;

/// <summary>One connection as it is set: settings, the connector's definition, access and mappings. It can be switched on and off.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class ConnectionModel(
    IConnectionStore connections, ErpSessions sessions, ICrm crm, ErpLinkDbContext database, IAccessStore access, RunOrders orders, TimeProvider time, ErpTexts texts, RunTexts runs,
    AccessWords accessWords, AuditWords auditWords) : PageModel
{
    private const int LatestAudits = 10;

    [FromRoute]
    public Guid Id { get; set; }

    public Connection Connection { get; private set; } = null!;

    public ConnectionHealth Health { get; private set; } = ConnectionHealth.Unknown;

    public IReadOnlyList<(SettingField Field, string Value)> Settings { get; private set; } = [];

    public MappingDocument Mapping { get; private set; } = new([]);

    public ErpDescription? Description { get; private set; }

    public IReadOnlyDictionary<EntityType, IReadOnlyList<FieldInfo>> CrmFields { get; private set; } = new Dictionary<EntityType, IReadOnlyList<FieldInfo>>();

    public IReadOnlyList<AuditRow> Audit { get; private set; } = [];

    /// <summary>Whom it is for, a line for each.</summary>
    public IReadOnlyList<string> Grants { get; private set; } = [];

    public Notice? Notice { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(Id, cancellationToken) is not { } connection)
        {
            return NotFound();
        }

        Connection = connection;
        Health = await connections.GetHealthAsync(Id, cancellationToken);
        var fields = await sessions.FindConnector(connection.ConnectorId).DescribeSettingsAsync(connection.Settings, cancellationToken);
        Settings = [.. fields.Select(setting => (setting, setting.IsSecret ? texts["Admin.Secret"] : connection.Settings[setting.Key] ?? ""))];
        Mapping = await connections.GetMappingAsync(Id, connection.MappingVersion, cancellationToken);
        Description = await connections.FindDescriptionAsync(Id, cancellationToken);
        var described = new Dictionary<EntityType, IReadOnlyList<FieldInfo>>();
        foreach (var type in Mapping.Actors.Select(mapping => EntityTypes.For(mapping.Actor)).Distinct())
        {
            described[type] = await crm.DescribeAsync(type, cancellationToken);
        }

        CrmFields = described;
        Grants = [.. (await access.FindAsync(User.ToContext(), Id, cancellationToken))?.Grants.Select(one => accessWords.Say(one.Grant, one.Name)) ?? []];
        Audit = await database.Audit.AsNoTracking().Where(row => row.ConnectionId == Id).OrderByDescending(row => row.Id).Take(LatestAudits)
            .ToListAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostActiveAsync(bool active, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(Id, cancellationToken) is null)
        {
            return NotFound();
        }

        await connections.SetActiveAsync(Id, active, User.DisplayName(), time.GetUtcNow(), cancellationToken);
        return RedirectToPage(new { Id });
    }

    /// <summary>Lets one side's values go over again: the run's page shows its list, and nothing is written before it is let go on.</summary>
    public async Task<IActionResult> OnPostResyncAsync(Side? from, bool blanksClear, CancellationToken cancellationToken)
    {
        if (from is not (Side.Crm or Side.Erp) || await connections.FindAsync(Id, cancellationToken) is not { Active: true })
        {
            return NotFound();
        }

        var result = await orders.ResyncAsync(User.ToContext(), Id, from.Value, blanksClear, cancellationToken);
        if (result is not ResyncResult.AnotherStands)
        {
            return Redirect(Url.Content($"~/runs/{result.Run.Id}"));
        }

        Notice = new Notice(NoticeKind.Warning, texts["Resync.AnotherStands"], $"~/runs/{result.Run.Id}", runs["Run.Title", result.Run.Id]);
        return await OnGetAsync(cancellationToken);
    }

    public string ErpName(ActorMapping mapping, string key) =>
        Description?.Find(mapping.Actor)?.Find(key)?.Name.In(CultureInfo.CurrentUICulture) ?? key;

    public string CrmName(ActorMapping mapping, string? key) =>
        key is null ? texts["Admin.NoSelection"]
        : CrmFields[EntityTypes.For(mapping.Actor)].FirstOrDefault(info => info.Key == key)?.Name.In(CultureInfo.CurrentUICulture) ?? key;

    public static string Arrow(Direction direction) => direction switch
    {
        Direction.ErpToCrm => ">",
        Direction.CrmToErp => "<",
        Direction.Both => "<>",
        _ => "–",
    };

    public string Say(AuditRow row) => auditWords.Line(row);
}
