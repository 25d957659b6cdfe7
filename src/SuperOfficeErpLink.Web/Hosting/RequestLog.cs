using Microsoft.AspNetCore.StaticAssets;

namespace SuperOfficeErpLink.Web.Hosting;

/// <summary>One line per request with the address as a pattern: ids and search words are values and stay out of the log.</summary>
public sealed class RequestLog(RequestDelegate next, TimeProvider time, ILogger<RequestLog> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        await next(context);
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
        var isPage = context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null;
        logger.Log(
            isPage ? LogLevel.Information : LogLevel.Debug,
            "{Method} {Pattern} {Status} in {Elapsed:0} ms", context.Request.Method, pattern, context.Response.StatusCode, time.GetElapsedTime(started).TotalMilliseconds);
    }
}
