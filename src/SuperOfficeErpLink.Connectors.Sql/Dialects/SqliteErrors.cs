using System.Data.Common;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>What SQLite's result codes mean to whoever must act.</summary>
internal static class SqliteErrors
{
    private const int NotNull = SQLITE_CONSTRAINT | (5 << 8);
    private const int PrimaryKey = SQLITE_CONSTRAINT | (6 << 8);
    private const int Unique = SQLITE_CONSTRAINT | (8 << 8);
    private const int RowId = SQLITE_CONSTRAINT | (10 << 8);

    public static SqlFailure Explain(DbException error)
    {
        if (error is not SqliteException sqlite)
        {
            return Broken(FailureKind.Defect, Defective, error);
        }

        return sqlite.SqliteErrorCode switch
        {
            SQLITE_CONSTRAINT => new SqlFailure.Refused(Reason(sqlite.SqliteExtendedErrorCode), OwnText(sqlite)),
            SQLITE_MISMATCH or SQLITE_TOOBIG => new SqlFailure.Refused(RefusalReason.Other, OwnText(sqlite)),
            SQLITE_BUSY or SQLITE_LOCKED => new SqlFailure.Busy(Failure(FailureKind.Unreachable, Locked, error)),
            SQLITE_ERROR when IsAboutSchema(sqlite.Message) => new SqlFailure.NotThere(),
            SQLITE_SCHEMA => new SqlFailure.NotThere(),
            SQLITE_CANTOPEN => Broken(FailureKind.Unreachable, CannotOpen, error),
            SQLITE_IOERR or SQLITE_NOMEM or SQLITE_PROTOCOL or SQLITE_INTERRUPT => Broken(FailureKind.Unreachable, CannotRead, error),
            SQLITE_FULL => Broken(FailureKind.Unreachable, DiskFull, error),
            SQLITE_CORRUPT or SQLITE_NOTADB => Broken(FailureKind.Misconfigured, Damaged, error),
            SQLITE_READONLY or SQLITE_PERM or SQLITE_AUTH => Broken(FailureKind.Misconfigured, NotWritable, error),
            _ => Broken(FailureKind.Defect, Defective, error),
        };
    }

    private static RefusalReason Reason(int extendedCode) => extendedCode switch
    {
        NotNull => RefusalReason.Blank,
        PrimaryKey or Unique or RowId => RefusalReason.NotUnique,
        _ => RefusalReason.Other,
    };

    private static bool IsAboutSchema(string message) =>
        message.Contains("no such table", StringComparison.Ordinal)
        || message.Contains("no such column", StringComparison.Ordinal)
        || message.Contains("has no column named", StringComparison.Ordinal);

    /// <summary>The provider wraps the database's text as: SQLite Error 19: 'text'.</summary>
    private static string OwnText(SqliteException error)
    {
        var first = error.Message.IndexOf('\'', StringComparison.Ordinal);
        var last = error.Message.LastIndexOf('\'');
        return first >= 0 && last > first ? error.Message[(first + 1)..last] : error.Message;
    }

    private static SqlFailure.Broken Broken(FailureKind kind, LocalText text, DbException error) => new(Failure(kind, text, error));

    private static ConnectorException Failure(FailureKind kind, LocalText text, DbException error) =>
        new(kind, text, error.Message, innerException: error);

    private static LocalText CannotOpen { get; } = LocalText.Of(
        "The ERP's database file could not be opened. Check that it is in the server's folder for ERP files and that the service may read it.",
        "ERP-systemets databasefil kunne ikke åbnes. Kontrollér, at den ligger i serverens mappe til ERP-filer, og at tjenesten må læse den.");

    private static LocalText CannotRead { get; } = LocalText.Of(
        "The ERP's database file could not be read. It is tried again; if it stays so, check the disk.",
        "ERP-systemets databasefil kunne ikke læses. Der prøves igen; bliver det ved, så kontrollér disken.");

    private static LocalText Locked { get; } = LocalText.Of(
        "Another program kept the ERP's database locked. It is tried again; if it stays so, close what holds it.",
        "Et andet program holdt ERP-systemets database låst. Der prøves igen; bliver det ved, så luk det program, der holder den.");

    private static LocalText DiskFull { get; } = LocalText.Of(
        "The disk with the ERP's database is full. Make room; it is tried again.",
        "Disken med ERP-systemets database er fuld. Skaf plads; der prøves igen.");

    private static LocalText Damaged { get; } = LocalText.Of(
        "The file is not an SQLite database, or it is damaged. Choose another file or restore a backup.",
        "Filen er ikke en SQLite-database, eller den er beskadiget. Vælg en anden fil, eller gendan en sikkerhedskopi.");

    private static LocalText NotWritable { get; } = LocalText.Of(
        "The ERP's database file may not be written. Give the service the right to change the file and its folder.",
        "ERP-systemets databasefil må ikke skrives. Giv tjenesten ret til at ændre filen og dens mappe.");

    private static LocalText Defective { get; } = LocalText.Of(
        "The ERP's database answered with an error we do not expect. The technical text in the log says which.",
        "ERP-systemets database svarede med en uventet fejl. Den tekniske tekst i loggen siger hvilken.");
}
