namespace SuperOfficeErpLink;

/// <summary>A folder for one test's files, in memory where the system offers that: no commit of a test has to survive a power cut, so none waits for a disk.</summary>
internal static class MemoryFolder
{
    private const string Memory = "/dev/shm";

    public static string Make(string prefix) => Directory.Exists(Memory)
        ? Directory.CreateDirectory(Path.Combine(Memory, $"{prefix}{Guid.NewGuid():N}")).FullName
        : Directory.CreateTempSubdirectory(prefix).FullName;
}
