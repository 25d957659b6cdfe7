using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Web.Accounts;

public static class SignInRegistration
{
    /// <summary>Users with passwords in our own database; everything asks for a sign-in unless it says otherwise.</summary>
    public static void AddSignIn(this WebApplicationBuilder builder, bool isDemo)
    {
        var services = builder.Services;
        services.AddIdentity<ApplicationUser, IdentityRole>(ConfigureIdentity).AddEntityFrameworkStores<ErpLinkDbContext>()
            .AddUserStore<AccountStore>().AddSignInManager<AccountSignIn>().AddClaimsPrincipalFactory<PrincipalFactory>().AddDefaultTokenProviders();
        services.AddScoped<ISecurityStampValidator, StandingValidator>();
        services.ConfigureApplicationCookie(ConfigureCookie);
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, ConfigureHalfway);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Roles.Administrator, policy => policy.RequireRole(Roles.Administrator));
        services.AddSingleton(new DemoSignIns(isDemo));
        services.AddSingleton<SetupCode>().AddSingleton<UnknownSignIns>();
        services.AddScoped<FirstAdministrator>();
        services.AddHostedService<SetupCodeAnnouncer>();
    }

    private static void ConfigureIdentity(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        options.Password.RequiredLength = 10;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
        options.Password.RequiredUniqueChars = 4;
        options.Lockout.MaxFailedAccessAttempts = 5;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
    }

    private static void ConfigureCookie(CookieAuthenticationOptions options)
    {
        options.LoginPath = "/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        options.Cookie.Name = "erplink";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(10);
        options.SlidingExpiration = true;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToLogin = ToSignIn;
    }

    /// <summary>Between the password and the code.</summary>
    private static void ConfigureHalfway(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "erplink-halfway";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromMinutes(5);
    }

    private static Task ToSignIn(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.Request.Headers.ContainsKey("HX-Request"))
        {
            // A part of a page cannot show the sign-in page: the whole page goes there.
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers["HX-Redirect"] = "/sign-in";
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }
}
