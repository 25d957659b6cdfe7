using System.Runtime.InteropServices;
using SQLitePCL;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>
/// What SQLite itself knows of the file it has open. Times of files do not tell this: on Linux the time of creation that the runtime gives is
/// that of the last write, so that every write would look like another file.
/// </summary>
internal static class OpenSqliteFile
{
    private const int HasMovedControl = 20;

    private static readonly byte[] MainDatabase = [.. "main\0"u8];

    /// <summary>True when the file was deleted or another has its name now; always false on Windows, which lets nobody do so to an open file.</summary>
    public static bool HasMoved(sqlite3 database) =>
        FileControl(database, MainDatabase, HasMovedControl, out var moved) == raw.SQLITE_OK && moved != 0;

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(sqlite3 database, byte[] name, int control, out int answer);
}
