using System.Diagnostics;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>The project's own scripts for servers that tests need.</summary>
internal static class Script
{
    /// <summary>What it printed.</summary>
    public static string Run(string name, params string[] arguments)
    {
        using var script = Start(name, arguments);
        var (output, error) = (script.StandardOutput.ReadToEnd(), script.StandardError.ReadToEnd());
        script.WaitForExit();
        script.ExitCode.ShouldBe(0, $"{name}: {error}");
        return output.Trim();
    }

    /// <summary>Why it cannot do its work here; null when it can.</summary>
    public static string? WhyNot(string name, params string[] arguments)
    {
        using var script = Start(name, arguments);
        script.StandardOutput.ReadToEnd();
        var error = script.StandardError.ReadToEnd();
        script.WaitForExit();
        return script.ExitCode == 0 ? null : error.Trim();
    }

    private static System.Diagnostics.Process Start(string name, string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, name));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return System.Diagnostics.Process.Start(start)!;
    }
}

/// <summary>Needs a PostgreSQL and an nginx of its own, which Debian's packages have.</summary>
internal sealed class ClusterFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Missing = new(() => Script.WhyNot("postgresql.sh", "have") ?? Script.WhyNot("nginx.sh"));

    public ClusterFactAttribute() => Skip = Missing.Value;
}
