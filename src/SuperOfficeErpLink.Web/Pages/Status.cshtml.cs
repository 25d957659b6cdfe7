using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Web.Hosting;

namespace SuperOfficeErpLink.Web.Pages;

/// <summary>What went wrong with a request, and a way on.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class StatusModel : PageModel
{
    public int Code { get; private set; }

    /// <summary>The key of what is said.</summary>
    public string Text { get; private set; } = "";

    public string? Trace { get; private set; }

    /// <summary>Where to go, and the key of what the link says.</summary>
    public (string Href, string Text) WayOn { get; private set; }

    public void OnGet(int code) => Show(code);

    public void OnPost(int code) => Show(code);

    private void Show(int code)
    {
        var trouble = DatabaseTroubles.Of(HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error);
        Code = trouble != DatabaseTrouble.None ? 503 : code is 400 or 403 or 404 ? code : 500;
        Text = trouble != DatabaseTrouble.None ? $"Database.{trouble}" : $"{Code}";
        Trace = Code is 500 or 503 ? Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier : null;
        Response.StatusCode = trouble != DatabaseTrouble.None ? Code : code is >= 400 and < 600 ? code : 404;
        var path = HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? "";
        WayOn = path.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()?.ToUpperInvariant() switch
        {
            "COMPANY" => ("~/company", "Status.ToCompanies"),
            "PERSON" => ("~/person", "Status.ToPersons"),
            "PROJECT" => ("~/project", "Status.ToProjects"),
            _ => ("~/", "Status.ToStart"),
        };
    }
}
