using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages;

[AllowAnonymous]
public sealed class SignInModel(SignInManager<ApplicationUser> signIn, DemoSignIns demo, FirstAdministrator first, ShellTexts shell, TimeProvider time) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    [FromQuery]
    public string? ReturnUrl { get; set; }

    public string? Error { get; private set; }

    public bool NeedsSetUp { get; private set; }

    public IReadOnlyList<DemoSignIn> Demo => demo.All;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (User.Identity?.IsAuthenticated == true)
        {
            return LocalRedirect(Destination());
        }

        NeedsSetUp = !await first.ExistsAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var user = await signIn.UserManager.FindByEmailAsync(Input.Email?.Trim() ?? "");
        if (user is null)
        {
            // As slow as a wrong password, so that the answer's time does not tell who exists.
            signIn.UserManager.PasswordHasher.HashPassword(new ApplicationUser(), Input.Password ?? "");
            return Refuse(shell["SignIn.Wrong"]);
        }

        var result = await signIn.PasswordSignInAsync(user, Input.Password ?? "", isPersistent: false, lockoutOnFailure: true);
        if (result.Succeeded)
        {
            return LocalRedirect(Destination());
        }

        return Refuse(result.IsLockedOut ? shell["SignIn.LockedOut", Until(user)] : shell["SignIn.Wrong"]);
    }

    private PageResult Refuse(string message)
    {
        Error = message;
        return Page();
    }

    private string Until(ApplicationUser user) =>
        TimeZoneInfo.ConvertTime(user.LockoutEnd ?? time.GetUtcNow(), time.LocalTimeZone).ToString("t", CultureInfo.CurrentCulture);

    private string Destination() => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : Url.Content("~/");

    public sealed class InputModel
    {
        public string? Email { get; set; }

        public string? Password { get; set; }
    }
}
