namespace SuperOfficeErpLink.Web.Hosting;

/// <summary>What every answer tells the browser it may do.</summary>
public sealed class SecurityHeaders(RequestDelegate next)
{
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";

    public Task InvokeAsync(HttpContext context)
    {
        // Not set at once: an error page starts from empty headers.
        context.Response.OnStarting(Set, context.Response.Headers);
        return next(context);
    }

    private static Task Set(object state)
    {
        var headers = (IHeaderDictionary)state;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return Task.CompletedTask;
    }
}
