using System.Diagnostics;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>This program once more, for the memory of one case.</summary>
internal static class OwnProcess
{
    /// <summary>The highest memory of a process that runs with these arguments, as it reports it, in megabytes.</summary>
    /// <exception cref="IncompleteException">It did not report any.</exception>
    public static async Task<double> PeakAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(OwnProcess).Assembly.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var child = Process.Start(start)!;
        var said = await child.StandardOutput.ReadToEndAsync(cancellationToken);
        await child.WaitForExitAsync(cancellationToken);
        return Report.ReadMegabytes(said) ?? throw new IncompleteException($"The case's own process ended with {child.ExitCode}: {said}");
    }
}
