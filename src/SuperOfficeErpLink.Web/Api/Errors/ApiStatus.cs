namespace SuperOfficeErpLink.Web.Api.Errors;

/// <summary>An error of the API that nothing was said about yet becomes a problem, in place of the page that people see.</summary>
public sealed class ApiStatus(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var response = context.Response;
        if (!context.Request.IsApi() || response.HasStarted || response.StatusCode < StatusCodes.Status400BadRequest || response.ContentType is { Length: > 0 })
        {
            return;
        }

        await (response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problem.NotFound.WriteAsync(context, "See the OpenAPI document for the addresses there are."),
            StatusCodes.Status405MethodNotAllowed => Problem.MethodNotAllowed.WriteAsync(context, $"It knows {response.Headers.Allow}."),
            StatusCodes.Status413PayloadTooLarge => Problem.BodyTooLarge.WriteAsync(context, "Send less at once."),
            StatusCodes.Status415UnsupportedMediaType => Problem.MediaType.WriteAsync(context, "Send the body as application/json."),
            >= StatusCodes.Status500InternalServerError => Problem.Internal.WriteAsync(context, "Try again later."),
            _ => Problem.BadRequest.WriteUnreadableAsync(context, UnreadablePart.Of(context), "The request cannot be read."),
        });
    }
}
