using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Hosting;

public static class Health
{
    public const string Live = "/health/live";
    public const string Ready = "/health/ready";

    /// <summary>Live: the process answers. Ready: the database is migrated, pages work, and it is not about to stop.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet(Live, () => Results.Text("live")).AllowAnonymous();
        app.MapGet(Ready, (Readiness readiness, Drain drain) =>
            drain.HasBegun ? Results.Text("stopping", statusCode: StatusCodes.Status503ServiceUnavailable)
            : readiness.IsReady ? Results.Text("ready") : Results.Text("starting", statusCode: StatusCodes.Status503ServiceUnavailable)).AllowAnonymous();
    }
}
