using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Connections;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Connections;

/// <summary>Settings are edited beside the ones in force, tested, and take their place when no run works with those.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class SettingsModel(
    ConnectionTester tester, ConnectionEditor editor, ISettingsMemory memory, SettingWords words, ConnectionTexts texts, IConnectionEditStore store)
    : SettingsPage(tester, editor, memory, words, texts)
{
    private readonly ConnectionTexts texts = texts;

    [FromRoute]
    public Guid Id { get; set; }

    public ConnectionDetails Details { get; private set; } = null!;

    public override string Back => $"~/admin/connections/{Id}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        (Input.Name, Input.Description, Input.RowVersion) = (Details.Connection.Name, Details.Description, Details.RowVersion);
        await ShowAsync(cancellationToken);
        return Page();
    }

    protected override async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Id, cancellationToken) is not { DeletedAt: null } details)
        {
            return false;
        }

        Details = details;
        (ConnectionId, ConnectorId, Stored) = (Id, details.Connection.ConnectorId, details.Editable);

        // Without links nothing ties it to the client it spoke to before.
        Identity = details.Links > 0 ? details.Connection.Identity : null;
        return true;
    }

    protected override Task<EditOutcome> StoreAsync(ConnectionEntry entry, EnteredSettings? tested, bool untestedAnyway, CancellationToken cancellationToken) =>
        Editor.SaveAsync(User.ToContext(), Id, Input.RowVersion, entry, tested, untestedAnyway, cancellationToken);

    protected override IActionResult Done(EditOutcome outcome)
    {
        TempData["StatusMessage"] = outcome is EditOutcome.WaitsForRun waits ? texts["Edit.WaitsForRun", waits.RunId] : texts["Edit.Saved"];
        return Redirect(Url.Content(Back));
    }
}
