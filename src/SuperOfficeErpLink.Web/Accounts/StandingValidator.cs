using System.Runtime.ExceptionServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>
/// Looks at every request whether its sign-in still holds: whoever was disabled or signed out is out at once, and roles, groups and names are those of now.
/// </summary>
public sealed class StandingValidator(ErpLinkDbContext database, SignInManager<ApplicationUser> signIn, IOptions<IdentityOptions> options) : ISecurityStampValidator
{
    /// <summary>How someone signed in; not known to the database.</summary>
    private static readonly string[] Kept = ["amr", ClaimTypes.AuthenticationMethod];

    public async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || context.Principal is not { } signedIn)
        {
            return;
        }

        try
        {
            await CompareAsync(context, signedIn);
        }
        catch (Exception failure) when (OwnDatabaseFailure.Is(failure))
        {
            // Thrown on by the middleware: an answer that says what is wrong with the database asks once more who is signed in.
            context.HttpContext.Features.Set(new StandingUnknown(ExceptionDispatchInfo.Capture(failure)));
        }
    }

    private async Task CompareAsync(CookieValidatePrincipalContext context, ClaimsPrincipal signedIn)
    {
        var id = signedIn.FindFirstValue(options.Value.ClaimsIdentity.UserIdClaimType) ?? "";
        var standing = await Standing.FindAsync(database, id, context.HttpContext.RequestAborted);
        if (standing is null || !standing.Lets(signedIn, options.Value))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        }
        else if (!standing.IsSaidBy(signedIn, options.Value))
        {
            await RenewAsync(context, signedIn, id);
        }
    }

    private async Task RenewAsync(CookieValidatePrincipalContext context, ClaimsPrincipal old, string id)
    {
        if (await signIn.UserManager.FindByIdAsync(id) is not { } user)
        {
            context.RejectPrincipal();
            return;
        }

        var renewed = await signIn.CreateUserPrincipalAsync(user);
        renewed.Identities.First().AddClaims(old.Claims.Where(claim => Kept.Contains(claim.Type)));
        context.ReplacePrincipal(renewed);
        context.ShouldRenew = true;
    }
}
