using System.Text.Json;
using SuperOfficeErpLink.Connectors;

namespace FolderErp;

/// <summary>The files of one client. A folder that cannot be read is a failure, never an empty list.</summary>
internal sealed class RecordFolder(string root, TimeProvider time)
{
    private static readonly TimeSpan TurnTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>Keys are file names, to the letter, also where the file system does not mind case.</summary>
    public IReadOnlyList<(string Key, long Changed)> Files(RecordKind kind) => Guard(() =>
        new DirectoryInfo(Path.Combine(root, kind.Folder)).EnumerateFiles("*.json").Select(file => (Path.GetFileNameWithoutExtension(file.Name), file.LastWriteTimeUtc.Ticks)).ToList());

    /// <summary>Null when it is not there, or is no record at this moment.</summary>
    public async Task<RecordFile?> ReadAsync(RecordKind kind, string key, CancellationToken cancellationToken)
    {
        try
        {
            return RecordFile.Parse(kind, key, await File.ReadAllBytesAsync(PathOf(kind, key), cancellationToken));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreachable(failure);
        }
    }

    public async Task<IReadOnlyList<ListItem>> ReadGroupsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(root, "groups.json"), cancellationToken));
            return [.. document.RootElement.EnumerateArray().Select(item => new ListItem(
                item.GetProperty("key").GetString()!, item.GetProperty("name").GetString()!, !item.TryGetProperty("active", out var active) || active.GetBoolean()))];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Unreachable(failure);
        }
    }

    /// <summary>One writer at a time in the whole folder, whatever process it is in. A process that ends gives its turn back.</summary>
    public async Task<IDisposable> TakeTurnAsync(CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(AskAgain, time, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(Path.Combine(root, ".turn"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(began) < TurnTime)
            {
                // Somebody else's turn.
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw Unreachable(failure);
            }
        }
    }

    /// <summary>Null: written. Until the new file takes the place of the old one nothing has happened, and after that everything has.</summary>
    public SaveOutcome? Write(RecordKind kind, string key, byte[] bytes, bool isNew)
    {
        var path = PathOf(kind, key);
        try
        {
            using var stream = new FileStream(path + ".new", FileMode.Create, FileAccess.Write);
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new SaveOutcome.NotTried(Unreachable(failure));
        }

        try
        {
            File.Move(path + ".new", path, overwrite: !isNew);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new SaveOutcome.Unknown(Unreachable(failure));
        }
    }

    private string PathOf(RecordKind kind, string key) => Path.Combine(root, kind.Folder, key + ".json");

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreachable(failure);
        }
    }

    private static ConnectorException Unreachable(Exception failure) => new(
        FailureKind.Unreachable, LocalText.Of("The folder cannot be read or written.", "Mappen kan ikke læses eller skrives."), failure.Message, innerException: failure);
}
