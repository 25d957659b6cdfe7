using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Users;

/// <summary>One user: name and role, groups, and what ends his sign-ins.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class DetailsModel(UserAccounts accounts, IGroupStore groups, AccountTexts texts, ValueTexts values) : PageModel
{
    [FromRoute]
    public string Id { get; set; } = "";

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public ListedUser Shown { get; private set; } = null!;

    public IReadOnlyList<UserGroup> Groups { get; private set; } = [];

    /// <summary>Those he does not belong to.</summary>
    public IReadOnlyList<UserGroup> Others { get; private set; } = [];

    /// <summary>The password just set: it is never shown again.</summary>
    public string? Password { get; private set; }

    public string? NameError { get; private set; }

    public Notice? Notice { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        Input = new InputModel { Name = Shown.Name, Role = Shown.IsAdministrator ? Roles.Administrator : Roles.CrmUser };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!IndexModel.Validator.IsName(Input.Name) || Input.Role is not (Roles.CrmUser or Roles.Administrator))
        {
            NameError = texts["User.NameMissing"];
            return await LoadAsync(cancellationToken) ? Page() : NotFound();
        }

        return await AnswerAsync(
            await accounts.ChangeAsync(User.ToContext(), Id, Input.Name!.Trim(), Input.Role == Roles.Administrator, cancellationToken), "User.Saved", cancellationToken);
    }

    public async Task<IActionResult> OnPostDisabledAsync(bool disabled, CancellationToken cancellationToken) =>
        await AnswerAsync(await accounts.SetDisabledAsync(User.ToContext(), Id, disabled, cancellationToken), disabled ? "User.DisabledNow" : "User.EnabledNow", cancellationToken);

    public async Task<IActionResult> OnPostPasswordAsync(bool withoutSecondFactor, CancellationToken cancellationToken)
    {
        var outcome = await accounts.ResetPasswordAsync(User.ToContext(), Id, withoutSecondFactor, cancellationToken);
        if (!await LoadAsync(cancellationToken) || outcome is not UserOutcome.PasswordSet set)
        {
            return NotFound();
        }

        // Nobody finds it by going back.
        Response.Headers.CacheControl = "no-store";
        Password = set.Password;
        Input = new InputModel { Name = Shown.Name, Role = Shown.IsAdministrator ? Roles.Administrator : Roles.CrmUser };
        return Page();
    }

    public async Task<IActionResult> OnPostSignOutAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await accounts.SignOutEverywhereAsync(User.ToContext(), Id, cancellationToken), "User.SignedOutNow", cancellationToken);

    public async Task<IActionResult> OnPostJoinAsync(Guid group, CancellationToken cancellationToken) =>
        Answer(await groups.AddMemberAsync(User.ToContext(), group, Id, cancellationToken), "User.Joined");

    public async Task<IActionResult> OnPostLeaveAsync(Guid group, CancellationToken cancellationToken) =>
        Answer(await groups.RemoveMemberAsync(User.ToContext(), group, Id, cancellationToken), "User.Left");

    public string Show(DateTimeOffset at) => values.Show(at);

    private IActionResult Answer(GroupOutcome outcome, string done)
    {
        if (outcome is not GroupOutcome.Done)
        {
            return NotFound();
        }

        TempData["StatusMessage"] = texts[done];
        return RedirectToPage(new { Id });
    }

    private async Task<IActionResult> AnswerAsync(UserOutcome outcome, string done, CancellationToken cancellationToken)
    {
        if (outcome is UserOutcome.Done)
        {
            TempData["StatusMessage"] = texts[done];
            return RedirectToPage(new { Id });
        }

        if (outcome is not UserOutcome.LastAdministrator || !await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        Notice = new Notice(NoticeKind.Error, texts["User.LastAdministrator"]);
        Input = new InputModel { Name = Input.Name ?? Shown.Name, Role = Roles.Administrator };
        return Page();
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var by = User.ToContext();
        if (await accounts.FindAsync(by, Id, cancellationToken) is not { } shown)
        {
            return false;
        }

        Shown = shown;
        Groups = await groups.ListOfUserAsync(by, Id, cancellationToken);
        Others = [.. (await groups.ListAsync(by, cancellationToken)).ExceptBy(Groups.Select(group => group.Id), group => group.Id)];
        return true;
    }

    public sealed class InputModel
    {
        public string? Name { get; set; }

        public string? Role { get; set; }
    }
}
