using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Cards;

namespace SuperOfficeErpLink.Web.Hosting;

public static class Pages
{
    public static void AddPages(this WebApplicationBuilder builder)
    {
        // What is built but not published has its files in several folders, whatever the environment is called.
        builder.WebHost.UseStaticWebAssets();

        // Files whose address changes with their content are kept by the browser, too: it would ask for each of them anew with every page.
        builder.Configuration["EnableStaticAssetsDevelopmentCaching"] ??= "true";
        builder.Services.AddRazorPages(options => options.Conventions.AuthorizeAreaFolder("Admin", "/", Roles.Administrator))
            .AddMvcOptions(options =>
            {
                options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
                options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
                options.Filters.Add(new UnknownHandlerFilter());
            });
        builder.Services.Configure<RouteOptions>(options =>
        {
            options.LowercaseUrls = true;
            options.ConstraintMap["card"] = typeof(CardPaths.Constraint);
        });
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "erplink-form";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            // The content security policy says who may frame a page.
            options.SuppressXFrameOptionsHeader = true;
            options.HeaderName = "X-Form-Token";
        });
        builder.Services.Configure<CookieTempDataProviderOptions>(options =>
        {
            options.Cookie.Name = "erplink-message";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.SameSite = SameSiteMode.Lax;
        });
    }
}
