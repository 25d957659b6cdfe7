using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>Keeps what second factors are made of sealed: a copy of the database alone gives nobody a code.</summary>
public sealed class AccountStore(ErpLinkDbContext database, IDataProtectionProvider protection, IdentityErrorDescriber errors)
    : UserStore<ApplicationUser, IdentityRole, ErpLinkDbContext>(database, errors)
{
    public override Task SetTokenAsync(ApplicationUser user, string loginProvider, string name, string? value, CancellationToken cancellationToken) =>
        base.SetTokenAsync(user, loginProvider, name, value is null ? null : For(user, name).Protect(value), cancellationToken);

    public override async Task<string?> GetTokenAsync(ApplicationUser user, string loginProvider, string name, CancellationToken cancellationToken)
    {
        if (await base.GetTokenAsync(user, loginProvider, name, cancellationToken) is not { } stored)
        {
            return null;
        }

        try
        {
            return For(user, name).Unprotect(stored);
        }
        catch (CryptographicException)
        {
            // Sealed with a key that is gone: no code is right any more, and an administrator takes the second factor off.
            return null;
        }
    }

    private IDataProtector For(ApplicationUser user, string name) => protection.CreateProtector("SuperOfficeErpLink.SecondFactor", user.Id, name);
}
