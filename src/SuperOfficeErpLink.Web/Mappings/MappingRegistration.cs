using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Web.Mappings;

public static class MappingRegistration
{
    /// <summary>Drafts, their check and dry run, and versions.</summary>
    public static void AddMappings(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MappingDrafts>().AddSingleton<MappingPublisher>().AddSingleton<MappingLinter>().AddSingleton<DryRunOrders>().AddSingleton<ListUse>().AddSingleton<ConfigurationImport>();
        builder.Services.AddScoped<MappingWords>().AddScoped<MappingServices>();
    }
}
