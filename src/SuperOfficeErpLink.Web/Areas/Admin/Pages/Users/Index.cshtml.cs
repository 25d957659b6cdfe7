using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Users;

/// <summary>All users, and adding one.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class IndexModel(UserAccounts accounts, AccountTexts texts, ShellTexts shell) : PageModel
{
    /// <summary>From so many on, a list has its search.</summary>
    private const int Many = 10;
    private const int LastPage = 10_000;

    [FromQuery(Name = "q")]
    public string? Search { get; set; }

    [FromQuery(Name = "page")]
    public string? PageText { get; set; }

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public UserPage Shown { get; private set; } = null!;

    /// <summary>The password of the user just added: it is never shown again.</summary>
    public UserOutcome.PasswordSet? Made { get; private set; }

    public int Number => int.TryParse(PageText, NumberStyles.None, CultureInfo.InvariantCulture, out var typed) ? Math.Clamp(typed, 1, LastPage) : 1;

    public bool IsSearched => Shown.All >= Many || !string.IsNullOrWhiteSpace(Search);

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await IsValidAsync(cancellationToken))
        {
            var outcome = await accounts.AddAsync(User.ToContext(), Input.Name!.Trim(), Input.Email!.Trim(), Input.Role == Roles.Administrator, cancellationToken);
            if (outcome is UserOutcome.PasswordSet made)
            {
                Made = made;

                // Nobody finds it by going back.
                Response.Headers.CacheControl = "no-store";
            }
            else
            {
                ModelState.AddModelError("Input.Email", outcome is UserOutcome.EmailTaken ? texts["User.EmailTaken"] : shell["Setup.EmailMissing"]);
            }
        }

        await LoadAsync(cancellationToken);
        return Page();
    }

    public string? Error(string field) => ModelState[$"Input.{field}"]?.Errors.FirstOrDefault()?.ErrorMessage;

    public string Query(int page) => QueryString.Create("q", Search ?? "").Add("page", page.ToString(CultureInfo.InvariantCulture)).Value!;

    private async Task LoadAsync(CancellationToken cancellationToken) => Shown = await accounts.ListAsync(User.ToContext(), Search, Number, cancellationToken);

    private async Task<bool> IsValidAsync(CancellationToken cancellationToken)
    {
        var result = await new Validator(texts, shell).ValidateAsync(Input, cancellationToken);
        result.Errors.ForEach(error => ModelState.AddModelError($"Input.{error.PropertyName}", error.ErrorMessage));
        return result.IsValid;
    }

    public sealed class InputModel
    {
        public string? Name { get; set; }

        public string? Email { get; set; }

        public string? Role { get; set; } = Roles.CrmUser;
    }

    public sealed class Validator : AbstractValidator<InputModel>
    {
        private const int LongestEmail = 256;

        public Validator(AccountTexts texts, ShellTexts shell)
        {
            RuleFor(input => input.Name).Must(IsName).WithMessage(texts["User.NameMissing"]);
            RuleFor(input => input.Email).Cascade(CascadeMode.Stop).Must(email => !string.IsNullOrWhiteSpace(email)).WithMessage(shell["Setup.EmailMissing"])
                .Must(email => IsEmail(email!.Trim())).WithMessage(shell["Setup.EmailMissing"])
                .MaximumLength(LongestEmail).WithMessage(shell["Setup.TooLong", LongestEmail]);
            RuleFor(input => input.Role).Must(role => role is Roles.CrmUser or Roles.Administrator).WithMessage(texts["User.RoleMissing"]);
        }

        public static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Trim().Length <= UserAccounts.LongestName;

        private static bool IsEmail(string text) => text.IndexOf('@') is > 0 and var at && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Any(char.IsWhiteSpace);
    }
}
