using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Localization;

namespace SuperOfficeErpLink.Web.Localization;

public static class Languages
{
    /// <summary>Where nothing is configured. A language more is its resource files and its name in ErpLink:Languages.</summary>
    private static readonly string[] Default = ["en", "da"];

    public static void AddLanguages(this WebApplicationBuilder builder)
    {
        var names = builder.Configuration.GetSection("ErpLink:Languages").Get<string[]>() ?? Default;
        var cultures = names.Select(Culture).ToList();
        builder.Services.AddLocalization(options => options.ResourcesPath = "Resources");
        builder.Services.AddSingleton<ShellTexts>().AddSingleton<CrmTexts>();
        builder.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SupportedCultures = cultures;
            options.SupportedUICultures = cultures;
            options.DefaultRequestCulture = new RequestCulture(cultures[0]);
            options.ApplyCurrentCultureToResponseHeaders = true;
        });
    }

    /// <summary>Sets the request's language; a language picked by <c>?culture=</c> is remembered.</summary>
    public static void UseLanguages(this WebApplication app)
    {
        app.UseRequestLocalization();
        app.Use((context, next) =>
        {
            var feature = context.Features.Get<IRequestCultureFeature>();
            if (feature?.Provider is QueryStringRequestCultureProvider)
            {
                Remember(context, feature.RequestCulture);
            }

            return next(context);
        });
    }

    private static void Remember(HttpContext context, RequestCulture culture) =>
        context.Response.Cookies.Append(
            CookieRequestCultureProvider.DefaultCookieName,
            CookieRequestCultureProvider.MakeCookieValue(culture),
            new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, IsEssential = true, MaxAge = TimeSpan.FromDays(365),
            });

    private static CultureInfo Culture(string name)
    {
        var culture = new CultureInfo(name);
        if (name == "en")
        {
            // Readers are in Europe: day before month.
            culture.DateTimeFormat = new CultureInfo("en-GB").DateTimeFormat;
        }

        return culture;
    }
}
