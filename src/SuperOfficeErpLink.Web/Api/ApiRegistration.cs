using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Stores;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Api.Resources;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Api;

public static class ApiRegistration
{
    private const string PerToken = "api";
    private const int UsualPerMinute = 600;

    /// <summary>The API under /api/v1, its tokens and its description.</summary>
    public static void AddApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddScoped<ApiTokens>().AddSingleton<TokenTexts>();
        services.AddSingleton<ConnectionList>().AddStore<ILinkListStore, LinkListStore>().AddSingleton<LinkList>().AddSingleton<Linker>().AddSingleton<LinkProblems>();
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(ApiTokenHandler.Name, null);

        // Whatever asks for the usual sign-in gets the token's where only that may sign in: a cookie never does.
        services.Configure<CookieAuthenticationOptions>(
            IdentityConstants.ApplicationScheme, options => options.ForwardDefaultSelector = context => context.Request.NeedsToken() ? ApiTokenHandler.Name : null);
        foreach (var scope in ApiScopeNames.All)
        {
            services.AddAuthorizationBuilder().AddPolicy(
                Policy(scope), policy => policy.AddAuthenticationSchemes(ApiTokenHandler.Name).RequireAuthenticatedUser().RequireClaim(ApiScopeNames.Claim, ApiScopeNames.Name(scope)));
        }

        var perMinute = builder.Configuration.GetValue("ErpLink:Api:RequestsPerMinute", UsualPerMinute);
        services.AddRateLimiter(limiter => Limit(limiter, perMinute > 0 ? perMinute : throw new StartupFailure("ErpLink:Api:RequestsPerMinute is more than 0.")));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => Strict(options.SerializerOptions));
        services.AddApiDocument();
    }

    /// <summary>The name of the rule that asks for a scope.</summary>
    public static string Policy(ApiScopes scope) => $"api-{ApiScopeNames.Name(scope)}";

    /// <summary>After authorization: who may not call is told so first.</summary>
    public static void UseApi(this WebApplication app)
    {
        app.UseRateLimiter();
        app.Use(async (context, next) =>
        {
            // What an ERP keeps for people is not a program's to use up.
            if (context.Request.IsApi())
            {
                ErpSessions.CallInBackground();
            }

            await next(context);
        });
        app.UseMiddleware<Idempotency>();
    }

    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup(ApiPaths.Root).RequireRateLimiting(PerToken);
        api.MapConnections();
        api.MapMappings();
        api.MapLinks();
        api.MapRuns();
        api.MapConflicts();
        api.MapProblems();
        api.MapHistory();
        app.MapOpenApi();
    }

    private static void Limit(Microsoft.AspNetCore.RateLimiting.RateLimiterOptions limiter, int perMinute)
    {
        limiter.AddPolicy(PerToken, context => RateLimitPartition.GetFixedWindowLimiter(
            context.User.FindFirst(ApiTokenHandler.IdClaim)?.Value ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }));
        limiter.OnRejected = async (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromMinutes(1);
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await Problem.TooManyRequests.WriteAsync(rejected.HttpContext, $"A token has {perMinute} requests a minute.");
        };
    }

    /// <summary>What is unknown or of another type is refused, never guessed.</summary>
    private static void Strict(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(NoNulls.Demand);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }
}
