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
public sealed class SignInModel(
    SignInManager<ApplicationUser> signIn, DemoSignIns demo, FirstAdministrator first, UnknownSignIns unknown, ShellTexts shell, TimeProvider time) : PageModel
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
        var (email, password) = (Input.Email?.Trim() ?? "", Input.Password ?? "");
        if (await signIn.UserManager.FindByEmailAsync(email) is not { } user)
        {
            return RefuseUnknown(email, password);
        }

        var result = await signIn.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: true);
        return result switch
        {
            { Succeeded: true } => LocalRedirect(Destination()),
            { RequiresTwoFactor: true } => RedirectToPage("/SignInCode", new { ReturnUrl }),
            { IsLockedOut: true } => RefuseLocked(user.LockoutEnd),
            { IsNotAllowed: true } => Refuse(shell["SignIn.Disabled"]),
            _ => Refuse(shell["SignIn.Wrong"]),
        };
    }

    /// <summary>Answered as for someone who is known, as slowly: neither the words nor the time tell who exists.</summary>
    private PageResult RefuseUnknown(string email, string password)
    {
        if (unknown.LockedUntil(email) is { } until)
        {
            return RefuseLocked(until);
        }

        signIn.UserManager.PasswordHasher.HashPassword(new ApplicationUser(), password);
        return unknown.Failed(email) is { } locked ? RefuseLocked(locked) : Refuse(shell["SignIn.Wrong"]);
    }

    private PageResult RefuseLocked(DateTimeOffset? until) => Refuse(shell["SignIn.LockedOut", LockOuts.Show(until, time)]);

    private PageResult Refuse(string message)
    {
        Error = message;
        return Page();
    }

    private string Destination() => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : Url.Content("~/");

    public sealed class InputModel
    {
        public string? Email { get; set; }

        public string? Password { get; set; }
    }
}

/// <summary>When a lock-out ends, on the user's clock.</summary>
public static class LockOuts
{
    public static string Show(DateTimeOffset? until, TimeProvider time) =>
        TimeZoneInfo.ConvertTime(until ?? time.GetUtcNow(), time.LocalTimeZone).ToString("t", CultureInfo.CurrentCulture);
}
