using System.Data.Common;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Storage.Protection;
using SuperOfficeErpLink.Web.Hosting;

namespace SuperOfficeErpLink.Web.Starting;

/// <summary>What can be wrong with files and database at start, as the one line an operator reads.</summary>
internal static class DataFailures
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    /// <summary>Null for a defect, which must show itself whole.</summary>
    public static StartupFailure? Explain(Exception failure, ErpLinkOptions options) => failure switch
    {
        StartupFailure known => known,
        KeyFileException key => new StartupFailure(key.Message, key),
        _ => ExplainCause(failure, options),
    };

    private static StartupFailure? ExplainCause(Exception failure, ErpLinkOptions options) => (DatabaseTroubles.Of(failure), failure.GetBaseException()) switch
    {
        (DatabaseTrouble.Full, _) => new StartupFailure($"The disk that holds {options.DataDirectory} (ErpLink:DataDirectory) is full.", failure),
        (_, SqliteException { SqliteErrorCode: NotADatabase or Corrupt } broken) =>
            new StartupFailure($"The file {options.DatabaseFile} is not a usable database ({broken.Message}) Restore a backup or move the file away.", failure),
        (DatabaseTrouble.Busy, _) =>
            new StartupFailure($"The database {options.DatabaseFile} is in use by another program and does not become free.", failure),
        (_, DbException other) => new StartupFailure($"The database {options.DatabaseFile} cannot be used: {other.Message}", failure),
        (_, IOException or UnauthorizedAccessException) =>
            new StartupFailure($"The folder {options.DataDirectory} (ErpLink:DataDirectory) or {options.FilesDirectory} (ErpLink:FilesDirectory) cannot be used: {failure.GetBaseException().Message}", failure),
        _ => null,
    };
}
