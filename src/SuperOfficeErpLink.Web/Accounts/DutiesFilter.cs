using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>Whoever must choose a password or a second factor first gets to no other page before that.</summary>
public sealed class DutiesFilter(SecondFactorRule rule) : IAuthorizationFilter
{
    /// <summary>Pages of one's own account, and the way out.</summary>
    private static readonly string[] Free = ["/Account/", "/SignOut", "/Status"];

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var user = context.HttpContext.User;
        if (user.Identity?.IsAuthenticated != true || context.ActionDescriptor is not PageActionDescriptor page
            || context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return;
        }

        var duty = DutyOf(user, rule);
        if (duty is null || (page.AreaName is null && Free.Any(free => page.ViewEnginePath.StartsWith(free, StringComparison.Ordinal))))
        {
            return;
        }

        context.Result = new RedirectToPageResult(duty, new { area = "" });
        if (context.HttpContext.Request.Headers.ContainsKey("HX-Request"))
        {
            // A part of a page cannot show another page: the whole page goes there.
            context.HttpContext.Response.Headers["HX-Redirect"] = duty == "/Account/Index" ? "/account" : "/account/second-factor";
            context.Result = new StatusCodeResult(StatusCodes.Status403Forbidden);
        }
    }

    /// <summary>The page of what the user must do first; null: nothing.</summary>
    internal static string? DutyOf(ClaimsPrincipal user, SecondFactorRule rule) =>
        user.HasClaim(claim => claim.Type == Principals.MustChangePasswordClaim) ? "/Account/Index" : rule.IsOwedBy(user) ? "/Account/SecondFactor" : null;
}
