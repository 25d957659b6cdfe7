using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>An SQLite file. Its provider is synchronous, so work runs on the pool's threads.</summary>
internal sealed class SqliteDatabase : SqlDatabase
{
    private const int BusySeconds = 5;

    private readonly SqliteDialect dialect;
    private readonly string path;
    private readonly string connectionString;

    public SqliteDatabase(SqliteDialect dialect, string name, string path)
    {
        this.dialect = dialect;
        this.path = path;
        Name = name;
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = true,
            DefaultTimeout = BusySeconds,
        }.ToString();
    }

    public override string Name { get; }

    public override Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, bool mayInterrupt, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                await using var connection = await OpenAsync(cancellationToken);
                await using var interruption = mayInterrupt
                    ? cancellationToken.Register(static state => raw.sqlite3_interrupt(((SqliteConnection)state!).Handle), connection)
                    : default;
                try
                {
                    return await work(connection);
                }
                catch (SqliteException interrupted)
                    when (interrupted.SqliteErrorCode == raw.SQLITE_INTERRUPT && cancellationToken.IsCancellationRequested)
                {
                    throw new OperationCanceledException(interrupted.Message, interrupted, cancellationToken);
                }
            },
            cancellationToken);

    public override Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));
    }

    public override ValueTask DisposeAsync()
    {
        ClearPool();
        return ValueTask.CompletedTask;
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            if (OpenSqliteFile.HasMoved(connection.Handle!))
            {
                // An open file goes on answering after it was deleted or another took its name: such connections are given up.
                ClearPool();
                await connection.DisposeAsync();
                RefuseFileThatIsNotThere();
                connection = new SqliteConnection(connectionString);
                await connection.OpenAsync(cancellationToken);
            }

            Folding.AddTo(connection.Handle!);
            return connection;
        }
        catch (SqliteException error)
        {
            await connection.DisposeAsync();
            RefuseFileThatIsNotThere();
            throw dialect.Explain(error) switch
            {
                SqlFailure.Busy(var cause) => cause,
                SqlFailure.Broken(var cause) => cause,
                _ => error,
            };
        }
    }

    private void RefuseFileThatIsNotThere()
    {
        if (!File.Exists(path))
        {
            throw new ConnectorException(
                FailureKind.Unreachable,
                LocalText.Of(
                    $"The database file {Name} is not there. Put it in the server's folder for ERP files, or correct the name.",
                    $"Databasefilen {Name} findes ikke. Læg den i serverens mappe til ERP-filer, eller ret navnet."),
                $"SQLite file '{Name}' does not exist")
            {
                Setting = SqliteDialect.FileSetting,
            };
        }
    }

    /// <summary>The function that folds case, given to a database's handle once: connections are pooled, and the provider would give it anew with every opening.</summary>
    private static class Folding
    {
        private static readonly ConditionalWeakTable<sqlite3, object> Known = [];

        public static void AddTo(sqlite3 database)
        {
            if (!Known.TryGetValue(database, out _))
            {
                raw.sqlite3_create_function(database, SqliteDialect.FoldFunction, 1, raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC, null, Fold);
                Known.AddOrUpdate(database, database);
            }
        }

        private static void Fold(sqlite3_context context, object state, sqlite3_value[] arguments)
        {
            if (raw.sqlite3_value_type(arguments[0]) == raw.SQLITE_NULL)
            {
                raw.sqlite3_result_null(context);
            }
            else
            {
                raw.sqlite3_result_text(context, TextFolding.Fold(raw.sqlite3_value_text(arguments[0]).utf8_to_string()));
            }
        }
    }

    private void ClearPool()
    {
        using var any = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(any);
    }
}
