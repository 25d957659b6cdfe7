using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Stores;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.History;

public static class HistoryRegistration
{
    /// <summary>What was written and linked, why, and how it is taken back.</summary>
    public static void AddHistory(this WebApplicationBuilder builder) =>
        builder.Services.AddStore<IHistoryStore, HistoryStore>().AddStore<ILinkEventStore, LinkEventStore>().AddSingleton<HistoryReader>().AddSingleton<LinkUndo>()
            .AddSingleton<HistoryTexts>().AddScoped<HistoryWords>();
}
