using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>What our database says of a user now, as far as his sign-in says it too.</summary>
public sealed record Standing(string? Stamp, bool IsDisabled, string Name, bool HasSecondFactor, IReadOnlyList<string> Roles, IReadOnlyList<string> Groups)
{
    /// <summary>Null when there is no such user any more.</summary>
    public static async Task<Standing?> FindAsync(ErpLinkDbContext database, string userId, CancellationToken cancellationToken)
    {
        var user = await database.Users.AsNoTracking().Where(one => one.Id == userId)
            .Select(one => new { one.SecurityStamp, one.DisabledAt, one.DisplayName, one.Email, one.TwoFactorEnabled }).SingleOrDefaultAsync(cancellationToken);
        if (user is null)
        {
            return null;
        }

        var roles = await (
            from held in database.UserRoles
            join role in database.Roles on held.RoleId equals role.Id
            where held.UserId == userId
            select role.Name ?? "").ToListAsync(cancellationToken);
        var groups = await database.GroupsOf(userId).ToListAsync(cancellationToken);
        return new Standing(
            user.SecurityStamp, user.DisabledAt is not null, NameOf(user.DisplayName, user.Email), user.TwoFactorEnabled, roles, [.. groups.Select(group => group.ToString())]);
    }

    public static string NameOf(string displayName, string? email) => displayName.Length > 0 ? displayName : email ?? "";

    /// <summary>The sign-in holds: nobody has ended it since.</summary>
    public bool Lets(ClaimsPrincipal signedIn, IdentityOptions options) =>
        !IsDisabled && string.Equals(signedIn.FindFirstValue(options.ClaimsIdentity.SecurityStampClaimType), Stamp, StringComparison.Ordinal);

    /// <summary>The sign-in says what the database does.</summary>
    public bool IsSaidBy(ClaimsPrincipal signedIn, IdentityOptions options) =>
        string.Equals(signedIn.DisplayName(), Name, StringComparison.Ordinal)
        && signedIn.HasClaim(claim => claim.Type == Principals.SecondFactorClaim) == HasSecondFactor
        && Said(signedIn, options.ClaimsIdentity.RoleClaimType).SetEquals(Roles)
        && Said(signedIn, Principals.GroupClaim).SetEquals(Groups);

    private static HashSet<string> Said(ClaimsPrincipal signedIn, string type) => signedIn.FindAll(type).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
}

public static class StandingQueries
{
    public static IQueryable<Guid> GroupsOf(this ErpLinkDbContext database, string userId) =>
        database.UserGroupMembers.Where(member => member.UserId == userId).Select(member => member.GroupId);
}
