using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SuperOfficeErpLink.Web.Pages;

/// <summary>What went wrong with a request, and a way on.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class StatusModel : PageModel
{
    public int Code { get; private set; }

    public string? Trace { get; private set; }

    /// <summary>Where to go, and the key of what the link says.</summary>
    public (string Href, string Text) WayOn { get; private set; }

    public void OnGet(int code) => Show(code);

    public void OnPost(int code) => Show(code);

    private void Show(int code)
    {
        Code = code is 400 or 403 or 404 ? code : 500;
        Trace = Code == 500 ? Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier : null;
        Response.StatusCode = code is >= 400 and < 600 ? code : 404;
        var path = HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? "";
        WayOn = path.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()?.ToUpperInvariant() switch
        {
            "COMPANY" => ("~/company", "Status.ToCompanies"),
            "PERSON" => ("~/person", "Status.ToPersons"),
            "PROJECT" => ("~/project", "Status.ToProjects"),
            _ => ("~/", "Status.ToStart"),
        };
    }
}
