using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace SuperOfficeErpLink.Storage.Databases;

public static class StoreRegistration
{
    /// <summary>A store behind its port, whose calls are tried again where that is safe; stores among themselves use the class.</summary>
    public static IServiceCollection AddStore<TPort, TStore>(this IServiceCollection services)
        where TPort : class
        where TStore : class, TPort
    {
        services.TryAddSingleton<TStore>();
        return services.AddSingleton(provider => RetryingStore<TPort>.Around(provider.GetRequiredService<TStore>(), provider.GetRequiredService<Retries>()));
    }
}
