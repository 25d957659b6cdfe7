using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages;

public sealed class SignOutModel(SignInManager<ApplicationUser> signIn, ShellTexts shell) : PageModel
{
    public IActionResult OnGet() => LocalRedirect(Url.Content("~/"));

    public async Task<IActionResult> OnPostAsync()
    {
        await signIn.SignOutAsync();
        TempData["StatusMessage"] = shell["SignIn.SignedOut"];
        return LocalRedirect(Url.Content("~/sign-in"));
    }
}
