using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql;

/// <summary>The ERP client behind a session: every call makes sure that it is still the same one, and turns errors into their meaning.</summary>
internal sealed class SqlClient : IAsyncDisposable
{
    private readonly SqlDatabase database;
    private readonly TimeSpan overlap;
    private readonly TimeProvider time;
    private volatile Schema? schema;
    private string? clientId;
    private long seenAt;

    /// <param name="overlap">How long a change may be on its way.</param>
    public SqlClient(ISqlDialect dialect, SqlDatabase database, SqlDefinition definition, TimeSpan overlap, TimeProvider time)
    {
        Dialect = dialect;
        Definition = definition;
        this.database = database;
        this.overlap = overlap;
        this.time = time;
    }

    public ISqlDialect Dialect { get; }

    public SqlDefinition Definition { get; }

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        schema = await RunAsync(connection => ReadSchemaAsync(connection, cancellationToken), true, cancellationToken);
        clientId = schema.ClientId;
    }

    /// <summary>Who the database says it is now, which need not be who it was when the session was opened.</summary>
    public async Task<(string Identity, Schema Schema)> IdentifyAsync(CancellationToken cancellationToken)
    {
        var now = await ReadAgainAsync(() => RunAsync(connection => ReadSchemaAsync(connection, cancellationToken), true, cancellationToken));
        var identity = now.ClientId is null ? $"{Dialect.Id}:{database.Place}" : $"{Dialect.Id}:{database.Name}#{now.ClientId}";
        return (identity, now);
    }

    public Task<T> ReadAsync<T>(Func<DbConnection, Schema, Task<T>> work, CancellationToken cancellationToken) =>
        ReadAgainAsync(() => RunAsync(connection => OnSameClientAsync(connection, work, database.IdentityHolds, cancellationToken), true, cancellationToken));

    /// <summary>Like reading, but once begun it is never interrupted: what became of each record must stay known.</summary>
    public Task<T> WriteAsync<T>(Func<DbConnection, Schema, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(connection => OnSameClientAsync(connection, work, TimeSpan.Zero, CancellationToken.None), false, cancellationToken);

    public Task<DbTransaction> BeginWriteAsync(DbConnection connection) => database.BeginWriteAsync(connection, CancellationToken.None);

    public Task<IReadOnlyList<int>> ExecuteAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<Statement> statements, Statement read, Action<DbDataReader> take) =>
        database.ExecuteAsync(connection, transaction, statements, read, take);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task<T> OnSameClientAsync<T>(
        DbConnection connection, Func<DbConnection, Schema, Task<T>> work, TimeSpan holds, CancellationToken cancellationToken)
    {
        var known = schema ?? throw new InvalidOperationException("The session was not opened.");
        if (Definition.Identity is not null && (holds == TimeSpan.Zero || time.GetElapsedTime(Interlocked.Read(ref seenAt)) >= holds))
        {
            var now = await known.ReadClientIdAsync(connection, cancellationToken);
            if (!string.Equals(now, clientId, StringComparison.Ordinal))
            {
                throw AnotherClient();
            }

            Interlocked.Exchange(ref seenAt, time.GetTimestamp());
        }

        return await work(connection, known);
    }

    private Task<Schema> ReadSchemaAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Schema.ReadAsync(Definition, Dialect, connection, overlap, cancellationToken);

    /// <summary>A server that was started again drops the connections we keep: what only reads is then begun anew, once.</summary>
    private async Task<T> ReadAgainAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (ConnectorException lost)
            when (lost.Kind == FailureKind.Unreachable && !ReferenceEquals(lost.UserText, ServerTexts.Slow) && database.ForgetConnections())
        {
            return await read();
        }
    }

    private async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, bool mayInterrupt, CancellationToken cancellationToken) =>
        await database.RunAsync(
            async connection =>
            {
                try
                {
                    return await work(connection);
                }
                catch (DbException error) when (!cancellationToken.IsCancellationRequested || !mayInterrupt)
                {
                    throw await ExplainAsync(connection, error);
                }
            },
            mayInterrupt,
            cancellationToken);

    public async Task<ConnectorException> ExplainAsync(DbConnection connection, DbException error)
    {
        switch (Dialect.Explain(error))
        {
            case SqlFailure.Busy(var cause):
                return cause;
            case SqlFailure.Undone(var cause):
                return cause;
            case SqlFailure.Broken(var cause):
                return cause;
            case SqlFailure.NotThere:
                return await FindWhatIsMissingAsync(connection, error);
            case SqlFailure.Refused refused:
                return new ConnectorException(FailureKind.Defect, Unexpected, refused.Message, innerException: error);
            default:
                return new ConnectorException(FailureKind.Defect, Unexpected, error.Message, innerException: error);
        }
    }

    /// <summary>The database's text names a column; an administrator needs the place in the definition.</summary>
    private async Task<ConnectorException> FindWhatIsMissingAsync(DbConnection connection, DbException error)
    {
        try
        {
            await ReadSchemaAsync(connection, CancellationToken.None);
            return new ConnectorException(FailureKind.Misconfigured, BrokenInside, error.Message, innerException: error);
        }
        catch (ConnectorException named)
        {
            return named;
        }
        catch (DbException)
        {
            return new ConnectorException(FailureKind.Misconfigured, BrokenInside, error.Message, innerException: error);
        }
    }

    private ConnectorException AnotherClient() => new(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"{database.Name} now holds another ERP client than the one this connection was made for. Put the right database back, or make a new connection.",
            $"{database.Name} rummer nu en anden ERP-klient end den, forbindelsen blev oprettet til. Læg den rigtige database tilbage, eller opret en ny forbindelse."),
        $"The client id in {database.Name} changed while the session was open");

    private static LocalText BrokenInside { get; } = LocalText.Of(
        "A view or trigger in the ERP's database names a table or column that is not there. Its supplier must correct it.",
        "En visning eller trigger i ERP-systemets database nævner en tabel eller kolonne, der ikke findes. Leverandøren skal rette den.");

    private static LocalText Unexpected { get; } = LocalText.Of(
        "The ERP's database refused to be read. The technical text in the log says why.",
        "ERP-systemets database kunne ikke læses. Den tekniske tekst i loggen siger hvorfor.");
}
