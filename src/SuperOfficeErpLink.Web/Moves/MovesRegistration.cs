using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Stores;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Moves;

public static class MovesRegistration
{
    /// <summary>Records that are gone, renumbered or merged, and persons who moved.</summary>
    public static void AddMoves(this WebApplicationBuilder builder) =>
        builder.Services.AddStore<ILinkMoveStore, LinkMoveStore>()
            .AddStore<IRenumberStore, LinkMoveStore>()
            .AddSingleton<MergeFollower>().AddSingleton<PersonFamilies>().AddSingleton<Relinker>().AddSingleton<MergeChooser>().AddSingleton<Renumberer>().AddSingleton<OrphanLinks>()
            .AddSingleton<MoveTexts>().AddScoped<MoveWords>();
}
