namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>
/// The new file beside the old one, and the right to swap them. The right is a locked file, so that it holds between processes too and ends
/// with the process that has it. What a process that was killed left behind is cleared away by the next that has the right.
/// </summary>
internal sealed class SwapFile : IDisposable
{
    private const string LockEnding = ".erplink-lock";
    private const string NewEnding = ".erplink-new";
    private const string OldEnding = ".erplink-old";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly WorkbookFile workbook;
    private readonly FileStream right;
    private readonly string path;
    private readonly string kept;
    private string replaced = "";

    private SwapFile(WorkbookFile workbook, FileStream right)
    {
        this.workbook = workbook;
        this.right = right;
        var name = $".{Path.GetFileName(workbook.Path)}.{Guid.NewGuid():N}";
        path = Beside(workbook.Path, name + NewEnding);
        kept = Beside(workbook.Path, name + OldEnding);
    }

    /// <exception cref="ConnectorException">Unreachable when others do not let go of it; Misconfigured when the folder cannot be written.</exception>
    public static async Task<SwapFile> TakeAsync(WorkbookFile workbook, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                var taken = new FileStream(
                    Beside(workbook.Path, $".{Path.GetFileName(workbook.Path)}{LockEnding}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                var swap = new SwapFile(workbook, taken);
                swap.ClearUp();
                return swap;
            }
            catch (DirectoryNotFoundException)
            {
                throw WorkbookFailure.NotThere(workbook.Name);
            }
            catch (IOException) when (time.GetElapsedTime(started) < LongestWait)
            {
                await Task.Delay(BetweenLooks, time, cancellationToken);
            }
            catch (IOException inUse)
            {
                throw WorkbookFailure.InUse(workbook.Name, inUse);
            }
            catch (UnauthorizedAccessException refused)
            {
                throw WorkbookFailure.MayNot(workbook.Name, refused);
            }
        }
    }

    /// <exception cref="ConnectorException">Somebody has the workbook open, or it is write-protected.</exception>
    public void RequireFree()
    {
        var name = Path.GetFileName(workbook.Path);
        foreach (var owner in new[] { $"~${name}", $".~lock.{name}#" })
        {
            if (File.Exists(Beside(workbook.Path, owner)))
            {
                throw WorkbookFailure.OpenInExcel(workbook.Name, owner);
            }
        }

        if (new FileInfo(workbook.Path) is { Exists: true, IsReadOnly: true })
        {
            throw WorkbookFailure.MayNot(workbook.Name, null);
        }
    }

    /// <summary>Writes the new file to the disk, and gives its bytes as they are there.</summary>
    public byte[] Write(Action<Stream> write)
    {
        try
        {
            using (var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, File.GetUnixFileMode(workbook.Path));
            }

            return File.ReadAllBytes(path);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw WorkbookFailure.MayNot(workbook.Name, refused);
        }
        catch (IOException failure)
        {
            throw WorkbookFailure.NotWritten(workbook.Name, failure);
        }
    }

    /// <summary>
    /// Puts the new file in the old one's place, in one step, and gives the bytes it replaced: no look beforehand can tell what somebody saves
    /// in the moment before. Null where it cannot be read any more.
    /// </summary>
    /// <exception cref="ConnectorException">Nothing was swapped.</exception>
    public byte[]? Swap()
    {
        try
        {
            replaced = FileSwap.Replace(path, workbook.Path, kept);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw WorkbookFailure.MayNot(workbook.Name, refused);
        }
        catch (IOException inUse)
        {
            throw WorkbookFailure.InUse(workbook.Name, inUse);
        }

        try
        {
            return File.ReadAllBytes(replaced);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Puts back what was replaced.</summary>
    public void Restore() => File.Move(replaced, workbook.Path, overwrite: true);

    /// <summary>Takes back a new file that is not to be.</summary>
    public void Discard()
    {
        TryDelete(path);
        TryDelete(kept);
    }

    public void Dispose()
    {
        Discard();
        right.Dispose();
    }

    private void ClearUp()
    {
        var folder = Path.GetDirectoryName(workbook.Path)!;
        foreach (var left in Directory.EnumerateFiles(folder, ".*.erplink-???"))
        {
            if (Path.GetFileName(left).StartsWith($".{Path.GetFileName(workbook.Path)}.", StringComparison.Ordinal))
            {
                TryDelete(left);
            }
        }
    }

    /// <summary>One that stays does no harm: it is tried again before the next write.</summary>
    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static string Beside(string path, string name) => Path.Combine(Path.GetDirectoryName(path)!, name);
}
