using System.Globalization;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Web.Starting;

/// <summary>
/// Turns scheduled runs off where the database was restored from a backup or runs elsewhere than before, and marks how far the installation has come:
/// always the database first, the file after it.
/// </summary>
public sealed partial class InstallationGuard(AutomaticSyncStore store, MarkFile file, ErpLinkOptions options, OwnDatabase database, TimeProvider time, ILogger<InstallationGuard> logger)
{
    /// <summary>At the start, before anything can be queued.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var here = options.Place(database);

        // The file first: another process may mark both in between, and the database is never behind.
        var written = ReadFile();
        var (mark, place) = await store.FindMarksAsync(cancellationToken);
        var off = StartCheck.Judge(mark, written, place, here) switch
        {
            StartVerdict.Restored restored => new AutomaticSync(false, SyncOffReason.Restored, null, now, Say(restored.Database.At), Say(restored.File.At)),
            StartVerdict.OtherPlace other => new AutomaticSync(false, SyncOffReason.OtherPlace, null, now, other.Before.ToString(), other.Now.ToString()),
            _ => null,
        };
        if (off is not null)
        {
            LogOff(off.Reason, off.Before, off.Now);
        }

        WriteFile(await store.BeginAsync(written, here, off, now, cancellationToken));
    }

    /// <summary>Now and then while the process lives.</summary>
    public async Task MarkAsync(CancellationToken cancellationToken) => WriteFile(await store.MarkAsync(time.GetUtcNow(), cancellationToken));

    private static string Say(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private InstallationMark? ReadFile()
    {
        try
        {
            return file.Read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNoFile(failure);
            return null;
        }
    }

    /// <summary>A file that cannot be written is no reason not to work: it only stays behind.</summary>
    private void WriteFile(InstallationMark mark)
    {
        try
        {
            file.Write(mark);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNoFile(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Automatic sync is off from here on ({Reason}): before {Before}, now {Now}. An administrator turns it on again")]
    private partial void LogOff(SyncOffReason? reason, string? before, string? now);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mark beside the key file cannot be used; a restored database may not be noticed")]
    private partial void LogNoFile(Exception failure);
}
