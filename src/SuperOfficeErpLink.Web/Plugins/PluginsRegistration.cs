using Microsoft.Extensions.DependencyInjection.Extensions;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Plugins;

public static class PluginsRegistration
{
    /// <summary>Connectors from plug-ins, beside those the application was built with.</summary>
    /// <exception cref="StartupFailure">A setting cannot be used.</exception>
    public static void AddPlugins(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(PluginOptions.Read(builder.Configuration, builder.Environment));
        services.AddSingleton<IWriteAccess, WriteAccess>().AddSingleton(PluginTime.Default).AddSingleton<PluginLoader>().AddSingleton<PluginCatalog>();
        services.AddSingleton<PluginTexts>().AddSingleton<PluginWords>().AddHostedService<PluginLog>();

        // Built-in connectors are all that is registered one by one; what plug-ins brought comes on top of them.
        services.Replace(ServiceDescriptor.Singleton(
            provider => ActivatorUtilities.CreateInstance<ErpSessions>(provider, provider.GetRequiredService<PluginCatalog>().Usable)));
    }
}
