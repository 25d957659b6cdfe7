using System.Data.Common;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>One database that can be connected to any number of times.</summary>
internal abstract class SqlDatabase : IAsyncDisposable
{
    /// <summary>The database's name within the client's identity: the same wherever its folder or server is reached from.</summary>
    public abstract string Name { get; }

    /// <summary>Name and place, which tell clients apart that keep no id of their own.</summary>
    public virtual string Place => Name;

    /// <summary>How long the client's own id, once seen, needs no second look before a read: no time at all where a file can be put in another's place.</summary>
    public virtual TimeSpan IdentityHolds => TimeSpan.Zero;

    /// <summary>
    /// Runs work on a connection of its own without holding up the caller, and turns cancellation into an interrupt of the statement
    /// that is running, if <paramref name="mayInterrupt"/>.
    /// </summary>
    /// <exception cref="ConnectorException">The database cannot be reached.</exception>
    public abstract Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, bool mayInterrupt, CancellationToken cancellationToken);

    /// <summary>A transaction in which what was written is what is read.</summary>
    public abstract Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Runs statements in their order and tells how many rows each changed, then reads what one more finds; equal ones are prepared once.</summary>
    public virtual async Task<IReadOnlyList<int>> ExecuteAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<Statement> statements, Statement read, Action<DbDataReader> take)
    {
        var rows = new int[statements.Count];
        DbCommand? command = null;
        try
        {
            for (var index = 0; index < rows.Length; index++)
            {
                if (command is null || !statements[index].TryBindTo(command))
                {
                    await (command?.DisposeAsync() ?? ValueTask.CompletedTask);
                    command = statements[index].On(connection, transaction);
                }

                rows[index] = await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
        finally
        {
            await (command?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await using var reading = read.On(connection, transaction);
        await using var reader = await reading.ExecuteReaderAsync(CancellationToken.None);
        while (await reader.ReadAsync(CancellationToken.None))
        {
            take(reader);
        }

        return rows;
    }

    /// <summary>Gives up idle connections, which a server that was started again has forgotten; false where there is no such thing.</summary>
    public virtual bool ForgetConnections() => false;

    public abstract ValueTask DisposeAsync();
}
