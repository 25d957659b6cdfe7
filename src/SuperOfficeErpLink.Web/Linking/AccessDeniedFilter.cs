using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using SuperOfficeErpLink.Core.Access;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>What Core denies is answered 403, with its page.</summary>
public sealed partial class AccessDeniedFilter(ILogger<AccessDeniedFilter> logger) : IExceptionFilter
{
    public void OnException(ExceptionContext context)
    {
        if (context.Exception is AccessDeniedException denied)
        {
            LogDenied(denied.Message);
            context.Result = new StatusCodeResult(StatusCodes.Status403Forbidden);
            context.ExceptionHandled = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Denied: {Reason}")]
    private partial void LogDenied(string reason);
}
