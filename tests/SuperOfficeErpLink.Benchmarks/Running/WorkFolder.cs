namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>The folder a scenario works in: the one to keep, or one that goes with it.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly bool keeps;

    public WorkFolder(string? keep)
    {
        keeps = keep is not null;
        Path = keep is null ? Directory.CreateTempSubdirectory("erplink-benchmark-").FullName : Directory.CreateDirectory(keep).FullName;
    }

    public string Path { get; }

    public void Dispose()
    {
        if (!keeps)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
