using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages;

/// <summary>The second step of signing in: a code of the app, or one of the codes for when the app is gone.</summary>
[AllowAnonymous]
public sealed class SignInCodeModel(SignInManager<ApplicationUser> signIn, ShellTexts shell, TimeProvider time) : PageModel
{
    private const int AppCodeLength = 6;

    [BindProperty]
    public string? Code { get; set; }

    [FromQuery]
    public string? ReturnUrl { get; set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is null ? Again() : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } user)
        {
            return Again();
        }

        var code = OwnAccount.Signs(Code ?? "");
        var result = code.Length == AppCodeLength && code.All(char.IsAsciiDigit)
            ? await signIn.TwoFactorAuthenticatorSignInAsync(code, isPersistent: false, rememberClient: false)
            : await signIn.TwoFactorRecoveryCodeSignInAsync(RecoveryCode(code));
        if (result.Succeeded)
        {
            return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : Url.Content("~/"));
        }

        Error = result switch
        {
            { IsLockedOut: true } => shell["SignIn.LockedOut", LockOuts.Show((await signIn.UserManager.FindByIdAsync(user.Id))?.LockoutEnd, time)],
            { IsNotAllowed: true } => shell["SignIn.Disabled"],
            _ => shell["SignInCode.Wrong"],
        };
        return Page();
    }

    /// <summary>The password's step was too long ago, or never done.</summary>
    private RedirectToPageResult Again() => RedirectToPage("/SignIn", new { ReturnUrl });

    /// <summary>As it is stored: two halves of capitals and digits.</summary>
    private static string RecoveryCode(string signs) => signs.Length == 10 ? $"{signs[..5]}-{signs[5..]}".ToUpperInvariant() : signs;
}
