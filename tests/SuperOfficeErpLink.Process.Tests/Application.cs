using System.Collections.Concurrent;
using System.Diagnostics;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>The built application as a process of its own on a data directory.</summary>
internal sealed class Application : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly System.Diagnostics.Process process;
    private readonly TaskCompletionSource<string> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Application(string dataDirectory, params (string Setting, string Value)[] settings)
        : this(dataDirectory, 0, settings)
    {
    }

    /// <param name="port">0: whichever is free.</param>
    public Application(string dataDirectory, int port, params (string Setting, string Value)[] settings)
    {
        var web = Path.Combine(Root(), "src", "SuperOfficeErpLink.Web");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(web, "bin", Configuration, "net10.0", "SuperOfficeErpLink.Web.dll"), "--contentRoot", web, "--urls", $"http://127.0.0.1:{port}" },
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ErpLink__DataDirectory"] = dataDirectory;

        // It does not live long enough for what is learned of it, or compiled anew, to pay.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "10000";
        foreach (var (setting, value) in settings)
        {
            start.Environment[setting] = value;
        }

        process = System.Diagnostics.Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Errors.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>All it has said on standard output.</summary>
    public ConcurrentQueue<string> Output { get; } = new();

    public bool HasExited => process.HasExited;

    /// <summary>The address, once the application says it can be used.</summary>
    public async Task<string> ReadyAsync()
    {
        await Task.WhenAny(listening.Task, process.WaitForExitAsync(), Task.Delay(Patience));
        return listening.Task.IsCompletedSuccessfully
            ? await listening.Task
            : throw new InvalidOperationException(
                $"It {(process.HasExited ? $"ended with {process.ExitCode}" : $"is not ready after {Patience}")}: {string.Join('\n', Errors.Concat(Output.TakeLast(30)))}");
    }

    public async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    /// <summary>As kill -9 does; returns when the process is gone.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>As a service manager stops it.</summary>
    public void Stop() => Signal("TERM");

    /// <summary>How long it has slept.</summary>
    public Stopwatch Stopped { get; } = new();

    /// <summary>As kill -STOP and kill -CONT do.</summary>
    public void Signal(string name)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{name}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        if (name == "STOP")
        {
            Stopped.Restart();
            SpinWait.SpinUntil(AllThreadsSleep, Patience).ShouldBeTrue("every thread stops");
        }
    }

    /// <summary>A thread within the kernel only stops when it comes out of it, and may have taken a lock on a file in there.</summary>
    private bool AllThreadsSleep()
    {
        try
        {
            // "pid (name) state …"; the name may hold anything but ends with the last parenthesis.
            return Directory.GetDirectories($"/proc/{process.Id}/task").Select(thread => File.ReadAllText(Path.Combine(thread, "stat")))
                .All(stat => stat[(stat.LastIndexOf(')') + 2)..].StartsWith('T'));
        }
        catch (DirectoryNotFoundException)
        {
            // One of them has just ended.
            return false;
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
    }

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SuperOfficeErpLink.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not stand within the repository.");
        }

        return folder.FullName;
    }

    private void Note(string? line)
    {
        const string ready = "Listening on ";
        Output.Enqueue(line ?? "");
        if (line?.StartsWith(ready, StringComparison.Ordinal) == true)
        {
            listening.TrySetResult(line[ready.Length..]);
        }
    }
}
