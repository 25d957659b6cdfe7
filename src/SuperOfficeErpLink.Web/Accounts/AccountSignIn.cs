using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>Signs in nobody who is disabled, and tells only those who know the password. Wrong recovery codes lock out as wrong passwords do.</summary>
public sealed class AccountSignIn(
    UserManager<ApplicationUser> users, IHttpContextAccessor context, IUserClaimsPrincipalFactory<ApplicationUser> principals, IOptions<IdentityOptions> options,
    ILogger<SignInManager<ApplicationUser>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<ApplicationUser> confirmation)
    : SignInManager<ApplicationUser>(users, context, principals, options, logger, schemes, confirmation)
{
    public override async Task<bool> CanSignInAsync(ApplicationUser user) => user.DisabledAt is null && await base.CanSignInAsync(user);

    public override async Task<SignInResult> CheckPasswordSignInAsync(ApplicationUser user, string password, bool lockoutOnFailure)
    {
        if (user.DisabledAt is null)
        {
            return await base.CheckPasswordSignInAsync(user, password, lockoutOnFailure);
        }

        if (await IsLockedOut(user))
        {
            return await LockedOut(user);
        }

        return await UserManager.CheckPasswordAsync(user, password) ? SignInResult.NotAllowed
            : lockoutOnFailure ? await CountAsync(user)
            : SignInResult.Failed;
    }

    public override async Task<SignInResult> TwoFactorRecoveryCodeSignInAsync(string recoveryCode)
    {
        if (await GetTwoFactorAuthenticationUserAsync() is not { } user)
        {
            return SignInResult.Failed;
        }

        if (await PreSignInCheck(user) is { } refused)
        {
            return refused;
        }

        var result = await base.TwoFactorRecoveryCodeSignInAsync(recoveryCode);
        return result.Succeeded ? result : await CountAsync(user);
    }

    private async Task<SignInResult> CountAsync(ApplicationUser user)
    {
        await UserManager.AccessFailedAsync(user);
        return await UserManager.IsLockedOutAsync(user) ? await LockedOut(user) : SignInResult.Failed;
    }
}
