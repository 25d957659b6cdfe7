using System.Data.Common;
using System.Globalization;
using System.Net;
using Microsoft.Data.SqlClient;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>A SQL Server database, by user name and password.</summary>
internal sealed class SqlServerDatabase(ISqlDialect dialect, ServerSettings settings, ConnectionContext context) : ServerDatabase(dialect, settings, context)
{
    /// <summary>Pools are shared by connection string: this makes ours our own, so that it can be ended with the session.</summary>
    private readonly string session = Guid.NewGuid().ToString("N");
    private volatile string? connectionString;

    public override bool ForgetConnections()
    {
        ClearPool();
        return true;
    }

    protected override async Task<DbConnection> ConnectAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var wanted = Build(address);
        if (!string.Equals(wanted, connectionString, StringComparison.Ordinal))
        {
            ClearPool();
            connectionString = wanted;
        }

        var connection = new SqlConnection(wanted);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var set = new Statement(string.Create(CultureInfo.InvariantCulture, $"SET LOCK_TIMEOUT {LockSeconds * 1000}")).On(connection);
            await set.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Each update answers with the number of its rows.</summary>
    protected override async Task<IReadOnlyList<int>> RunAsync(DbBatch batch, Action<DbDataReader> take)
    {
        // A trigger may answer with rows of its own before an update's count; behind the last of them comes what was to be read.
        var updates = batch.BatchCommands.Count - 1;
        var rows = new List<int>(updates);
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        do
        {
            var isRead = rows.Count == updates;
            while (await reader.ReadAsync(CancellationToken.None))
            {
                if (isRead)
                {
                    take(reader);
                }
                else if (reader.FieldCount == 1 && reader.GetName(0) == SqlServerDialect.CountColumn)
                {
                    rows.Add(reader.GetInt32(0));
                }
            }
        }
        while (await reader.NextResultAsync(CancellationToken.None));
        return rows.Count == updates ? rows : throw new InvalidOperationException("The database did not count every statement's rows.");
    }

    protected override ValueTask CloseAsync()
    {
        ClearPool();
        return ValueTask.CompletedTask;
    }

    private void ClearPool()
    {
        if (connectionString is { } known)
        {
            using var any = new SqlConnection(known);
            SqlConnection.ClearPool(any);
        }
    }

    private string Build(IPAddress address) => new SqlConnectionStringBuilder
    {
        DataSource = string.Create(CultureInfo.InvariantCulture, $"tcp:{address},{Settings.Port}"),
        HostNameInCertificate = Settings.Tls == TlsMode.Verify ? Settings.Host : "",
        InitialCatalog = Settings.Database,
        UserID = Settings.User,
        Password = Settings.Password,
        ApplicationName = "SuperOffice ERP Link",
        WorkstationID = session,
        Encrypt = Settings.Tls == TlsMode.None ? SqlConnectionEncryptOption.Optional : SqlConnectionEncryptOption.Mandatory,
        TrustServerCertificate = Settings.Tls != TlsMode.Verify,
        PersistSecurityInfo = false,
        ConnectTimeout = ConnectSeconds,
        CommandTimeout = CommandSeconds,
        ConnectRetryCount = 0,
        MaxPoolSize = MostConnections,
        Enlist = false,
    }.ConnectionString;
}
