using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage;

/// <summary>
/// How long texts in keys and indexes can be. The narrowest database holds 900 bytes in a key, 1,700 in an index, and two for each character.
/// </summary>
internal static class ColumnLengths
{
    private const int UserId = 64;
    private const int Name = 100;
    private const int Pair = 400;

    /// <summary>The fields that are searched, with room for letters that become two when case is folded.</summary>
    private const int Folded = 700;

    public static void Apply(ModelBuilder builder)
    {
        Crm(builder);
        Identity(builder);
        builder.Entity<AccessRow>().Property(row => row.Kind).HasMaxLength(20);
        builder.Entity<AccessRow>().Property(row => row.PrincipalId).HasMaxLength(UserId);
        builder.Entity<EnteredSettingsRow>().Property(row => row.Token).HasMaxLength(32);
        builder.Entity<EnteredSettingsRow>().Property(row => row.UserId).HasMaxLength(UserId);
        builder.Entity<UserGroupRow>().Property(row => row.Name).HasMaxLength(Name);
        builder.Entity<UserGroupMemberRow>().Property(row => row.UserId).HasMaxLength(UserId);
        builder.Entity<DryRunFindingRow>().Property(row => row.FieldPair).HasMaxLength(Pair);
        builder.Entity<LinkRow>().Property(row => row.KeySpace).HasMaxLength(Name);
        builder.Entity<DraftRow>().Property(row => row.UserId).HasMaxLength(UserId);
        builder.Entity<ChangeRow>().Property(row => row.UserId).HasMaxLength(UserId);
        builder.Entity<ConflictRow>().Property(row => row.FieldPair).HasMaxLength(Pair);
        builder.Entity<ProblemRow>().Property(row => row.CauseKey).HasMaxLength(Pair);
        builder.Entity<ProblemRecordRow>().Property(row => row.Field).HasMaxLength(Pair);
        builder.Entity<AlertRow>().Property(row => row.CauseKey).HasMaxLength(Pair);
        builder.Entity<LeaseRow>().Property(row => row.Name).HasMaxLength(Name);
        builder.Entity<SearchCriteriaRow>().Property(row => row.UserId).HasMaxLength(UserId);
        builder.Entity<ApiTokenRow>().Property(row => row.UserId).HasMaxLength(UserId);
        builder.Entity<InstallationRow>().Property(row => row.Key).HasMaxLength(Name);
    }

    private static void Crm(ModelBuilder builder)
    {
        builder.Entity<CompanyRow>().Property(row => row.Name).HasMaxLength(100);
        builder.Entity<CompanyRow>().Property(row => row.OrganisationNumber).HasMaxLength(30);
        builder.Entity<CompanyRow>().Property(row => row.Folded).HasMaxLength(Folded);
        builder.Entity<PersonRow>().Property(row => row.FirstName).HasMaxLength(50);
        builder.Entity<PersonRow>().Property(row => row.LastName).HasMaxLength(50);
        builder.Entity<PersonRow>().Property(row => row.Folded).HasMaxLength(Folded);
        builder.Entity<ProjectRow>().Property(row => row.Name).HasMaxLength(100);
        builder.Entity<ProjectRow>().Property(row => row.Folded).HasMaxLength(Folded);
        builder.Entity<CrmListItemRow>().Property(row => row.List).HasMaxLength(Name);
        builder.Entity<CrmListItemRow>().Property(row => row.Key).HasMaxLength(Name);
    }

    private static void Identity(ModelBuilder builder)
    {
        const int Provider = 128;
        builder.Entity<ApplicationUser>().Property(user => user.Id).HasMaxLength(UserId);
        builder.Entity<IdentityRole>().Property(role => role.Id).HasMaxLength(UserId);
        builder.Entity<IdentityUserLogin<string>>().Property(login => login.LoginProvider).HasMaxLength(Provider);
        builder.Entity<IdentityUserLogin<string>>().Property(login => login.ProviderKey).HasMaxLength(Provider);
        builder.Entity<IdentityUserToken<string>>().Property(token => token.LoginProvider).HasMaxLength(Provider);
        builder.Entity<IdentityUserToken<string>>().Property(token => token.Name).HasMaxLength(Provider);
    }
}
