using System.Security.Claims;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>The signed-in user as Core knows him.</summary>
public static class CurrentUser
{
    public static UserContext ToContext(this ClaimsPrincipal user) => new(
        user.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new AccessDeniedException("Nobody is signed in."),
        user.DisplayName(), user.IsInRole(Roles.Administrator), [.. user.FindAll(Principals.GroupClaim).Select(claim => claim.Value)]);
}
