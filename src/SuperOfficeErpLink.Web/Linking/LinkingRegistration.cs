using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Connectors.Excel;
using SuperOfficeErpLink.Connectors.Sql;
using SuperOfficeErpLink.Connectors.Tryton;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Outbound;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Stores;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Linking;

public static class LinkingRegistration
{
    /// <summary>Connectors, connections, links and sync.</summary>
    public static void AddLinking(this WebApplicationBuilder builder, ErpLinkOptions options)
    {
        var services = builder.Services;
        services.AddSingleton<IErpConnector, SqlConnector>();
        services.AddSingleton<IErpConnector, ExcelConnector>();
        services.AddSingleton<IErpConnector, TrytonConnector>();
        services.AddSingleton(OutboundFrom(builder.Configuration, options));
        services.AddSingleton<IOutbound, OutboundGate>();
        services.AddSingleton(ErpTimeouts.Default with { Call = Seconds(builder.Configuration, "ErpLink:ErpTimeoutSeconds", ErpTimeouts.Default.Call) });
        services.AddSingleton(new ClaimTime(Seconds(builder.Configuration, "ErpLink:ClaimSeconds", ClaimTime.Default.Length)));

        services.AddStore<IConnectionStore, ConnectionStore>();
        services.AddStore<ILinkStore, LinkStore>();
        services.AddStore<IDraftStore, DraftStore>();
        services.AddStore<IClaimStore, ClaimStore>();
        services.AddStore<IWriteStore, WriteStore>();
        services.AddStore<ISaveStore, SaveStore>();
        services.AddStore<ICreateStore, CreateStore>().AddStore<IParentLinks, ParentLinkStore>();
        services.AddStore<ISearchCriteriaStore, SearchCriteriaStore>();

        services.AddSingleton<ErpSessions>().AddSingleton<ErpListTexts>();
        services.AddSingleton<FenceStore>();
        services.AddSingleton<LinkContexts>().AddSingleton<Feeders>().AddSingleton<LinkSync>().AddSingleton<SideReader>().AddSingleton<SideWriter>().AddSingleton<Claims>();
        services.AddSingleton<CreateSteps>().AddSingleton<Creator>().AddSingleton<CreateSettler>();
        services.AddSingleton<SaveSteps>().AddSingleton<Saver>().AddSingleton<RecordSync>().AddSingleton<Unfinished>();
        services.AddSingleton<PersonParents>().AddSingleton<PairingReader>().AddSingleton<PersonPairing>();
        services.AddSingleton<DraftEditor>().AddSingleton<Comparer>().AddSingleton<ActorSearch>().AddSingleton<AdvancedSearch>().AddSingleton<ActorReader>().AddSingleton<ErpTab>();

        services.AddSingleton<ErpTexts>().AddSingleton<MappingTexts>().AddSingleton<ConnectionTexts>().AddSingleton<AccountTexts>().AddSingleton<SaveNotices>().AddSingleton<Saving>().AddSingleton<PairingOffer>();
        services.AddScoped<ValueTexts>().AddScoped<TabTexts>().AddScoped<CompareTexts>().AddScoped<PersonTexts>().AddScoped<CreateTexts>().AddScoped<ActorTexts>().AddScoped<SearchLines>();
        services.AddSingleton<PairingTexts>();
        services.Configure<MvcOptions>(mvc => mvc.Filters.Add<AccessDeniedFilter>());
        services.AddHostedService<UnfinishedWorker>();
    }

    private static OutboundPolicy OutboundFrom(IConfiguration configuration, ErpLinkOptions options) => new()
    {
        AllowLoopback = configuration.GetValue("ErpLink:Outbound:AllowLoopback", options.DemoEnabled),
        AllowPrivateNetworks = configuration.GetValue("ErpLink:Outbound:AllowPrivateNetworks", false),
        FilesDirectory = options.FilesDirectory,
        ForbiddenFiles = [options.DatabaseFile],
    };

    private static TimeSpan Seconds(IConfiguration configuration, string setting, TimeSpan otherwise) =>
        configuration.GetValue<double?>(setting) is { } seconds
            ? seconds is > 0 and <= 3600 ? TimeSpan.FromSeconds(seconds) : throw new StartupFailure($"{setting} is {seconds}, but it is more than 0 and at most 3600.")
            : otherwise;
}
