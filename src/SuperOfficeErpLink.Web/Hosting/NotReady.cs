using System.Globalization;
using System.Text.Encodings.Web;
using SuperOfficeErpLink.Web.Api;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Hosting;

/// <summary>While the database is being made ready, pages say so and come by themselves, and the API answers that it is not available.</summary>
public sealed class NotReady(RequestDelegate next, Readiness readiness, ShellTexts texts, HtmlEncoder encoder)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (readiness.IsReady || path == Health.Live || path == Health.Ready || path == "/css/site.css")
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "2";
        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.IsApi())
        {
            return Problem.Unavailable.WriteAsync(context, "The database is being made ready.");
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(Page(), context.RequestAborted);
    }

    private string Page()
    {
        var title = encoder.Encode(texts["Starting.Title"]);
        return $"""
            <!DOCTYPE html>
            <html lang="{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="2">
            <title>{title}</title><link rel="stylesheet" href="/css/site.css"></head>
            <body class="plain"><main class="plain-card"><h1>{title}</h1><p role="status">{encoder.Encode(texts["Starting.Text"])}</p></main></body>
            </html>
            """;
    }
}
