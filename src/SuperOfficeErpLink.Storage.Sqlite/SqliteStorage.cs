using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SuperOfficeErpLink.Storage.Sqlite;

/// <summary>Our own database on SQLite.</summary>
public static class SqliteStorage
{
    public static DbContextOptionsBuilder UseErpLinkSqlite(this DbContextOptionsBuilder options, string file) =>
        options
            .UseSqlite(
                ConnectionString(file),
                sqlite => sqlite.MigrationsAssembly(typeof(SqliteStorage).Assembly.GetName().Name))
            .AddInterceptors(Pragmas.Instance);

    internal static string ConnectionString(string file) => new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 10 }.ToString();

    /// <summary>Readers and one writer side by side; a commit survives a killed process, and the last ones a power cut.</summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        // Connections are pooled: what is set once on the database's own handle stays.
        private static readonly ConditionalWeakTable<object, object> Known = [];

        public static Pragmas Instance { get; } = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Set(connection);
            return Task.CompletedTask;
        }

        private static void Set(DbConnection connection)
        {
            // EF asks with one whether the file exists: it must not be told no because the file has no journal mode yet.
            if (new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly)
            {
                return;
            }

            var handle = ((SqliteConnection)connection).Handle!;
            if (Known.TryGetValue(handle, out _))
            {
                return;
            }

            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000; PRAGMA foreign_keys=ON;";
            command.ExecuteNonQuery();
            Known.AddOrUpdate(handle, handle);
        }
    }
}
