using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>Puts the name colleagues know a user by, his groups and whether he has a second factor into the sign-in, so that pages need not look them up.</summary>
public sealed class PrincipalFactory(UserManager<ApplicationUser> users, RoleManager<IdentityRole> roles, IOptions<IdentityOptions> options, ErpLinkDbContext database)
    : UserClaimsPrincipalFactory<ApplicationUser, IdentityRole>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(ApplicationUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(ClaimTypes.GivenName, Standing.NameOf(user.DisplayName, user.Email)));
        identity.AddClaims((await database.GroupsOf(user.Id).ToListAsync()).Select(group => new Claim(Principals.GroupClaim, group.ToString())));
        if (user.TwoFactorEnabled)
        {
            identity.AddClaim(new Claim(Principals.SecondFactorClaim, "on"));
        }

        return identity;
    }
}

public static class Principals
{
    /// <summary>The id of a group that the user belongs to.</summary>
    public const string GroupClaim = "group";

    /// <summary>There for users who have a second factor.</summary>
    public const string SecondFactorClaim = "second-factor";

    /// <summary>There for users who must choose a password of their own before anything else; stored with the user.</summary>
    public const string MustChangePasswordClaim = "must-change-password";

    public static string DisplayName(this ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.GivenName) ?? user.Identity?.Name ?? "";
}
