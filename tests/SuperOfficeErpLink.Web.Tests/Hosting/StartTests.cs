using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SuperOfficeErpLink.Web.Tests.Hosting;

/// <summary>The real process: a start that cannot go on says why in one line and ends with exit code 1.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string directory = Path.Combine(Path.GetTempPath(), $"erplink-start-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData("listens on this computer only", "--urls", "http://0.0.0.0:0")]
    [InlineData("listens on this computer only", "--http_ports", "0")]
    [InlineData("is not an address", "--urls", "http//x")]
    [InlineData("ErpLink:Crm", "--ErpLink:Crm", "Other")]
    [InlineData("ErpLink:Jobs", "--ErpLink:Jobs", "Other")]
    [InlineData("ErpLink:Database:Provider", "--ErpLink:Database:Provider", "Other")]
    [InlineData("ErpLink:KnownProxies", "--ErpLink:KnownProxies:0", "somewhere")]
    public async Task A_setting_that_cannot_be_used_is_named(string words, string setting, string value)
    {
        var (exitCode, error) = await RunAsync(setting, value);

        exitCode.ShouldBe(1);
        error.ShouldHaveSingleItem().ShouldContain(words);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exitCode, error) = await RunAsync("--urls", $"http://127.0.0.1:{port}");

        exitCode.ShouldBe(1);
        error.ShouldHaveSingleItem().ShouldContain($"{port}");
    }

    private async Task<(int ExitCode, string[] Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SuperOfficeErpLink.Web.dll"), .. arguments])
        {
            RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ErpLink__DataDirectory"] = directory;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        (await output).ShouldNotContain("   at ");
        return (process.ExitCode, error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
