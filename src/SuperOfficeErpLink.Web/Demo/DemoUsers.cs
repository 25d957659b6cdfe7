using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>The demo's sign-ins, shown on the sign-in page in demo mode only.</summary>
public static class DemoUsers
{
    public const string Password = "Demo-1234!";
    public const string CrmUser = "crm@demo.example";
    public const string Administrator = "admin@demo.example";

    internal static async Task AddAsync(ErpLinkDbContext context, IPasswordHasher<ApplicationUser> passwords, CancellationToken cancellationToken)
    {
        var roles = await context.Roles.ToDictionaryAsync(role => role.Name!, StringComparer.Ordinal, cancellationToken);
        Add(context, passwords, roles, "demo-crm", CrmUser, "Karen Krogh", Roles.CrmUser);
        Add(context, passwords, roles, "demo-admin", Administrator, "Anders Admin", Roles.Administrator);
    }

    private static void Add(
        ErpLinkDbContext context, IPasswordHasher<ApplicationUser> passwords, Dictionary<string, IdentityRole> roles, string id, string email, string name, string roleName)
    {
        if (!roles.TryGetValue(roleName, out var role))
        {
            role = new IdentityRole(roleName) { NormalizedName = roleName.ToUpperInvariant() };
            context.Roles.Add(role);
        }

        var user = new ApplicationUser
        {
            Id = id,
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            EmailConfirmed = true,
            LockoutEnabled = true,
            SecurityStamp = Guid.NewGuid().ToString("N"),
            DisplayName = name,
        };
        user.PasswordHash = passwords.HashPassword(user, Password);
        context.Users.Add(user);
        context.UserRoles.Add(new IdentityUserRole<string> { UserId = id, RoleId = role.Id });
    }
}
