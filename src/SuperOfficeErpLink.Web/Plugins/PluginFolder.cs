using System.Security.Cryptography;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>
/// The files of one plug-in: those in its main file's folder. Each is read once; what is checked against its SHA-256 is what is given out.
/// </summary>
internal sealed class PluginFolder
{
    private const int HexDigits = 2 * SHA256.HashSizeInBytes;

    private readonly PluginEntry entry;

    private PluginFolder(PluginEntry entry, string mainFile) => (this.entry, MainFile) = (entry, mainFile);

    public string MainFile { get; }

    public string Path => System.IO.Path.GetDirectoryName(MainFile)!;

    /// <exception cref="PluginRefusedException">The line does not name what can be checked.</exception>
    public static PluginFolder For(PluginEntry entry, string directory)
    {
        var file = PluginEntry.Slashes(entry.File);
        var isInside = file.Length > 0 && !file.Contains('\0', StringComparison.Ordinal) && !System.IO.Path.IsPathRooted(file) && !file.Split('/').Contains("..", StringComparer.Ordinal);
        if (!isInside || !file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            throw new PluginRefusedException(PluginFaultKind.NameInvalid, entry.File);
        }

        foreach (var (name, hash) in entry.Files.Prepend(new(entry.File, entry.Sha256)))
        {
            if (hash.Length != HexDigits || !hash.All(char.IsAsciiHexDigit))
            {
                throw new PluginRefusedException(PluginFaultKind.HashInvalid, name);
            }
        }

        return new PluginFolder(entry, System.IO.Path.GetFullPath(file, directory));
    }

    /// <summary>The SHA-256 of some bytes, as it is written in the settings.</summary>
    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <exception cref="PluginRefusedException">It cannot be read, or is another file than the one named.</exception>
    public byte[] ReadMain() => Checked(MainFile, entry.File, entry.Sha256);

    /// <summary>Another file of the plug-in.</summary>
    /// <exception cref="PluginRefusedException">It lies elsewhere, cannot be read, or is not the one named.</exception>
    public byte[] Read(string path)
    {
        var name = PluginEntry.Slashes(System.IO.Path.GetRelativePath(Path, path));
        if (System.IO.Path.IsPathRooted(name) || name.StartsWith("..", StringComparison.Ordinal))
        {
            throw new PluginRefusedException(PluginFaultKind.NameInvalid, path);
        }

        return !entry.NamesEveryFile ? Bytes(path)
            : entry.Files.TryGetValue(name, out var hash) ? Checked(path, name, hash)
            : throw new PluginRefusedException(PluginFaultKind.FileNotNamed, name);
    }

    private static byte[] Checked(string path, string name, string expected)
    {
        var bytes = Bytes(path);
        var found = HashOf(bytes);
        return string.Equals(found, expected, StringComparison.OrdinalIgnoreCase) ? bytes : throw new PluginRefusedException(PluginFaultKind.HashDiffers, name, found);
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PluginRefusedException(PluginFaultKind.FileUnreadable, path, innerException: failure);
        }
    }
}
