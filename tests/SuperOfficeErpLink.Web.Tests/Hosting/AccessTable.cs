namespace SuperOfficeErpLink.Web.Tests.Hosting;

public enum Access
{
    Open, SignedIn, Administrator,

    /// <summary>A token; no sign-in of a person opens it.</summary>
    Token,
}

/// <summary>Who may use which endpoint. A new endpoint without a row fails the test.</summary>
public static class AccessTable
{
    private const string Demo = "de300e29-0000-4000-8000-000000000001";

    /// <summary>By route pattern: an address that matches it, and who may open it.</summary>
    public static IReadOnlyDictionary<string, (string Address, Access Access)> Rows { get; } = new Dictionary<string, (string, Access)>
    {
        ["/health/live"] = ("/health/live", Access.Open),
        ["/health/ready"] = ("/health/ready", Access.Open),
        ["sign-in"] = ("/sign-in", Access.Open),
        ["setup"] = ("/setup", Access.Open),
        ["status/{code:int}"] = ("/status/404", Access.Open),
        ["sign-out"] = ("/sign-out", Access.SignedIn),
        [""] = ("/", Access.SignedIn),
        ["Index"] = ("/Index", Access.SignedIn),
        ["Company"] = ("/company", Access.SignedIn),
        ["Company/Index"] = ("/company/index", Access.SignedIn),
        ["company/{id:long}"] = ("/company/1", Access.SignedIn),
        ["company/{id:long}/persons"] = ("/company/1/persons", Access.SignedIn),
        ["company/{id:long}/projects"] = ("/company/1/projects", Access.SignedIn),
        ["{card:card}/{id:long}/erp"] = ("/company/1/erp", Access.SignedIn),
        ["{card:card}/{id:long}/erp/compare"] = ($"/company/1/erp/compare?connection={Demo}&type=Customer", Access.SignedIn),
        ["{card:card}/{id:long}/erp/connect"] = ($"/company/101/erp/connect?connection={Demo}&type=Customer", Access.SignedIn),
        ["{card:card}/{id:long}/erp/create"] = ($"/company/101/erp/create?connection={Demo}&type=Customer", Access.SignedIn),
        ["{card:card}/{id:long}/erp/settle"] = ($"/company/101/erp/settle?connection={Demo}", Access.SignedIn),
        ["{card:card}/{id:long}/erp/disconnect"] = ($"/company/1/erp/disconnect?connection={Demo}", Access.SignedIn),
        ["{card:card}/{id:long}/erp/find"] = ($"/company/101/erp/find?connection={Demo}&type=Customer", Access.SignedIn),
        ["{card:card}/{id:long}/erp/merged"] = ($"/company/1/erp/merged?connection={Demo}", Access.SignedIn),
        ["{card:card}/{id:long}/erp/recreate"] = ($"/company/1/erp/recreate?connection={Demo}", Access.SignedIn),
        ["{card:card}/{id:long}/erp/relink"] = ($"/company/1/erp/relink?connection={Demo}", Access.SignedIn),
        ["admin/connections/{id:guid}/renumber"] = ($"/admin/connections/{Demo}/renumber", Access.Administrator),
        ["admin/connections"] = ("/admin/connections", Access.Administrator),
        ["admin/connections/{id:guid}"] = ($"/admin/connections/{Demo}", Access.Administrator),
        ["admin/connections/new"] = ($"/admin/connections/new?copy={Demo}", Access.Administrator),
        ["admin/connections/{id:guid}/settings"] = ($"/admin/connections/{Demo}/settings", Access.Administrator),
        ["admin/connections/{id:guid}/schedule"] = ($"/admin/connections/{Demo}/schedule", Access.Administrator),
        ["admin/connections/{id:guid}/delete"] = ($"/admin/connections/{Demo}/delete", Access.Administrator),
        ["admin/personal-data"] = ("/admin/personal-data?type=person&id=1", Access.Administrator),
        ["admin/runs"] = ("/admin/runs", Access.Administrator),
        ["health"] = ("/health", Access.SignedIn),
        ["admin/api-tokens"] = ("/admin/api-tokens", Access.Administrator),
        ["/openapi/{documentName}.json"] = ("/openapi/v1.json", Access.SignedIn),
        ["/api/v1/connections"] = ("/api/v1/connections", Access.Token),
        ["/api/v1/connections/{id:guid}"] = ($"/api/v1/connections/{Demo}", Access.Token),
        ["/api/v1/connections/{id:guid}/mappings"] = ($"/api/v1/connections/{Demo}/mappings", Access.Token),
        ["/api/v1/links"] = ("/api/v1/links", Access.Token),
        ["/api/v1/links/{id:long}"] = ("/api/v1/links/1", Access.Token),
        ["/api/v1/links/compare"] = ("/api/v1/links/compare?link=1", Access.Token),
        ["/api/v1/runs"] = ("/api/v1/runs", Access.Token),
        ["/api/v1/runs/{id:long}"] = ("/api/v1/runs/1", Access.Token),
        ["/api/v1/runs/{id:long}/cancel"] = ("/api/v1/runs/1/cancel", Access.Token),
        ["/api/v1/runs/{id:long}/release"] = ("/api/v1/runs/1/release", Access.Token),
        ["/api/v1/conflicts"] = ("/api/v1/conflicts", Access.Token),
        ["/api/v1/conflicts/items"] = ($"/api/v1/conflicts/items?connection={Demo}&actorType=customer&crmField=phone&erpField=phone&difference=different", Access.Token),
        ["/api/v1/problems"] = ("/api/v1/problems", Access.Token),
        ["/api/v1/problems/{id}/records"] = ("/api/v1/problems/1/records", Access.Token),
        ["/api/v1/problems/{id}/retry"] = ("/api/v1/problems/1/retry", Access.Token),
        ["/api/v1/history"] = ("/api/v1/history", Access.Token),
        ["/api/v1/history/links"] = ("/api/v1/history/links", Access.Token),
        ["/api/v1/undo"] = ("/api/v1/undo", Access.Token),
        ["/api/v1/conflicts/choices"] = ("/api/v1/conflicts/choices", Access.Token),
        ["conflicts"] = ("/conflicts", Access.SignedIn),
        ["conflicts/group"] = ($"/conflicts/group?connection={Demo}&type=Customer&pair=phone%7Cphone&difference=Different", Access.SignedIn),
        ["problems"] = ("/problems", Access.SignedIn),
        ["problems/{id}"] = ("/problems/1", Access.SignedIn),
        ["history"] = ("/history", Access.SignedIn),
        ["history/links"] = ("/history/links", Access.SignedIn),
        ["history/links/{id:long}"] = ("/history/links/1", Access.SignedIn),
        ["{card:card}/{id:long}/erp/history"] = ("/company/1/erp/history", Access.SignedIn),
        ["links/{id:long}"] = ("/links/1", Access.SignedIn),
        ["runs"] = ("/runs", Access.SignedIn),
        ["runs/{id:long}"] = ("/runs/1", Access.SignedIn),
        ["{card:card}/{id:long}/erp/persons"] = ($"/company/1/erp/persons?connection={Demo}", Access.SignedIn),
        ["Person"] = ("/person", Access.SignedIn),
        ["Person/Index"] = ("/person/index", Access.SignedIn),
        ["person/{id:long}"] = ("/person/1", Access.SignedIn),
        ["Project"] = ("/project", Access.SignedIn),
        ["Project/Index"] = ("/project/index", Access.SignedIn),
        ["project/{id:long}"] = ("/project/1", Access.SignedIn),
    };
}
