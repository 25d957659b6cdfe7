using Microsoft.AspNetCore.Identity;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>Codes of an app, and codes for when the app is gone.</summary>
public static class SecondFactors
{
    public const int RecoveryCodes = 10;
    private const string Issuer = "ERP Link";

    // As the stores of the framework name them.
    private const string Provider = "[AspNetUserStore]";
    private const string KeyName = "AuthenticatorKey";
    private const string CodesName = "RecoveryCodes";

    /// <summary>Takes it off, with its key and codes.</summary>
    public static async Task RemoveAsync(UserManager<ApplicationUser> users, ApplicationUser user)
    {
        UserAccounts.Demand(await users.SetTwoFactorEnabledAsync(user, enabled: false));
        UserAccounts.Demand(await users.RemoveAuthenticationTokenAsync(user, Provider, KeyName));
        UserAccounts.Demand(await users.RemoveAuthenticationTokenAsync(user, Provider, CodesName));
    }

    /// <summary>What apps read from the picture.</summary>
    public static string Address(string email, string key) =>
        $"otpauth://totp/{Uri.EscapeDataString(Issuer)}:{Uri.EscapeDataString(email)}?secret={key}&issuer={Uri.EscapeDataString(Issuer)}&digits=6&period=30";

    /// <summary>A key in groups of four, to be typed.</summary>
    public static string Readable(string key) => string.Join(' ', key.Chunk(4).Select(part => new string(part))).ToLowerInvariant();
}
