using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>Whether an administrator exists, and the making of the first one.</summary>
public sealed class FirstAdministrator(ErpLinkDbContext database, UserManager<ApplicationUser> users, RoleManager<IdentityRole> roles, TimeProvider time)
{
    private static readonly SemaphoreSlim OneAtATime = new(1);

    public Task<bool> ExistsAsync(CancellationToken cancellationToken) =>
        (from held in database.UserRoles
         join role in database.Roles on held.RoleId equals role.Id
         where role.Name == Roles.Administrator
         select held).AnyAsync(cancellationToken);

    /// <summary>Null when someone else was first.</summary>
    public async Task<IdentityResult?> CreateAsync(ApplicationUser user, string password, CancellationToken cancellationToken)
    {
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await ExistsAsync(cancellationToken) ? null : await CreateInOneAsync(user, password, cancellationToken);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private async Task<IdentityResult> CreateInOneAsync(ApplicationUser user, string password, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await EnsureRolesAsync();
        var created = await users.CreateAsync(user, password);
        if (!created.Succeeded)
        {
            return created;
        }

        var added = await users.AddToRoleAsync(user, Roles.Administrator);
        if (!added.Succeeded)
        {
            return added;
        }

        database.Audit.Add(new AuditRow { At = time.GetUtcNow(), By = user.Email!, What = "user.first-administrator", Subject = user.Email! });
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return IdentityResult.Success;
    }

    private async Task EnsureRolesAsync()
    {
        foreach (var role in new[] { Roles.CrmUser, Roles.Administrator })
        {
            if (!await roles.RoleExistsAsync(role))
            {
                await roles.CreateAsync(new IdentityRole(role));
            }
        }
    }
}
