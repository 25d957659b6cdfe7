using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Stores;
using SuperOfficeErpLink.Web.Auditing;

namespace SuperOfficeErpLink.Web.Accounts;

public static class AccountsRegistration
{
    /// <summary>Users, groups, whom connections are for, one's own account, and the log of what administrators change.</summary>
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddStore<IAccessStore, AccessStore>().AddStore<IGroupStore, GroupStore>();
        services.AddScoped<UserAccounts>().AddScoped<OwnAccount>();
        services.AddSingleton(new SecondFactorRule(builder.Configuration.GetValue("ErpLink:SecondFactor:AdministratorsMust", false)));
        services.AddSingleton<AccessWords>().AddScoped<AuditWords>();
        services.Configure<MvcOptions>(mvc => mvc.Filters.Add<DutiesFilter>());
    }
}
