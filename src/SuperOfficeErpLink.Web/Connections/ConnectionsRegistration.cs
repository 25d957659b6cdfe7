using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Web.Connections;

public static class ConnectionsRegistration
{
    /// <summary>Connections as administrators make, test and schedule them.</summary>
    public static void AddConnections(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddStore<IConnectionEditStore, ConnectionEditStore>().AddStore<IScheduleStore, ScheduleStore>();
        services.AddSingleton(TestLimits.Default).AddSingleton<ConnectionTester>().AddSingleton<ConnectionEditor>().AddStore<ISettingsMemory, SettingsMemoryStore>().AddSingleton<SettingsTransfer>();
        services.AddSingleton<SettingWords>().AddScoped<ActivationWords>().AddScoped<ConnectionAudit>();
        services.AddHostedService<ConnectionWorker>();
    }
}
