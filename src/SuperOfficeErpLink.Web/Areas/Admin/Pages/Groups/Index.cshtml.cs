using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Groups;

/// <summary>All groups of users, and adding one.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class IndexModel(IGroupStore groups, AccountTexts texts) : PageModel
{
    public const int LongestName = 100;

    [BindProperty]
    public string? Name { get; set; }

    public IReadOnlyList<UserGroup> List { get; private set; } = [];

    public string? Error { get; private set; }

    public static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Trim().Length <= LongestName;

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!IsName(Name))
        {
            Error = texts["Group.NameMissing"];
        }
        else if (await groups.AddAsync(User.ToContext(), Name!.Trim(), cancellationToken) is GroupOutcome.Done done)
        {
            TempData["StatusMessage"] = texts["Group.Made", Name.Trim()];
            return RedirectToPage("/Groups/Details", new { done.Id });
        }
        else
        {
            Error = texts["Group.NameTaken"];
        }

        await LoadAsync(cancellationToken);
        return Page();
    }

    private async Task LoadAsync(CancellationToken cancellationToken) => List = await groups.ListAsync(User.ToContext(), cancellationToken);
}
