using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Hosting;

namespace SuperOfficeErpLink.Web.Api.Errors;

/// <summary>What an endpoint of the API throws becomes a problem; nothing of its inside is told.</summary>
public sealed partial class ApiExceptionHandler(ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    private const string RetrySoon = "5";
    private const string RetryLater = "30";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // By now the request has the address of the page that people see.
        if (httpContext.Features.Get<IExceptionHandlerPathFeature>() is not { } failed || !ApiPaths.IsApi(failed.Path))
        {
            return false;
        }

        await WriteAsync(httpContext, exception);
        return true;
    }

    private Task WriteAsync(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Problem.BodyTooLarge.WriteAsync(context, "Send less at once.");
            case BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType }:
                return Problem.MediaType.WriteAsync(context, "Send the body as application/json.");
            case BadHttpRequestException unreadable:
                return Unreadable(context, unreadable);
            case AccessDeniedException denied:
                LogDenied(denied.Message);
                return Problem.RightMissing.WriteAsync(context, "The token's maker may not do this.");
            case ClaimLostException:
                context.Response.Headers.RetryAfter = RetrySoon;
                return Problem.Busy.WriteAsync(context, "Another process has taken the record over and finishes what was begun.");
            case ConnectorException failure:
                if (failure.Kind == FailureKind.Defect)
                {
                    LogConnector(context.Request.Method, Stacks.Of(failure));
                }

                context.Response.Headers.RetryAfter = failure.IsTransient ? Seconds(failure.RetryAfter) : null;
                return (failure.IsTransient ? Problem.Unavailable : Problem.ErpFailed).WriteAsync(context, failure.UserText.English);
            case var failure when DatabaseTroubles.Of(failure) is not DatabaseTrouble.None and var trouble:
                LogDatabase(context.Request.Method, trouble, Stacks.Of(failure));
                context.Response.Headers.RetryAfter = RetrySoon;
                return Problem.Unavailable.WriteAsync(context, "The product's own database cannot be used right now. Nothing is lost.");
            default:
                var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
                LogDefect(exception, context.Request.Method, trace);
                return Problem.Internal.WriteAsync(context, "Tell the operator the trace number.", [new("trace", trace)]);
        }
    }

    private static Task Unreadable(HttpContext context, BadHttpRequestException unreadable)
    {
        var member = unreadable.InnerException is JsonException json ? MemberOf(json)
            : Parameter().Match(unreadable.Message) is { Success: true } match ? match.Groups["name"].Value
            : null;
        return Problem.BadRequest.WriteUnreadableAsync(context, member, "The body is missing or is no valid JSON.");
    }

    /// <summary>Null where the text as a whole is no JSON.</summary>
    private static string? MemberOf(JsonException json) =>
        Quoted().Matches(json.Message) is { Count: > 0 } named && json.Message.Contains("required", StringComparison.Ordinal)
            ? string.Join(", ", named.Select(name => name.Groups["name"].Value).Where(name => !name.Contains('.', StringComparison.Ordinal)))
            : json.Path is { Length: > 2 } path ? path[2..]
            : null;

    private static string Seconds(TimeSpan? wait) =>
        wait is { } time ? Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture) : RetryLater;

    [GeneratedRegex("parameter \"\\S+ (?<name>\\w+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Denied: {Reason}")]
    private partial void LogDenied(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Method} of the API failed, trace {Trace}")]
    private partial void LogDefect(Exception failure, string method, string trace);

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Method} of the API failed because of the database, {Trouble}: {Stack}")]
    private partial void LogDatabase(string method, DatabaseTrouble trouble, string stack);

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Method} of the API failed by a defect of the connector: {Stack}")]
    private partial void LogConnector(string method, string stack);
}
