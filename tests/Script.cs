using System.Diagnostics;

namespace SuperOfficeErpLink;

/// <summary>The project's own scripts for servers that tests need; they lie beside the tests' program.</summary>
internal static class Script
{
    /// <summary>What it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has why, as it said it.</exception>
    public static string Run(string name, params string[] arguments)
    {
        var (exitCode, output, error) = End(name, arguments);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{name}: {error}");
    }

    /// <summary>Why it cannot do its work here; null when it can.</summary>
    public static string? WhyNot(string name, params string[] arguments) => End(name, arguments) is (not 0, _, var error) ? error : null;

    private static (int ExitCode, string Output, string Error) End(string name, string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, name));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var script = System.Diagnostics.Process.Start(start)!;
        var (output, error) = (script.StandardOutput.ReadToEnd(), script.StandardError.ReadToEnd());
        script.WaitForExit();
        return (script.ExitCode, output.Trim(), error.Trim());
    }
}
