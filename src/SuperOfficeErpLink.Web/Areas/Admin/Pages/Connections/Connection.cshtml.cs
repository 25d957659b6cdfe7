using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Connections;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Connections;

/// <summary>One connection as it is set: settings, the connector's definition, access and mappings. It can be switched on and off.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class ConnectionModel(
    IConnectionStore connections, IConnectionEditStore edits, ConnectionEditor editor, ConnectionTester tester, ErpSessions sessions, ICrm crm, IAccessStore access, RunOrders orders,
    ConnectionAudit audit, ErpTexts texts, ConnectionTexts words, RunTexts runs, AccessWords accessWords) : PageModel
{
    [FromRoute]
    public Guid Id { get; set; }

    public ConnectionDetails Details { get; private set; } = null!;

    public Connection Connection => Details.Connection;

    public ConnectionHealth Health { get; private set; } = ConnectionHealth.Unknown;

    /// <summary>Null: this installation has no such connector.</summary>
    public LocalText? Connector { get; private set; }

    public IReadOnlyList<(SettingField Field, string Value)> Settings { get; private set; } = [];

    public MappingDocument Mapping { get; private set; } = new([]);

    public ErpDescription? Description { get; private set; }

    public IReadOnlyDictionary<EntityType, IReadOnlyList<FieldInfo>> CrmFields { get; private set; } = new Dictionary<EntityType, IReadOnlyList<FieldInfo>>();

    public IReadOnlyList<string> Audit { get; private set; } = [];

    /// <summary>What stands against switching it on; of an active one only where somebody asked.</summary>
    public ActivationVerdict? Verdict { get; private set; }

    public ConnectionTestResult? Test { get; private set; }

    /// <summary>Null: the ERP never said what it offers.</summary>
    public MappedSystems? Systems => Description is { } described ? new MappedSystems(described, CrmFields) : null;

    /// <summary>Whom it is for, a line for each.</summary>
    public IReadOnlyList<string> Grants { get; private set; } = [];

    public Notice? Notice { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await edits.FindAsync(Id, cancellationToken) is not { DeletedAt: null } details)
        {
            return NotFound();
        }

        Details = details;
        Health = await connections.GetHealthAsync(Id, cancellationToken);
        Connector = sessions.Connectors.FirstOrDefault(info => string.Equals(info.Id, Connection.ConnectorId, StringComparison.Ordinal))?.Name;
        Settings = [.. (await FieldsAsync(cancellationToken)).Select(setting => (setting, Show(setting)))];
        Mapping = await connections.GetMappingAsync(Id, Connection.MappingVersion, cancellationToken);
        Description = await connections.FindDescriptionAsync(Id, cancellationToken);
        var described = new Dictionary<EntityType, IReadOnlyList<FieldInfo>>();
        foreach (var type in Mapping.Actors.Select(mapping => EntityTypes.For(mapping.Actor)).Distinct())
        {
            described[type] = await crm.DescribeAsync(type, cancellationToken);
        }

        CrmFields = described;
        Grants = [.. (await access.FindAsync(User.ToContext(), Id, cancellationToken))?.Grants.Select(one => accessWords.Say(one.Grant, one.Name)) ?? []];
        Verdict ??= Connection.Active ? null : await editor.LookAsync(Connection, cancellationToken);
        Audit = await audit.ListAsync(Id, cancellationToken);
        return Page();
    }

    /// <summary>On only if nothing stands against it; off at once.</summary>
    public async Task<IActionResult> OnPostActiveAsync(bool active, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(Id, cancellationToken) is null)
        {
            return NotFound();
        }

        if (!active)
        {
            await editor.DeactivateAsync(User.ToContext(), Id, cancellationToken);
            return RedirectToPage(new { Id });
        }

        var activation = await editor.ActivateAsync(User.ToContext(), Id, cancellationToken);
        if (!activation.Refused)
        {
            TempData["StatusMessage"] = words["Activation.Done"];
            return RedirectToPage(new { Id });
        }

        (Verdict, Test, Notice) = (activation.Verdict, activation.Test, new Notice(NoticeKind.Error, words["Activation.Refused"]));
        return await OnGetAsync(cancellationToken);
    }

    /// <summary>The same check as switching it on, without that.</summary>
    public async Task<IActionResult> OnPostCheckAsync(CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(Id, cancellationToken) is null)
        {
            return NotFound();
        }

        var check = await editor.CheckAsync(User.ToContext(), Id, cancellationToken);
        (Verdict, Test) = (check.Verdict, check.Test);
        return await OnGetAsync(cancellationToken);
    }

    /// <summary>Reads anew which fields the ERP has.</summary>
    public async Task<IActionResult> OnPostRefreshAsync(CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(Id, cancellationToken) is null)
        {
            return NotFound();
        }

        try
        {
            var description = await editor.RefreshAsync(User.ToContext(), Id, cancellationToken);
            TempData["StatusMessage"] = words["Refresh.Done", description.ActorTypes.Count, description.ActorTypes.Sum(type => type.Fields.Count)];
            return RedirectToPage(new { Id });
        }
        catch (ConnectorException failure)
        {
            Notice = new Notice(NoticeKind.Error, words["Refresh.Failed", failure.UserText.In(CultureInfo.CurrentUICulture)]);
            return await OnGetAsync(cancellationToken);
        }
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

    /// <summary>None where the connector is not there, or cannot say.</summary>
    private async Task<IReadOnlyList<SettingField>> FieldsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Connector is null ? [] : await tester.DescribeSettingsAsync(Connection.ConnectorId, Connection.Settings, cancellationToken);
        }
        catch (ConnectorException)
        {
            return [];
        }
    }

    private string Show(SettingField setting) => (setting, Connection.Settings[setting.Key]) switch
    {
        ({ IsSecret: true }, null) => "",
        ({ IsSecret: true }, _) => texts["Admin.Secret"],
        ({ Type: SettingType.Checkbox }, var value) => value == "1" ? texts["Admin.Yes"] : texts["Admin.No"],
        ({ Type: SettingType.List }, { } key) => setting.Items.FirstOrDefault(item => item.Key == key)?.Name ?? key,
        (_, var value) => SettingWords.Show(setting, value),
    };
}
