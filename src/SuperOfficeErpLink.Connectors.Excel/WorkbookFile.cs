using System.Security.Cryptography;
using SuperOfficeErpLink.Connectors.Excel.Model;
using SuperOfficeErpLink.Connectors.Excel.Reading;

namespace SuperOfficeErpLink.Connectors.Excel;

/// <summary>
/// The file behind a session. It is read once and remembered until it has changed: length and time of change tell, and where the file
/// changed so lately that its clock may not have ticked between two changes, its bytes do.
/// </summary>
internal sealed class WorkbookFile(string name, string path, TimeProvider time) : IDisposable
{
    private const long MostBytes = 200L * 1024 * 1024;
    private const int Attempts = 3;

    private static readonly TimeSpan ClockTick = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Copying = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim gate = new(1, 1);
    private Workbook? current;
    private FileState known;
    private bool isOpened;
    private string? clientId;

    public string Name { get; } = name;

    public string Path { get; } = path;

    public static string HashOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    /// <summary>The workbook as it is now.</summary>
    /// <exception cref="ConnectorException">It is not there, cannot be read, or is another client's.</exception>
    public async Task<Workbook> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (current is { } remembered && State() is var now && now == known && IsSettled(now))
            {
                return remembered;
            }

            return (await LoadAsync(cancellationToken)).Workbook;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The workbook as it is now, and the bytes it was read from, whatever the file's clock says.</summary>
    public async Task<(byte[] File, Workbook Workbook)> ReadBytesAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await LoadAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Whether the file's bytes are still those of a workbook.</summary>
    public async Task<bool> IsStillAsync(Workbook workbook) => HashOf((await ReadFileAsync(CancellationToken.None)).File) == workbook.Hash;

    /// <summary>What a file's bytes say.</summary>
    public Workbook Parse(byte[] file, bool isFresh, CancellationToken cancellationToken)
    {
        var workbook = WorkbookReader.Read(file, Name, isFresh, cancellationToken);
        if (!isOpened)
        {
            (isOpened, clientId) = (true, workbook.ClientId);
        }

        return string.Equals(workbook.ClientId, clientId, StringComparison.Ordinal) ? workbook : throw WorkbookFailure.AnotherClient(Name);
    }

    /// <summary>A workbook that has just taken the file's place.</summary>
    public void Keep(Workbook workbook) => (current, known) = (workbook, default);

    public void Dispose() => gate.Dispose();

    private async Task<(byte[] File, Workbook Workbook)> LoadAsync(CancellationToken cancellationToken)
    {
        var (file, state) = await ReadFileAsync(cancellationToken);
        if (current is null || HashOf(file) != current.Hash)
        {
            var isFresh = time.GetUtcNow() - state.Written < Copying;
            current = await Task.Run(() => Parse(file, isFresh, cancellationToken), cancellationToken);
        }

        known = state;
        return (file, current);
    }

    private async Task<(byte[] File, FileState State)> ReadFileAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var before = State();
                if (before.Length > MostBytes)
                {
                    throw WorkbookFailure.TooLarge(Name);
                }

                // Excel keeps a workbook open for writing, and swaps it for a new one when it saves.
                await using var stream = new FileStream(Path, new FileStreamOptions
                {
                    Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                });
                var file = new byte[stream.Length];
                await stream.ReadExactlyAsync(file, cancellationToken);
                if (State() == before && file.Length == before.Length)
                {
                    return (file, before);
                }
            }
            catch (FileNotFoundException)
            {
                throw WorkbookFailure.NotThere(Name);
            }
            catch (IOException inUse) when (attempt >= Attempts)
            {
                throw WorkbookFailure.InUse(Name, inUse);
            }
            catch (IOException)
            {
                // Tried again.
            }
            catch (UnauthorizedAccessException refused)
            {
                throw WorkbookFailure.MayNot(Name, refused);
            }

            if (attempt >= Attempts)
            {
                throw WorkbookFailure.Busy(Name);
            }
        }
    }

    private bool IsSettled(FileState state) => time.GetUtcNow() - state.Written > ClockTick;

    private FileState State()
    {
        var file = new FileInfo(Path);
        return file.Exists ? new FileState(file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)) : throw WorkbookFailure.NotThere(Name);
    }

    private readonly record struct FileState(long Length, DateTimeOffset Written);
}
