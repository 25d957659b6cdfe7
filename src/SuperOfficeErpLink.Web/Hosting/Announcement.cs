using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Hosting;

public static class Announcement
{
    /// <summary>Runs until stopped, and says on standard output when the application can be used and how.</summary>
    /// <exception cref="StartupFailure">It will never be ready.</exception>
    public static async Task RunAndAnnounceAsync(this WebApplication app)
    {
        await using (app)
        {
            await app.StartAsync();
            var readiness = app.Services.GetRequiredService<Readiness>();
            var stopping = app.WaitForShutdownAsync();
            if (await Task.WhenAny(readiness.WhenReady, stopping) != stopping && readiness.IsReady)
            {
                await AnnounceAsync(app);
            }

            await stopping;
            if (readiness.Failure is { } failure)
            {
                throw failure;
            }
        }
    }

    private static async Task AnnounceAsync(WebApplication app)
    {
        foreach (var address in app.Urls)
        {
            await Console.Out.WriteLineAsync($"Listening on {address}");
        }

        foreach (var demo in app.Services.GetRequiredService<DemoSignIns>().All)
        {
            await Console.Out.WriteLineAsync($"Demo sign-in: {demo.Email} password {demo.Password}");
        }
    }
}
