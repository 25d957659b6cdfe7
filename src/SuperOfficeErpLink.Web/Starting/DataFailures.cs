using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Protection;
using SuperOfficeErpLink.Web.Hosting;

namespace SuperOfficeErpLink.Web.Starting;

/// <summary>What can be wrong with files and database at start, as the one line an operator reads.</summary>
internal static class DataFailures
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    /// <summary>Null for a defect, which must show itself whole.</summary>
    public static StartupFailure? Explain(Exception failure, ErpLinkOptions options, OwnDatabase database) => failure switch
    {
        StartupFailure known => known,
        KeyFileException key => new StartupFailure(key.Message, key),
        _ => ExplainCause(failure, options, database),
    };

    private static StartupFailure? ExplainCause(Exception failure, ErpLinkOptions options, OwnDatabase database) => (DatabaseTroubles.Of(failure), failure.GetBaseException()) switch
    {
        (DatabaseTrouble.Full, _) when database.IsShared => new StartupFailure($"The disk of the database server ({database.Place}) is full.", failure),
        (DatabaseTrouble.Full, _) => new StartupFailure($"The disk that holds {options.DataDirectory} (ErpLink:DataDirectory) is full.", failure),
        (_, SqliteException { SqliteErrorCode: NotADatabase or Corrupt } broken) =>
            new StartupFailure($"The file {options.DatabaseFile} is not a usable database ({broken.Message}) Restore a backup or move the file away.", failure),
        (DatabaseTrouble.Busy, _) =>
            new StartupFailure($"The database {database.Place} is in use by another program and does not become free.", failure),
        (_, DbException other) => new StartupFailure($"The {database.Name} database {database.Place} cannot be used: {other.Message}", failure),
        (_, SocketException unreachable) when database.IsShared => new StartupFailure($"The {database.Name} server of {database.Place} cannot be reached: {unreachable.Message}", failure),
        (_, IOException or UnauthorizedAccessException) =>
            new StartupFailure($"The folder {options.DataDirectory} (ErpLink:DataDirectory) or {options.FilesDirectory} (ErpLink:FilesDirectory) cannot be used: {failure.GetBaseException().Message}", failure),
        _ => null,
    };
}
