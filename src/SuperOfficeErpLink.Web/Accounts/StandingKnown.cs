using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Diagnostics;

namespace SuperOfficeErpLink.Web.Accounts;

/// <summary>Why the database could not be asked whether a sign-in still holds.</summary>
public sealed record StandingUnknown(ExceptionDispatchInfo Failure);

/// <summary>Lets nobody further of whom it is not known whether his sign-in holds, but to the page that says why.</summary>
public sealed class StandingKnown(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<StandingUnknown>() is { } unknown && context.Features.Get<IExceptionHandlerFeature>() is null)
        {
            unknown.Failure.Throw();
        }

        return next(context);
    }
}
