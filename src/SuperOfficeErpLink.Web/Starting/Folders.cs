namespace SuperOfficeErpLink.Web.Starting;

/// <summary>The folders the application writes to.</summary>
public static class Folders
{
    /// <summary>Makes a folder if it is missing and makes sure that files can be made in it.</summary>
    /// <exception cref="StartupFailure">They cannot.</exception>
    public static void MakeWritable(string folder, string setting)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".probe-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                // Made and gone again: that is all.
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartupFailure($"The folder {folder} ({setting}) cannot be written to: {failure.Message}", failure);
        }
    }
}
