using Microsoft.AspNetCore.Identity;

namespace SuperOfficeErpLink.Storage.Model;

public sealed class ApplicationUser : IdentityUser
{
    /// <summary>Shown to colleagues.</summary>
    public string DisplayName { get; set; } = "";
}

/// <summary>The two roles.</summary>
public static class Roles
{
    public const string CrmUser = "CrmUser";
    public const string Administrator = "Administrator";
}
