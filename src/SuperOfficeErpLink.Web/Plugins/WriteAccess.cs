namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>Whether this process could write a file, or put another one in its place.</summary>
public interface IWriteAccess
{
    /// <summary>The folder that could be written to, up to the root, or an entry below it; null: none.</summary>
    /// <exception cref="PluginRefusedException">The folder is not there, has a link in it, or the system does not tell.</exception>
    string? FindWritable(string folder);
}

/// <summary>Asks the system this runs on.</summary>
public sealed class WriteAccess : IWriteAccess
{
    public string? FindWritable(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new PluginRefusedException(PluginFaultKind.FileUnreadable, folder);
        }

        try
        {
            return OperatingSystem.IsLinux() ? Find(folder, PosixAccess.RealPath, PosixAccess.MayWrite)
                : OperatingSystem.IsWindows() ? Find(folder, Path.GetFullPath, WindowsAccess.MayWrite)
                : throw new PluginRefusedException(PluginFaultKind.WritableUnknown, folder);
        }
        catch (Exception failure) when (failure is EntryPointNotFoundException or DllNotFoundException)
        {
            throw new PluginRefusedException(PluginFaultKind.WritableUnknown, folder, innerException: failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PluginRefusedException(PluginFaultKind.FileUnreadable, folder, innerException: failure);
        }
    }

    /// <param name="mayWrite">Told the path, and whether only taking something away or putting it in its place counts, as in the folders above.</param>
    private static string? Find(string folder, Func<string, string> realPath, Func<string, bool, bool> mayWrite)
    {
        // Folders above are those the links on the way lead to.
        var real = realPath(folder);
        for (var above = Path.GetDirectoryName(real); above is not null; above = Path.GetDirectoryName(above))
        {
            if (mayWrite(above, true))
            {
                return above;
            }
        }

        return mayWrite(real, false) ? real : Entries(real).FirstOrDefault(path => mayWrite(path, false));
    }

    private static IEnumerable<string> Entries(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false }))
        {
            if (entry.LinkTarget is not null)
            {
                throw new PluginRefusedException(PluginFaultKind.IsLink, entry.FullName);
            }

            yield return entry.FullName;
            foreach (var below in entry is DirectoryInfo ? Entries(entry.FullName) : [])
            {
                yield return below;
            }
        }
    }
}
