using System.Data;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>
/// Users, as administrators add and change them. Every change has its audit entry in the same transaction, without any password. At least one
/// administrator who may sign in is always left.
/// </summary>
/// <remarks>All of it is for administrators: anyone else gets an <see cref="AccessDeniedException"/>.</remarks>
public sealed class UserAccounts(ErpLinkDbContext database, UserManager<ApplicationUser> users, RoleManager<IdentityRole> roles, TimeProvider time)
{
    public const int LongestName = 200;
    private const int PageSize = 50;

    /// <summary>By name.</summary>
    public async Task<UserPage> ListAsync(UserContext by, string? search, int page, CancellationToken cancellationToken)
    {
        by.DemandAdministrator();
        var administrators = (await AdministratorIds().ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var now = time.GetUtcNow();

        // Compared here: databases differ in what they take for the same letter.
        var rows = await database.Users.AsNoTracking()
            .Select(user => new { user.Id, user.DisplayName, user.Email, user.DisabledAt, user.TwoFactorEnabled, user.LockoutEnd }).ToListAsync(cancellationToken);
        var found = rows
            .Select(row => new ListedUser(
                row.Id, Standing.NameOf(row.DisplayName, row.Email), row.Email ?? "", administrators.Contains(row.Id), row.DisabledAt, row.LockoutEnd > now, row.TwoFactorEnabled))
            .Where(user => Has(user.Name, search) || Has(user.Email, search))
            .OrderBy(user => user.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(user => user.Id, StringComparer.Ordinal)
            .Skip((page - 1) * PageSize).Take(PageSize + 1).ToList();
        return new UserPage([.. found.Take(PageSize)], ((page - 1) * PageSize) + 1, found.Count > PageSize, rows.Count);
    }

    public async Task<ListedUser?> FindAsync(UserContext by, string id, CancellationToken cancellationToken)
    {
        by.DemandAdministrator();
        return await database.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellationToken) is { } row
            ? new ListedUser(
                row.Id, Standing.NameOf(row.DisplayName, row.Email), row.Email ?? "", await AdministratorIds().ContainsAsync(id, cancellationToken), row.DisabledAt,
                row.LockoutEnd > time.GetUtcNow(), row.TwoFactorEnabled)
            : null;
    }

    /// <summary>Adds a user with a password that he must change.</summary>
    public async Task<UserOutcome> AddAsync(UserContext by, string name, string email, bool isAdministrator, CancellationToken cancellationToken)
    {
        by.DemandAdministrator();
        await using var transaction = await BeginAsync(cancellationToken);
        if (await users.FindByEmailAsync(email) is not null)
        {
            return new UserOutcome.EmailTaken();
        }

        var (user, password) = (new ApplicationUser { UserName = email, Email = email, EmailConfirmed = true, LockoutEnabled = true, DisplayName = name }, Passwords.New());
        var created = await users.CreateAsync(user, password);
        if (!created.Succeeded)
        {
            return new UserOutcome.EmailRefused();
        }

        await SetRoleAsync(user, isAdministrator);
        await MustChangePasswordAsync(user);
        Audit(by, "user.created", user, null, Facts(("Name", name), ("Role", RoleName(isAdministrator))));
        await CommitAsync(transaction, cancellationToken);
        return new UserOutcome.PasswordSet(user.Id, password);
    }

    public Task<UserOutcome> ChangeAsync(UserContext by, string id, string name, bool isAdministrator, CancellationToken cancellationToken) =>
        ChangeAsync(by, id, async user =>
        {
            var was = await users.IsInRoleAsync(user, Roles.Administrator);
            if (was && !isAdministrator && await IsLastAdministratorAsync(user, cancellationToken))
            {
                return new UserOutcome.LastAdministrator();
            }

            var before = Facts(("Name", user.DisplayName), ("Role", RoleName(was)));
            var after = Facts(("Name", name), ("Role", RoleName(isAdministrator)));
            if (before != after)
            {
                user.DisplayName = name;
                Demand(await users.UpdateAsync(user));
                await SetRoleAsync(user, isAdministrator);
                Audit(by, "user.changed", user, before, after);
            }

            return new UserOutcome.Done();
        }, cancellationToken);

    /// <summary>Shuts a user out with everything he has, or lets him in again.</summary>
    public Task<UserOutcome> SetDisabledAsync(UserContext by, string id, bool disabled, CancellationToken cancellationToken) =>
        ChangeAsync(by, id, async user =>
        {
            if (user.DisabledAt is not null == disabled)
            {
                return new UserOutcome.Done();
            }

            if (disabled && await IsLastAdministratorAsync(user, cancellationToken))
            {
                return new UserOutcome.LastAdministrator();
            }

            user.DisabledAt = disabled ? time.GetUtcNow() : null;
            Demand(await users.UpdateSecurityStampAsync(user));
            Audit(by, disabled ? "user.disabled" : "user.enabled", user, null, null);
            return new UserOutcome.Done();
        }, cancellationToken);

    /// <summary>Gives a user another password, which he must change, and ends his sign-ins and any lock-out; his second factor too, when asked.</summary>
    public Task<UserOutcome> ResetPasswordAsync(UserContext by, string id, bool withoutSecondFactor, CancellationToken cancellationToken) =>
        ChangeAsync(by, id, async user =>
        {
            var password = Passwords.New();
            Demand(await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password));
            Demand(await users.SetLockoutEndDateAsync(user, null));
            Demand(await users.ResetAccessFailedCountAsync(user));
            await MustChangePasswordAsync(user);
            var isRemoved = withoutSecondFactor && user.TwoFactorEnabled;
            if (withoutSecondFactor)
            {
                await SecondFactors.RemoveAsync(users, user);
            }

            Audit(by, "user.password-reset", user, null, isRemoved ? Facts(("SecondFactor", "Removed")) : null);
            return new UserOutcome.PasswordSet(user.Id, password);
        }, cancellationToken);

    /// <summary>Ends all sign-ins of a user; he may sign in again.</summary>
    public Task<UserOutcome> SignOutEverywhereAsync(UserContext by, string id, CancellationToken cancellationToken) =>
        ChangeAsync(by, id, async user =>
        {
            Demand(await users.UpdateSecurityStampAsync(user));
            Audit(by, "user.signed-out", user, null, null);
            return new UserOutcome.Done();
        }, cancellationToken);

    internal static void Demand(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"A user could not be changed: {string.Join(", ", result.Errors.Select(error => error.Code))}.");
        }
    }

    private async Task<UserOutcome> ChangeAsync(UserContext by, string id, Func<ApplicationUser, Task<UserOutcome>> changeAsync, CancellationToken cancellationToken)
    {
        by.DemandAdministrator();
        await using var transaction = await BeginAsync(cancellationToken);
        if (await users.FindByIdAsync(id) is not { } user)
        {
            return new UserOutcome.Gone();
        }

        var outcome = await changeAsync(user);
        if (outcome is UserOutcome.Done or UserOutcome.PasswordSet)
        {
            await CommitAsync(transaction, cancellationToken);
        }

        return outcome;
    }

    /// <summary>One such change at a time, or two could each leave the other's administrator as the last one.</summary>
    private Task<IDbContextTransaction> BeginAsync(CancellationToken cancellationToken) =>
        database.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);

    private async Task CommitAsync(IDbContextTransaction transaction, CancellationToken cancellationToken)
    {
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<bool> IsLastAdministratorAsync(ApplicationUser user, CancellationToken cancellationToken) =>
        user.DisabledAt is null && await users.IsInRoleAsync(user, Roles.Administrator)
        && !await database.Users.AnyAsync(other => other.Id != user.Id && other.DisabledAt == null && AdministratorIds().Contains(other.Id), cancellationToken);

    private IQueryable<string> AdministratorIds() =>
        from held in database.UserRoles
        join role in database.Roles on held.RoleId equals role.Id
        where role.Name == Roles.Administrator
        select held.UserId;

    /// <summary>Everyone has one of the two roles.</summary>
    private async Task SetRoleAsync(ApplicationUser user, bool isAdministrator)
    {
        var (wanted, other) = isAdministrator ? (Roles.Administrator, Roles.CrmUser) : (Roles.CrmUser, Roles.Administrator);
        if (!await roles.RoleExistsAsync(wanted))
        {
            Demand(await roles.CreateAsync(new IdentityRole(wanted)));
        }

        if (!await users.IsInRoleAsync(user, wanted))
        {
            Demand(await users.AddToRoleAsync(user, wanted));
        }

        if (await users.IsInRoleAsync(user, other))
        {
            Demand(await users.RemoveFromRoleAsync(user, other));
        }
    }

    private async Task MustChangePasswordAsync(ApplicationUser user)
    {
        if (!(await users.GetClaimsAsync(user)).Any(claim => claim.Type == Principals.MustChangePasswordClaim))
        {
            Demand(await users.AddClaimAsync(user, new Claim(Principals.MustChangePasswordClaim, "yes")));
        }
    }

    private void Audit(UserContext by, string what, ApplicationUser user, string? before, string? after) =>
        database.Audit.Add(new AuditRow { At = time.GetUtcNow(), By = by.Name, What = what, Subject = user.Email ?? user.Id, Before = before, After = after });

    private static string Facts(params (string Name, string Value)[] facts) => JsonSerializer.Serialize(facts.ToDictionary(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal));

    private static string RoleName(bool isAdministrator) => isAdministrator ? Roles.Administrator : Roles.CrmUser;

    private static bool Has(string text, string? search) =>
        string.IsNullOrWhiteSpace(search) || CultureInfo.CurrentCulture.CompareInfo.IndexOf(text, search.Trim(), CompareOptions.IgnoreCase) >= 0;
}

/// <param name="IsLockedOut">Wrong passwords shut him out for a while.</param>
public sealed record ListedUser(string Id, string Name, string Email, bool IsAdministrator, DateTimeOffset? DisabledAt, bool IsLockedOut, bool HasSecondFactor);

/// <param name="All">How many users there are, searched for or not.</param>
public sealed record UserPage(IReadOnlyList<ListedUser> Users, int First, bool HasMore, int All);

public abstract record UserOutcome
{
    private UserOutcome()
    {
    }

    public sealed record Done : UserOutcome;

    /// <summary>The password cannot be had again.</summary>
    public sealed record PasswordSet(string UserId, string Password) : UserOutcome
    {
        /// <summary>A password must not reach a log by interpolation.</summary>
        public override string ToString() => nameof(PasswordSet);
    }

    public sealed record EmailTaken : UserOutcome;

    /// <summary>It has signs that no sign-in may have.</summary>
    public sealed record EmailRefused : UserOutcome;

    /// <summary>Nobody would be left who can let anyone in; nothing was changed.</summary>
    public sealed record LastAdministrator : UserOutcome;

    public sealed record Gone : UserOutcome;
}
