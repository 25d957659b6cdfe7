using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace SuperOfficeErpLink.Web.Api;

/// <summary>Which requests are the API's.</summary>
public static class ApiPaths
{
    public const string Root = "/api/v1";
    private const string Document = "/openapi";

    /// <summary>True for requests that are answered to programs, and in problems where they fail.</summary>
    public static bool IsApi(this HttpRequest request) => IsApi(request.Path);

    public static bool IsApi(PathString path) => path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    /// <summary>True where only a token signs in. The document is also for people who are signed in.</summary>
    public static bool NeedsToken(this HttpRequest request) =>
        request.IsApi()
        || (request.Path.StartsWithSegments(Document, StringComparison.OrdinalIgnoreCase) && request.Headers.ContainsKey(HeaderNames.Authorization));

    public static string Link(long id) => string.Create(CultureInfo.InvariantCulture, $"{Root}/links/{id}");

    public static string Run(long id) => string.Create(CultureInfo.InvariantCulture, $"{Root}/runs/{id}");
}
