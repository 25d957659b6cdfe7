using Microsoft.Playwright;

namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>The installed Chromium, without windows where there is one: it needs half the processor. Environment variable CHROMIUM says where another one is.</summary>
internal static class Chromium
{
    // A window goes from the blank page to ours in the same process, and short scripts are not worth optimizing: a tenth of the tests' time.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--process-per-site", "--renderer-process-limit=1", "--js-flags=--no-opt",
    ];

    /// <summary>Null: none is installed.</summary>
    public static string? Executable { get; } = Candidates().FirstOrDefault(File.Exists);

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = Arguments });

    private static IEnumerable<string> Candidates() =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } chosen
            ? [chosen]
            : ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
}

/// <summary>Skipped, visibly, where there is no Chromium.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Executable is null)
        {
            Skip = BrowserReason.NoChromium;
        }
    }
}

/// <summary>Skipped, visibly, where there is no Chromium.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        if (Chromium.Executable is null)
        {
            Skip = BrowserReason.NoChromium;
        }
    }
}

internal static class BrowserReason
{
    public const string NoChromium = "No Chromium is installed: apt-get install chromium-headless-shell, or set CHROMIUM to where it is.";
}
