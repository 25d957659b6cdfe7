using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>
/// What users do with their own sign-in. Other sign-ins of theirs end with every change, this one goes on; wrong passwords lock out here as they do at
/// the sign-in.
/// </summary>
public sealed class OwnAccount(ErpLinkDbContext database, SignInManager<ApplicationUser> signIn, TimeProvider time)
{
    private UserManager<ApplicationUser> Users => signIn.UserManager;

    /// <summary>Null for one who is no longer there.</summary>
    public Task<ApplicationUser?> FindAsync(ClaimsPrincipal signedIn) => Users.GetUserAsync(signedIn);

    public async Task<OwnOutcome> ChangePasswordAsync(ApplicationUser user, string current, string wanted, CancellationToken cancellationToken)
    {
        if (await RefusedAsync(user, current) is { } refused)
        {
            return refused;
        }

        return await ChangeAsync(user, "account.password-changed", async () =>
        {
            UserAccounts.Demand(await Users.ChangePasswordAsync(user, current, wanted));
            var duties = (await Users.GetClaimsAsync(user)).Where(claim => claim.Type == Principals.MustChangePasswordClaim);
            UserAccounts.Demand(await Users.RemoveClaimsAsync(user, duties));
            return new OwnOutcome.Done();
        }, cancellationToken);
    }

    /// <summary>The key that is being set up; null: none is.</summary>
    public Task<string?> FindKeyAsync(ApplicationUser user) => Users.GetAuthenticatorKeyAsync(user);

    /// <summary>Makes a key for an app to learn. Nothing asks for its codes before one has been shown to be right.</summary>
    public async Task StartSecondFactorAsync(ApplicationUser user)
    {
        if (!user.TwoFactorEnabled)
        {
            UserAccounts.Demand(await Users.ResetAuthenticatorKeyAsync(user));
            await signIn.RefreshSignInAsync(user);
        }
    }

    public async Task<OwnOutcome> TurnOnAsync(ApplicationUser user, string code, CancellationToken cancellationToken)
    {
        if (user.TwoFactorEnabled || !await Users.VerifyTwoFactorTokenAsync(user, Users.Options.Tokens.AuthenticatorTokenProvider, Signs(code)))
        {
            return new OwnOutcome.WrongCode();
        }

        return await ChangeAsync(user, "account.second-factor-on", async () =>
        {
            UserAccounts.Demand(await Users.SetTwoFactorEnabledAsync(user, enabled: true));
            return await NewCodesAsync(user);
        }, cancellationToken);
    }

    public async Task<OwnOutcome> TurnOffAsync(ApplicationUser user, string password, CancellationToken cancellationToken)
    {
        if (await RefusedAsync(user, password) is { } refused)
        {
            return refused;
        }

        return await ChangeAsync(user, "account.second-factor-off", async () =>
        {
            await SecondFactors.RemoveAsync(Users, user);
            return new OwnOutcome.Done();
        }, cancellationToken);
    }

    /// <summary>The old ones are good for nothing any more.</summary>
    public async Task<OwnOutcome> RenewCodesAsync(ApplicationUser user, string password, CancellationToken cancellationToken)
    {
        if (await RefusedAsync(user, password) is { } refused)
        {
            return refused;
        }

        return await ChangeAsync(user, "account.recovery-codes", () => NewCodesAsync(user), cancellationToken);
    }

    /// <summary>A code as it is compared: apps show a space in it.</summary>
    public static string Signs(string code) => string.Concat(code.Where(char.IsLetterOrDigit));

    private async Task<OwnOutcome> NewCodesAsync(ApplicationUser user) =>
        new OwnOutcome.Codes([.. await Users.GenerateNewTwoFactorRecoveryCodesAsync(user, SecondFactors.RecoveryCodes) ?? []]);

    private async Task<OwnOutcome?> RefusedAsync(ApplicationUser user, string password)
    {
        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        return result.Succeeded ? null : result.IsLockedOut ? new OwnOutcome.LockedOut() : new OwnOutcome.WrongPassword();
    }

    private async Task<OwnOutcome> ChangeAsync(ApplicationUser user, string what, Func<Task<OwnOutcome>> changeAsync, CancellationToken cancellationToken)
    {
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            var outcome = await changeAsync();
            UserAccounts.Demand(await Users.UpdateSecurityStampAsync(user));
            database.Audit.Add(new AuditRow { At = time.GetUtcNow(), By = Standing.NameOf(user.DisplayName, user.Email), What = what, Subject = user.Email ?? user.Id });
            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await signIn.RefreshSignInAsync(user);
            return outcome;
        }
    }
}

public abstract record OwnOutcome
{
    private OwnOutcome()
    {
    }

    public sealed record Done : OwnOutcome;

    public sealed record WrongPassword : OwnOutcome;

    public sealed record LockedOut : OwnOutcome;

    public sealed record WrongCode : OwnOutcome;

    /// <summary>Shown once.</summary>
    public sealed record Codes(IReadOnlyList<string> Recovery) : OwnOutcome
    {
        /// <summary>A code must not reach a log by interpolation.</summary>
        public override string ToString() => nameof(Codes);
    }
}
