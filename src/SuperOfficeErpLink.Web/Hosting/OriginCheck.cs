using SuperOfficeErpLink.Web.Api;

namespace SuperOfficeErpLink.Web.Hosting;

/// <summary>Refuses what another site makes a browser send, before anything reads it. Antiforgery tokens come on top. To the API
/// nothing signs in that a browser sends by itself, so there it does not matter who makes it send.</summary>
public sealed class OriginCheck(RequestDelegate next, ILogger<OriginCheck> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method) || IsOurs(request)
            || request.IsApi())
        {
            return next(context);
        }

        logger.LogWarning("A {Method} from another site was refused", request.Method);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    private static bool IsOurs(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none"))
        {
            return false;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
