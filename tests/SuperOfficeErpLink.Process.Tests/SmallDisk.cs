using System.Diagnostics;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>A file system of a few megabytes in memory.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 48;
    private readonly string filler;

    public SmallDisk()
    {
        Path = Directory.CreateTempSubdirectory("erplink-disk-").FullName;
        filler = System.IO.Path.Combine(Path, "filler");
        Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", Path).ShouldBe(0);
    }

    public string Path { get; }

    /// <summary>True where this process may make file systems.</summary>
    public static bool CanBeMade { get; } = OperatingSystem.IsLinux() && Environment.UserName == "root" && TryMount();

    /// <summary>Not a byte is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(filler, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var block = new byte[64 * 1024];
        for (var size = block.Length; size > 0; size /= 2)
        {
            try
            {
                while (true)
                {
                    file.Write(block, 0, size);
                }
            }
            catch (IOException)
            {
                // No room for a block of this size: perhaps for half of one.
            }
        }
    }

    public void MakeRoom() => File.Delete(filler);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool TryMount()
    {
        var folder = Directory.CreateTempSubdirectory("erplink-mount-").FullName;
        var made = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder) == 0;
        if (made)
        {
            Run("umount", folder);
        }

        Directory.Delete(folder);
        return made;
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = System.Diagnostics.Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}

/// <summary>Skipped, visibly, where no file system can be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.CanBeMade)
        {
            Skip = "A small file system can only be made by root on Linux.";
        }
    }
}
