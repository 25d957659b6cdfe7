using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SuperOfficeErpLink.Storage.Databases;

namespace SuperOfficeErpLink.Storage.SqlServer;

/// <summary>Our own database on SQL Server 2019 or later, or Azure SQL.</summary>
public sealed class SqlServerDatabase : ServerDatabase
{
    /// <summary>From here on the server ends the connection.</summary>
    private const byte Fatal = 20;

    internal const string TakeLock = """
        DECLARE @got int;
        EXEC @got = sp_getapplock @Resource = N'SuperOffice ERP Link', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 0;
        SELECT @got;
        """;

    internal const string ReadClock = "SELECT SYSUTCDATETIME()";

    private readonly SqlConnectionStringBuilder settings;

    /// <exception cref="ArgumentException">The text is no connection string.</exception>
    public SqlServerDatabase(string connectionString)
    {
        // MARS would make a save point within a transaction impossible, and with it to go on after a row that was refused.
        settings = new SqlConnectionStringBuilder(connectionString) { MultipleActiveResultSets = false };
        if (!settings.ShouldSerialize("Application Name"))
        {
            settings.ApplicationName = "SuperOffice ERP Link";
        }
    }

    public override string Name => "SQL Server";

    public override string Place => $"{settings.DataSource}/{settings.InitialCatalog}";

    /// <summary>For everything else that speaks to the same database.</summary>
    public string ConnectionString => settings.ConnectionString;

    public override void Use(DbContextOptionsBuilder options) =>
        Use(options, null).AddInterceptors([new SnapshotTransactions(IsolationLevel.Snapshot), .. FailureMarks.Interceptors]);

    public override ErpLinkDbContext CreateForMigration() => new((DbContextOptions<ErpLinkDbContext>)Use(new DbContextOptionsBuilder<ErpLinkDbContext>(), 3600).Options);

    public override async Task<string?> PrepareAsync(ErpLinkDbContext context, bool mayChange, CancellationToken cancellationToken)
    {
        const string Allow = "ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON";
        var allowed = await context.Database.SqlQuery<int>(
            $"SELECT CAST(snapshot_isolation_state AS int) AS Value FROM sys.databases WHERE database_id = DB_ID()").SingleAsync(cancellationToken);
        if (allowed == 1)
        {
            return null;
        }

        if (!mayChange)
        {
            return Allow;
        }

        try
        {
            await context.Database.ExecuteSqlRawAsync(Allow, cancellationToken);
            return null;
        }
        catch (SqlException)
        {
            // The account may lack the right: who has it runs the statement once.
            return Allow;
        }
    }

    public override DatabaseFault Explain(DbException failure) => FaultOf(failure);

    /// <summary><see cref="Explain"/> for whoever has a failure and no database.</summary>
    public static DatabaseFault FaultOf(DbException failure) => failure is SqlException said ? FaultOf(said.Number, said.Class) : DatabaseFault.None;

    internal static DatabaseFault FaultOf(int number, byte severity) => number switch
    {
        1205 or 3960 or 41302 or 41305 or 41325 or 41839 => DatabaseFault.TakenBack,
        2601 or 2627 => DatabaseFault.Duplicate,
        1222 or -2 => DatabaseFault.Busy,
        1101 or 1105 or 9002 => DatabaseFault.Full,
        701 or 921 or 922 or 927 or 3906 or 4060 or 6005 or 10928 or 10929 or 17142 or 17147 or 17197 or 17809 or 18456 or 18461 or 40197 or 40501 or 40613 => DatabaseFault.Unreachable,
        _ when severity >= Fatal || number is -1 or 0 or 2 or 20 or 53 or 64 or 121 or 233 or 258 or 596 or 1225 or 10053 or 10054 or 10060 or 10061 or 11001 => DatabaseFault.Unreachable,
        _ => DatabaseFault.None,
    };

    public override async Task InsertAsync(ErpLinkDbContext context, BulkTable table, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            using var copy = new SqlBulkCopy(
                (SqlConnection)context.Database.GetDbConnection(), SqlBulkCopyOptions.CheckConstraints | SqlBulkCopyOptions.KeepIdentity,
                (SqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction())
            {
                DestinationTableName = $"[{table.Name}]", BulkCopyTimeout = 0, BatchSize = 5000,
            };
            foreach (var column in table.Columns)
            {
                copy.ColumnMappings.Add(column, column);
            }

            await using var reader = new RowReader(table, rows);
            await copy.WriteToServerAsync(reader, cancellationToken);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    protected override string ClockStatement => ReadClock;

    protected override string LockStatement => TakeLock;

    protected override bool IsTaken(object? answer) => Convert.ToInt32(answer, CultureInfo.InvariantCulture) >= 0;

    protected override DbConnection Connect() => new SqlConnection(settings.ConnectionString);

    protected override DbConnection ConnectAlone() => new SqlConnection(new SqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false }.ConnectionString);

    private DbContextOptionsBuilder Use(DbContextOptionsBuilder options, int? seconds) => options.UseSqlServer(
        settings.ConnectionString,
        // Lists of thousands of keys as one parameter: a statement takes 2,100 at most, and is compiled once however long they are.
        server => server.MigrationsAssembly(typeof(SqlServerDatabase).Assembly.GetName().Name).CommandTimeout(seconds)
            .UseParameterizedCollectionMode(ParameterTranslationMode.Parameter));
}
