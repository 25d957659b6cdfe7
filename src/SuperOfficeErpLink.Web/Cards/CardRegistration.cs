using SuperOfficeErpLink.Storage.BuiltInCrm;

namespace SuperOfficeErpLink.Web.Cards;

public static class CardRegistration
{
    public static void AddCards(this WebApplicationBuilder builder) =>
        builder.Services.AddScoped<CardHeads>().AddScoped<CardEditor>().AddScoped<CardForms>();
}
