using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Groups;

/// <summary>One group: its name, its members, and deleting it.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class DetailsModel(IGroupStore groups, IAccessStore access, AccountTexts texts) : PageModel
{
    [FromRoute]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public GroupDetails Shown { get; private set; } = null!;

    /// <summary>Users who do not belong to it.</summary>
    public IReadOnlyList<NamedPrincipal> Others { get; private set; } = [];

    public string? Error { get; private set; }

    /// <summary>Whether deleting was asked for, but not yet said again.</summary>
    public bool AsksDelete { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken, bool delete = false)
    {
        AsksDelete = delete;
        return await ShowAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!IndexModel.IsName(Name))
        {
            Error = texts["Group.NameMissing"];
            return await ShowAsync(cancellationToken);
        }

        switch (await groups.RenameAsync(User.ToContext(), Id, Name!.Trim(), cancellationToken))
        {
            case GroupOutcome.Done:
                TempData["StatusMessage"] = texts["User.Saved"];
                return RedirectToPage(new { Id });
            case GroupOutcome.NameTaken:
                Error = texts["Group.NameTaken"];
                return await ShowAsync(cancellationToken);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostAddAsync(string? user, CancellationToken cancellationToken) =>
        Answer(await groups.AddMemberAsync(User.ToContext(), Id, user ?? "", cancellationToken), "Group.Added");

    public async Task<IActionResult> OnPostRemoveAsync(string? user, CancellationToken cancellationToken) =>
        Answer(await groups.RemoveMemberAsync(User.ToContext(), Id, user ?? "", cancellationToken), "Group.Removed");

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        if (await groups.DeleteAsync(User.ToContext(), Id, cancellationToken) is not GroupOutcome.Done)
        {
            return NotFound();
        }

        TempData["StatusMessage"] = texts["Group.DeletedNow"];
        return RedirectToPage("/Groups/Index");
    }

    private IActionResult Answer(GroupOutcome outcome, string done)
    {
        if (outcome is not GroupOutcome.Done)
        {
            return NotFound();
        }

        TempData["StatusMessage"] = texts[done];
        return RedirectToPage(new { Id });
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(User.ToContext(), Id, cancellationToken) is not { } shown)
        {
            return NotFound();
        }

        Shown = shown;
        Name ??= shown.Name;
        var members = shown.Members.Select(member => member.UserId).ToHashSet(StringComparer.Ordinal);
        Others = [.. (await access.ListPrincipalsAsync(User.ToContext(), cancellationToken)).Where(one => one.Kind == PrincipalKind.User && !one.IsDisabled && !members.Contains(one.Id))];
        return Page();
    }
}
