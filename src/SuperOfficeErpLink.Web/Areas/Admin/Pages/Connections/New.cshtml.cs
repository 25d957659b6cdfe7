using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Connections;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Connections;

/// <summary>A new connection: its connector is chosen, then its settings; or it begins as a copy of another one, without that one's secrets.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class NewModel(
    ConnectionTester tester, ConnectionEditor editor, ISettingsMemory memory, SettingWords words, ConnectionTexts texts, ErpSessions sessions, IConnectionEditStore store)
    : SettingsPage(tester, editor, memory, words, texts)
{
    private readonly ConnectionTexts texts = texts;

    [FromQuery(Name = "connector")]
    public string? Connector { get; set; }

    [FromQuery(Name = "copy")]
    public Guid? CopyOf { get; set; }

    public IReadOnlyList<ConnectorInfo> Connectors => sessions.Connectors;

    /// <summary>Null: the connector is still to be chosen.</summary>
    public LocalText? Chosen { get; private set; }

    /// <summary>The connection that is copied.</summary>
    public ConnectionDetails? Source { get; private set; }

    public override string Back => "~/admin/connections";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (Connector is null && CopyOf is null)
        {
            return Page();
        }

        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        (Input.Name, Input.Description) = Source is null ? (Chosen?.In(System.Globalization.CultureInfo.CurrentUICulture), "") : (texts["New.CopyName", Source.Connection.Name], Source.Description);
        await ShowAsync(cancellationToken);
        return Page();
    }

    protected override async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (CopyOf is { } id)
        {
            Source = await store.FindAsync(id, cancellationToken);
            if (Source is not { DeletedAt: null })
            {
                return false;
            }
        }

        ConnectorId = Source?.Connection.ConnectorId ?? Connector ?? "";
        Chosen = Connectors.FirstOrDefault(info => string.Equals(info.Id, ConnectorId, StringComparison.Ordinal))?.Name;
        if (Chosen is null && Source is null)
        {
            return false;
        }

        Stored = Source is null || Chosen is null ? Settings.Empty : await WithoutSecretsAsync(Source.Editable, cancellationToken);
        return true;
    }

    protected override Task<EditOutcome> StoreAsync(ConnectionEntry entry, EnteredSettings? tested, bool untestedAnyway, CancellationToken cancellationToken) =>
        Editor.AddAsync(User.ToContext(), ConnectorId, entry, tested, untestedAnyway, CopyOf, cancellationToken);

    protected override IActionResult Done(EditOutcome outcome)
    {
        TempData["StatusMessage"] = texts["New.Done"];
        return Redirect(Url.Content($"~/admin/connections/{((EditOutcome.Saved)outcome).Id}"));
    }

    private async Task<Settings> WithoutSecretsAsync(Settings settings, CancellationToken cancellationToken)
    {
        try
        {
            var secrets = (await Tester.DescribeSettingsAsync(ConnectorId, settings, cancellationToken)).Where(field => field.IsSecret).Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
            return new Settings(SplitSettings.Of(settings, secrets).Plain);
        }
        catch (ConnectorException)
        {
            // Without knowing which are secret none is taken over.
            return Settings.Empty;
        }
    }
}
