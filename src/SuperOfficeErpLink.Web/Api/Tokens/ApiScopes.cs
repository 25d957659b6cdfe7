namespace SuperOfficeErpLink.Web.Api.Tokens;

/// <summary>What a token is for. None includes another. The numbers are stored.</summary>
[Flags]
public enum ApiScopes
{
    None = 0,

    /// <summary>See connections, links, runs, conflicts and problems.</summary>
    Read = 1,

    /// <summary>Start, stop and release runs.</summary>
    Run = 2,

    /// <summary>Link, unlink and decide about values.</summary>
    Write = 4,
}

public static class ApiScopeNames
{
    public const string Claim = "scope";

    public static IReadOnlyList<ApiScopes> All { get; } = [ApiScopes.Read, ApiScopes.Run, ApiScopes.Write];

    /// <summary>As it stands in claims, answers and the documentation.</summary>
    public static string Name(ApiScopes scope) => scope switch
    {
        ApiScopes.Read => "read",
        ApiScopes.Run => "run",
        ApiScopes.Write => "write",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "One scope is named at a time."),
    };

    public static IEnumerable<ApiScopes> In(ApiScopes scopes) => All.Where(scope => scopes.HasFlag(scope));
}
