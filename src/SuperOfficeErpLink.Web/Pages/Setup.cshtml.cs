using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages;

[AllowAnonymous]
public sealed class SetupModel(FirstAdministrator first, SetupCode code, SignInManager<ApplicationUser> signIn, ShellTexts shell) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await first.ExistsAsync(cancellationToken) ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await first.ExistsAsync(cancellationToken))
        {
            return NotFound();
        }

        if (!await IsValidAsync(cancellationToken) || !IsCodeRight())
        {
            return Page();
        }

        var email = Input.Email!.Trim();
        var user = new ApplicationUser { UserName = email, Email = email, EmailConfirmed = true, DisplayName = Input.Name!.Trim() };
        if (await first.CreateAsync(user, Input.Password!, cancellationToken) is not { } result)
        {
            return NotFound();
        }

        return result.Succeeded ? await WelcomeAsync(user) : Refuse(result);
    }

    private async Task<bool> IsValidAsync(CancellationToken cancellationToken)
    {
        var result = await new Validator(shell).ValidateAsync(Input, cancellationToken);
        result.Errors.ForEach(error => ModelState.AddModelError($"Input.{error.PropertyName}", error.ErrorMessage));
        return result.IsValid;
    }

    private bool IsCodeRight()
    {
        var answer = code.Try(Input.Code!);
        if (answer != SetupCodeAnswer.Right)
        {
            ModelState.AddModelError("Input.Code", answer == SetupCodeAnswer.Wrong ? shell["Setup.WrongCode"] : shell["Setup.ExpiredCode"]);
        }

        return answer == SetupCodeAnswer.Right;
    }

    private PageResult Refuse(IdentityResult result)
    {
        foreach (var error in result.Errors)
        {
            var isPassword = error.Code.StartsWith("Password", StringComparison.Ordinal);
            ModelState.AddModelError(isPassword ? "Input.Password" : "Input.Email", isPassword ? shell["Setup.PasswordSimple"] : shell["Setup.EmailMissing"]);
        }

        return Page();
    }

    private async Task<IActionResult> WelcomeAsync(ApplicationUser user)
    {
        code.Discard();
        await signIn.SignInAsync(user, isPersistent: false);
        TempData["StatusMessage"] = shell["Setup.Done", user.DisplayName];
        return LocalRedirect(Url.Content("~/"));
    }

    public sealed class InputModel
    {
        public string? Code { get; set; }

        public string? Name { get; set; }

        public string? Email { get; set; }

        public string? Password { get; set; }

        public string? Repeat { get; set; }
    }

    public sealed class Validator : AbstractValidator<InputModel>
    {
        private const int Longest = 200;

        public Validator(ShellTexts shell)
        {
            var tooLong = shell["Setup.TooLong", Longest];
            RuleFor(input => input.Code).NotEmpty().WithMessage(shell["Setup.CodeMissing"]).MaximumLength(Longest).WithMessage(tooLong);
            RuleFor(input => input.Name).Must(name => !string.IsNullOrWhiteSpace(name)).WithMessage(shell["Setup.NameMissing"]).MaximumLength(Longest).WithMessage(tooLong);
            RuleFor(input => input.Email).NotEmpty().WithMessage(shell["Setup.EmailMissing"]).EmailAddress().WithMessage(shell["Setup.EmailMissing"]).MaximumLength(Longest).WithMessage(tooLong);
            RuleFor(input => input.Password).Cascade(CascadeMode.Stop).NotEmpty().WithMessage(shell["Setup.PasswordShort"])
                .MinimumLength(10).WithMessage(shell["Setup.PasswordShort"]).MaximumLength(Longest).WithMessage(tooLong)
                .Must(password => password!.Distinct().Count() >= 4).WithMessage(shell["Setup.PasswordSimple"]);
            RuleFor(input => input.Repeat).Equal(input => input.Password).WithMessage(shell["Setup.PasswordsDiffer"]);
        }
    }
}
