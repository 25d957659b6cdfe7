using SuperOfficeErpLink.Web.Api.Tokens;

namespace SuperOfficeErpLink.Web.Tests.Hosting;

/// <summary>What a connection must let a CRM user do; each includes those before it.</summary>
public enum Right
{
    None, Use, Connect, Create,
}

/// <param name="Needs">Without it the post is refused.</param>
/// <param name="Address">Where not the page's own of <see cref="AccessTable"/>.</param>
/// <param name="NeedsData">Even with every right it is refused: what it asks for is not in the demo. That nothing is written without a grant is shown all the same.</param>
public sealed record HandlerRow(Right Needs, string? Address = null, bool NeedsData = false, params (string Name, string Value)[] Fields);

/// <summary>What those pages and handlers ask of a connection that every signed-in user may open, and the scope that each request of the API asks of a token.</summary>
public static class ScopeTable
{
    private const string Tab = "{card:card}/{id:long}/erp";

    private static HandlerRow Anyone { get; } = new(Right.None);

    private static HandlerRow NeedsData { get; } = new(Right.Connect, NeedsData: true);

    /// <summary>By route pattern, what it takes to be shown the page at the address in <see cref="AccessTable"/>.</summary>
    public static IReadOnlyDictionary<string, Right> Pages { get; } = new Dictionary<string, Right>
    {
        [""] = Right.None, ["Index"] = Right.None, ["sign-out"] = Right.None, ["account"] = Right.None, ["account/second-factor"] = Right.None,
        ["Company"] = Right.None, ["Company/Index"] = Right.None, ["company/{id:long}"] = Right.None, ["company/{id:long}/persons"] = Right.None,
        ["company/{id:long}/projects"] = Right.None, ["Person"] = Right.None, ["Person/Index"] = Right.None, ["person/{id:long}"] = Right.None, ["Project"] = Right.None,
        ["Project/Index"] = Right.None, ["project/{id:long}"] = Right.None,
        [Tab] = Right.Use, [$"{Tab}/compare"] = Right.Connect, [$"{Tab}/connect"] = Right.Connect, [$"{Tab}/create"] = Right.Create, [$"{Tab}/settle"] = Right.Create,
        [$"{Tab}/disconnect"] = Right.Use, [$"{Tab}/find"] = Right.Connect, [$"{Tab}/merged"] = Right.Use, [$"{Tab}/recreate"] = Right.Use, [$"{Tab}/relink"] = Right.Connect,
        [$"{Tab}/persons"] = Right.Connect, [$"{Tab}/history"] = Right.Use,

        // Lists hold what their reader may see; one run, problem or link is that of a connection he may use.
        ["health"] = Right.None, ["/openapi/{documentName}.json"] = Right.None, ["conflicts"] = Right.None, ["conflicts/group"] = Right.Use, ["problems"] = Right.None,
        ["problems/{id}"] = Right.None, ["history"] = Right.None, ["history/links"] = Right.None, ["history/links/{id:long}"] = Right.Use, ["links/{id:long}"] = Right.Use,
        ["runs"] = Right.None, ["runs/{id:long}"] = Right.Use,
    };

    /// <summary>Addresses of what the demo lacks: nobody is shown them.</summary>
    public static IReadOnlyList<string> Missing { get; } = ["history/links/{id:long}", "links/{id:long}"];

    /// <summary>By method, name and route pattern.</summary>
    public static IReadOnlyDictionary<string, HandlerRow> Handlers { get; } = new Dictionary<string, HandlerRow>
    {
        ["Post  sign-out"] = Anyone, ["Post  account"] = Anyone, ["Post Start account/second-factor"] = Anyone, ["Post On account/second-factor"] = Anyone,
        ["Post Off account/second-factor"] = Anyone, ["Post Codes account/second-factor"] = Anyone,
        ["Post  company/{id:long}"] = Anyone, ["Post  person/{id:long}"] = Anyone, ["Post  project/{id:long}"] = Anyone,
        [$"Post Save {Tab}"] = new(Right.Use), [$"Post Cancel {Tab}"] = Anyone, [$"Post Sync {Tab}"] = new(Right.Use), [$"Post SyncAll {Tab}"] = new(Right.Use),
        [$"Post Dismiss {Tab}"] = new(Right.Use), [$"Post Undo {Tab}"] = new(Right.Connect, $"/company/1/erp?connection={AccessTable.Demo}"),
        [$"Post  {Tab}/compare"] = new(Right.Connect), [$"Post  {Tab}/create"] = new(Right.Create), [$"Post  {Tab}/disconnect"] = new(Right.Connect), [$"Post  {Tab}/find"] = new(Right.Connect),
        [$"Post  {Tab}/merged"] = new(Right.Use), [$"Post  {Tab}/recreate"] = new(Right.Use), [$"Post  {Tab}/relink"] = new(Right.Connect, $"/company/1/erp/relink?connection={AccessTable.Demo}&typed=C1002"),
        [$"Post Show {Tab}/persons"] = new(Right.Connect), [$"Post  {Tab}/persons"] = new(Right.Connect), [$"Post This {Tab}/settle"] = new(Right.None),
        [$"Post NotCreated {Tab}/settle"] = new(Right.Create),
        ["Get Rules conflicts/group"] = new(Right.Use), ["Post Rows conflicts/group"] = new(Right.Use), ["Post All conflicts/group"] = NeedsData, ["Post Rule conflicts/group"] = NeedsData,
        ["Post Part links/{id:long}"] = NeedsData, ["Post Move links/{id:long}"] = NeedsData, ["Post  history/links/{id:long}"] = NeedsData, ["Post Undo history"] = NeedsData,
        ["Post Test health"] = NeedsData, ["Get Csv history"] = Anyone, ["Get Csv problems"] = Anyone, ["Get Csv problems/{id}"] = Anyone, ["Post One problems/{id}"] = NeedsData,
        ["Post All problems/{id}"] = Anyone, ["Post Retry problems"] = NeedsData, ["Post RetryAll problems"] = Anyone,
        ["Post SyncAll runs"] = Anyone, ["Post Selected runs"] = new(Right.None, "/runs?card=company&ids=1"),
        ["Post Cancel runs/{id:long}"] = new(Right.Connect), ["Post GoOn runs/{id:long}"] = new(Right.Connect), ["Post FirstTen runs/{id:long}"] = new(Right.Connect),
    };

    /// <summary>By method and route pattern.</summary>
    public static IReadOnlyDictionary<string, ApiScopes> Api { get; } = new Dictionary<string, ApiScopes>
    {
        ["GET /api/v1/connections"] = ApiScopes.Read, ["GET /api/v1/connections/{id:guid}"] = ApiScopes.Read, ["GET /api/v1/connections/{id:guid}/mappings"] = ApiScopes.Read,
        ["GET /api/v1/links"] = ApiScopes.Read, ["GET /api/v1/links/{id:long}"] = ApiScopes.Read, ["GET /api/v1/links/compare"] = ApiScopes.Read, ["POST /api/v1/links"] = ApiScopes.Write,
        ["GET /api/v1/mappings/{id:guid}"] = ApiScopes.Read, ["PUT /api/v1/mappings/{id:guid}"] = ApiScopes.Write, ["POST /api/v1/mappings/{id:guid}/publish"] = ApiScopes.Write,
        ["GET /api/v1/mappings/{id:guid}/versions"] = ApiScopes.Read,
        ["DELETE /api/v1/links/{id:long}"] = ApiScopes.Write, ["GET /api/v1/runs"] = ApiScopes.Read, ["GET /api/v1/runs/{id:long}"] = ApiScopes.Read, ["POST /api/v1/runs"] = ApiScopes.Run,
        ["POST /api/v1/runs/{id:long}/cancel"] = ApiScopes.Run, ["POST /api/v1/runs/{id:long}/release"] = ApiScopes.Run, ["GET /api/v1/conflicts"] = ApiScopes.Read,
        ["GET /api/v1/conflicts/items"] = ApiScopes.Read, ["POST /api/v1/conflicts/choices"] = ApiScopes.Write, ["GET /api/v1/problems"] = ApiScopes.Read,
        ["GET /api/v1/problems/{id}/records"] = ApiScopes.Read, ["POST /api/v1/problems/{id}/retry"] = ApiScopes.Run, ["GET /api/v1/history"] = ApiScopes.Read,
        ["GET /api/v1/history/links"] = ApiScopes.Read, ["POST /api/v1/undo"] = ApiScopes.Write,
    };
}
