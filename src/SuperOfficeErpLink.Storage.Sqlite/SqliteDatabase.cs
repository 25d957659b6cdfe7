using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SuperOfficeErpLink.Storage.Databases;

namespace SuperOfficeErpLink.Storage.Sqlite;

/// <summary>Our own database in a file of one node.</summary>
/// <param name="lockFile">Held by the process that prepares the file; the operating system gives it back when that ends.</param>
public sealed class SqliteDatabase(string file, string lockFile, TimeProvider time) : OwnDatabase
{
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int DuplicateKey = 1555;
    private const int NotUnique = 2067;

    public override string Name => "SQLite";

    public override string Place => file;

    public override bool IsShared => false;

    /// <summary>For everything else that speaks to the same file.</summary>
    public string ConnectionString => SqliteStorage.ConnectionString(file);

    public override void Use(DbContextOptionsBuilder options) => options.UseErpLinkSqlite(file);

    public override ErpLinkDbContext CreateForMigration()
    {
        var options = new DbContextOptionsBuilder<ErpLinkDbContext>();
        Use(options);
        return new ErpLinkDbContext(options.Options);
    }

    /// <summary>A process killed while migrating leaves EF's own lock behind, and EF would wait for it for ever.</summary>
    public override async Task<string?> PrepareAsync(ErpLinkDbContext context, bool mayChange, CancellationToken cancellationToken)
    {
        var tables = await context.Database
            .SqlQuery<int>($"SELECT count(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'").SingleAsync(cancellationToken);
        if (tables > 0)
        {
            await context.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", cancellationToken);
        }

        return null;
    }

    public override Task<IAsyncDisposable?> TryLockAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<IAsyncDisposable?>(new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(lockFile))
        {
            return Task.FromResult<IAsyncDisposable?>(null);
        }
    }

    public override Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) => Task.FromResult(time.GetUtcNow());

    public override DatabaseFault Explain(DbException failure) => FaultOf(failure);

    /// <summary><see cref="Explain"/> for whoever has a failure and no database.</summary>
    public static DatabaseFault FaultOf(DbException failure) => failure switch
    {
        SqliteException { SqliteErrorCode: Full } => DatabaseFault.Full,
        SqliteException { SqliteErrorCode: Busy or Locked } => DatabaseFault.Busy,
        SqliteException { SqliteErrorCode: InputOutput or CannotOpen or ReadOnly or Permission } => DatabaseFault.Unreachable,
        SqliteException { SqliteExtendedErrorCode: DuplicateKey or NotUnique } => DatabaseFault.Duplicate,
        _ => DatabaseFault.None,
    };

    /// <summary>One prepared statement, run for each row.</summary>
    public override async Task InsertAsync(ErpLinkDbContext context, BulkTable table, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
#pragma warning disable CA2100 // Table and column names are this program's own constants.
        command.CommandText = $"INSERT INTO \"{table.Name}\" ({string.Join(", ", table.Columns.Select(column => $"\"{column}\""))}) "
            + $"VALUES ({string.Join(", ", table.Columns.Select((_, index) => $"@p{index}"))})";
#pragma warning restore CA2100
        for (var index = 0; index < table.Columns.Count; index++)
        {
            command.Parameters.Add(new SqliteParameter($"@p{index}", DBNull.Value));
        }

        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var index = 0; index < row.Length; index++)
            {
                command.Parameters[index].Value = row[index] ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
