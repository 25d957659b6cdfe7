using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace SuperOfficeErpLink.Storage.Protection;

public static class ProtectionRegistration
{
    /// <summary>Data protection with its keys in our database, sealed with the key file.</summary>
    public static IServiceCollection AddErpLinkProtection(this IServiceCollection services, string keyFile)
    {
        services.AddSingleton(new KeyFile(keyFile));
        services.AddSingleton<DataProtectionKeys>();
        services.AddSingleton<SecretProtector>();
        services.AddDataProtection().SetApplicationName("SuperOfficeErpLink");
        services.AddOptions<KeyManagementOptions>().Configure<DataProtectionKeys, KeyFile>((options, keys, file) =>
        {
            options.XmlRepository = keys;
            options.XmlEncryptor = new KeyRingEncryptor(file);
        });
        return services;
    }
}
