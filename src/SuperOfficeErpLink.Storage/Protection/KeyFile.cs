using System.Security.Cryptography;
using System.Text;

namespace SuperOfficeErpLink.Storage.Protection;

/// <summary>
/// The key that opens the database's key ring, kept outside the database: 32 random bytes as base64 in a file only its owner may read.
/// </summary>
public sealed class KeyFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private byte[]? key;

    public string Path { get; } = path;

    /// <summary>One line for the log when others on the machine may read the file.</summary>
    public string? Warning =>
        !OperatingSystem.IsWindows() && File.Exists(Path) && (File.GetUnixFileMode(Path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != UnixFileMode.None
            ? $"The key file {Path} (ErpLink:KeyFile) may be read or written by others on this machine; allow its owner only (chmod 600)."
            : null;

    /// <exception cref="KeyFileException">Missing or not a key.</exception>
    public byte[] Key => key ??= Read();

    /// <summary>Makes the file unless it exists; of several processes the first one's key stands.</summary>
    public void CreateIfMissing()
    {
        if (File.Exists(Path))
        {
            return;
        }

        var temporary = $"{Path}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        try
        {
            Write(temporary, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyRingCipher.KeyLength)));
            if (!TryMove(temporary))
            {
                throw new KeyFileException($"The key file {Path} (ErpLink:KeyFile) could not be made.");
            }
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private bool TryMove(string temporary)
    {
        try
        {
            File.Move(temporary, Path, overwrite: false);
            return true;
        }
        catch (IOException)
        {
            return File.Exists(Path);
        }
    }

    private static void Write(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var stream = new FileStream(file, options);
        stream.Write(Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }

    private byte[] Read()
    {
        if (!File.Exists(Path))
        {
            throw new KeyFileException($"The key file {Path} is missing, and the database was protected with it; restore it or point ErpLink:KeyFile to it.");
        }

        var bytes = new byte[KeyRingCipher.KeyLength];
        return Convert.TryFromBase64String(File.ReadAllText(Path).Trim(), bytes, out var length) && length == bytes.Length
            ? bytes
            : throw new KeyFileException($"The key file {Path} (ErpLink:KeyFile) does not hold 32 bytes as base64.");
    }
}

/// <summary>The key file cannot be used; the message is one line that names the setting.</summary>
public sealed class KeyFileException(string message, Exception? innerException = null) : Exception(message, innerException);
