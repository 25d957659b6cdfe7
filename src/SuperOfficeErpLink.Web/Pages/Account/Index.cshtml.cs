using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Account;

/// <summary>One's own account: who one is here, the password and the second factor.</summary>
public sealed class IndexModel(OwnAccount own, AccountTexts texts, ShellTexts shell, TimeProvider time) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public ApplicationUser Account { get; private set; } = null!;

    /// <summary>Nothing else can be opened before another password is chosen.</summary>
    public bool MustChange => User.HasClaim(claim => claim.Type == Principals.MustChangePasswordClaim);

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        if (!await IsValidAsync(cancellationToken))
        {
            return Page();
        }

        switch (await own.ChangePasswordAsync(Account, Input.Current!, Input.Password!, cancellationToken))
        {
            case OwnOutcome.Done:
                TempData["StatusMessage"] = texts["Account.PasswordChanged"];
                return RedirectToPage();
            case OwnOutcome.LockedOut:
                ModelState.AddModelError("Input.Current", shell["SignIn.LockedOut", LockOuts.Show(Account.LockoutEnd, time)]);
                return Page();
            default:
                ModelState.AddModelError("Input.Current", texts["Account.WrongPassword"]);
                return Page();
        }
    }

    public string? Error(string field) => ModelState[$"Input.{field}"]?.Errors.FirstOrDefault()?.ErrorMessage;

    private async Task<bool> LoadAsync()
    {
        if (await own.FindAsync(User) is not { } account)
        {
            return false;
        }

        Account = account;
        return true;
    }

    private async Task<bool> IsValidAsync(CancellationToken cancellationToken)
    {
        var result = await new Validator(texts, shell).ValidateAsync(Input, cancellationToken);
        result.Errors.ForEach(error => ModelState.AddModelError($"Input.{error.PropertyName}", error.ErrorMessage));
        return result.IsValid;
    }

    public sealed class InputModel
    {
        public string? Current { get; set; }

        public string? Password { get; set; }

        public string? Repeat { get; set; }
    }

    public sealed class Validator : AbstractValidator<InputModel>
    {
        private const int Longest = 200;

        public Validator(AccountTexts texts, ShellTexts shell)
        {
            RuleFor(input => input.Current).NotEmpty().WithMessage(texts["Account.CurrentMissing"]);
            RuleFor(input => input.Password).Cascade(CascadeMode.Stop).NotEmpty().WithMessage(shell["Setup.PasswordShort"])
                .MinimumLength(10).WithMessage(shell["Setup.PasswordShort"]).MaximumLength(Longest).WithMessage(shell["Setup.TooLong", Longest])
                .Must(password => password!.Distinct().Count() >= 4).WithMessage(shell["Setup.PasswordSimple"])
                .NotEqual(input => input.Current).WithMessage(texts["Account.SamePassword"]);
            RuleFor(input => input.Repeat).Equal(input => input.Password).WithMessage(shell["Setup.PasswordsDiffer"]);
        }
    }
}
