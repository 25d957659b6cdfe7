using Microsoft.AspNetCore.Mvc;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Api.Tokens;

namespace SuperOfficeErpLink.Web.Api;

/// <summary>How the API's endpoints say what they are: the same words make the access rule and the OpenAPI document.</summary>
public static class Operations
{
    /// <summary>Statuses that every operation may answer with.</summary>
    private static readonly int[] Always = [400, 401, 403, 429, 500, 503];

    /// <param name="id">Never changes: programs are generated from it.</param>
    public static RouteHandlerBuilder Is(this RouteHandlerBuilder endpoint, string id, string summary, ApiScopes scope)
    {
        endpoint.WithName(id).WithSummary(summary).WithDescription($"Scope: {ApiScopeNames.Name(scope)}.").WithMetadata(new ScopeNeeded(scope))
            .RequireAuthorization(ApiRegistration.Policy(scope));
        return endpoint.Fails(Always);
    }

    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint;
    }

    /// <summary>It is done once under one key.</summary>
    public static RouteHandlerBuilder Once(this RouteHandlerBuilder endpoint, bool isRequired = false) =>
        endpoint.WithMetadata(new TakesKey(isRequired)).Fails(409, 422);

    /// <summary>It has a body, of limited size.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, bool isOptional = false)
        where T : notnull => endpoint.Accepts<T>(isOptional, "application/json").WithMetadata(new RequestSizeLimitAttribute(Idempotency.LongestBody)).Fails(413, 415);

    /// <summary>The paging that a request asks for cannot be read.</summary>
    public static IResult BadPaging() => Problem.BadRequest.Naming(
        $"limit is 1 to {Paging.Most}, and after is what a page said is next.", new ProblemField("limit", $"1 to {Paging.Most}."), new ProblemField("after", "Of a page before."));

    public static IResult NotFound(string what) => Problem.NotFound.Answer($"There is no such {what}, or the token's maker may not see it.");

    /// <param name="right">As in a connection's rights.</param>
    public static IResult RightMissing(string right) => Problem.RightMissing.Answer($"The token's maker lacks the right {right} here.", new KeyValuePair<string, object?>("right", right));
}
