using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.PostgreSql;
using SuperOfficeErpLink.Storage.Sqlite;
using SuperOfficeErpLink.Storage.SqlServer;

namespace SuperOfficeErpLink.Web.Starting;

/// <summary>Which database our own data is in.</summary>
internal static class DatabaseChoice
{
    private const string Setting = "ConnectionStrings:ErpLink";

    /// <exception cref="StartupFailure">The connection string is missing or is none.</exception>
    public static OwnDatabase Of(ErpLinkOptions options)
    {
        try
        {
            return options.Provider switch
            {
                DatabaseProvider.SqlServer => new SqlServerDatabase(ConnectionString(options)),
                DatabaseProvider.PostgreSql => new PostgreSqlDatabase(ConnectionString(options)),
                _ => new SqliteDatabase(options.DatabaseFile, options.LockFile, TimeProvider.System),
            };
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            // Its own message may hold a part of the text, and that the password.
            throw new StartupFailure($"{Setting} is not a connection string of {options.Provider}.", failure);
        }
    }

    private static string ConnectionString(ErpLinkOptions options) => options.ConnectionString
        ?? throw new StartupFailure($"ErpLink:Database:Provider is \"{options.Provider}\", so {Setting} must say where the database is.");
}
