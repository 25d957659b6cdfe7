using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql;

/// <summary>The ERP client behind a session: every call makes sure that it is still the same one, and turns errors into their meaning.</summary>
internal sealed class SqlClient : IAsyncDisposable
{
    private readonly SqlDatabase database;
    private volatile Schema? schema;
    private string? clientId;

    public SqlClient(ISqlDialect dialect, SqlDatabase database, SqlDefinition definition)
    {
        Dialect = dialect;
        Definition = definition;
        this.database = database;
    }

    public ISqlDialect Dialect { get; }

    public SqlDefinition Definition { get; }

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        schema = await RunAsync(connection => Schema.ReadAsync(Definition, Dialect, connection, cancellationToken), true, cancellationToken);
        clientId = schema.ClientId;
    }

    /// <summary>Who the database says it is now, which need not be who it was when the session was opened.</summary>
    public async Task<(string Identity, Schema Schema)> IdentifyAsync(CancellationToken cancellationToken)
    {
        var now = await RunAsync(connection => Schema.ReadAsync(Definition, Dialect, connection, cancellationToken), true, cancellationToken);
        var identity = now.ClientId is null ? $"{Dialect.Id}:{database.Name}" : $"{Dialect.Id}:{database.Name}#{now.ClientId}";
        return (identity, now);
    }

    public Task<T> ReadAsync<T>(Func<DbConnection, Schema, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(connection => OnSameClientAsync(connection, work, cancellationToken), true, cancellationToken);

    /// <summary>Like reading, but once begun it is never interrupted: what became of each record must stay known.</summary>
    public Task<T> WriteAsync<T>(Func<DbConnection, Schema, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(connection => OnSameClientAsync(connection, work, CancellationToken.None), false, cancellationToken);

    public Task<DbTransaction> BeginWriteAsync(DbConnection connection) => database.BeginWriteAsync(connection, CancellationToken.None);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task<T> OnSameClientAsync<T>(
        DbConnection connection, Func<DbConnection, Schema, Task<T>> work, CancellationToken cancellationToken)
    {
        if (Definition.Identity is { } identity)
        {
            var now = await Schema.ReadClientIdAsync(identity, Dialect, connection, cancellationToken);
            if (!string.Equals(now, clientId, StringComparison.Ordinal))
            {
                throw AnotherClient();
            }
        }

        return await work(connection, schema ?? throw new InvalidOperationException("The session was not opened."));
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
            case SqlFailure.Broken(var cause):
                return cause;
            case SqlFailure.NotThere:
                return await FindWhatIsMissingAsync(connection, error);
            default:
                return new ConnectorException(FailureKind.Defect, Unexpected, error.Message, innerException: error);
        }
    }

    /// <summary>The database's text names a column; an administrator needs the place in the definition.</summary>
    private async Task<ConnectorException> FindWhatIsMissingAsync(DbConnection connection, DbException error)
    {
        try
        {
            await Schema.ReadAsync(Definition, Dialect, connection, CancellationToken.None);
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
