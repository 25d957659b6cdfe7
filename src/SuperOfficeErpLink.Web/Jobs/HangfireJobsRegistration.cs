using Hangfire;
using Microsoft.Data.SqlClient;
using SuperOfficeErpLink.Jobs.Hangfire;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.SqlServer;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Jobs;

/// <summary>Only in a build with Hangfire.</summary>
internal static class HangfireJobsRegistration
{
    public static void AddHangfireJobs(this IServiceCollection services, ErpLinkOptions options, OwnDatabase database)
    {
        var connectionString = ((SqlServerDatabase)database).ConnectionString;
        services.AddHangfireJobs(() => HangfireStorage.OnSqlServer(connectionString, SqlClientFactory.Instance, options.MayMigrate));
    }

    public static void AddHangfireJobs(this IServiceCollection services, Func<JobStorage> open) =>
        services.AddHangfireEngine(open).AddSingleton(new JobDashboard("/admin/jobs"));

    /// <summary>For administrators who owe neither a password nor a second factor.</summary>
    public static void MapHangfire(this WebApplication app, JobDashboard dashboard)
    {
        var rule = app.Services.GetRequiredService<SecondFactorRule>();
        app.MapHangfirePages(dashboard.Address, backTo: "/admin/runs").RequireAuthorization(
            policy => policy.RequireRole(Roles.Administrator).RequireAssertion(asked => DutiesFilter.DutyOf(asked.User, rule) is null));
    }
}
