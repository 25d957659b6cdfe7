using System.Data.Common;
using System.Net;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>
/// A database on a server. Its name is looked up through the host's address policy, and the address that was allowed is the one connected to;
/// after a while it is looked up again, so that a server may move.
/// </summary>
internal abstract class ServerDatabase(ISqlDialect dialect, ServerSettings settings, ConnectionContext context) : SqlDatabase
{
    protected const int ConnectSeconds = 10;
    protected const int CommandSeconds = 30;
    protected const int LockSeconds = 5;
    protected const int MostConnections = 10;

    private static readonly TimeSpan AddressHolds = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim gate = new(1, 1);
    private IPAddress? address;
    private long resolvedAt;
    private bool isKnown;

    public override string Name => settings.Database;

    public override string Place => settings.Place;

    /// <summary>A server's database is not put in another's place unnoticed: its connections end.</summary>
    public override TimeSpan IdentityHolds => TimeSpan.FromSeconds(1);

    protected ServerSettings Settings => settings;

    public override async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, bool mayInterrupt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var connection = await OpenAsync(cancellationToken);
        try
        {
            return await work(connection);
        }
        catch (DbException interrupted) when (mayInterrupt && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(interrupted.Message, interrupted, cancellationToken);
        }
    }

    public override async Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);

    /// <summary>All in one round trip.</summary>
    public override async Task<IReadOnlyList<int>> ExecuteAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<Statement> statements, Statement read, Action<DbDataReader> take)
    {
        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach (var statement in statements.Append(read))
        {
            statement.AddTo(batch);
        }

        return await RunAsync(batch, take);
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        gate.Dispose();
    }

    /// <summary>An open connection to the address, from the pool of this session.</summary>
    protected abstract Task<DbConnection> ConnectAsync(IPAddress address, CancellationToken cancellationToken);

    /// <summary>Runs a batch, which is not interrupted: takes the rows of its last command, and tells how many each of the others changed.</summary>
    protected abstract Task<IReadOnlyList<int>> RunAsync(DbBatch batch, Action<DbDataReader> take);

    /// <summary>Ends the pool.</summary>
    protected abstract ValueTask CloseAsync();

    private async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var allowed = await ResolveAsync(cancellationToken);
        DbConnection connection;
        try
        {
            connection = await ConnectAsync(allowed, cancellationToken);
        }
        catch (DbException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (DbException error)
        {
            Interlocked.Exchange(ref resolvedAt, 0);
            throw Explained(error);
        }

        if (!isKnown)
        {
            await RefuseOurOwnAsync(connection, cancellationToken);
            isKnown = true;
        }

        return connection;
    }

    private async Task<IPAddress> ResolveAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (address is null || resolvedAt == 0 || context.Time.GetElapsedTime(resolvedAt) >= AddressHolds)
            {
                address = await context.Outbound.ResolveAsync(settings.Host, settings.Port, cancellationToken);
                resolvedAt = context.Time.GetTimestamp();
            }

            return address;
        }
        catch (ConnectorException refused) when (refused.Setting is null)
        {
            throw new ConnectorException(refused.Kind, refused.UserText, refused.Message, refused.RetryAfter, refused) { Setting = ServerSettings.HostSetting };
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Our own tables, whoever made them, are no ERP's.</summary>
    private async Task RefuseOurOwnAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new Statement(
                "SELECT count(DISTINCT table_name) FROM information_schema.tables WHERE table_name IN ('MappingVersions', 'MappingDrafts', 'ConnectionHealth')").On(connection);
            if (Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture) < 3)
            {
                return;
            }
        }
        catch (DbException error)
        {
            await connection.DisposeAsync();
            throw cancellationToken.IsCancellationRequested ? new OperationCanceledException(error.Message, error, cancellationToken) : Explained(error);
        }

        await connection.DisposeAsync();
        throw new ConnectorException(FailureKind.Misconfigured, ServerTexts.OurOwn, "Our own database named as an ERP") { Setting = ServerSettings.DatabaseSetting };
    }

    private ConnectorException Explained(DbException error) => dialect.Explain(error) switch
    {
        SqlFailure.Busy(var cause) => cause,
        SqlFailure.Undone(var cause) => cause,
        SqlFailure.Broken(var cause) => cause,
        _ => new ConnectorException(FailureKind.Unreachable, ServerTexts.NoAnswer, error.GetType().Name, innerException: error),
    };
}
