using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SuperOfficeErpLink.Storage.Databases;
using static Npgsql.PostgresErrorCodes;

namespace SuperOfficeErpLink.Storage.PostgreSql;

/// <summary>Our own database on PostgreSQL 13 or later.</summary>
public sealed class PostgreSqlDatabase : ServerDatabase
{
    /// <summary>A process that stands still must not keep others from what it was about to write; a takeover waits for this at most.</summary>
    private const string Patience = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=20s";

    /// <summary>The server ended a session that kept a transaction open for too long.</summary>
    private const string IdleInTransaction = "25P03";

    /// <summary>"ERPLink" as a number: the key of the lock that one process prepares the database under.</summary>
    private const long LockKey = 0x4552504C696E6B;

    private readonly NpgsqlConnectionStringBuilder settings;

    /// <exception cref="ArgumentException">The text is no connection string.</exception>
    public PostgreSqlDatabase(string connectionString)
    {
        settings = new NpgsqlConnectionStringBuilder(connectionString) { IncludeErrorDetail = false };
        settings.Options = string.Join(' ', new[] { Patience, settings.Options }.Where(text => !string.IsNullOrWhiteSpace(text)));
        settings.ApplicationName ??= "SuperOffice ERP Link";
    }

    public override string Name => "PostgreSQL";

    public override string Place => $"{settings.Host}/{settings.Database ?? settings.Username}";

    /// <summary>For everything else that speaks to the same database.</summary>
    public string ConnectionString => settings.ConnectionString;

    public override void Use(DbContextOptionsBuilder options) =>
        Use(options, settings.ConnectionString).AddInterceptors([new SnapshotTransactions(IsolationLevel.RepeatableRead), .. FailureMarks.Interceptors]);

    public override ErpLinkDbContext CreateForMigration() =>
        new((DbContextOptions<ErpLinkDbContext>)Use(
            new DbContextOptionsBuilder<ErpLinkDbContext>(), new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Options = null, CommandTimeout = 0 }.ConnectionString).Options);

    public override DatabaseFault Explain(DbException failure) => FaultOf(failure);

    /// <summary><see cref="Explain"/> for whoever has a failure and no database.</summary>
    public static DatabaseFault FaultOf(DbException failure) => failure switch
    {
        PostgresException { SqlState: SerializationFailure or DeadlockDetected } => DatabaseFault.TakenBack,
        PostgresException { SqlState: UniqueViolation } => DatabaseFault.Duplicate,
        PostgresException { SqlState: LockNotAvailable or QueryCanceled } => DatabaseFault.Busy,
        PostgresException { SqlState: DiskFull } => DatabaseFault.Full,
        PostgresException { SqlState: ['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] or ReadOnlySqlTransaction or IdleInTransaction } => DatabaseFault.Unreachable,
        PostgresException => DatabaseFault.None,
        NpgsqlException { InnerException: TimeoutException } => DatabaseFault.Busy,
        NpgsqlException => DatabaseFault.Unreachable,
        _ => DatabaseFault.None,
    };

    public override async Task InsertAsync(ErpLinkDbContext context, BulkTable table, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var connection = (NpgsqlConnection)context.Database.GetDbConnection();
            var columns = string.Join(", ", table.Columns.Select(column => $"\"{column}\""));
            await using var writer = await connection.BeginBinaryImportAsync($"COPY \"{table.Name}\" ({columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
            foreach (var row in rows)
            {
                await writer.StartRowAsync(cancellationToken);
                foreach (var value in row)
                {
                    await (value is null ? writer.WriteNullAsync(cancellationToken) : writer.WriteAsync(value, cancellationToken));
                }
            }

            await writer.CompleteAsync(cancellationToken);
            await writer.CloseAsync(cancellationToken);
            if (table.Columns.Contains("Id", StringComparer.Ordinal))
            {
                await ContinueNumbersAsync(connection, table.Name, cancellationToken);
            }
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    /// <summary>Rows that brought their numbers along were not counted: the next row goes on behind them.</summary>
    private static async Task ContinueNumbersAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand($"SELECT pg_get_serial_sequence('\"{table}\"', 'Id')", connection);
        if (await find.ExecuteScalarAsync(cancellationToken) is string numbers)
        {
            await using var command = new NpgsqlCommand($"SELECT setval('{numbers}', max(\"Id\")) FROM \"{table}\"", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    protected override string ClockStatement => "SELECT clock_timestamp()";

    protected override string LockStatement { get; } = string.Create(CultureInfo.InvariantCulture, $"SELECT pg_try_advisory_lock({LockKey})");

    protected override bool IsTaken(object? answer) => answer is true;

    protected override DbConnection Connect() => new NpgsqlConnection(settings.ConnectionString);

    protected override DbConnection ConnectAlone() =>
        new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, Options = null, KeepAlive = 10 }.ConnectionString);

    private static DbContextOptionsBuilder Use(DbContextOptionsBuilder options, string connectionString) =>
        options.UseNpgsql(connectionString, server => server.MigrationsAssembly(typeof(PostgreSqlDatabase).Assembly.GetName().Name).SetPostgresVersion(13, 0));
}
