using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Connections;

/// <summary>Says what deleting a connection does, and does it; it can be taken back.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class DeleteModel(IConnectionEditStore store, ConnectionEditor editor, ConnectionTexts texts) : PageModel
{
    [FromRoute]
    public Guid Id { get; set; }

    public ConnectionDetails Details { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken) || !await editor.DeleteAsync(User.ToContext(), Id, cancellationToken))
        {
            return NotFound();
        }

        TempData["StatusMessage"] = texts["Delete.Done", Details.Connection.Name];
        return Redirect(Url.Content("~/admin/connections?deleted=true"));
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Id, cancellationToken) is not { DeletedAt: null } details)
        {
            return false;
        }

        Details = details;
        return true;
    }
}
