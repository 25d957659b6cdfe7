using Microsoft.AspNetCore.Identity;

namespace SuperOfficeErpLink.Storage.Model;

public sealed class ApplicationUser : IdentityUser
{
    /// <summary>Shown to colleagues.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>Since when an administrator has shut the user out; null: not.</summary>
    public DateTimeOffset? DisabledAt { get; set; }
}

/// <summary>Users that rights are given to together.</summary>
public sealed class UserGroupRow
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";
}

public sealed class UserGroupMemberRow
{
    public Guid GroupId { get; set; }

    public string UserId { get; set; } = "";
}

/// <summary>The two roles.</summary>
public static class Roles
{
    public const string CrmUser = "CrmUser";
    public const string Administrator = "Administrator";
}
