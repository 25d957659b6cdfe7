using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace SuperOfficeErpLink.Web.Tests.Hosting;

/// <summary>All that a running product answers to, but for files.</summary>
internal sealed class EndpointList(IServiceProvider services)
{
    public IReadOnlyList<RouteEndpoint> All { get; } =
        [.. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint => !IsFile(endpoint))];

    /// <summary>Requests of the API, by method and route pattern.</summary>
    public IEnumerable<(string Method, string Pattern)> Api =>
        from endpoint in All
        let pattern = endpoint.RoutePattern.RawText!
        where pattern.StartsWith("/api/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select (method, pattern);

    /// <summary>Endpoints and handlers that no table has.</summary>
    public async Task<IReadOnlyList<string>> WithoutRowAsync()
    {
        var patterns = All.Select(endpoint => endpoint.RoutePattern.RawText!).Distinct().ToList();
        var signedIn = patterns.Where(pattern => AccessTable.Rows.TryGetValue(pattern, out var row) && row.Access == Access.SignedIn);
        return
        [
            .. patterns.Where(pattern => !AccessTable.Rows.ContainsKey(pattern)),
            .. signedIn.Where(pattern => !ScopeTable.Pages.ContainsKey(pattern)),
            .. (await HandlersAsync()).Where(one => one.Access == Access.SignedIn && !ScopeTable.Handlers.ContainsKey(one.Key)).Select(one => one.Key),
            .. Api.Select(one => $"{one.Method} {one.Pattern}").Where(key => !ScopeTable.Api.ContainsKey(key)),
        ];
    }

    /// <summary>What pages do besides being shown.</summary>
    public async Task<IReadOnlyList<PageHandler>> HandlersAsync()
    {
        var loader = services.GetRequiredService<PageLoader>();
        var found = new List<PageHandler>();
        foreach (var endpoint in All)
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page || !AccessTable.Rows.TryGetValue(endpoint.RoutePattern.RawText!, out var row))
            {
                continue;
            }

            var compiled = await loader.LoadAsync(page, endpoint.Metadata);
            found.AddRange(compiled.HandlerMethods.Where(handler => handler.HttpMethod != "Get" || handler.Name is not null)
                .Select(handler => new PageHandler(endpoint.RoutePattern.RawText!, handler.HttpMethod, handler.Name, row.Address, row.Access)));
        }

        return [.. found.DistinctBy(one => one.Key)];
    }

    // The pattern is of the development server's own endpoint for files that came after the build.
    private static bool IsFile(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || endpoint.RoutePattern.RawText == "{**path:file}";
}

/// <param name="Address">One that matches the pattern.</param>
internal sealed record PageHandler(string Pattern, string Method, string? Name, string Address, Access Access)
{
    public string Key => $"{Method} {Name} {Pattern}";

    public string AddressFrom(string address) => Name is null ? address : $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}handler={Name}";
}
