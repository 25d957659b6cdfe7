using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Protection;
using SuperOfficeErpLink.Storage.Stores;
using SuperOfficeErpLink.Web.Demo;

namespace SuperOfficeErpLink.Web.Starting;

public static class DataRegistration
{
    /// <summary>Our own database, its protection, the CRM, and their preparation at start.</summary>
    /// <exception cref="StartupFailure">A setting or a folder cannot be used.</exception>
    public static ErpLinkOptions AddErpLinkData(this WebApplicationBuilder builder)
    {
        var options = ErpLinkOptions.Read(builder.Configuration, builder.Environment);
        Folders.MakeWritable(options.DataDirectory, "ErpLink:DataDirectory");
        Folders.MakeWritable(options.FilesDirectory, "ErpLink:FilesDirectory");

        var services = builder.Services;
        services.AddSingleton(options);
        services.AddDatabase(DatabaseChoice.Of(options), options.NodeName);
        services.TryAddScoped(provider => provider.GetRequiredService<IDbContextFactory<ErpLinkDbContext>>().CreateDbContext());
        services.AddErpLinkProtection(options.KeyFile);
        services.AddSingleton<ICrm>(provider => new BuiltInCrm(
            provider.GetRequiredService<IDbContextFactory<ErpLinkDbContext>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new Readiness());
        services.AddStore<IAutomaticSyncStore, AutomaticSyncStore>();
        services.AddSingleton(new MarkFile(options.MarkFile)).AddSingleton<InstallationGuard>();
        services.AddSingleton<DatabaseOpening>();
        services.AddSingleton<DemoMaker>();

        // First of all hosted services, whoever registered them before: they may use the database.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, Preparation>());
        return options;
    }

    /// <summary>The chosen database, for whatever else is registered by it.</summary>
    internal static OwnDatabase Database(this IServiceCollection services) =>
        (OwnDatabase)services.Single(service => service.ServiceType == typeof(OwnDatabase)).ImplementationInstance!;

    private static void AddDatabase(this IServiceCollection services, OwnDatabase database, string name)
    {
        services.AddSingleton(database);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new Retries(database, TimeProvider.System));
        services.AddSingleton(new SharedClock(database, TimeProvider.System));
        if (database.IsShared)
        {
            services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<SharedClock>());
            services.AddSingleton(new NodeName(name));
            services.AddHostedService<ClockKeeper>();
        }

        services.AddPooledDbContextFactory<ErpLinkDbContext>(database.Use);
    }
}
