using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Api.Errors;

namespace SuperOfficeErpLink.Web.Api.Tokens;

/// <summary>
/// Whoever sends a token in the Authorization header is its maker, with the roles and groups he has now and the token's scopes. Nothing
/// else signs in to the API: no cookie and nothing in the address.
/// </summary>
public sealed class ApiTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiTokens tokens, IUserClaimsPrincipalFactory<ApplicationUser> principals)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "ApiToken";

    /// <summary>The id of the token itself.</summary>
    public const string IdClaim = "api-token";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        if (ApiToken.Parse(header[Bearer.Length..].Trim()) is not { } token || await tokens.AcceptAsync(token, Context.RequestAborted) is not { } accepted)
        {
            return AuthenticateResult.Fail("The token does not hold.");
        }

        var principal = await principals.CreateAsync(accepted.Maker);
        principal.Identities.First().AddClaims(
            [.. ApiScopeNames.In((ApiScopes)accepted.Row.Scopes).Select(scope => new Claim(ApiScopeNames.Claim, ApiScopeNames.Name(scope))), new Claim(IdClaim, accepted.Row.Id.ToString())]);
        return AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var wasSent = Request.Headers.Authorization.Count > 0;
        Response.Headers[HeaderNames.WWWAuthenticate] = wasSent ? "Bearer realm=\"ERP Link\", error=\"invalid_token\"" : "Bearer realm=\"ERP Link\"";
        await Problem.Unauthorized.WriteAsync(
            Context, wasSent
                ? "The token is unknown, expired or revoked, or its maker may no longer sign in."
                : "Send a token in the Authorization header: Bearer erplink_…");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var scope = Context.GetEndpoint()?.Metadata.GetMetadata<ScopeNeeded>() is { } needed ? ApiScopeNames.Name(needed.Scope) : null;
        return Problem.ScopeMissing.WriteAsync(
            Context, scope is null ? "The token does not allow this." : $"The token lacks the scope {scope}.", new KeyValuePair<string, object?>("scope", scope));
    }
}

/// <summary>The scope that an endpoint asks for.</summary>
public sealed record ScopeNeeded(ApiScopes Scope);
