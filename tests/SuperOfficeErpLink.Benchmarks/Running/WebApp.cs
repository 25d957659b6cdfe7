using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>The built application as a process of its own, with a signed-in client.</summary>
internal sealed partial class WebApp : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly HttpClient client;

    private WebApp(Process process)
    {
        this.process = process;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), UseProxy = false }) { Timeout = Patience };
    }

    /// <summary>Starts it on a data directory and signs the demo's CRM user in.</summary>
    /// <exception cref="CannotRunException">It does not start.</exception>
    public static async Task<WebApp> StartAsync(
        string dataDirectory, int companies, CancellationToken cancellationToken, params (string Name, string Value)[] settings)
    {
        var web = Path.Combine(Root(), "src", "SuperOfficeErpLink.Web");
        var dll = Path.Combine(web, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "SuperOfficeErpLink.Web.dll");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { dll, "--contentRoot", web, "--urls", "http://127.0.0.1:0" },
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ErpLink__Demo__Enabled"] = "true";
        start.Environment["ErpLink__Demo__Companies"] = companies.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["ErpLink__DataDirectory"] = dataDirectory;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var app = new WebApp(Process.Start(start)!);
        try
        {
            app.client.BaseAddress = new Uri(await app.ReadyAsync(cancellationToken));
            await app.SignInAsync(cancellationToken);
            return app;
        }
        catch
        {
            app.Dispose();
            throw;
        }
    }

    /// <summary>A page's text.</summary>
    /// <exception cref="IncompleteException">It was not answered with one, or not without an error on it.</exception>
    public async Task<string> PageAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.StatusCode != HttpStatusCode.OK ? throw new IncompleteException($"{path} was answered {(int)answer.StatusCode}.")
            : text.Contains("role=\"alert\"", StringComparison.Ordinal) ? throw new IncompleteException($"{path} was answered with an error on the page.")
            : text;
    }

    public void Dispose()
    {
        client.Dispose();
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }

    private async Task<string> ReadyAsync(CancellationToken cancellationToken)
    {
        const string Ready = "Listening on ";
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = "";
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith(Ready, StringComparison.Ordinal) == true)
            {
                ready.TrySetResult(line.Data[Ready.Length..]);
            }
        };
        process.ErrorDataReceived += (_, line) => said += line.Data;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var exited = process.WaitForExitAsync(cancellationToken);
        await Task.WhenAny(ready.Task, exited).WaitAsync(Patience, cancellationToken);
        return ready.Task.IsCompletedSuccessfully ? await ready.Task : throw new CannotRunException($"The application did not start: {said}");
    }

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        var form = await PageAsync("/sign-in", cancellationToken);
        using var input = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Input.Email"] = "crm@demo.example",
            ["Input.Password"] = "Demo-1234!",
            ["__RequestVerificationToken"] = FormToken().Match(form).Groups["token"].Value,
        });
        using var answer = await client.PostAsync(new Uri("/sign-in", UriKind.Relative), input, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Redirect)
        {
            throw new CannotRunException($"The demo's user could not sign in: {(int)answer.StatusCode}.");
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SuperOfficeErpLink.sln")))
        {
            folder = folder.Parent ?? throw new CannotRunException("The benchmarks are run from within the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormToken();
}
