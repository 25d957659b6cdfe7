using System.Text.Json;
using SuperOfficeErpLink.Core.Connections;

namespace SuperOfficeErpLink.Web.Starting;

/// <summary>How far the installation has come, in a file outside the database: a database that is restored from a backup is behind it.</summary>
public sealed class MarkFile(string path)
{
    /// <summary>Null: there is none, or it cannot be read, which is as good.</summary>
    public InstallationMark? Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<InstallationMark>(File.ReadAllText(path)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whole or not at all, whenever the process ends.</summary>
    public void Write(InstallationMark mark)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                JsonSerializer.Serialize(stream, mark);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
